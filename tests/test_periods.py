"""Rules of periods: their bounds, their labels and what may be written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_toolkit.errors import ParameterError
from csp_toolkit.periods import (
    FinancialYear,
    Month,
    Period,
    Quarter,
    TwelveMonths,
    parse_month,
    parse_period,
    split_period,
)

years = st.integers(1902, 2197)
months = st.builds(Month, years, st.integers(1, 12))
quarters = st.builds(Quarter, years, st.integers(1, 4))
financial_years = st.builds(FinancialYear, years)
twelve_months = st.builds(TwelveMonths, months)
periods: st.SearchStrategy[Period] = st.one_of(months, quarters, financial_years, twelve_months)


def reads_as_financial_year(period: Period) -> bool:
    return isinstance(period, Month) and period.month == (period.year + 1) % 100


@given(periods.filter(lambda period: not reads_as_financial_year(period)))
def test_a_label_reads_back_as_its_period(period: Period) -> None:
    assert parse_period(period.label) == period


@given(months)
def test_where_only_a_month_can_stand_every_month_reads_back(month: Month) -> None:
    assert parse_month(month.label) == month


@given(periods)
def test_a_period_begins_the_day_after_the_previous_one_ends(period: Period) -> None:
    assert period.previous().end + timedelta(days=1) == period.start


@given(periods)
def test_last_year_has_as_many_months_that_begin_a_year_earlier(period: Period) -> None:
    earlier = period.same_last_year()
    assert earlier.start == period.start.replace(year=period.start.year - 1)
    assert len(earlier.months) == len(period.months)


@given(periods)
def test_the_days_of_a_period_are_the_days_of_its_months(period: Period) -> None:
    assert period.days == sum(month.days for month in period.months)


@given(periods)
def test_a_rolling_year_ends_with_its_period_and_has_twelve_months(period: Period) -> None:
    year = period.rolling_year()
    assert year.end == period.end
    assert len(year.months) == 12


@given(periods)
def test_a_slug_can_stand_in_a_path(period: Period) -> None:
    assert set(period.slug) <= set("0123456789-abcdefghijklmnopqrstuvwxyz")


@given(months, st.integers(-24, 24))
def test_going_forward_and_back_leads_to_the_same_month(month: Month, n: int) -> None:
    assert month.plus(n).plus(-n) == month


@given(st.dates(date(1903, 1, 1), date(2190, 12, 31)))
def test_every_day_lies_in_its_month_and_in_one_quarter_of_its_financial_year(day: date) -> None:
    month = Month.of(day)
    assert month.start <= day <= month.end
    year = FinancialYear(day.year - 1 if day.month < 4 else day.year)
    around = [Quarter(year.start_year, number) for number in (1, 2, 3, 4)]
    assert [quarter.start <= day <= quarter.end for quarter in around].count(True) == 1


@given(st.text(max_size=30))
def test_any_text_is_a_period_or_a_parameter_error(text: str) -> None:
    try:
        period = parse_period(text)
    except ParameterError:
        return
    assert period.label == text.strip()


def test_31_march_ends_a_financial_year_and_1_april_begins_the_next() -> None:
    assert FinancialYear(2024).end == date(2025, 3, 31)
    assert Quarter(2024, 4).end == date(2025, 3, 31)
    assert FinancialYear(2025).start == date(2025, 4, 1)
    assert Quarter(2025, 1).start == date(2025, 4, 1)


@pytest.mark.parametrize(("year", "days"), [(2023, 366), (2024, 365), (1899 + 200, 365), (1999, 366)])
def test_a_financial_year_that_holds_29_february_has_366_days(year: int, days: int) -> None:
    assert FinancialYear(year).days == days


@pytest.mark.parametrize(
    ("month", "days"),
    [(Month(2024, 2), 29), (Month(2025, 2), 28), (Month(2100, 2), 28), (Month(2024, 12), 31)],
)
def test_february_has_29_days_in_leap_years_only(month: Month, days: int) -> None:
    assert month.days == days


def test_the_fourth_quarter_lies_in_the_next_calendar_year() -> None:
    assert Quarter(2024, 4).months == (Month(2025, 1), Month(2025, 2), Month(2025, 3))
    assert Quarter(2024, 1).months == (Month(2024, 4), Month(2024, 5), Month(2024, 6))


@pytest.mark.parametrize(
    ("period", "label", "slug", "prose"),
    [
        (Quarter(2024, 4), "2024-25 Q4", "2024-25-q4", "January to March 2025"),
        (FinancialYear(2024), "2024-25", "2024-25", "April 2024 to March 2025"),
        (FinancialYear(1999), "1999-00", "1999-00", "April 1999 to March 2000"),
        (Month(2025, 1), "2025-01", "2025-01", "January 2025"),
        (
            TwelveMonths(Month(2023, 9)),
            "12 months to 2023-09",
            "12-months-to-2023-09",
            "October 2022 to September 2023",
        ),
        (
            TwelveMonths(Month(2023, 12)),
            "12 months to 2023-12",
            "12-months-to-2023-12",
            "January to December 2023",
        ),
    ],
)
def test_each_kind_of_period_has_a_label_a_slug_and_prose(
    period: Period, label: str, slug: str, prose: str
) -> None:
    assert (period.label, period.slug, period.long_label, str(period)) == (label, slug, prose, label)


def test_the_quarter_before_the_first_is_the_fourth_of_the_year_before() -> None:
    assert Quarter(2024, 1).previous() == Quarter(2023, 4)
    assert Quarter(2024, 1).same_last_year() == Quarter(2023, 1)


def test_the_rolling_year_of_a_fourth_quarter_covers_its_financial_year() -> None:
    assert Quarter(2024, 4).rolling_year() == TwelveMonths(Month(2025, 3))
    assert Quarter(2024, 4).rolling_year().months == FinancialYear(2024).months
    assert Quarter(2024, 4).financial_year == FinancialYear(2024)


def test_periods_of_a_kind_sort_by_time_and_can_be_keys() -> None:
    shuffled = [Quarter(2025, 1), Quarter(2024, 4), Quarter(2024, 1)]
    assert sorted(shuffled) == shuffled[::-1]
    assert len({Month(2025, 1), Month(2025, 1), Month(2025, 2)}) == 2


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2011-12", FinancialYear(2011)),  # not December 2011: the financial year wins
        ("2010-12", Month(2010, 12)),
        ("2000-01", FinancialYear(2000)),
        ("1999-00", FinancialYear(1999)),
        ("2099-00", FinancialYear(2099)),
        ("2012-12", Month(2012, 12)),
        ("2024-25", FinancialYear(2024)),
        ("12 months to 2011-12", TwelveMonths(Month(2011, 12))),
        (" 2024-25 Q4 ", Quarter(2024, 4)),
    ],
)
def test_two_numbers_are_a_financial_year_where_the_second_follows_the_first(
    text: str, period: Period
) -> None:
    assert parse_period(text) == period


def test_december_2011_can_be_read_where_only_a_month_can_stand() -> None:
    assert parse_month("2011-12") == Month(2011, 12)


@pytest.mark.parametrize("text", ["2024-25", "2024-13", "2024-00", "202401", "2024-25 Q1", "", "1899-12"])
def test_what_is_not_a_month_is_refused_as_a_month(text: str) -> None:
    with pytest.raises(ParameterError, match=r"is not a month\.\nWrite a month as 2025-01\."):
        parse_month(text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Q4", "A quarter needs its financial year, such as 2024-25 Q4."),
        ("Quarter 2", "A quarter needs its financial year, such as 2024-25 Q4."),
        # January to March 2024, or October to December 2024? Nobody can know.
        ("2024 Q1", "A quarter needs its financial year, such as 2024-25 Q4."),
        ("2024", "Write a financial year as 2024-25, or a quarter as 2024-25 Q1."),
        ("2025_26", "Write a financial year as 2025-26, or a quarter as 2025-26 Q1."),
        ("2024/25", "Write a financial year as 2024-25, or a quarter as 2024-25 Q1."),
        ("2024\u201325", "Write a financial year as 2024-25, or a quarter as 2024-25 Q1."),
        ("2024-2025", "Write a financial year as 2024-25, or a quarter as 2024-25 Q1."),
        ("2024-2025 Q1", "Write the quarter as 2024-25 Q1."),
        ("2024/25 Q1", "Write the quarter as 2024-25 Q1."),
        ("2024-25 q1", "Write the quarter as 2024-25 Q1."),
        ("2024-25-q4", "Write the quarter as 2024-25 Q4."),
        ("Q1 2024/25", "Write the quarter as 2024-25 Q1."),
        ("2024-25 Q5", "A financial year has four quarters: Q1 (April to June) to Q4 (January to March)."),
        ("2024-25 Q0", "A financial year has four quarters: Q1 (April to June) to Q4 (January to March)."),
        (
            "2024-26",
            "The years of a financial year follow each other, as in 2024-25. A month is written 2025-01.",
        ),
        (
            "2024-13",
            "The years of a financial year follow each other, as in 2024-25. A month is written 2025-01.",
        ),
        (
            "soon",
            "Write 2024-25 for a financial year, 2024-25 Q4 for a quarter, 12 months to 2025-03 for twelve "
            "months, 2025-01 for a month.",
        ),
    ],
)
def test_any_other_spelling_is_refused_with_the_right_one(text: str, hint: str) -> None:
    with pytest.raises(ParameterError) as caught:
        parse_period(text)
    assert str(caught.value) == f'"{text}" is not a period.\n{hint}'


@pytest.mark.parametrize(
    "text", ["2024-12 Q1", "12 months to 2024-13", "12 months to 1900-06", "2199-00", "\u0662024-25"]
)
def test_a_text_with_the_shape_of_a_label_can_still_be_wrong(text: str) -> None:
    with pytest.raises(ParameterError):
        parse_period(text)


def test_a_period_that_does_not_exist_cannot_be_built() -> None:
    for wrong in (0, 5):
        with pytest.raises(ValueError, match="quarter"):
            Quarter(2025, wrong)
    for wrong in (0, 13):
        with pytest.raises(ValueError, match="month"):
            Month(2025, wrong)
    for wrong in (1899, 2199):
        with pytest.raises(ValueError, match="year"):
            FinancialYear(wrong)
        with pytest.raises(ValueError, match="year"):
            Quarter(wrong, 1)
    with pytest.raises(ValueError, match="year"):
        TwelveMonths(Month(1900, 11))


def test_the_first_and_last_periods_there_are_have_all_their_days() -> None:
    assert FinancialYear(1900).start == date(1900, 4, 1)
    assert Quarter(2198, 4).end == date(2199, 3, 31)
    assert Month(2199, 12).end == date(2199, 12, 31)
    assert TwelveMonths(Month(1900, 12)).start == date(1900, 1, 1)


@pytest.mark.parametrize(
    ("period", "step", "steps"),
    [
        ("2024-25 Q4", "month", ["2025-01", "2025-02", "2025-03"]),
        ("2024-25 Q4", "quarter", ["2024-25 Q4"]),
        ("12 months to 2023-09", "quarter", ["2022-23 Q3", "2022-23 Q4", "2023-24 Q1", "2023-24 Q2"]),
        ("12 months to 2024-03", "financial_year", ["2023-24"]),
        ("2023-24", "financial_year", ["2023-24"]),
        ("12 months to 2023-09", "financial_year", []),
        ("12 months to 2023-08", "quarter", []),
        ("2025-01", "quarter", []),
        ("2024-25 Q4", "snapshot", []),
    ],
)
def test_a_period_splits_into_whole_steps_or_none(period, step, steps):
    assert [part.label for part in split_period(parse_period(period), step)] == steps
