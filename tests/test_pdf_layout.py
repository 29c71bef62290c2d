"""The printed pages of all reports: nothing stranded, cut off, overlapping, unlabelled or empty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from pdf_layout import POINTS_PER_MM, Layout, Piece, Tag, read_layout
from pdf_text import squeeze
from reports_of_the_sample import REPORTS_OF_THE_SAMPLE

LEFT, RIGHT = 20 * POINTS_PER_MM, 190 * POINTS_PER_MM
BOTTOM, TOP = 25 * POINTS_PER_MM, (297 - 24) * POINTS_PER_MM
HEADINGS = ("H1", "H2", "H3", "H4")


@pytest.fixture(scope="module", params=REPORTS_OF_THE_SAMPLE)
def pdf(request: pytest.FixtureRequest, sample_reports: Mapping[str, Path]) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(sample_reports[request.param] / "report.pdf") as opened:
        yield opened


@pytest.fixture(scope="module")
def layout(pdf: pikepdf.Pdf) -> Layout:
    return read_layout(pdf)


def test_no_heading_is_the_last_thing_on_its_page(layout: Layout) -> None:
    marks = [mark for tag in layout.tags for mark in tag.marks]
    after = dict(pairwise(marks))
    headings = [tag for kind in HEADINGS for tag in layout.all(kind)]
    assert len(headings) > 5
    assert [layout.text(tag) for tag in headings if after[tag.marks[-1]][0] != tag.pages[0]] == []


def test_no_caption_is_parted_from_its_table(layout: Layout) -> None:
    tables = layout.all("Table")
    firsts = [
        (layout.text(caption), caption.pages[-1], body.marks[0][0])
        for table in tables
        for caption in table.all("Caption")
        for body in table.all("TBody")
    ]
    assert len(firsts) == len(tables) > 5
    assert [text for text, caption, row in firsts if caption != row] == []


def test_every_figure_stands_on_the_page_of_its_caption(layout: Layout) -> None:
    holders = [tag for tag in layout.all("Div") if [each.kind for each in tag.below] == ["Caption", "Figure"]]
    assert len(holders) == len(layout.all("Figure"))
    assert all(len(holder.pages) == 1 for holder in holders)
    assert [layout.text(holder) for holder in holders if "Figure" not in layout.text(holder)[:6]] == []


def test_a_table_that_goes_on_repeats_its_header_and_splits_no_row(layout: Layout) -> None:
    for table in layout.all("Table"):
        (head,) = table.all("THead")
        rows = [row for body in table.all("TBody") for row in body.all("TR")]
        assert [layout.text(row) for row in rows if len(row.pages) > 1] == []
        for before, row in pairwise(rows):
            if before.pages != row.pages:
                wanted = layout.text(head) + layout.text(row)
                assert wanted in layout.page_text(row.pages[0]), f"page {row.pages[0] + 1} lacks the header"


def test_nothing_stands_beyond_the_margins(layout: Layout) -> None:
    body = [piece for page in layout.pages for piece in page if piece.mark is not None]
    assert all(piece.left >= LEFT - 1 and piece.right <= RIGHT + 1 for piece in body), _worst(body)
    assert [p for p in body if p.bottom < BOTTOM - 3 or p.top > TOP + 3] == []


def _worst(body: list[Piece]) -> Piece:
    return max(body, key=lambda piece: max(piece.right - RIGHT, LEFT - piece.left))


def test_no_words_stand_upon_others(layout: Layout) -> None:
    upon = [pair for page in layout.pages for pair in overlapping(page)]
    assert upon == []


def overlapping(page: tuple[Piece, ...]) -> Iterator[tuple[str, str]]:
    """Pairs of texts whose boxes, from the line they stand on to a capital's height, meet."""
    words = sorted((p for p in page if p.text.strip()), key=lambda piece: piece.bottom)
    for number, lower in enumerate(words):
        for upper in words[number + 1 :]:
            if upper.bottom > lower.top - 1:
                break
            if upper.left < lower.right - 1 and lower.left < upper.right - 1:
                yield lower.text, upper.text


def test_no_page_is_empty_and_each_says_which_of_how_many_it_is(layout: Layout) -> None:
    count = len(layout.pages)
    for number, page in enumerate(layout.pages):
        assert sum(piece.mark is not None for piece in page) > 3, f"page {number + 1} of {count}"
        assert f"Page{number + 1}of{count}" in layout.page_text(number)


def test_every_page_is_marked_and_says_that_it_is_a_draft(layout: Layout) -> None:
    for number in range(1, len(layout.pages)):
        assert layout.page_text(number).count("OFFICIAL") == 2
        assert "Draft:notyetapproved" in layout.page_text(number)
        assert "SYNTHETIC" in layout.page_text(number)


def test_the_contents_lead_to_the_pages_they_name(layout: Layout) -> None:
    headings = {(layout.text(tag), tag.pages[0] + 1) for kind in ("H2", "H3") for tag in layout.all(kind)}
    entries = [re.fullmatch(r"(.+?)\.*(\d+)", _entry(layout, entry)) for entry in layout.all("TOCI")]
    found = [(entry[1], int(entry[2])) for entry in entries if entry is not None]
    assert len(found) == len(entries) == len(headings) - 1
    assert set(found) <= headings


def _entry(layout: Layout, entry: Tag) -> str:
    return layout.text(entry)


def test_bookmarks_name_every_heading(pdf: pikepdf.Pdf, layout: Layout) -> None:
    with pdf.open_outline() as outline:
        names = [squeeze(str(item.title)) for item in _below(outline.root)]
    headings = [layout.text(tag) for tag in _in_order(layout)]
    assert names == headings


def _below(items: list[pikepdf.OutlineItem]) -> Iterator[pikepdf.OutlineItem]:
    for item in items:
        yield item
        yield from _below(item.children)


def _in_order(layout: Layout) -> list[Tag]:
    first = {mark: n for n, mark in enumerate(mark for tag in layout.tags for mark in tag.marks)}
    return sorted((tag for kind in HEADINGS for tag in layout.all(kind)), key=lambda tag: first[tag.marks[0]])


def test_the_report_to_the_board_keeps_to_five_pages(sample_reports: Mapping[str, Path]) -> None:
    with pikepdf.open(sample_reports["hwb_report"] / "report.pdf") as pdf:
        assert len(pdf.pages) <= 5
