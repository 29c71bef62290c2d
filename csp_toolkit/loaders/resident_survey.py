"""Resident surveys: a row for each respondent in the file, and none of them in the store.

The header says what may be read: ``survey``, ``wave``, and each question's column begins with
``q:``. A column ``weight`` and a column ``date`` are used where they are there; no other column is
read. Stored are sums alone, for each question and answer: unweighted, weighted, and what the
uncertainty of a proportion needs (how many answered, and Kish's effective number of them).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from csp_toolkit.errors import DataError, ParameterError, Problem
from csp_toolkit.loaders.csv_reader import count_rows, reject_where, write_parquet, write_tables
from csp_toolkit.loaders.free_text import find_personal
from csp_toolkit.loaders.partner_workbook import find_headers, is_excel
from csp_toolkit.loaders.shape import Dataset, Loaded
from csp_toolkit.loaders.source import Source
from csp_toolkit.loaders.survey_records import (
    SURVEY_FILE,
    Question,
    read_csv_records,
    read_workbook_records,
)
from csp_toolkit.periods import parse_period
from csp_toolkit.store import Slice

if TYPE_CHECKING:
    import duckdb

MOST_ANSWERS = 25
"""Different answers that a question may have; more are free text, in which people tell who they are."""
FEW_ANSWERS = 5
"""Below this many, answers need not repeat: a small wave may have each once."""
LONGEST_ANSWER = 80


class ResidentSurvey:
    """Loads surveys from CSV and from workbooks."""

    dataset = Dataset(
        "resident_survey", SURVEY_FILE.title, "the partnership or its council", "Supplied to the partnership"
    )

    def recognises(self, source: Source) -> bool:
        """By ``survey``, ``wave`` and a question's column, in the first line or near the top of a sheet."""
        return any(SURVEY_FILE.looks_like(header) for header in [source.header, *find_headers(source)])

    def load(self, source: Source, folder: Path, connection: duckdb.DuckDBPyConnection) -> Loaded:
        """Sums by question and answer. Raises DataError for free text, doubled questions, no usable row."""
        notes: list[str] = []
        if is_excel(source):
            questions = read_workbook_records(connection, source, notes)
        else:
            questions = read_csv_records(connection, source)
        _reject_unusable(connection)
        rows, rejected = count_rows(connection, "taken"), count_rows(connection, "rejects")
        if rows == 0:
            reasons = connection.execute("SELECT DISTINCT reason FROM rejects ORDER BY reason").fetchall()
            why = "; ".join(reason for (reason,) in reasons) or "there is none"
            raise DataError(
                Problem(f"none of the {rejected} respondents of this file can be taken: {why}", source.path)
            )
        _make_answers(connection, questions)
        _require_no_free_text(connection, source)
        write_tables(connection, folder, "SELECT * FROM sums ORDER BY ALL")
        counts = "SELECT survey, period, question, answer, count FROM sums ORDER BY ALL"
        write_parquet(connection, folder / "counts.parquet", counts)
        return Loaded(rows, rejected, _slices(connection), notes=(*notes, *_dates(connection)))


def _reject_unusable(connection: duckdb.DuckDBPyConnection) -> None:
    """Records without survey or wave, or with a weight that is none; what they say is not kept."""
    reject_where(connection, "survey = '' OR length(survey) > 80", "survey", "no name of the survey")
    waves = connection.execute("SELECT DISTINCT wave FROM taken").fetchall()
    wrong = [wave for (wave,) in waves if not _is_period(wave)]
    for wave in wrong:
        connection.execute(
            """INSERT INTO rejects SELECT line, 'wave', 'not a period such as 2024-25 Q4', '', 1
            FROM taken WHERE wave = ?""",
            [wave],
        )
        connection.execute("DELETE FROM taken WHERE wave = ?", [wave])
    weight = "coalesce(try_cast(weight AS DOUBLE), 0)"
    reject_where(
        connection, f"NOT ({weight} > 0 AND isfinite({weight}))", "weight", "not a weight larger than 0"
    )
    reject_where(
        connection, "date <> '' AND try_cast(date AS DATE) IS NULL", "date", "not a date written YYYY-MM-DD"
    )
    connection.execute("UPDATE rejects SET text = ''")


def _is_period(text: str) -> bool:
    try:
        return parse_period(text).label == text
    except ParameterError:
        return False


def _make_answers(connection: duckdb.DuckDBPyConnection, questions: tuple[Question, ...]) -> None:
    """The table ``sums``: a row for each survey, wave, question and answer."""
    columns = ", ".join(question.column for question in questions)
    connection.execute(
        "CREATE OR REPLACE TABLE questions (name VARCHAR, question VARCHAR, question_text VARCHAR)"
    )
    connection.executemany(
        "INSERT INTO questions VALUES (?, ?, ?)", [(q.column, q.id, q.text) for q in questions]
    )
    connection.execute(
        f"""CREATE OR REPLACE TABLE sums AS
        WITH answers AS (
            SELECT survey, wave, name, answer, weight::DOUBLE AS weight
            FROM (UNPIVOT taken ON {columns} INTO NAME name VALUE answer) WHERE answer <> ''),
        asked AS (
            SELECT survey, wave, name, count(*) AS answered, fsum(weight) AS weighted_answered,
                fsum(weight) ** 2 / fsum(weight * weight) AS effective_n
            FROM answers GROUP BY ALL)
        SELECT survey, wave AS period, question, question_text, answer, count(*)::BIGINT AS count,
            fsum(weight) AS weighted_count, any_value(answered)::BIGINT AS answered,
            any_value(weighted_answered) AS weighted_answered, any_value(effective_n) AS effective_n
        FROM answers JOIN asked USING (survey, wave, name) JOIN questions USING (name) GROUP BY ALL"""
    )


def _require_no_free_text(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Raise DataError naming each question that was answered in people's own words; none of them is shown."""
    found = connection.execute(
        """SELECT question, count(DISTINCT answer), sum(count), max(length(answer)), list(DISTINCT answer)
        FROM sums GROUP BY question ORDER BY question"""
    ).fetchall()
    problems = []
    for question, different, given, longest, answers in found:
        own_words = different > MOST_ANSWERS or (different > FEW_ANSWERS and 2 * different > given)
        if own_words or longest > LONGEST_ANSWER or any(find_personal(answer) for answer in answers):
            message = f'the question "{question}" has {different} different answers to {given} respondents'
            hint = "Free text is not taken: drop the q: from its heading, or group the answers."
            problems.append(Problem(message, source.path, hint=hint))
    if problems:
        raise DataError(problems)


def _slices(connection: duckdb.DuckDBPyConnection) -> tuple[Slice, ...]:
    rows = connection.execute("SELECT survey, wave, count(*) FROM taken GROUP BY ALL ORDER BY ALL").fetchall()
    return tuple(Slice((survey, wave), {"respondents": respondents}) for survey, wave, respondents in rows)


def _dates(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """When people answered, as a note."""
    first, last = connection.execute(
        "SELECT min(try_cast(date AS DATE)), max(try_cast(date AS DATE)) FROM taken"
    ).fetchall()[0]
    return [f"answers of {first} to {last}"] if first else []
