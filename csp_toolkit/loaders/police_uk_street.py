"""Street-level crime and anti-social behaviour as data.police.uk publishes it, a file for a force and month.

Quirks known and kept: anti-social behaviour has no crime id and no outcome; some rows have no
location; a force's file holds rows of other forces' areas; each month keeps the LSOA codes of its
publication (2011 codes up to 2023-05); some copies carry lower-case headers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from csp_toolkit.loaders.csv_reader import (
    CsvColumn,
    column_positions,
    copy_csv,
    parquet,
    read_csv,
    write_no_rejects,
    write_parquet,
    write_tables,
)
from csp_toolkit.loaders.grouped_counts import count_repeated, count_rows_by, different_texts
from csp_toolkit.loaders.plain_csv import read_plain, write_plain, write_table
from csp_toolkit.loaders.police_uk_rules import (
    NO_FORCE,
    NO_MONTH,
    NO_SMALL_AREA,
    PUBLISHER,
    SYNTHETIC_LSOA,
    are_months,
    are_small_areas,
    lsoa_vintage,
    reject_impossible,
)
from csp_toolkit.loaders.shape import Dataset, Loaded
from csp_toolkit.loaders.source import Source
from csp_toolkit.store import Slice

if TYPE_CHECKING:
    import duckdb

CRIME_TYPES = (
    "Anti-social behaviour",
    "Bicycle theft",
    "Burglary",
    "Criminal damage and arson",
    "Drugs",
    "Other crime",
    "Other theft",
    "Possession of weapons",
    "Public order",
    "Robbery",
    "Shoplifting",
    "Theft from the person",
    "Vehicle crime",
    "Violence and sexual offences",
)
COLUMNS = (
    CsvColumn("crime_id", "VARCHAR", ("crime_id",), all_differ=True),
    CsvColumn("month", "VARCHAR", ("month",)),
    CsvColumn("reported_by", "VARCHAR", ("reported_by",)),
    CsvColumn("longitude", "DOUBLE", ("longitude",)),
    CsvColumn("latitude", "DOUBLE", ("latitude",)),
    CsvColumn("location", "VARCHAR", ("location",)),
    CsvColumn("lsoa_code", "VARCHAR", ("lsoa_code",)),
    CsvColumn("crime_type", "VARCHAR", ("crime_type",)),
    CsvColumn("last_outcome", "VARCHAR", ("last_outcome_category",)),
)
KEYS = ("month", "reported_by", "lsoa_code", "crime_type")
"""What rows are counted by."""
IMPOSSIBLE = (
    *NO_MONTH,
    NO_FORCE,
    (
        f"crime_type IS NULL OR crime_type NOT IN {CRIME_TYPES}",
        "crime_type",
        "not one of the fourteen crime types",
    ),
    NO_SMALL_AREA,
)
"""What no row may be, for rows and for counts alike."""


class PoliceUkStreet:
    dataset = Dataset("police_uk_street", "Street-level crime and anti-social behaviour", PUBLISHER)

    def recognises(self, source: Source) -> bool:
        """By its columns: outcomes and stop and search files lack some of them."""
        return column_positions(source, COLUMNS) is not None

    def load(self, source: Source, folder: Path, connection: duckdb.DuckDBPyConnection) -> Loaded:
        """Rows as published, and counts by month, force, LSOA and type. Raises DataError without any row."""
        if loaded := _load_plain(source, folder):
            return loaded
        facts, rejected = _copy_faultless(connection, source, folder), 0
        if facts is None:
            facts, rejected = _copy_what_can_be_taken(connection, source, folder)
        return _loaded(facts, rejected, _slices(connection, folder, facts))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is to be known of one force's month."""

    force: str
    month: str
    rows: int
    without_location: int
    impossible: bool
    synthetic: bool

    def slice(self, repeated: int) -> Slice:
        """The force's month with counts of its known oddities."""
        counts = {
            "rows": self.rows,
            "without_location": self.without_location,
            "repeated_crime_ids": repeated,
        }
        return Slice((self.force, self.month), counts)


def _loaded(facts: Sequence[_Facts], rejected: int, slices: tuple[Slice, ...]) -> Loaded:
    return Loaded(
        sum(fact.rows for fact in facts),
        rejected,
        slices,
        lsoa_vintage({fact.month for fact in facts}),
        any(fact.synthetic for fact in facts),
    )


