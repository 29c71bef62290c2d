"""What every dataset's module gives back, and the areas and months that it is asked about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from csp_toolkit.areas import Partnership
from csp_toolkit.frames import open_areas
from csp_toolkit.indicators.catalogue import Audience, Indicator
from csp_toolkit.indicators.results import Status
from csp_toolkit.periods import FinancialYear, Month, Period, Quarter
from csp_toolkit.store import Store

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

COUNT_COLUMNS = ("area_code", "period", "category", "count")
COVERAGE_COLUMNS = ("area_code", "period", "edition", "status", "reason")
CANNOT_BE_DIVIDED = "shares a district with other partnerships, and its counts cannot be divided"

CountRow = tuple[str, str, str, float]
"""Area code, period label, category, count."""
CoverageRow = tuple[str, str, str, Status, str]
"""Area code, period label, edition, status, reason; the edition is empty where there is none."""


@dataclass(frozen=True, eq=False)
class Picked:
    """What a dataset holds of one indicator: counts and coverage of ``Inputs``, and who may see them.

    ``lookups`` are the editions that bring its rows to areas.
    """

    counts: pd.DataFrame
    coverage: pd.DataFrame
    lookups: tuple[str, ...] = ()
    sensitivity: Audience = "public"
    basis: str = ""


class Places:
    """The areas that are asked about, and a database that brings codes to them, made when first needed."""

    def __init__(self, store: Store, areas: Sequence[Partnership]) -> None:
        self.store = store
        self.areas = tuple(areas)

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The database; it goes when this object does."""
        return open_areas(self.store, self.areas)


class Source(Protocol):
    """A dataset, read once: what it holds of each indicator that is measured by it."""

    def pick(self, indicator: Indicator) -> Picked:
        """Counts and coverage of the indicator."""


@dataclass(frozen=True)
class Span:
    """The months that are asked about, in order, and the longer steps that they lie in."""

    months: tuple[Month, ...]

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """Every quarter that one of the months lies in."""
        return tuple(sorted({Quarter.of(month) for month in self.months}))

    @property
    def years(self) -> tuple[FinancialYear, ...]:
        """Every financial year that one of the months lies in."""
        return tuple(sorted({Quarter.of(month).financial_year for month in self.months}))


def span_of(periods: Iterable[Period]) -> Span:
    """The months of all these periods."""
    return Span(tuple(sorted({month for period in periods for month in period.months})))


def frame_counts(rows: Sequence[CountRow]) -> pd.DataFrame:
    """Counts as ``Inputs`` takes them."""
    import pandas as pd

    return pd.DataFrame(_columns(rows, COUNT_COLUMNS))


def sum_places(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with area_code, period and count as the counts of one thing: a sum for each area and period."""
    sums = rows.groupby(["area_code", "period"], observed=True)["count"].sum().reset_index()
    return sums.assign(category="")


def frame_coverage(rows: Sequence[CoverageRow]) -> pd.DataFrame:
    """Coverage as ``Inputs`` takes it."""
    import pandas as pd

    return pd.DataFrame(_columns(rows, COVERAGE_COLUMNS))


def _columns(rows: Sequence[tuple[object, ...]], names: Sequence[str]) -> dict[str, Sequence[object]]:
    """Rows as columns, which pandas takes twice as fast."""
    return dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())
