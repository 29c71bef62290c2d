"""The three frames that an indicator is calculated from, whatever their source, and what they must hold.

- counts: ``area_code``, ``period`` (the label of a step: "2025-01", "2024-25 Q4", "2024-25", or the day of a
  snapshot, "2023-09-30"), ``category``, ``count``. Only combinations that occur; one that is absent in a
  covered step is a true zero. Of a proportion ``category`` is "numerator" or "denominator", and of a
  weighted one ``weighted`` holds the sum of weights and ``effective_n`` what counts in its interval.
- coverage: ``area_code``, ``period``, ``edition``, and ``status`` with ``reason`` where something is to be
  said. A step of an area that is absent is missing, never zero. Several editions may supply one step.
- population: ``area_code``, ``reference_date`` (date), ``population``, ``edition``: people or homes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from csp_toolkit.errors import DataError, Problem, suggest
from csp_toolkit.indicators.catalogue import Catalogue
from csp_toolkit.indicators.results import STATUSES, Status

if TYPE_CHECKING:
    import pandas as pd

    from csp_toolkit.indicators.availability import Availability
    from csp_toolkit.periods import Period

COUNT_KEY = ("area_code", "period", "category")
COVERAGE_KEY = ("area_code", "period", "edition")
POPULATION_KEY = ("area_code", "reference_date")
NUMERATOR, DENOMINATOR = "numerator", "denominator"
"""The categories of a proportion's counts."""
WORST_FIRST: tuple[Status, ...] = ("missing", "suppressed", "not_comparable", "provisional", "published")
"""Of the steps of a period the first of these that is met is the status of the whole."""


class Tally(NamedTuple):
    """A count, the sum of weights behind it, and for how many equally weighted answers they stand."""

    counted: float
    weighted: float
    effective_n: float


class Supply(NamedTuple):
    """How a step of an area was supplied: by which editions, and what is to be said of it."""

    status: Status
    reason: str
    editions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Population:
    """How many people lived in an area on a date (or homes stood there), and the edition that says so."""

    reference_date: date
    people: int
    edition: str


@dataclass(frozen=True, eq=False)
class Inputs:
    """What an indicator is calculated from, as the module describes it.

    ``basis`` says in words what was counted where that is not plain, such as "the sum of its 14
    partnerships". ``shared_editions`` are those that every figure rests on, such as lookups of areas.

    Raises ``DataError`` for frames that lack a column or hold a figure twice, for a blank count, and for a
    status that is none.
    """

    counts: pd.DataFrame
    coverage: pd.DataFrame
    population: pd.DataFrame
    basis: str = ""
    shared_editions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_counts(self.counts)
        require_coverage(self.coverage)
        require_population(self.population)

    @cached_property
    def tallies(self) -> Mapping[tuple[str, str], Mapping[str, Tally]]:
        """By area code and period label, the tally of each category that occurs."""
        counts = self.counts
        weighted = counts["weighted"] if "weighted" in counts.columns else counts["count"]
        effective = counts["effective_n"] if "effective_n" in counts.columns else counts["count"]
        found: dict[tuple[str, str], dict[str, Tally]] = {}
        columns = [counts[name] for name in COUNT_KEY] + [counts["count"], weighted, effective]
        # As lists: going through a column's own elements takes several times as long.
        for area, period, category, *numbers in zip(*(c.tolist() for c in columns), strict=True):
            found.setdefault((area, period), {})[category] = Tally(*numbers)
        return found

    @cached_property
    def supplies(self) -> Mapping[tuple[str, str], Supply]:
        """By area code and period label, how the step was supplied; a step that is not in it is missing."""
        coverage = self.coverage
        rows = len(coverage)
        statuses = coverage["status"] if "status" in coverage.columns else ["published"] * rows
        reasons = coverage["reason"] if "reason" in coverage.columns else [""] * rows
        found: dict[tuple[str, str], Supply] = {}
        columns = (coverage[name].tolist() for name in COVERAGE_KEY)
        for area, period, edition, status, reason in zip(*columns, statuses, reasons, strict=True):
            kept = found.get((area, period))
            given = Supply(status, reason, (str(edition),) if edition else ())
            found[area, period] = _worse(kept, given) if kept else given
        return found

    @cached_property
    def assessed(self) -> dict[tuple[str, Period, str], Availability]:
        """What was found of an area's period in steps of a kind, kept by ``availability.assess_period``.

        Indicators that share their inputs, such as the types of street-level crime, ask for the same ones.
        """
        return {}

    @cached_property
    def populations(self) -> Mapping[str, tuple[Population, ...]]:
        """By area code, every population above zero."""
        return group_populations(self.population)

    def total(self, area_code: str, periods: Sequence[str], categories: Sequence[str] = ()) -> Tally:
        """What these categories sum to over the periods, all categories where none are named."""
        counted: float = 0
        weighted: float = 0
        effective_n: float = 0
        for period in periods:
            for category, tally in self.tallies.get((area_code, period), {}).items():
                if not categories or category in categories:
                    counted += tally.counted
                    weighted += tally.weighted
                    effective_n += tally.effective_n
        return Tally(counted, weighted, effective_n)

    def last_snapshot(self, area_code: str, first: date, last: date) -> date | None:
        """The newest day between two, both included, on which the area was counted; ``None`` for none."""
        return max((day for day in self._snapshots.get(area_code, ()) if first <= day <= last), default=None)

    @cached_property
    def _snapshots(self) -> Mapping[str, list[date]]:
        found: dict[str, list[date]] = {}
        for area, label in self.supplies:
            if len(label) == len("2023-09-30"):
                found.setdefault(area, []).append(date.fromisoformat(label))
        return found


