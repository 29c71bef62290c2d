"""What the files of data.police.uk have in common: months, forces, small areas, and months not supplied."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.csv_reader import NO_VALUE, count_rows, reject_where
from csp_toolkit.loaders.source import Source

if TYPE_CHECKING:
    import duckdb

PUBLISHER = "Home Office, data.police.uk"
MONTH = r"\d{4}-(?:0[1-9]|1[0-2])"
SMALL_AREA = r"[EWNS]\d{8}|95[A-Z0-9]{6}|"

Condition = tuple[str, str, str]
"""What no row may be, as DuckDB writes it; the column; the reason."""
NO_MONTH: tuple[Condition, ...] = (
    ("month IS NULL", "month", "no month"),
    (f"NOT regexp_full_match(month, '{MONTH}')", "month", NO_VALUE),
)
NO_FORCE: Condition = ("coalesce(reported_by, '') = ''", "reported_by", "no police force")
NO_SMALL_AREA: Condition = (
    f"lsoa_code IS NOT NULL AND NOT regexp_full_match(lsoa_code, '{SMALL_AREA}')",
    "lsoa_code",
    "not a code of a small area",
)
FIRST_MONTH_OF_2021_CODES = "2023-06"
SYNTHETIC_LSOA = "E019"
"""Codes from here on are given to no real LSOA: made-up data uses them."""


def reject_impossible(
    connection: duckdb.DuckDBPyConnection, source: Source, conditions: tuple[Condition, ...]
) -> int:
    """Move what no row may be from ``taken`` to the rejects, and give back how many are there now.

    Raises DataError where nothing is left.
    """
    for condition, column, reason in conditions:
        reject_where(connection, condition, column, reason)
    rejected = count_rows(connection, "rejects")
    if count_rows(connection, "taken") == 0:
        raise DataError(
            Problem(
                f"none of the {rejected} rows of this file can be taken",
                source.path,
                hint="A month that a force did not supply is missing, not zero: leave the file out.",
            )
        )
    return rejected


def are_months(texts: Sequence[str]) -> bool:
    """Whether NO_MONTH holds for none of these."""
    return _all_match(MONTH, texts)


def are_small_areas(texts: Sequence[str]) -> bool:
    """Whether NO_SMALL_AREA holds for none of these; an empty text is an area that is not known."""
    return _all_match(SMALL_AREA, texts)


def _all_match(pattern: str, texts: Sequence[str]) -> bool:
    # In one go: to be called for each of a thousand areas costs more than the matching.
    whole = "".join(f"{text}\n" for text in texts)
    one_by_one = re.compile(rf"(?:(?:{pattern})\n)*", re.ASCII)
    return whole.count("\n") == len(texts) and one_by_one.fullmatch(whole) is not None


def lsoa_vintage(months: set[str]) -> str:
    """The vintage of LSOA codes that data.police.uk used for these months."""
    names = {"LSOA 2011" if month < FIRST_MONTH_OF_2021_CODES else "LSOA 2021" for month in months}
    return ", ".join(sorted(names))
