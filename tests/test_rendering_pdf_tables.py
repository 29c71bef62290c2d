"""How tables and notes are set on paper: widths that cut no word, columns, notes that keep apart."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from example_notebook import example_chart, small_notebook
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_layout import read_layout
from test_pdf_layout import overlapping

from csp_toolkit.blocks.model import Column, Paragraph, Table
from csp_toolkit.fonts import font_files
from csp_toolkit.rendering import column_widths as widths_of_columns
from csp_toolkit.rendering import render_notebook_pdf
from csp_toolkit.rendering import table_setting as setting_of_tables
from csp_toolkit.rendering.column_widths import column_widths, row_lines, rows_on_one_line, text_width
from csp_toolkit.rendering.table_setting import CAPITALS, LINE_WIDTH, table_setting

MONTHS = [f"{month} {year}" for year in (2022, 2023, 2024) for month in ("Jan", "Apr", "Jul", "Oct")] * 3


def table(*rows: tuple[str, ...], heads: tuple[str, ...], numeric: tuple[int, ...] = ()) -> Table:
    columns = tuple(Column(label=head, numeric=n in numeric) for n, head in enumerate(heads))
    return Table(caption="Caption", columns=columns, rows=rows)


words = st.text("abcdefghij ,()-0123456789", min_size=1, max_size=60).map(str.strip).filter(bool)


@settings(max_examples=60)
@given(st.integers(1, 7).flatmap(lambda n: st.lists(st.tuples(*[words] * n), min_size=1, max_size=8)))
def test_columns_together_are_never_wider_than_the_line(rows: list[tuple[str, ...]]) -> None:
    made = table(*rows, heads=tuple(f"Head {n}" for n in range(len(rows[0]))), numeric=(1, 2))
    widths = column_widths(made, 482, 10)
    assert sum(widths) <= 482.01
    assert min(widths) > 0


def test_a_table_with_room_breaks_no_cell() -> None:
    made = table(
        ("Bicycle theft", "14", "−26% (−48% to +5%)"), heads=("Indicator", "Count", "Change"), numeric=(1, 2)
    )
    assert row_lines(made, column_widths(made, 482, 10), 10) == [1, 1]


def test_figures_stay_on_one_line_where_words_can_give_way() -> None:
    change = "−26% (−48% to +5%)"
    made = table(
        *[("some words " * 12, change, change)] * 3, heads=("Indicator", "Now", "Change"), numeric=(1, 2)
    )
    widths = column_widths(made, 482, 10)
    assert all(width - 10 >= text_width(change) * 10 for width in widths[1:2])


def test_the_longest_word_is_not_cut() -> None:
    long = "Misrepresentation"
    made = table(*[(long, "some words " * 30, "other words " * 30)] * 4, heads=("A", "B", "C"))
    assert column_widths(made, 482, 10)[0] - 5 >= text_width(long) * 10


def test_letters_are_as_wide_as_the_font_has_them() -> None:
    ttf = pytest.importorskip("fontTools.ttLib", reason="fontTools is not installed")
    font = ttf.TTFont(font_files()[0])
    names, advances = font.getBestCmap(), font["hmtx"]
    text = "Anti-social behaviour: 1,886 incidents in April 2024 to March 2025 (95% interval)"
    exact = sum(advances[names[ord(letter)]][0] for letter in text) / font["head"].unitsPerEm
    assert exact <= text_width(text) <= exact * 1.06


def test_no_letter_is_wider_than_rows_on_one_line_allow_for() -> None:
    ttf = pytest.importorskip("fontTools.ttLib", reason="fontTools is not installed")
    regular, _, bold, _ = (ttf.TTFont(file) for file in font_files())
    for font, allowed in ((regular, widths_of_columns._WIDEST), (bold, widths_of_columns._WIDEST_BOLD)):
        names, advances = font.getBestCmap(), font["hmtx"]
        for letter, width in widths_of_columns._WIDTHS.items():
            assert advances[names[ord(letter)]][0] / font["head"].unitsPerEm <= width * allowed, letter
        assert font["OS/2"].sCapHeight / font["head"].unitsPerEm == CAPITALS


def test_only_of_rows_that_fit_for_certain_is_the_height_known() -> None:
    rows = [("Fits", "1"), ("Two\nlines", "1"), ("Œuvre", "1"), ("some words " * 9, "1")]
    made = table(*rows, heads=("Indicator", "Count"))
    assert rows_on_one_line(made, [100, 60], 10) == [True, True, False, False, False]
    assert rows_on_one_line(made, [20, 60], 10)[:2] == [False, False]


def test_heights_that_are_given_are_those_that_typst_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(month, f"{n * 37:,}", "some words " * (1 + n % 9)) for n, month in enumerate(MONTHS)]
    long, narrow = (
        table(*rows, heads=("Month", "Offences", "A remark")),
        table(
            *(row[:2] for row in rows), heads=("Month", "Offences in the year to this month"), numeric=(1,)
        ),
    )
    notebook = small_notebook(long, Paragraph(text="Between."), narrow, example_chart(table=narrow))
    given = render_notebook_pdf(notebook)
    monkeypatch.setattr(
        setting_of_tables, "rows_on_one_line", lambda made, *_: [False] * (1 + len(made.rows))
    )
    assert render_notebook_pdf(notebook) == given


def test_a_series_of_months_stands_in_three_columns_of_the_page() -> None:
    made = table(*[(month, "1,234") for month in MONTHS], heads=("Month", "Offences"), numeric=(1,))
    assert table_setting(made, annexed=True)["folds"] == 3
    assert table_setting(made, annexed=False)["folds"] == 1


def test_a_table_of_whole_sentences_does_not() -> None:
    made = table(*[(month, "some words " * 9) for month in MONTHS], heads=("Month", "Remark"))
    setting = table_setting(made, annexed=True)
    assert (setting["folds"], setting["whole"]) == (1, False)
    assert sum(setting["points"]) <= LINE_WIDTH + 0.1


def test_notes_that_go_on_to_the_next_page_stand_upon_nothing() -> None:
    blocks = []
    for count in range(1, 26):
        notes = tuple(f"Note {n}: " + "some words of a note " * (1 + n % 4) for n in range(count))
        made = table(("a", "1"), ("b", "2"), heads=("Row", "Count")).model_copy(update={"notes": notes})
        blocks += [made, Paragraph(text=f"A paragraph after {count} notes.")]
    with pikepdf.open(BytesIO(render_notebook_pdf(small_notebook(*blocks)))) as pdf:
        layout = read_layout(pdf)
    assert len(layout.pages) > 5
    assert [pair for page in layout.pages for pair in overlapping(page)] == []
