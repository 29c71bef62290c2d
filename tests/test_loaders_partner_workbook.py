"""Rules of partners' workbooks: undone is what has one reading left, the rest is refused by its cell."""

from __future__ import annotations

import csv
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter
from partner_files import NAMES, row, write_book

from csp_toolkit.errors import DataError
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.loaders.partner_cells import CellFault, cell_text
from csp_toolkit.loaders.partner_return_schema import PARTNER_RETURN
from csp_toolkit.store import Edition, Store, open_store

VALUE, START = NAMES.index("value"), NAMES.index("period_start")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def take(store: Store, path: Path) -> Edition:
    (item,) = ingest(store, [path])
    assert item.edition is not None
    assert item.edition.dataset == "partner_return"
    return item.edition


def values(store: Store, edition: Edition) -> list[float]:
    return pd.read_parquet(store.file(edition, "data.parquet"))["value"].tolist()


def reasons(store: Store, edition: Edition) -> list[str]:
    with store.file(edition, "rejects.csv").open(newline="", encoding="utf-8") as file:
        return [found["reason"] for found in csv.DictReader(file)]


def line(indicator: str, **cells: Any) -> list[Any]:
    """A sound row as cells of a sheet; dates are date cells."""
    found: dict[str, Any] = {**row(indicator_id=indicator)}
    for name in ("period_start", "period_end", "data_as_at"):
        found[name] = date.fromisoformat(found[name])
    return list({**found, "value": 42, "definition_version": 1, "geography_vintage": 2024, **cells}.values())


def total(value: Any) -> list[Any]:
    return ["Total", *[None] * (VALUE - 1), value]


def book(path: Path, *rows: list[Any], header: list[str] | None = None) -> Path:
    return write_book(path / "a.xlsx", {"Return": [header or list(NAMES), *rows]})


def test_a_sheet_gives_the_same_row_as_the_csv(store: Store, tmp_path: Path) -> None:
    edition = take(store, book(tmp_path, line("one")))
    assert (edition.rows, edition.rejected) == (1, 0)
    assert edition.slices[0].key[-2:] == ("quarter", "2024-25 Q4")


def test_titles_above_and_headings_as_people_write_them_are_no_hindrance(
    store: Store, tmp_path: Path
) -> None:
    header = [f"{name.replace('_', ' ').capitalize()} (see notes) *" for name in NAMES]
    rows = [["Hate crime return", None], [], ["Drawn from Athena"], header, line("one"), [], line("two")]
    edition = take(store, write_book(tmp_path / "a.xlsx", {"Q4 return": rows}))
    assert (edition.rows, edition.rejected) == (2, 0)
    assert pd.read_parquet(store.file(edition, "data.parquet"))["line"].tolist() == [5, 7]


