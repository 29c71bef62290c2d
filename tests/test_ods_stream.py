"""Rules of the streaming reader of OpenDocument sheets: exact values, flat memory, nothing followed."""

from __future__ import annotations

import re
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded_crime_files import Cell, cell_xml, sheet_xml, write_ods, write_ods_xml

from csp_toolkit.errors import DataError
from csp_toolkit.loaders import ods_cells, ods_stream
from csp_toolkit.loaders.ods_stream import (
    is_open_document,
    progress_in_words,
    reporting_progress,
    stream_rows,
)


def rows_of(path: Path, **options: object) -> list[tuple[str, int, list[str | None]]]:
    """Every filled row with its sheet and number."""
    return [
        (batch.sheet, number, row)
        for batch in stream_rows(path, **options)  # type: ignore[arg-type]
        for number, row in zip(batch.numbers, batch.rows, strict=True)
    ]


def row_xml(cells: str, attributes: str = "") -> str:
    return f"<table:table-row{attributes}>{cells}</table:table-row>"


def one_row(path: Path, cells: str) -> list[str | None]:
    """The values of a sheet's only row, written in XML."""
    write_ods_xml(path, f'<table:table table:name="s">{row_xml(cells)}</table:table>')
    return rows_of(path)[0][2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.ods"


def test_rows_come_sheet_by_sheet_with_their_numbers_and_without_the_empty_ones(path: Path) -> None:
    write_ods(path, {"Notes": [["a"], [None], ["b"]], "2024_25": [["c", 2]]})
    assert rows_of(path) == [("Notes", 1, ["a"]), ("Notes", 3, ["b"]), ("2024_25", 1, ["c", "2"])]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('office:value-type="float" office:value="1234"><text:p>1,234</text:p>', "1234"),
        ('office:value-type="percentage" office:value="0.5"><text:p>50%</text:p>', "0.5"),
        ('office:value-type="currency" office:value="7"><text:p>£7.00</text:p>', "7"),
        ('office:value-type="date" office:date-value="2025-04-01"><text:p>1/4/25</text:p>', "2025-04-01"),
        ('office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p>', "true"),
        ('office:value-type="string"><text:p>Essex</text:p>', "Essex"),
        ("><text:p>Essex</text:p>", "Essex"),
        ('office:value-type="string"><text:p>two</text:p><text:p>lines</text:p>', "two\nlines"),
        ('office:value-type="string"><text:p>a<text:s text:c="2"/>b<text:tab/>c</text:p>', "a  b\tc"),
        ('office:value-type="string"><text:p><text:a>li<text:span>n</text:span>k</text:a></text:p>', "link"),
        ('office:value-type="string"><text:p>R &amp; D &lt;1&gt;</text:p>', "R & D <1>"),
    ],
)
def test_a_value_is_the_exact_one_and_not_the_one_shown(path: Path, cell: str, value: str) -> None:
    assert one_row(path, f"<table:table-cell {cell}</table:table-cell>") == [value]


def test_of_a_formula_only_the_saved_result_is_taken(path: Path) -> None:
    formula = 'table:formula="of:=WEBSERVICE(&quot;https://example.org&quot;)"'
    assert one_row(path, cell_xml(7, " " + formula)) == ["7"]


def test_comments_drawings_and_tables_in_a_cell_are_not_its_value(path: Path) -> None:
    inside = (
        "<office:annotation><text:p>a remark</text:p></office:annotation>"
        "<draw:frame><draw:text-box><text:p>a box</text:p></draw:text-box></draw:frame>"
        f"{sheet_xml('within', [['hidden']])}<text:p>value</text:p>"
    )
    assert one_row(path, f"<table:table-cell>{inside}</table:table-cell>{cell_xml('next')}") == [
        "value",
        "next",
    ]


def test_repeated_cells_and_rows_are_written_out_and_empty_ends_are_not(path: Path) -> None:
    cells = (
        cell_xml("a", ' table:number-columns-repeated="2"')
        + cell_xml(None, ' table:number-columns-repeated="2"')
        + cell_xml("b")
        + cell_xml(None, ' table:number-columns-repeated="16000"')
    )
    write_ods_xml(
        path,
        '<table:table table:name="s">'
        + row_xml(cells, ' table:number-rows-repeated="2"')
        + row_xml(cell_xml(None), ' table:number-rows-repeated="1000000"')
        + row_xml(cell_xml("end"))
        + "</table:table>",
    )
    wide = ["a", "a", None, None, "b"]
    assert rows_of(path) == [("s", 1, wide), ("s", 2, wide), ("s", 1000003, ["end"])]


