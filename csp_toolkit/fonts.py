"""The one typeface of every document, and where its files are.

Pages, PDFs and charts name the same family, so that a chart looks alike wherever it is printed.
The files come from the installed package ``font-source-sans-pro`` (SIL Open Font Licence 1.1, its text lies
beside them): a family that is not found is replaced silently by Typst and by the chart renderer, so it
is never left to what a machine happens to have.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from csp_toolkit.errors import Problem, RenderingError

FONT_FAMILY = "Source Sans Pro"
FONT_STACK = f"{FONT_FAMILY}, sans-serif"
"""The family and what stands in for it, as CSS and SVG want it; the fallback only matters in a browser."""

_PACKAGE = "font_source_sans_pro"
_FACES = ("Regular", "It", "Bold", "BoldIt")


@cache
def font_folder() -> Path:
    """The folder that holds the family's files, for tools that take a font path.

    Raises ``RenderingError`` where the font package is not installed.
    """
    # find_spec locates the package without running it.
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise RenderingError(
            Problem(
                f'The font "{FONT_FAMILY}" is not installed.',
                hint="Install the package font-source-sans-pro.",
            )
        )
    return Path(spec.origin).parent / "files"


def font_files() -> tuple[Path, ...]:
    """The TrueType files a document needs: regular, italic, bold and bold italic, in that order.

    Raises ``RenderingError`` where one is missing.
    """
    files = tuple(font_folder() / f"SourceSansPro-{face}.ttf" for face in _FACES)
    missing = [Problem("The font file is missing.", file=file) for file in files if not file.is_file()]
    if missing:
        raise RenderingError(missing)
    return files