def _load_plain(source: Source, folder: Path) -> Loaded | None:
    """A force's month in which nothing is wrong, as nearly all are; else None, and nothing is written."""
    rows = read_plain(source, COLUMNS)
    texts = {name: different_texts(rows.column(name)) for name in KEYS} if rows is not None else {}
    if rows is None or not _is_plain_month(texts):
        return None
    write_plain(rows, folder / "data.parquet")
    write_table(count_rows_by(rows, KEYS), folder / "counts.parquet")
    write_no_rejects(folder)
    facts = _Facts(
        texts["reported_by"][0],
        texts["month"][0],
        len(rows),
        rows.column("lsoa_code").null_count,
        impossible=False,
        synthetic=any(text.startswith(SYNTHETIC_LSOA) for text in texts["lsoa_code"]),
    )
    return _loaded([facts], 0, (facts.slice(count_repeated(rows.column("crime_id"))),))


def _is_plain_month(texts: Mapping[str, Sequence[str]]) -> bool:
    """Whether the different texts of a file are those of one force and month, and none is impossible."""
    return (
        len(texts["month"]) == len(texts["reported_by"]) == 1
        and are_months(texts["month"])
        and texts["reported_by"][0] != ""
        and set(texts["crime_type"]) <= set(CRIME_TYPES)
        and are_small_areas(texts["lsoa_code"])
    )


def _copy_faultless(
    connection: duckdb.DuckDBPyConnection, source: Source, folder: Path
) -> list[_Facts] | None:
    """The whole file in one pass; None, to be done again row by row, where anything in it is wrong."""
    if not copy_csv(connection, source, COLUMNS, folder / "data.parquet"):
        return None
    facts = _write_counts(connection, parquet(folder / "data.parquet"), folder / "counts.parquet")
    if not facts or any(fact.impossible for fact in facts):
        return None
    write_no_rejects(folder)
    return facts


def _copy_what_can_be_taken(
    connection: duckdb.DuckDBPyConnection, source: Source, folder: Path
) -> tuple[list[_Facts], int]:
    """Row by row: what is wrong goes to the rejects. Gives back how many, too."""
    read_csv(connection, source, COLUMNS)
    rejected = reject_impossible(connection, source, IMPOSSIBLE)
    write_tables(connection, folder, "SELECT * FROM taken ORDER BY line")
    return _write_counts(connection, "taken", folder / "counts.parquet"), rejected


def _write_counts(connection: duckdb.DuckDBPyConnection, rows: str, path: Path) -> list[_Facts]:
    """Rows by month, force, area and type, of which all else is asked: they are a third of the rows."""
    write_parquet(
        connection,
        path,
        f"""SELECT month, reported_by, coalesce(lsoa_code, '') AS lsoa_code, crime_type,
        count(*)::INTEGER AS count FROM {rows} GROUP BY ALL ORDER BY ALL""",
    )
    impossible = " OR ".join(condition for condition, _, _ in IMPOSSIBLE)
    facts = f"""sum(count)::BIGINT, coalesce(sum(count) FILTER (WHERE lsoa_code = ''), 0)::BIGINT,
        bool_or({impossible}), bool_or(lsoa_code LIKE '{SYNTHETIC_LSOA}%') FROM {parquet(path)}"""
    # Nearly every file is one force's month: to ask that first is quicker than to group by it.
    first, last, *whole = connection.execute(
        f"SELECT min((reported_by, month)), max((reported_by, month)), {facts}"
    ).fetchall()[0]
    if first == last:
        return [_Facts(*first, *whole)] if first else []
    found = connection.execute(f"SELECT reported_by, month, {facts} GROUP BY ALL ORDER BY ALL").fetchall()
    return [_Facts(*row) for row in found]


def _slices(
    connection: duckdb.DuckDBPyConnection, folder: Path, facts: Sequence[_Facts]
) -> tuple[Slice, ...]:
    """A slice for each force and month."""
    slices = []
    for fact in facts:
        only = "" if len(facts) == 1 else "WHERE reported_by = $force AND month = $month"
        repeated = connection.execute(
            f"""SELECT count(crime_id) - count(DISTINCT crime_id)
            FROM {parquet(folder / "data.parquet")} {only}""",
            {"force": fact.force, "month": fact.month} if only else None,
        ).fetchall()[0][0]
        slices.append(fact.slice(repeated))
    return tuple(slices)
