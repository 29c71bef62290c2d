"""The workbooks: laid out by the guidance, figures as numbers, no formula anywhere, the same bytes.

Excel files are read back by openpyxl, OpenDocument by python-calamine and as XML.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from example_notebook import example_chart, example_cover, example_notebook, example_table, small_notebook
from hostile_text import HOSTILE, everywhere
from nbformat import NotebookNode
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from csp_toolkit.blocks.model import Column, Paragraph, Table
from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.errors import RenderingError
from csp_toolkit.rendering import render_notebook_ods, render_notebook_xlsx
from csp_toolkit.rendering.office import CspOdsExporter, CspXlsxExporter
from csp_toolkit.rendering.workbook.cells import NumberFormat, parse_cell
from csp_toolkit.rendering.workbook.columns import value_columns
from csp_toolkit.rendering.workbook.excel import format_code

Render = Callable[[NotebookNode], bytes]
BOTH = pytest.mark.parametrize("render", [render_notebook_xlsx, render_notebook_ods], ids=["xlsx", "ods"])
SHEETS = ["Cover", "Contents", "Notes", "Table_1", "Figure_1_data", "Figure_2_data", "Table_2", "Table_3"]
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


@pytest.fixture(scope="module")
def excel() -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(render_notebook_xlsx(example_notebook())))


def rows_of(data: bytes, name: str) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name(name).to_python()


def of_columns(*columns: tuple[str, list[str]], notes: tuple[str, ...] = ()) -> Table:
    """A table of columns of figures beside its row headers."""
    heads = [Column(label="Area"), *[Column(label=label, numeric=True) for label, _ in columns]]
    rows = zip(*[cells for _, cells in columns], strict=True)
    body = tuple((f"Area {n}", *cells) for n, cells in enumerate(rows, start=1))
    return Table(caption="Areas", columns=tuple(heads), rows=body, notes=notes)


@BOTH
def test_a_cover_the_contents_and_the_notes_come_before_one_table_a_worksheet(render: Render) -> None:
    data = render(example_notebook())
    assert CalamineWorkbook.from_filelike(BytesIO(data)).sheet_names == SHEETS


@BOTH
def test_the_contents_name_every_worksheet_with_its_title(render: Render) -> None:
    data = render(example_notebook())
    contents = rows_of(data, "Contents")
    assert contents[0][0] == "Contents"
    assert contents[2] == ["Worksheet", "Title"]
    assert [name for name, _ in contents[3:]] == SHEETS[2:]
    assert all(rows_of(data, name)[0][0] == title for name, title in contents[3:])


@BOTH
def test_no_worksheet_has_an_empty_row_or_begins_below_or_beside_its_first_cell(render: Render) -> None:
    data = render(example_notebook())
    for name in SHEETS:
        rows = rows_of(data, name)
        assert all(row[0] != "" for row in rows), name


@BOTH
def test_every_worksheet_of_figures_says_its_title_marking_and_source(render: Render) -> None:
    first = [row[0] for row in rows_of(render(example_notebook()), "Table_1")[:5]]
    assert first == [
        "Table 1: Theft offences, Thurrock, January to March 2025 [note 1]",
        "OFFICIAL · Draft · SYNTHETIC: made-up data. This worksheet contains one table. "
        "Notes are on the worksheet Notes.",
        "Go to the contents",
        "Source: police.uk street-level crime; ONS mid-year population estimates",
        "Indicator",
    ]


@BOTH
def test_shorthand_is_explained_above_the_table_that_uses_it(render: Render) -> None:
    lines = [row[0] for row in rows_of(render(example_notebook()), "Figure_1_data")]
    assert "Shorthand: [x] = not available: no file was published for the month." in lines


@BOTH
def test_equal_notes_of_several_tables_stand_once_with_their_worksheets(render: Render) -> None:
    notes = rows_of(render(example_notebook()), "Notes")
    assert notes[2:4] == [
        ["Note", "What it says", "Worksheets"],
        ["note 1", "Rates are offences per 1,000 residents in the period.", "Table_1, Table_3"],
    ]


@BOTH
def test_figures_are_numbers_and_shorthand_is_text(render: Render) -> None:
    data = render(small_notebook(of_columns(("Count", ["1,204", "[x]"]), ("Share", ["12.5%", "[c]"]))))
    assert rows_of(data, "Table_1")[-2:] == [["Area 1", 1204.0, 0.125], ["Area 2", "[x]", "[c]"]]


@BOTH
def test_a_report_without_a_table_gives_no_workbook(render: Render) -> None:
    with pytest.raises(RenderingError, match="holds no table"):
        render(small_notebook(Paragraph(text="Words alone.")))


@BOTH
def test_the_same_notebook_gives_the_same_bytes(render: Render) -> None:
    assert render(example_notebook()) == render(example_notebook())


def test_the_exporters_give_the_same_workbooks() -> None:
    for exporter, render in (
        (CspXlsxExporter(), render_notebook_xlsx),
        (CspOdsExporter(), render_notebook_ods),
    ):
        made, resources = exporter.from_notebook_node(example_notebook())
        assert made == render(example_notebook())
        assert resources["output_extension"] == exporter.ending


@BOTH
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_only_text(render: Render, text: str) -> None:
    cover = example_cover(title=text[:200], partnership=text[:200], period=text[:80], marking=text[:80])
    data = render(small_notebook(*everywhere(text), cover=cover))
    shown = str(rows_of(data, "Table_1")[-3][0])
    whole = clean_text(text)
    assert " ".join(shown.split()) == " ".join(whole.split()) if len(whole) < 32_000 else "[cut" in shown
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = [ElementTree.fromstring(archive.read(n)) for n in archive.namelist() if n.endswith(".xml")]
    elements = [element for part in parts for element in part.iter()]
    assert not [e.tag for e in elements if e.tag.rpartition("}")[2] in ("f", "script", "scripts")]
    assert not [e.tag for e in elements if f"{TABLE}formula" in e.attrib]


def cells_of(sheet: Worksheet) -> list[Any]:
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("text", [HOSTILE["formula"], HOSTILE["signs"], HOSTILE["minus"]])
def test_what_could_be_a_formula_stays_text_in_excel_even_when_somebody_edits_the_cell(text: str) -> None:
    book = openpyxl.load_workbook(BytesIO(render_notebook_xlsx(small_notebook(*everywhere(text)))))
    held = [cell for sheet in book for cell in cells_of(sheet) if cell.value == text]
    assert held
    assert {cell.data_type for sheet in book for cell in cells_of(sheet)} <= {"s", "n"}
    in_bodies = [row[0] for row in book["Table_1"].iter_rows(min_row=book["Table_1"].max_row - 2)][:1]
    assert [cell.value for cell in in_bodies if cell.quotePrefix] == [text]


def test_every_table_is_marked_named_and_without_filter_buttons(excel: openpyxl.Workbook) -> None:
    for name in SHEETS[1:]:
        (table,) = excel[name].tables.values()
        assert table.displayName == name.lower()
        assert table.headerRowCount is None or table.headerRowCount == 1
        assert table.autoFilter is None
        assert table.tableStyleInfo is None or table.tableStyleInfo.showFirstColumn
        assert excel[name].dimensions.rpartition(":")[2] == table.ref.rpartition(":")[2]


def test_no_cells_are_merged_hidden_or_frozen(excel: openpyxl.Workbook) -> None:
    for sheet in excel:
        assert not sheet.merged_cells.ranges
        assert sheet.sheet_state == "visible"
        assert sheet.freeze_panes is None
        assert not any(dimension.hidden for dimension in sheet.column_dimensions.values())


def test_the_worksheets_of_the_contents_are_links(excel: openpyxl.Workbook) -> None:
    links = [excel["Contents"].cell(row, 1).hyperlink for row in range(4, 4 + len(SHEETS) - 2)]
    assert [link.location for link in links if link] == [f"'{name}'!A1" for name in SHEETS[2:]]


def test_each_page_on_paper_says_what_it_is_marked_with(excel: openpyxl.Workbook) -> None:
    heads = {sheet.oddHeader.center.text for sheet in excel}
    assert heads == {"OFFICIAL · Draft · SYNTHETIC: made-up data"}


def test_properties_come_from_the_cover_and_no_clock(excel: openpyxl.Workbook) -> None:
    assert excel.properties.title.startswith("Quarterly performance report: Thurrock")
    assert f"{excel.properties.created:%Y-%m-%d %H:%M}" == "2025-05-31 00:00"
    assert f"{excel.properties.modified:%Y-%m-%d %H:%M}" == "2025-05-31 00:00"


def content(table: Table) -> ElementTree.Element:
    with zipfile.ZipFile(BytesIO(render_notebook_ods(small_notebook(table)))) as archive:
        assert archive.namelist()[0] == "mimetype"
        return ElementTree.fromstring(archive.read("content.xml"))


def test_an_open_document_marks_its_tables_and_their_headings() -> None:
    found = content(example_table(2))
    ranges = [e.get(f"{TABLE}target-range-address") for e in found.iter(f"{TABLE}database-range")]
    assert ranges == ["Contents.A3:Contents.B5", "Notes.A3:Notes.C4", "Table_1.A5:Table_1.G7"]
    assert len(list(found.iter(f"{TABLE}table-header-rows"))) == 3


def test_an_open_document_shows_a_figure_as_the_report_does_and_holds_it_whole() -> None:
    found = content(of_columns(("Change", ["+57%", "\u221228%"])))
    cells = [c for c in found.iter(f"{TABLE}table-cell") if c.get(f"{OFFICE}value-type") == "percentage"]
    assert [(c.get(f"{OFFICE}value"), c[0].text) for c in cells] == [("0.57", "+57%"), ("-0.28", "\u221228%")]


def test_every_style_that_a_cell_names_is_there() -> None:
    found = content(
        of_columns(("Count", ["1,204 [p]", "3"]), ("Rate", ["0.56", "[x]"]), ("Cost", ["£12", "+1"]))
    )
    style = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
    defined = {e.get(f"{style}name") for e in found.iter() if e.get(f"{style}name")}
    used = {
        e.get(name) for e in found.iter() for name in (f"{TABLE}style-name", f"{style}data-style-name")
    } - {None}
    assert used <= defined


@pytest.mark.parametrize(
    ("text", "number", "code"),
    [
        ("0", 0.0, "#,##0"),
        ("1,204", 1204.0, "#,##0"),
        ("2024", 2024.0, "0"),
        ("0.56", 0.56, "#,##0.00"),
        ("57%", 0.57, "#,##0%"),
        ("\u221228%", -0.28, "#,##0%"),
        ("+4.1", 4.1, "+#,##0.0;-#,##0.0;#,##0.0"),
        ("£1,200", 1200.0, "£#,##0"),
        ("1,204 [p]", 1204.0, '#,##0" [p]"'),
    ],
)
def test_a_figure_is_the_number_it_looks_like(text: str, number: float, code: str) -> None:
    cell = parse_cell(text)
    assert cell.number == number
    assert isinstance(cell.format, NumberFormat)
    assert format_code(cell.format) == code


@pytest.mark.parametrize(
    "text", ["[x]", "007", "1,2", "12 to 14", "3 fewer", "1e5", "12,34,567", "1" * 16, "-", ""]
)
def test_anything_else_is_text(text: str) -> None:
    assert parse_cell(text).number is None


def test_an_interval_takes_a_column_for_each_end_and_no_cell_holds_two_values() -> None:
    rate = ("Rate per 1,000 (95% interval)", ["3.1 (2.6 to 3.7)", "[x]", "3 fewer"])
    columns = value_columns(of_columns(rate, ("Rank interval", ["3 to 4", "[c]", "1 to 2"])))
    assert [column.heading for column in columns] == [
        "Area",
        "Rate per 1,000",
        "Rate per 1,000: lower end of 95% interval",
        "Rate per 1,000: upper end of 95% interval",
        "Rank interval: lower end",
        "Rank interval: upper end",
    ]
    shown = list(zip(*[[cell.text for cell in column.cells] for column in columns], strict=True))
    assert shown == [
        ("Area 1", "3.1", "2.6", "3.7", "3", "4"),
        ("Area 2", "[x]", "[x]", "[x]", "[c]", "[c]"),
        ("Area 3", "3 fewer", "[z]", "[z]", "1", "2"),
    ]


def test_the_ends_of_an_interval_are_in_the_unit_of_its_value() -> None:
    columns = value_columns(of_columns(("Share", ["67.9% [p] (57.3 to 76.9)", "+4.1 (\u22122.0 to +9.8)"])))
    assert [[cell.number for cell in column.cells] for column in columns[1:]] == [
        [0.679, 4.1],
        [0.573, -2.0],
        [0.769, 9.8],
    ]


def test_a_not_applicable_that_the_workbook_adds_is_explained() -> None:
    table = of_columns(("Rate", ["3.1 (2.6 to 3.7)", "3 fewer"]))
    lines = [row[0] for row in rows_of(render_notebook_xlsx(small_notebook(table)), "Table_1")]
    assert "Shorthand: [z]: not applicable; no such figure can be worked out." in lines


def test_equal_headings_are_told_apart_whatever_their_case() -> None:
    columns = value_columns(of_columns(("Count", ["1"]), ("count", ["2"]), ("Area", ["3"])))
    assert [column.heading for column in columns] == ["Area", "Count", "count (2)", "Area (2)"]


def test_a_chart_brings_its_notes_and_says_which_it_is() -> None:
    data = render_notebook_xlsx(small_notebook(example_chart(notes=("One month is missing.",))))
    lines = [str(row[0]) for row in rows_of(data, "Figure_1_data")]
    assert lines[0].startswith("Data for figure 1: Recorded burglary by month")
    assert lines[0].endswith("[note 1]")
    assert lines[3].startswith("Figure 1: Burglary fell in the last three months.")
    assert rows_of(data, "Notes")[3][1] == "One month is missing."