def test_a_covered_cell_is_empty_whatever_lies_under_it(path: Path) -> None:
    covered = "<table:covered-table-cell><text:p>under</text:p></table:covered-table-cell>"
    assert one_row(path, cell_xml("a") + covered + cell_xml("b")) == ["a", None, "b"]


def test_namespaces_count_and_their_prefixes_do_not(path: Path) -> None:
    write_ods(path, {"s": [["a", 1]]})
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml").decode()
    content = re.sub(r"([</ ])(office|table|text):", r"\1my\2:", content)
    content = re.sub(r"xmlns:(office|table|text)=", r"xmlns:my\1=", content)
    assert "<mytable:table-cell" in content
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", content)
    assert rows_of(path) == [("s", 1, ["a", "1"])]


def test_only_wanted_sheets_are_read_and_only_as_far_as_wanted(path: Path) -> None:
    write_ods(path, {"Notes": [["x"]], "2023_24": [["a"], ["b"], ["c"]], "2024_25": [["d"]]})
    found = rows_of(path, wanted=lambda name: name.startswith("20"), rows_per_sheet=2)
    assert [row for _, _, row in found] == [["a"], ["b"], ["d"]]


def test_the_first_rows_come_before_the_rest_is_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ods_stream, "CHUNK", 4096)
    write_ods(path, {"s": [[f"row {number}"] for number in range(2000)]})
    told: list[int] = []
    with reporting_progress(lambda done, _: told.append(done)):
        first = next(stream_rows(path, rows_per_sheet=3))
    assert first.numbers == [1, 2, 3]
    assert len(told) <= 1


def test_reading_may_end_early_within_a_sheet(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ods_stream, "CHUNK", 4096)
    write_ods(path, {"s": [[f"row {number}"] for number in range(2000)]})
    assert 10 < len(rows_of(path, bytes_at_most=8192)) < 200


def test_batches_have_a_size_and_never_mix_sheets(path: Path) -> None:
    write_ods(path, {"a": [["x"]] * 5, "b": [["y"]] * 2})
    batches = list(stream_rows(path, batch_rows=3))
    assert [(batch.sheet, len(batch.rows)) for batch in batches] == [("a", 3), ("a", 2), ("b", 2)]


def test_an_empty_sheet_is_named_by_an_empty_batch(path: Path) -> None:
    write_ods(path, {"empty": [], "full": [["x"]]})
    assert [(batch.sheet, batch.rows) for batch in stream_rows(path)] == [("empty", []), ("full", [["x"]])]


def test_progress_is_told_in_bytes_up_to_the_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ods_stream, "CHUNK", 1024)
    write_ods(path, {"s": [[f"row {number}"] for number in range(100)]})
    told: list[tuple[int, int]] = []
    with reporting_progress(lambda done, whole: told.append((done, whole))):
        rows_of(path)
    rows_of(path)  # outside: nobody is told
    assert len(told) > 5
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


@given(st.lists(st.lists(st.none() | st.integers() | st.text(alphabet=st.characters(
    min_codepoint=33, exclude_categories=("Cs", "Cn", "Co"), exclude_characters="\ufffe\uffff\x7f"
), min_size=1), max_size=6), max_size=8))  # fmt: skip
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Cell]]
) -> None:
    path = write_ods(tmp_path_factory.mktemp("ods") / "t.ods", {"s": rows})
    expected = []
    for number, row in enumerate(rows, start=1):
        texts = [None if cell is None else str(cell) for cell in row]
        while texts and texts[-1] is None:
            texts.pop()
        if texts:
            expected.append(("s", number, texts))
    assert rows_of(path) == expected


