"""Rules of tables as CSV: the report's own cells, nothing that runs, the same in the page and beside it."""

from __future__ import annotations

import base64
import csv
import io
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from example_notebook import example_cover, example_notebook

from csp_toolkit.blocks.model import Column, Table
from csp_toolkit.rendering import read_document, render_notebook_html, write_notebook_tables
from csp_toolkit.rendering.document import Item, build_document
from csp_toolkit.rendering.table_files import table_files


def read_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def rows_of(columns: tuple[Column, ...], *rows: tuple[str, ...], synthetic: bool = False) -> list[list[str]]:
    """A table of these as its file holds it."""
    table = Table(caption="Things", columns=columns, rows=rows)
    cover = example_cover(synthetic=synthetic)
    (file,) = table_files(build_document([Item(cover, "1"), Item(table, "2")]))
    return read_rows(file.content)


NAME, FIGURE = Column(label="Name"), Column(label="Number", numeric=True)


@pytest.mark.parametrize(
    "text", ["=1+1", "+44 1375", "-see below", "@SUM(A1)", "\uff1d1+1", '=HYPERLINK("https://x","y")']
)
def test_text_that_begins_like_a_formula_stays_text(text: str) -> None:
    assert rows_of((NAME, Column(label="Words")), ("a", text))[1] == ["a", f"'{text}"]
    assert rows_of((NAME, Column(label="Words")), (text, "a"))[1] == [f"'{text}", "a"]
    assert rows_of((Column(label=text), FIGURE), ("a", "1"))[0][0] == f"'{text}"


@pytest.mark.parametrize(
    ("shown", "held"),
    [("1,204", "1204"), ("\u22123.5", "-3.5"), ("+6%", "6%"), ("12.5%", "12.5%"), ("0", "0")],
)
def test_a_number_is_one_that_a_program_reads(shown: str, held: str) -> None:
    assert rows_of((NAME, FIGURE), ("a", shown))[1] == ["a", held]


@pytest.mark.parametrize("shown", ["[c]", "[x]", "833 [p]"])
def test_what_is_withheld_missing_or_provisional_stays_so(shown: str) -> None:
    assert rows_of((NAME, FIGURE), ("a", shown))[1] == ["a", shown]


def test_the_ends_of_an_interval_have_columns_of_their_own() -> None:
    head, row = rows_of(
        (NAME, Column(label="Rate (95% interval)", numeric=True)), ("a", "6.01 (5.61 to 6.44)")
    )
    assert head == ["Name", "Rate", "Rate: lower end of 95% interval", "Rate: upper end of 95% interval"]
    assert row == ["a", "6.01", "5.61", "6.44"]


def test_the_link_in_the_page_carries_what_the_file_beside_it_holds(tmp_path: Path) -> None:
    notebook = example_notebook()
    write_notebook_tables(notebook, tmp_path / "tables")
    beside = {path.name: path.read_bytes() for path in (tmp_path / "tables").iterdir()}
    page = BeautifulSoup(render_notebook_html(notebook), "html.parser")
    links = page.select(".csp-download a")
    carried = {str(a["download"]): base64.b64decode(str(a["href"]).partition(",")[2]) for a in links}
    assert carried == beside
    assert len(links) == len(list(read_document(notebook).tables()))
    assert len({a.get_text() for a in links}) == len(links)
    assert all(str(a["href"]).startswith("data:text/csv;charset=utf-8;base64,") for a in links)


def test_made_up_figures_say_so_in_the_name_of_every_file(tmp_path: Path) -> None:
    write_notebook_tables(example_notebook(), tmp_path / "tables")
    assert all(path.name.startswith("synthetic-") for path in (tmp_path / "tables").iterdir())


def test_a_report_without_tables_gets_no_folder(tmp_path: Path) -> None:
    assert table_files(build_document([Item(example_cover(), "1")])) == ()
