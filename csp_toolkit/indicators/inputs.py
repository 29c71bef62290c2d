"""The three frames that indicators are calculated from, and what they must hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from csp_toolkit.errors import DataError, Problem, suggest
from csp_toolkit.indicators.catalogue import Catalogue

if TYPE_CHECKING:
    import pandas as pd

COUNT_KEY = ("area_code", "period", "category")
COVERAGE_KEY = ("area_code", "period", "edition")
POPULATION_KEY = ("area_code", "reference_date")


def require_counts(counts: pd.DataFrame) -> None:
    """Raise ``DataError`` unless each area, period and category is there once, with a count from zero up."""
    _require_columns(counts, (*COUNT_KEY, "count"), "counts")
    _require_no_repeats(counts, COUNT_KEY, "counts")
    faulty = counts[counts["count"].isna() | (counts["count"] < 0)]
    if len(faulty):
        keys = _describe_keys(faulty, COUNT_KEY)
        raise DataError(f"a count is blank or below zero for {keys}")


def require_coverage(coverage: pd.DataFrame) -> None:
    """Raise ``DataError`` unless coverage has its columns. Several editions may supply one period."""
    _require_columns(coverage, COVERAGE_KEY, "coverage")


def require_population(population: pd.DataFrame) -> None:
    """Raise ``DataError`` where an area has two populations for a reference date. Two editions may agree."""
    _require_columns(population, (*POPULATION_KEY, "population", "edition"), "population")
    figures = population.drop_duplicates([*POPULATION_KEY, "population"])
    _require_no_repeats(figures, POPULATION_KEY, "population")


def check_categories(counts: pd.DataFrame, catalogue: Catalogue) -> list[Problem]:
    """Categories in the counts that no indicator adds up, which every total would quietly leave out."""
    found = sorted(set(counts["category"]) - catalogue.categories)
    known = sorted(catalogue.categories)
    return [
        Problem(f'category "{category}" belongs to no indicator', hint=suggest(category, known))
        for category in found
    ]


def _require_columns(frame: pd.DataFrame, columns: Sequence[str], name: str) -> None:
    absent = [column for column in columns if column not in frame.columns]
    if absent:
        raise DataError(f"the {name} have no column {', '.join(absent)}")


def _require_no_repeats(frame: pd.DataFrame, key: Sequence[str], name: str) -> None:
    repeated = frame[frame.duplicated(list(key))]
    if len(repeated):
        raise DataError(f"the {name} hold two figures for {_describe_keys(repeated, key)}")


def _describe_keys(frame: pd.DataFrame, key: Sequence[str], most: int = 3) -> str:
    rows = [", ".join(str(value) for value in row) for row in frame[list(key)].head(most).to_numpy()]
    more = f" and {len(frame) - most} more" if len(frame) > most else ""
    return "; ".join(rows) + more
