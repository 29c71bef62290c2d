from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from csp_toolkit import fonts
from csp_toolkit.errors import RenderingError


@pytest.fixture(autouse=True)
def _no_remembered_folder() -> Iterator[None]:
    fonts.font_folder.cache_clear()
    yield
    fonts.font_folder.cache_clear()


def test_the_four_faces_a_document_needs_are_there() -> None:
    names = [file.name for file in fonts.font_files()]
    assert names == [
        "SourceSansPro-Regular.ttf",
        "SourceSansPro-It.ttf",
        "SourceSansPro-Bold.ttf",
        "SourceSansPro-BoldIt.ttf",
    ]


def test_every_face_says_it_belongs_to_the_family_that_documents_name() -> None:
    # A family name is stored in the file as UTF-16 text (name table, Windows platform).
    name = fonts.FONT_FAMILY.encode("utf-16-be")
    assert all(name in file.read_bytes() for file in fonts.font_files())


def test_the_licence_of_the_fonts_lies_beside_them() -> None:
    licence = (fonts.font_folder() / "LICENSE.txt").read_text(encoding="utf-8", errors="replace")
    assert "SIL OPEN FONT LICENSE" in licence.upper()


def test_a_missing_font_package_is_a_rendering_error_that_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fonts, "_PACKAGE", "no_such_font_package")
    with pytest.raises(RenderingError, match="font-source-sans-pro"):
        fonts.font_folder()


def test_every_missing_font_file_is_named_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "font_folder", lambda: tmp_path)
    with pytest.raises(RenderingError) as caught:
        fonts.font_files()
    assert len(caught.value.problems) == 4
    # The fixture clears the real function's memory, which the patch hides.
    monkeypatch.undo()


def test_finding_the_fonts_loads_nothing_heavy() -> None:
    code = (
        "import sys; from csp_toolkit.fonts import font_files; font_files();"
        "print([m for m in ('pandas', 'altair', 'vl_convert', 'font_source_sans_pro') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
