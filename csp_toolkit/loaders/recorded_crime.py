"""Police recorded crime as the Home Office publishes it each quarter, by partnership and by police force.

One dataset in two scopes: ``csp`` (tables with a CSP name) and ``force`` (tables without). Each
release revises the whole series, so a slice is one quarter and a newer file replaces every quarter
it holds. The tables carry no codes of areas: names are kept as published beside a key that is the
same for every spelling, and frames bring them to codes.

Rows that belong to no partnership's total are kept and marked in ``set_apart``: bodies that are no
territorial force, offences a force could not assign, rows that stand for outcomes only. Negative
numbers are published corrections and are kept.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.csv_reader import count_rows, write_parquet, write_tables
from csp_toolkit.loaders.readings import count_facts, reject_judged, view_parquet
from csp_toolkit.loaders.recorded_crime_names import SHAPE
from csp_toolkit.loaders.recorded_crime_readings import CHECKS, create_judged
from csp_toolkit.loaders.shape import Dataset, Loaded
from csp_toolkit.loaders.source import Source
from csp_toolkit.loaders.table_files import OpenTable, find_columns, opened_table

if TYPE_CHECKING:
    import duckdb

DATA_QUERY = """
    SELECT * EXCLUDE (reason, year, quarter_number, number) FROM judged WHERE reason = ''
    ORDER BY sheet, line"""
COUNTS_QUERY = """
    SELECT scope, quarter, force, csp, set_apart, offence_group, offence_subgroup, offence_code,
        sum(count)::BIGINT AS count
    FROM stored GROUP BY ALL ORDER BY ALL"""
FACTS = {
    "rows": "count(*)",
    "offences": "sum(count)",
    "unassigned_rows": "count(*) FILTER (set_apart = 'unassigned')",
    "unassigned_offences": "sum(count) FILTER (set_apart = 'unassigned')",
    "outcome_only_rows": "count(*) FILTER (set_apart = 'outcome only')",
    "outcome_only_offences": "sum(count) FILTER (set_apart = 'outcome only')",
    "other_body_rows": "count(*) FILTER (set_apart = 'not a territorial force')",
    "other_body_offences": "sum(count) FILTER (set_apart = 'not a territorial force')",
    "negative_rows": "count(*) FILTER (count < 0)",
    "negative_offences": "sum(count) FILTER (count < 0)",
}
"""Counts about each quarter. ``offences`` is the sum of every row, those set apart too."""


class RecordedCrime:
    dataset = Dataset("recorded_crime", "Police recorded crime by partnership and by force", "Home Office")

    def recognises(self, source: Source) -> bool:
        """By its columns, in the first line or on the first sheets."""
        return find_columns(source, SHAPE) is not None

    def load(self, source: Source, folder: Path, connection: duckdb.DuckDBPyConnection) -> Loaded:
        """Rows as published with what was read into them, and counts. Raises DataError without any row."""
        with opened_table(connection, source, SHAPE) as table:
            create_judged(connection, "csp" if "csp_name" in table.columns else "force")
            reject_judged(connection, CHECKS)
            write_tables(connection, folder, DATA_QUERY)
        rejected = count_rows(connection, "rejects")
        view_parquet(connection, "stored", folder / "data.parquet")
        rows = count_rows(connection, "stored")
        if rows == 0:
            raise DataError(Problem(f"none of the {rejected} rows of this table can be taken", source.path))
        write_parquet(connection, folder / "counts.parquet", COUNTS_QUERY)
        notes = (*_notes(connection), *_notes_about_sheets(table))
        return Loaded(
            rows,
            rejected,
            count_facts(connection, "scope, quarter", FACTS),
            synthetic=table.synthetic,
            notes=notes,
        )


SET_APART = {
    "not a territorial force": "of bodies that are no territorial police force",
    "unassigned": "that a force could not assign to a partnership",
    "outcome only": 'marked "(outcome only)"',
}


def _notes(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """What stands apart, what was corrected and which spellings were read as another."""
    apart = connection.execute(
        """SELECT set_apart, count(*), sum(count)::BIGINT FROM stored WHERE set_apart <> ''
        GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    notes = [
        f"{rows:,} rows {SET_APART[why]} set apart: {offences:,} offences" for why, rows, offences in apart
    ]
    below = connection.execute("SELECT count(*), sum(count)::BIGINT FROM stored WHERE count < 0").fetchall()[
        0
    ]
    if below[0]:
        notes.append(f"{below[0]:,} rows below zero kept as published corrections: {below[1]:,} offences")
    spellings = connection.execute(
        """SELECT published_group, offence_group FROM spellings WHERE published_group <> offence_group
        UNION SELECT published_subgroup, offence_subgroup FROM spellings
        WHERE published_subgroup <> offence_subgroup ORDER BY ALL"""
    ).fetchall()
    return [*notes, *(f'"{published}" read as "{read}"' for published, read in spellings)]


def _notes_about_sheets(table: OpenTable) -> list[str]:
    return [f"sheets without data passed over: {', '.join(table.skipped)}"] if table.skipped else []