def _worse(one: Supply, other: Supply) -> Supply:
    """Two editions' words on one step: the worse status, every reason and both editions."""
    status = min(one.status, other.status, key=WORST_FIRST.index)
    reasons = dict.fromkeys(reason for reason in (one.reason, other.reason) if reason)
    return Supply(status, "; ".join(reasons), (*one.editions, *other.editions))


def group_populations(population: pd.DataFrame) -> dict[str, tuple[Population, ...]]:
    """By area code, its populations. Blank and zero ones are no populations."""
    usable = population[population["population"] > 0]
    found: dict[str, list[Population]] = {}
    for code, day, people, edition in zip(
        usable["area_code"], usable["reference_date"], usable["population"], usable["edition"], strict=True
    ):
        known = day.date() if isinstance(day, datetime) else day
        found.setdefault(code, []).append(Population(known, int(people), str(edition)))
    return {code: tuple(each) for code, each in found.items()}


def require_counts(counts: pd.DataFrame) -> None:
    """Raise ``DataError`` unless each area, period and category is there once, with a count.

    A count may be below zero: publishers cancel offences of earlier periods that way.
    """
    _require_columns(counts, (*COUNT_KEY, "count"), "counts")
    _require_no_repeats(counts, COUNT_KEY, "counts")
    if counts["count"].isna().any():
        blank = counts[counts["count"].isna()]
        raise DataError(f"a count is blank for {_describe_keys(blank, COUNT_KEY)}")


def require_coverage(coverage: pd.DataFrame) -> None:
    """Raise ``DataError`` unless coverage has its columns, and no status but those of results."""
    _require_columns(coverage, COVERAGE_KEY, "coverage")
    if "status" in coverage.columns:
        wrong = sorted(set(coverage["status"]) - set(STATUSES))
        if wrong:
            raise DataError(f"the coverage holds what is no status: {', '.join(map(str, wrong))}")


def require_population(population: pd.DataFrame) -> None:
    """Raise ``DataError`` where an area has two populations for a reference date. Two editions may agree."""
    _require_columns(population, (*POPULATION_KEY, "population", "edition"), "population")
    if len(_distinct(population, POPULATION_KEY)) < len(population):
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
    if len(_distinct(frame, key)) < len(frame):
        repeated = frame[frame.duplicated(list(key))]
        raise DataError(f"the {name} hold two figures for {_describe_keys(repeated, key)}")


def _distinct(frame: pd.DataFrame, key: Sequence[str]) -> set[tuple[object, ...]]:
    """The keys that are there: quicker than asking pandas for the frames of a few rows that most are."""
    return set(zip(*(frame[name] for name in key), strict=True))


def _describe_keys(frame: pd.DataFrame, key: Sequence[str], most: int = 3) -> str:
    rows = [", ".join(str(value) for value in row) for row in frame[list(key)].head(most).to_numpy()]
    more = f" and {len(frame) - most} more" if len(frame) > most else ""
    return "; ".join(rows) + more
