"""Makes the web fonts and the list of characters that the package carries; run by hand when the font changes.

    python tests/make_web_fonts.py          (needs fonttools and brotli)

A page cannot count on a reader's machine having the font its charts were measured with, so it carries a
small part of it. The licence reserves the name "Source", so the parts are called CSP Report Sans.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from csp_toolkit.fonts import font_folder

FOLDER = Path(__file__).parents[1] / "csp_toolkit" / "rendering" / "templates" / "fonts"
FACES = {"Regular": "regular", "It": "italic", "Bold": "bold"}
NAME = ("CSP Report Sans", "CSPReportSans")
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x1E80, 0x1E86), 0x1EF2, 0x1EF3]
SIGNS = [0x2C6, 0x2DC, *range(0x2010, 0x2028), 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AC, 0x2122]
MATHS = [0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x25B2, 0x25BC, 0x25CF]


def character_ranges() -> str:
    """The characters of the full font, as lines "first-last" in hexadecimal."""
    from fontTools.ttLib import TTFont

    points = sorted(TTFont(font_folder() / "SourceSansPro-Regular.ttf").getBestCmap())
    lines = []
    for _, run in groupby(enumerate(points), key=lambda pair: pair[1] - pair[0]):
        numbers = [point for _, point in run]
        lines.append(f"{numbers[0]:04x}-{numbers[-1]:04x}")
    return "\n".join(lines) + "\n"


def write_face(face: str, name: str) -> None:
    """One face, cut down to the characters of a report, as WOFF2."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(font_folder() / f"SourceSansPro-{face}.ttf", recalcTimestamp=False)
    options = subset.Options(hinting=False, recalc_timestamp=False)
    options.layout_features = ["kern", "liga", "tnum", "mark", "mkmk", "ccmp", "locl"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[*LATIN, *SIGNS, *MATHS])
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6):
            text = record.toUnicode().replace("Source Sans Pro", NAME[0]).replace("SourceSansPro", NAME[1])
            record.string = text
    font.flavor = "woff2"
    font.save(FOLDER / f"csp-report-sans-{name}.woff2")


def main() -> None:
    """Write all files of the folder."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for face, name in FACES.items():
        write_face(face, name)
    (FOLDER / "characters.txt").write_text(character_ranges(), encoding="ascii")
    licence = (font_folder() / "LICENSE.txt").read_text(encoding="utf-8")
    (FOLDER / "OFL.txt").write_text(licence, encoding="utf-8")


if __name__ == "__main__":
    main()
