"""A survey's records on their way to sums: the columns that the header declares, and no other."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.csv_reader import CsvColumn, read_csv
from csp_toolkit.loaders.partner_cells import CellFault, cell_text
from csp_toolkit.loaders.partner_workbook import FoundTable, find_tables
from csp_toolkit.loaders.source import LONGEST_HEADER, Source, plain_name
from csp_toolkit.loaders.table_schema import ColumnKind, TableColumn

if TYPE_CHECKING:
    import duckdb

NEEDED, OPTIONAL = ("survey", "wave"), ("weight", "date")
_QUESTION = re.compile(r"\s*q\s*[:_]\s*(.*\S)\s*", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its column among the records, its id, and how it stands in the heading."""

    column: str
    id: str
    text: str
    place: int


class SurveyFile:
    """How the header of a survey is known."""

    title = "Resident survey"

    def looks_like(self, header: Sequence[str]) -> bool:
        """Whether a header (plain names) has the survey, the wave and a question."""
        return set(NEEDED) <= set(header) and any(name.startswith("q_") for name in header)


SURVEY_FILE = SurveyFile()


def find_questions(headings: Sequence[str], source: Source) -> tuple[Question, ...]:
    """The columns whose heading begins with "q:". Raises DataError where two have the same id."""
    found = [(place, _QUESTION.fullmatch(heading)) for place, heading in enumerate(headings)]
    questions = tuple(
        Question(f"q{place}", plain_name(match[1]), " ".join(match[1].split()), place)
        for place, match in found
        if match
    )
    ids = [question.id for question in questions]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    plain = [plain_name(heading) for heading in headings]
    twice += [name for name in (*NEEDED, *OPTIONAL) if plain.count(name) > 1]
    if twice:
        raise DataError([Problem(f'two columns are called "{name}"', source.path) for name in twice])
    return questions


def read_csv_records(connection: duckdb.DuckDBPyConnection, source: Source) -> tuple[Question, ...]:
    """Make the tables ``taken`` (line, survey, wave, weight, date, questions; all text) and ``rejects``."""
    with source.path.open("rb") as file:
        headings = next(csv.reader([file.readline(LONGEST_HEADER).decode("utf-8-sig")]))
    questions = find_questions(headings, source)
    fixed = [name for name in (*NEEDED, *OPTIONAL) if name in source.header]
    columns = [CsvColumn(name, "VARCHAR", (name,)) for name in fixed]
    columns += [CsvColumn(q.column, "VARCHAR", (source.header[q.place],)) for q in questions]
    read_csv(connection, source, columns)
    _complete(connection, fixed, questions)
    return questions


def read_workbook_records(
    connection: duckdb.DuckDBPyConnection, source: Source, notes: list[str]
) -> tuple[Question, ...]:
    """The same out of the one visible sheet that has such a header. Raises DataError where several have."""
    import pyarrow as pa

    tables = find_tables(source, SURVEY_FILE, notes)
    if len(tables) > 1:
        names = ", ".join(f'"{table.sheet.name}"' for table in tables)
        raise DataError(
            Problem(f"several sheets hold a survey: {names}", source.path, hint="Send one a file.")
        )
    (table,) = tables
    headings = [str(cell) for cell in table.sheet.cells[table.header_row]]
    questions = find_questions(headings, source)
    fixed = [name for name in (*NEEDED, *OPTIONAL) if name in table.header]
    places = {name: table.header.index(name) for name in fixed} | {q.column: q.place for q in questions}
    lines, faults = _read_sheet(table, places)
    taken = {name: pa.array([cells[name] for cells in lines.values()], pa.string()) for name in places}
    connection.register("sheet", pa.table({"line": pa.array(list(lines), pa.int64()), **taken}))
    connection.execute("CREATE OR REPLACE TABLE taken AS SELECT * FROM sheet")
    connection.unregister("sheet")
    connection.execute(
        """CREATE OR REPLACE TABLE rejects
        (line BIGINT, "column" VARCHAR, reason VARCHAR, text VARCHAR, lines BIGINT)"""
    )
    if faults:
        connection.executemany("INSERT INTO rejects VALUES (?, ?, ?, '', 1)", faults)
    _complete(connection, fixed, questions)
    return questions


def _read_sheet(
    table: FoundTable, places: dict[str, int]
) -> tuple[dict[int, dict[str, str]], list[tuple[int, str, str]]]:
    """The filled rows by line, and those of which a cell is refused."""
    rows: dict[int, dict[str, str]] = {}
    faults = []
    for number in range(table.header_row + 1, len(table.sheet.cells)):
        try:
            cells = {name: _cell(table, number, name, at) for name, at in places.items()}
        except CellFault as fault:
            faults.append((number + 1, "", str(fault)))
            continue
        if any(cells.values()):
            rows[number + 1] = cells
    return rows, faults


def _cell(table: FoundTable, number: int, name: str, at: int) -> str:
    kind: ColumnKind = "date" if name == "date" else "number" if name == "weight" else "text"
    place = table.sheet.place(number, at)
    if reason := table.sheet.facts.refused.get((number, at)):
        raise CellFault(f"{place}: {reason}")
    try:
        return cell_text(table.sheet.cells[number][at], TableColumn(name, kind, "", ""))
    except CellFault as fault:
        raise CellFault(f"{place}: {fault}") from None


def _complete(
    connection: duckdb.DuckDBPyConnection, fixed: Sequence[str], questions: Sequence[Question]
) -> None:
    """Every column as trimmed text, and one respondent counted as one where nothing is weighted."""
    named = [*NEEDED, *(name for name in OPTIONAL if name in fixed), *(q.column for q in questions)]
    texts = [f"trim(coalesce({name}, '')) AS {name}" for name in named]
    texts += ["'1' AS weight"] if "weight" not in fixed else []
    texts += ["'' AS date"] if "date" not in fixed else []
    connection.execute(f"CREATE OR REPLACE TABLE trimmed AS SELECT line, {', '.join(texts)} FROM taken")
    connection.execute("DROP TABLE taken; ALTER TABLE trimmed RENAME TO taken")
