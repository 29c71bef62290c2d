"""Rules of timescales: what may be written, and in which quarter that is due."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_toolkit.errors import ParameterError
from csp_toolkit.periods import FinancialYear, Month, Quarter
from csp_toolkit.plan import Timescale, parse_timescale
from csp_toolkit.plan.timescale import quarter_of, quarters_between

YEAR = FinancialYear(2024)
Q1, Q2, Q3, Q4 = (Quarter(2024, number) for number in (1, 2, 3, 4))
NEXT_Q1 = Quarter(2025, 1)


@pytest.mark.parametrize(
    ("text", "due", "day", "words"),
    [
        ("2024-25 Q2", (Q2,), date(2024, 9, 30), "July to September 2024 (Q2)"),
        (
            "2024-25 Q1, 2024-25 Q3",
            (Q1, Q3),
            date(2024, 12, 31),
            "April to June 2024 (Q1) and October to December 2024 (Q3)",
        ),
        ("end of 2024-25 Q1", (Q1,), date(2024, 6, 30), "by the end of June 2024"),
        ("end of 2024-25 Q4", (Q4,), date(2025, 3, 31), "by the end of March 2025"),
        ("2025-03", (Q4,), date(2025, 3, 31), "March 2025"),
        ("2025-04", (NEXT_Q1,), date(2025, 4, 30), "April 2025"),
        ("2024-25", (Q4,), date(2025, 3, 31), "across 2024-25"),
        ("quarterly", (Q1, Q2, Q3, Q4), date(2025, 3, 31), "each quarter"),
        (
            "quarterly and annually",
            (Q1, Q2, Q3, Q4),
            date(2025, 3, 31),
            "each quarter, and once for the year",
        ),
        ("ongoing", (), None, "ongoing"),
        ("not stated", (), None, "not stated"),
    ],
)
def test_a_timescale_is_data(text: str, due: tuple[Quarter, ...], day: date | None, words: str) -> None:
    timescale = parse_timescale(text)
    assert timescale.due_quarters(YEAR) == due
    assert timescale.due_day(YEAR) == day
    assert timescale.words == words
    assert timescale.label == text


def test_the_last_day_of_march_is_in_the_fourth_quarter_and_the_next_day_in_the_first() -> None:
    assert quarter_of(date(2025, 3, 31)) == Q4
    assert quarter_of(date(2025, 4, 1)) == NEXT_Q1
    assert quarter_of(date(2024, 12, 31)) == Q3
    assert quarter_of(date(2025, 1, 1)) == Q4


@given(st.dates(date(1901, 1, 1), date(2198, 12, 31)))
def test_a_day_lies_in_its_quarter(day: date) -> None:
    quarter = quarter_of(day)
    assert quarter.start <= day <= quarter.end


def test_quarters_are_counted_over_the_end_of_a_year() -> None:
    assert [quarters_between(Q4, later) for later in (Q4, NEXT_Q1, Quarter(2025, 4))] == [0, 1, 4]
    assert quarters_between(NEXT_Q1, Q4) == -1


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Q2", "A quarter needs its financial year, such as 2024-25 Q4."),
        ("2024-25 Q5", "A financial year has four quarters: Q1 (April to June) to Q4 (January to March)."),
        ("2024/25 Q2", "Write the quarter as 2024-25 Q2."),
        ("end of Q1", "A quarter needs its financial year, such as 2024-25 Q4."),
    ],
)
def test_a_near_miss_is_told_what_to_write(text: str, hint: str) -> None:
    with pytest.raises(ParameterError) as caught:
        parse_timescale(text)
    assert caught.value.problems[0].hint == hint


@pytest.mark.parametrize(
    "text",
    [
        "soon", "April 2025", "end Q1", "Ongoing", "end of 2025-04", "2025-04, 2025-05", "", ",",
        "2024-25 Q2, 2024-25 Q2", "2024-25 Q2, 2025-04", "12 months to 2024-09", "end of quarterly",
    ],
)  # fmt: skip
def test_no_timescale_is_guessed(text: str) -> None:
    with pytest.raises(ParameterError, match="is not a timescale"):
        parse_timescale(text)


def test_a_timescale_cannot_be_wrong() -> None:
    for kind, periods in (
        ("quarters", ()),
        ("month", (Q1,)),
        ("ongoing", (Q1,)),
        ("end_of_quarter", (Q1, Q2)),
    ):
        with pytest.raises(ValueError, match="does not name"):
            Timescale(kind, periods)  # type: ignore[arg-type]
    assert Timescale("month", (Month(2025, 4),)) == parse_timescale("2025-04")
