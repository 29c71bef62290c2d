"""What a figure is set against: the comparators in use by name, and the periods of those over time.

A quarter is never set against the quarter before it: seasons would pass for changes. So that comparator has
no name here.
"""

from __future__ import annotations

from csp_toolkit.indicators.change import SAME_QUARTER_LAST_YEAR, TWELVE_MONTHS_BEFORE
from csp_toolkit.periods import Period, Quarter

THREE_YEAR_AVERAGE = "the average of the three years before"
FIVE_YEAR_AVERAGE = "the average of the five years before"
"""Of the same quarter, or of twelve months: whatever the period is, in as many years."""

MOST_SIMILAR_GROUP = "its most similar group"
POLICE_FORCE = "the rest of its police force area"
OTHER_DISTRICTS = "the other districts of its police force area"
ENGLAND_AND_WALES = "the rest of England and Wales"
"""Areas: each without the area itself, which would be compared with a part of itself."""

OVER_TIME = (SAME_QUARTER_LAST_YEAR, TWELVE_MONTHS_BEFORE, THREE_YEAR_AVERAGE, FIVE_YEAR_AVERAGE)
BETWEEN_AREAS = (MOST_SIMILAR_GROUP, POLICE_FORCE, OTHER_DISTRICTS, ENGLAND_AND_WALES)
_YEARS_AVERAGED = {THREE_YEAR_AVERAGE: 3, FIVE_YEAR_AVERAGE: 5}


def find_compared_periods(period: Period, comparator: str) -> tuple[Period, tuple[Period, ...]]:
    """The later period that a comparator over time speaks of, and the earlier ones, the newest first.

    ``TWELVE_MONTHS_BEFORE`` sets the twelve months that end with ``period`` against the twelve before; the
    others leave the period as it is. No two of the periods overlap.

    Raises ``ValueError`` for a comparator that is not one over time, and for ``SAME_QUARTER_LAST_YEAR`` of a
    period that is no quarter.
    """
    if comparator == TWELVE_MONTHS_BEFORE:
        year = period.rolling_year()
        return year, (year.previous(),)
    if comparator == SAME_QUARTER_LAST_YEAR:
        if not isinstance(period, Quarter):
            raise ValueError(f"{period.label} is no quarter, which {comparator} would be compared with")
        return period, (period.same_last_year(),)
    if comparator not in _YEARS_AVERAGED:
        raise ValueError(f'"{comparator}" is not a comparator over time ({"; ".join(OVER_TIME)})')
    earlier = [period.same_last_year()]
    while len(earlier) < _YEARS_AVERAGED[comparator]:
        earlier.append(earlier[-1].same_last_year())
    return period, tuple(earlier)