def test_a_header_merged_over_two_rows_and_a_supplier_merged_over_its_rows(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet("Return")
        sheet.merge_range(0, START, 0, START + 2, "Period")
        for place, name in enumerate(NAMES):
            if START <= place <= START + 2:
                sheet.write(1, place, name)
            else:
                sheet.merge_range(0, place, 1, place, name)
        for number in (2, 3):
            cells = list(row(indicator_id=f"i{number}").values())
            sheet.write_row(number, 0, cells)
        sheet.merge_range(2, 0, 3, 0, "Sample Council")
    edition = take(store, path)
    assert (edition.rows, edition.rejected) == (2, 0)


def test_a_number_merged_over_rows_is_refused(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet("Return")
        for number, cells in enumerate(
            [list(NAMES), *(list(row(indicator_id=i).values()) for i in ("a1", "b1", "c1"))]
        ):
            sheet.write_row(number, 0, cells)
        sheet.merge_range(1, VALUE, 2, VALUE, 7)
    edition = take(store, path)
    assert (edition.rows, edition.rejected) == (1, 2)
    assert reasons(store, edition)[0].startswith("Return!L2: is merged over several rows")


@pytest.mark.parametrize(
    ("text", "number"), [("1,234", 1234), (" 12 ", 12), ("1 234", 1234), ("12\u00a0", 12)]
)
def test_counts_as_text_are_read(store: Store, tmp_path: Path, text: str, number: float) -> None:
    assert values(store, take(store, book(tmp_path, line("one", value=text)))) == [number]


@pytest.mark.parametrize("text", ["<5", "n/a", "-", "12*", "1,23", "about 12"])
def test_text_that_is_no_number_is_refused_by_its_cell(store: Store, tmp_path: Path, text: str) -> None:
    edition = take(store, book(tmp_path, line("one"), line("two", value=text)))
    assert reasons(store, edition) == [f'Return!L3: "{text}" is not a number of 0 or more']


@pytest.mark.parametrize("text", ["12/11/2025", "1/12/2025", "03.04.2025", "3-4-2025"])
def test_a_date_that_can_be_two_days_is_ambiguous_however_it_is_written(text: str) -> None:
    with pytest.raises(CellFault, match="can be"):
        cell_text(text, PARTNER_RETURN.column("data_as_at"))


def test_an_ambiguous_date_is_refused_by_its_cell_with_both_readings(store: Store, tmp_path: Path) -> None:
    edition = take(store, book(tmp_path, line("one"), line("two", data_as_at="03/04/2025")))
    wanted = 'Return!O3: "03/04/2025" can be 3 April or 4 March 2025: write 2025-04-03 or 2025-03-04'
    assert reasons(store, edition) == [wanted]


DATES = {
    "2025-04-14": "2025-04-14",
    "14/04/2025": "2025-04-14",
    "04/04/2025": "2025-04-04",
    "14 April 2025": "2025-04-14",
    "3-Apr-2025": "2025-04-03",
    "04/14/2025": "04/14/2025",
    "31/04/2025": "2025-04-31",
    "14/04/25": "14/04/25",
}


@pytest.mark.parametrize("text", DATES)
def test_a_date_as_text_is_read_where_it_can_be_one_day_only(text: str) -> None:
    """What is none, or American, stays as it is and is refused as no date."""
    assert cell_text(text, PARTNER_RETURN.column("data_as_at")) == DATES[text]


@pytest.mark.parametrize(
    ("name", "cell", "reason"),
    [
        ("data_as_at", 45761.0, "format the cell as a date"),
        ("data_as_at", datetime(2025, 4, 14, 9, 30), "a time of day"),
        ("breakdown_value", date(2025, 10, 17), "Excel has made a date"),
        ("value", date(2025, 10, 17), "Excel has made a date"),
        ("value", True, "holds TRUE"),
    ],
)
def test_what_excel_made_of_a_cell_is_refused_where_it_cannot_be_undone(
    name: str, cell: object, reason: str
) -> None:
    with pytest.raises(CellFault, match=reason):
        cell_text(cell, PARTNER_RETURN.column(name))


@pytest.mark.parametrize("spelt", ["Financial Year", "financial-year", " FINANCIAL_YEAR "])
def test_words_of_a_list_are_known_however_they_are_spelt(spelt: str) -> None:
    assert cell_text(spelt, PARTNER_RETURN.column("period_type")) == "financial_year"


def test_a_total_at_the_foot_that_is_right_is_left_out(store: Store, tmp_path: Path) -> None:
    rows = [line("one", value=1), line("two", value="1,000"), total(1001)]
    edition = take(store, book(tmp_path, *rows, ["Source: Athena"]))
    assert values(store, edition) == [1, 1000]
    assert [reason.split(",")[0] for reason in reasons(store, edition)] == [
        "a total at the foot of the table",
        "a remark beside the table",
    ]


def test_subtotals_and_the_grand_total_are_both_checked(store: Store, tmp_path: Path) -> None:
    rows = [line("one", value=1), total(1), line("two", value=2), total(2), ["Grand total", *total(3)[1:]]]
    assert values(store, take(store, book(tmp_path, *rows))) == [1, 2]


def test_a_total_that_the_rows_do_not_give_refuses_the_file_and_names_the_cell(
    store: Store, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match="Return!L4: this total says 4, the rows above it give 3"):
        ingest(store, [book(tmp_path, line("one", value=1), line("two", value=2), total(4))])
    assert store.editions == ()


def test_a_total_over_a_row_that_cannot_be_read_is_said_to_be_unchecked(store: Store, tmp_path: Path) -> None:
    edition = take(store, book(tmp_path, line("one", value="<5"), line("two", value=2), total(4)))
    assert edition.notes == ("Return!L4: this total could not be checked",)


def formula_book(path: Path, result: object, *, calculated: bool = True) -> Path:
    """A value as a formula with its last result, as Excel leaves it; else as a library writes it."""
    made = path / "made.xlsx"
    with xlsxwriter.Workbook(str(made)) as workbook:
        sheet = workbook.add_worksheet("Return")
        for number, cells in enumerate(
            [list(NAMES), list(row(indicator_id="a1").values()), list(row().values())]
        ):
            sheet.write_row(number, 0, cells)
        sheet.write_formula(1, VALUE, "=6*7", None, result)
    if not calculated:
        return made
    saved = path / "saved.xlsx"
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(saved, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b' fullCalcOnLoad="1"', b""))
    return saved


def test_a_formula_gives_its_last_calculated_value_and_is_noted(store: Store, tmp_path: Path) -> None:
    edition = take(store, formula_book(tmp_path, 99))
    assert values(store, edition) == [99, 42]
    assert edition.notes == (
        'sheet "Return": cells with formulas, whose last calculated values were taken: 1',
    )


def test_a_cell_with_an_error_is_refused_by_its_name_and_is_not_empty(store: Store, tmp_path: Path) -> None:
    edition = take(store, formula_book(tmp_path, "#DIV/0!"))
    (reason,) = reasons(store, edition)
    assert reason.startswith("Return!L2: holds an error of Excel's")


def test_a_formula_that_nobody_calculated_is_refused_and_is_not_zero(store: Store, tmp_path: Path) -> None:
    edition = take(store, formula_book(tmp_path, 0, calculated=False))
    (reason,) = reasons(store, edition)
    assert reason.startswith("Return!L2: holds a formula that was never calculated")


def test_a_formula_without_any_value_is_refused_and_is_not_empty(store: Store, tmp_path: Path) -> None:
    saved, bare = formula_book(tmp_path, 99), tmp_path / "bare.xlsx"
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(bare, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<v>99</v>", b""))
    (reason,) = reasons(store, take(store, bare))
    assert reason.startswith("Return!L2: holds a formula that was never calculated")


def test_a_hidden_sheet_is_left_out_and_noted(store: Store, tmp_path: Path) -> None:
    sheets = {"Return": [list(NAMES), line("one")], "Old": [list(NAMES), line("two")]}
    edition = take(store, write_book(tmp_path / "a.xlsx", sheets, hidden=["Old"]))
    assert edition.rows == 1
    assert edition.notes == ('the hidden sheet "Old" holds such a table and was left out',)


def test_every_visible_sheet_with_the_header_is_taken(store: Store, tmp_path: Path) -> None:
    sheets = {"Council": [list(NAMES), line("one")], "Fire service": [list(NAMES), line("two", value="x")]}
    edition = take(store, write_book(tmp_path / "a.xlsx", sheets))
    assert (edition.rows, edition.rejected) == (1, 1)
    assert reasons(store, edition)[0].startswith("'Fire service'!L2: ")


def test_missing_columns_are_named_with_their_sheet(store: Store, tmp_path: Path) -> None:
    with pytest.raises(DataError, match='sheet "Return": there is no column "note"'):
        ingest(store, [book(tmp_path, line("one"), header=list(NAMES[:-1]))])


def test_an_open_document_workbook_is_told_to_be_saved_as_excels(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    cells = "".join(f"<table:table-cell><text:p>{name}</text:p></table:table-cell>" for name in NAMES)
    office = "urn:oasis:names:tc:opendocument:xmlns"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<body xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0">'
            f'<table:table table:name="R"><table:table-row>{cells}</table:table-row></table:table></body>',
        )
    with pytest.raises(DataError, match=r"Save it as \.xlsx"):
        ingest(store, [path])


def test_a_total_of_nought_over_rows_that_give_more_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="this total says 0"):
        ingest(store, [book(tmp_path, line("one", value=1), total(0))])
