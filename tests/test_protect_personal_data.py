"""Rules of personal data: refused by the names of columns, rejected by the look of values, told to nobody."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
from hostile_files import refusal, write_estimates, write_open_document
from hypothesis import given, settings
from hypothesis import strategies as st
from street_files import HEADER, street_row, write_street

from csp_toolkit.loaders.csv_reader import write_tables
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.loaders.personal_data import (
    REASON,
    find_in_header,
    looks_personal,
    personal_data_sql,
    reject_personal,
)
from csp_toolkit.store import Store, open_store

PERSONAL = """
name; Names; Surname; FORENAME; First name; firstname; LastName; Full Name; Middle names; Known as; Victim
Name; victimName; VICTIM_NAME_1; offender name; suspectname; Name of victim; Name of the child; Officer
name; Caseworker name; Driver name; Name (full); Name and address; Username; Initials; Client initials; Next
of kin; DOB; D.O.B.; Date of Birth; DateOfBirth; birth_date; Victim DOB; Address; Home address; Address line
1; address2; Street address; UPRN; House number; Postcode; Post code; post_code; PCD; email; E-mail; Email
address; Telephone; Tel.; Tel No; Phone number; Mobile; Contact number; NI number; NI No.; NINO; National
Insurance Number; NHS number; PNC ID; Victim; Suspect 1; Offender ID; Victim ref; Person; Vehicle
registration
"""
HARMLESS = """
LSOA name; CSP Name; Force Name; ltla24_name; LAD24NM; lsoa21_name; FRS_NAME; Police Force; Crime ID;
Reported by; Falls within; Location; Type; Gender; Age range; Self-defined ethnicity; Officer-defined
ethnicity; Object of search; Offence Description; Supplier name; indicator_name; Street name; Police station
name; File name; Name of partnership; Number of victims; Victims; victim_count; Total victims; Offenders;
Number of addresses; Postcode sector; Phone thefts; Live births; How we will address this; note; comment;
respondent; value; 0; 90+
"""


def listed(text: str) -> list[str]:
    return [field.strip() for field in text.split(";")]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


@pytest.mark.parametrize("field", listed(PERSONAL))
def test_a_column_about_a_person_is_found_by_its_name(field: str) -> None:
    assert find_in_header(["Month", field, "Count"]) == [field]


@pytest.mark.parametrize("field", listed(HARMLESS))
def test_a_column_about_a_place_a_thing_or_a_number_is_not(field: str) -> None:
    assert find_in_header(["Month", field, "Count"]) == []


@pytest.mark.parametrize(
    "field", ["na\u200bme", "Ｓｕｒｎａｍｅ", "  SURNAME \n", "Sur\u00adname", "Vi\u0301ctim name"]
)
def test_invisible_and_look_alike_letters_hide_no_column(field: str) -> None:
    assert find_in_header(["Month", field]) == [field]


def test_a_bare_name_is_an_areas_only_beside_its_geography() -> None:
    assert find_in_header(["Code", "Name", "Geography", "All ages"]) == []
    assert find_in_header(["Area code", "Name"]) == []
    assert find_in_header(["Code", "Name", "Offence"]) == ["Name"]


def test_a_crimes_reference_is_fine_alone_and_not_beside_what_describes_a_person() -> None:
    assert find_in_header(HEADER.split(",")) == []
    assert find_in_header(["Crime ref", "Month", "Age", "Sex"]) == ["Crime ref", "Age", "Sex"]
    assert find_in_header(["Incident number", "Victim age"]) == ["Incident number", "Victim age"]
    assert find_in_header(["Victim age", "Count"]) == []


def test_a_street_file_with_a_victims_name_is_refused_whole_and_no_value_is_told(
    store: Store, tmp_path: Path
) -> None:
    rows = [street_row() + ",Jane Roe,jane@roe.example"]
    path = write_street(tmp_path / "a.csv", rows, header=HEADER + ",Victim Name,E-mail")
    assert refusal(store, path) == (
        '<file>: this file has columns that look like personal data: "Victim Name", "E-mail"\n'
        "Nothing of it was stored. Delete these columns at the source, then send and ingest it again."
    )


def test_any_sheet_of_a_workbook_is_looked_at_hidden_or_not(store: Store, tmp_path: Path) -> None:
    def cases(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Cases")
        sheet.write(0, 0, "Cases discussed")
        sheet.write_row(2, 0, ["Ref", "Surname", "D.O.B."])
        sheet.hide()

    message = refusal(store, write_estimates(tmp_path / "book.xlsx", more=cases))
    assert (
        'sheet "Cases" of this file has columns that look like personal data: "Surname", "D.O.B."' in message
    )


def test_words_of_data_below_a_header_are_no_columns(store: Store, tmp_path: Path) -> None:
    def offences(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Offences")
        sheet.write_row(0, 0, ["Offence", "Group", "Count"])
        sheet.write_row(1, 0, ["False passport", "Fraud", 3])
        sheet.write_row(2, 0, ["Victim", "Theft of mobile phone", 4])

    (item,) = ingest(store, [write_estimates(tmp_path / "book.xlsx", more=offences)])
    assert item.outcome == "stored"


def test_a_second_table_on_a_sheet_is_found_by_two_columns_of_persons(store: Store, tmp_path: Path) -> None:
    def cases(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Summary")
        sheet.write_row(0, 0, ["Ward", "Month", "Count"])
        sheet.write_row(1, 0, ["Grays", "May", 3])
        sheet.write_row(4, 0, ["Case", "Forename", "Surname"])

    assert '"Forename", "Surname"' in refusal(store, write_estimates(tmp_path / "book.xlsx", more=cases))


def test_whom_to_ask_about_published_figures_is_no_personal_column(store: Store, tmp_path: Path) -> None:
    def cover(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Contact")
        for row, pair in enumerate(
            [("Email:", "the team"), ("Email", "pop@ons.example"), ("Telephone", "01329 1")]
        ):
            sheet.write_row(row, 0, pair)
        sheet.write(5, 0, "Address any question to the name given above.")

    (item,) = ingest(store, [write_estimates(tmp_path / "book.xlsx", more=cover)])
    assert item.outcome == "stored"


def test_the_header_of_an_open_document_is_looked_at_too(tmp_path: Path) -> None:
    from csp_toolkit.errors import DataError
    from csp_toolkit.loaders.personal_data import require_no_personal_columns
    from csp_toolkit.loaders.source import Source

    path = write_open_document(tmp_path / "a.ods", [["Cases"], ["Month", "Offender name"], ["1", "x"]])
    with pytest.raises(DataError, match=r'sheet "Table" .*"Offender name"'):
        require_no_personal_columns(Source(path, "a.ods"))


TEXTS = {
    "an e-mail address": "ask a.b-c@d.example.org; (x@y.gov.uk)",
    "a telephone number": "07700 900123; 07700900123; tel 01375 652652; (01375) 652 652; +44 20 7946 0958; "
    "+44 (0)1375 652652; 020 7946 0958; 0800 123 4567; 0044 7700 900123; 07700\u00a0900123",
    "a postcode": "at RM17 6SL; rm176sl; E1 6AN.; W1A 1AA; SS0 7AB",
    "a National Insurance number": "AB 12 34 56 C; ab123456d; AB 123456 A",
    "a date of birth": "dob 1/2/1987; DOB: 12.03.87; born 1987-03-01; Jane Roe 12/03/1987; "
    "Roe, Jane (12 March 1987)",
    "a person's name": "met Mrs Roe; Mr J Roe",
}
NO_PERSONS = """
2024-04-01 2024-06-30; 01.04.2024-30.06.2024; E06000034; E01015921 and E01015922; Q1 2024; 2024-25 Q4;
14,567 of 1,000,000; ward S12; Operation Sceptre 12/03/2025; Essex Police 01/04/2013; 42/12345/24;
0.0123456789; -0.07123456789; 12 01 2024; LSOA 001A; Grays Riverside ward: 34 in 2009; M25 J30; A13 at
junction 30; On or near High Street; 1000 0000 0000; revised by 0.1; 16,977->16,230 (-6.4% to -2.3%)
"""


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in TEXTS.items() for text in listed(texts)]
)
def test_a_text_that_points_to_a_person_is_recognised_and_named_by_kind(kind: str, text: str) -> None:
    assert looks_personal(text) == kind


@pytest.mark.parametrize("text", listed(NO_PERSONS))
def test_dates_codes_and_figures_are_no_personal_data(text: str) -> None:
    assert looks_personal(text) is None


PIECES = [
    *" .,-/@()\u00a0\né",
    "RM17",
    "6SL",
    "07700",
    "900123",
    "Mr",
    "Jane",
    "Roe",
    "dob",
    "12",
    "1987",
    "a@b.uk",
    "AB",
]


@settings(max_examples=150)
@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_python_and_the_database_agree_on_what_is_personal(text: str) -> None:
    text = text.replace("\0", "")
    query = f"SELECT {personal_data_sql('text')} FROM (SELECT $1::VARCHAR AS text)"
    found = duckdb.execute(query, [text.encode("utf-8", "replace").decode()]).fetchall()[0][0]
    assert found == (looks_personal(text) is not None)


def test_a_row_with_a_personal_note_is_rejected_and_its_text_kept_nowhere(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(
            """CREATE TABLE taken AS SELECT * FROM (VALUES
            (2, 'fine'), (3, 'ring Jane on 07700 900123'), (4, NULL), (5, 'jane@roe.example')
            ) AS t(line, note)"""
        )
        connection.execute(
            'CREATE TABLE rejects (line BIGINT, "column" VARCHAR, reason VARCHAR, text VARCHAR, lines BIGINT)'
        )
        assert reject_personal(connection, ["note"]) == 2
        write_tables(connection, tmp_path, "SELECT * FROM taken ORDER BY line")
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        rows = [tuple(row.values()) for row in csv.DictReader(file)]
    assert rows == [("3", "note", REASON, ""), ("5", "note", REASON, "")]
    assert not any(word in file.read_bytes() for file in tmp_path.iterdir() for word in (b"07700", b"jane"))