def test_progress_in_words_says_each_tenth_once_and_nothing_of_small_files() -> None:
    said: list[str] = []
    report = progress_in_words(said.append, smallest=1000)
    for done in range(0, 2001, 10):
        report(done, 2000)
    assert len(said) == 11
    assert said[-1] == "reading a spreadsheet: 100% of 0 MB of XML"
    progress_in_words(said.append, smallest=1000)(999, 999)
    assert len(said) == 11


def test_another_reader_finds_the_same(path: Path) -> None:
    from python_calamine import CalamineWorkbook

    rows: list[list[Cell]] = [["a", None, 7], [None, "two words", None], ["R & D", "é", -3]]
    write_ods(path, {"s": rows})
    theirs = CalamineWorkbook.from_path(path).get_sheet_by_name("s").to_python()
    ours = [row + [None] * (3 - len(row)) for _, _, row in rows_of(path)]
    texts = [[str(int(cell)) if isinstance(cell, float) else cell or None for cell in row] for row in theirs]
    assert ours == texts


def test_memory_does_not_grow_with_the_sheet(path: Path) -> None:
    def peak(rows: int) -> int:
        write_ods(path, {"s": [["Essex", "Thurrock", number] for number in range(rows)]})
        tracemalloc.start()
        for _ in stream_rows(path, batch_rows=200):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(12_000) < 1.5 * peak(3_000)


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
ONE = sheet_xml("s", [["a"]])


def repeated(what: str, times: str) -> str:
    """A sheet whose only cell, or row, is repeated."""
    attribute = f' table:number-{what}s-repeated="{times}"'
    on_cell, on_row = (attribute, "") if what == "column" else ("", attribute)
    return f'<table:table table:name="s">{row_xml(cell_xml("a", on_cell), on_row)}</table:table>'


@pytest.mark.parametrize(
    ("before", "sheets", "message"),
    [
        (BOMB, ONE, "declares a document type"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd">', ONE, "declares a document type"),
        ("", "<table:table>", "the XML of this spreadsheet is damaged"),
        ("", repeated("column", "2000"), 'row 1 of sheet "s" has more than 1,024 columns'),
        ("", repeated("row", "1048576"), 'row 1 of sheet "s" repeats a filled row 1,048,576 times'),
        ("", repeated("column", "-1"), 'is repeated "-1" times'),
        ("", sheet_xml("s", [["x" * 40_000]]), "more than 32,767 characters"),
    ],
)
def test_what_no_published_table_holds_is_refused(path: Path, before: str, sheets: str, message: str) -> None:
    write_ods_xml(path, sheets, before=before)
    with pytest.raises(DataError, match=message) as caught:
        rows_of(path)
    assert caught.value.problems[0].file == path


def test_a_file_behind_a_password_is_refused_by_name(path: Path) -> None:
    write_ods_xml(path, "", manifest="<manifest><encryption-data/></manifest>")
    with pytest.raises(DataError, match="protected by a password"):
        rows_of(path)


def test_xml_that_would_expand_absurdly_is_refused_before_it_is_unpacked(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ods_stream, "SURELY_HARMLESS", 1000)
    write_ods_xml(path, sheet_xml("s", [["0" * 30_000]] * 200))
    with pytest.raises(DataError, match="would expand from"):
        rows_of(path)


def test_an_endless_tag_is_refused_while_it_is_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ods_stream, "LONGEST_TOKEN", 1 << 20)
    write_ods_xml(path, f'<table:table table:name="{"x" * (3 << 20)}"/>')
    with pytest.raises(DataError, match="one tag of this spreadsheet"):
        rows_of(path)


def test_a_file_cut_short_is_refused(path: Path) -> None:
    write_ods(path, {"s": [["a"]]})
    path.write_bytes(path.read_bytes()[:-50])
    assert not is_open_document(path)
    with pytest.raises(DataError, match="damaged"):
        rows_of(path)


def test_a_spreadsheet_is_known_by_the_type_it_states(path: Path, tmp_path: Path) -> None:
    assert is_open_document(write_ods(path, {"s": []}))
    (tmp_path / "plain.ods").write_text("Financial Year,Financial Quarter")
    assert not is_open_document(tmp_path / "plain.ods")


def test_limits_are_those_of_spreadsheet_programs() -> None:
    assert ods_cells.LONGEST_TEXT == 32_767
