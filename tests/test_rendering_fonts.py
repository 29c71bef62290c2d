"""The small fonts a page carries, and the list of characters a PDF can show."""

from __future__ import annotations

import pytest
from make_web_fonts import FACES, FOLDER, character_ranges

fonttools = pytest.importorskip("fontTools", reason="fonttools is not installed")


def test_the_list_of_characters_is_the_font_s() -> None:
    assert (FOLDER / "characters.txt").read_text(encoding="ascii") == character_ranges()


@pytest.mark.parametrize("name", FACES.values())
def test_a_web_font_is_small_and_does_not_bear_the_reserved_name(name: str) -> None:
    pytest.importorskip("brotli", reason="WOFF2 is compressed with brotli")
    from fontTools.ttLib import TTFont

    path = FOLDER / f"csp-report-sans-{name}.woff2"
    assert path.stat().st_size < 20_000
    names = [record.toUnicode() for record in TTFont(path)["name"].names if record.nameID in (1, 3, 4, 6)]
    assert names
    assert not any("Source" in text for text in names)


def test_the_licence_lies_beside_the_fonts() -> None:
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "OFL.txt").read_text(encoding="utf-8")
