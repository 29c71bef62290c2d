"""Rules of rates: missing is not zero, months are whole, people are those of the time."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_results import THURROCK, read_worked_examples

from csp_toolkit.areas import Area
from csp_toolkit.errors import DataError
from csp_toolkit.indicators.availability import describe_missing
from csp_toolkit.indicators.calculate import calculate_results, calculate_step_counts
from csp_toolkit.indicators.catalogue import load_catalogue
from csp_toolkit.indicators.inputs import Inputs, check_categories
from csp_toolkit.indicators.rates import find_populations
from csp_toolkit.periods import FinancialYear, Month, Period, Quarter, TwelveMonths

BURGLARY = load_catalogue().get("street_burglary")
ALL_CRIME = load_catalogue().get("street_all_crime")
SPRING = Quarter(2024, 1)
BASILDON = Area("E22000049", "Basildon", "csp", 2024)


def make_counts(*rows: tuple[str, str, int], area: Area = THURROCK) -> pd.DataFrame:
    columns = ["area_code", "period", "category", "count"]
    return pd.DataFrame([(area.code, *row) for row in rows], columns=columns)


def make_coverage(*months: Month, area: Area = THURROCK, edition: str = "street") -> pd.DataFrame:
    rows = [(area.code, month.label, edition) for month in months]
    return pd.DataFrame(rows, columns=["area_code", "period", "edition"])


def make_population(*rows: tuple[date, int], area: Area = THURROCK, edition: str = "people") -> pd.DataFrame:
    columns = ["area_code", "reference_date", "population", "edition"]
    return pd.DataFrame([(area.code, *row, edition) for row in rows], columns=columns)


PEOPLE_2024 = make_population((date(2024, 6, 30), 180_000))


def rate_of(counts: pd.DataFrame, coverage: pd.DataFrame, period: Period = SPRING, people=PEOPLE_2024):
    return calculate_results(Inputs(counts, coverage, people), BURGLARY, [THURROCK], period)[0]


def test_a_rate_is_the_count_for_every_thousand_residents_in_the_period():
    counts = make_counts(
        ("2024-04", "Burglary", 40), ("2024-05", "Burglary", 30), ("2024-06", "Burglary", 20)
    )
    found = rate_of(counts, make_coverage(*SPRING.months))
    assert (found.numerator, found.denominator, found.value) == (90, 180_000, 0.5)
    assert (found.status, found.method, found.status_reason) == ("published", "Byar", "")
    assert found.lower < 0.5 < found.upper
    assert found.editions == ("people", "street")


def test_months_outside_the_period_and_other_categories_do_not_count():
    counts = make_counts(
        ("2024-03", "Burglary", 1000),
        ("2024-04", "Burglary", 3),
        ("2024-04", "Robbery", 1000),
        ("2024-06", "Burglary", 4),
        ("2024-07", "Burglary", 1000),
    )
    found = rate_of(counts, make_coverage(*(Month(2024, m) for m in range(3, 8))))
    assert (found.numerator, found.method) == (7, "exact Poisson")


def test_a_financial_year_holds_april_and_the_next_march():
    year = FinancialYear(2024)
    counts = make_counts(
        ("2024-03", "Burglary", 1000),
        ("2024-04", "Burglary", 1),
        ("2025-03", "Burglary", 2),
        ("2025-04", "Burglary", 1000),
    )
    assert rate_of(counts, make_coverage(*year.months), year).numerator == 3


def test_nothing_in_covered_months_is_a_true_zero():
    found = rate_of(make_counts(), make_coverage(*SPRING.months))
    assert (found.numerator, found.value, found.lower, found.status) == (0, 0.0, 0.0, "published")


def test_one_month_without_coverage_makes_the_period_missing_whatever_was_counted():
    counts = make_counts(*((month.label, "Burglary", 40) for month in SPRING.months))
    found = rate_of(counts, make_coverage(Month(2024, 4), Month(2024, 6)))
    assert (found.status, found.status_reason) == ("missing", "no data for May 2024")
    assert (found.numerator, found.value, found.lower, found.upper) == (None,) * 4
    assert found.editions == ("people", "street")


def test_an_area_without_any_data_is_missing_and_not_zero():
    found = rate_of(make_counts(), make_coverage(*SPRING.months, area=BASILDON))
    assert (found.status, found.status_reason) == ("missing", "no data for April to June 2024")


@pytest.mark.parametrize("people", [make_population(), make_population((date(2024, 6, 30), 0))])
def test_without_people_there_is_no_rate(people):
    found = rate_of(make_counts(), make_coverage(*SPRING.months), people=people)
    reason = "no population figure for April to June 2024"
    assert (found.status, found.status_reason, found.denominator) == ("missing", reason, None)


def test_everything_that_is_missing_is_named():
    found = rate_of(make_counts(), make_coverage(), people=make_population())
    assert found.status_reason.split("; ") == [
        "no data for April to June 2024",
        "no population figure for April to June 2024",
    ]


def test_areas_come_back_in_the_order_given_each_with_its_own_figures():
    counts = pd.concat(
        [make_counts(("2024-04", "Burglary", n), area=a) for a, n in ((THURROCK, 5), (BASILDON, 7))]
    )
    coverage = pd.concat(
        [make_coverage(*SPRING.months, area=a, edition=a.name) for a in (THURROCK, BASILDON)]
    )
    people = pd.concat([PEOPLE_2024, make_population((date(2024, 6, 30), 190_000), area=BASILDON)])
    found = calculate_results(Inputs(counts, coverage, people), BURGLARY, [BASILDON, THURROCK], SPRING)
    assert [(r.area, r.numerator, r.denominator) for r in found] == [
        (BASILDON, 7, 190_000),
        (THURROCK, 5, 180_000),
    ]
    assert found[0].editions == ("Basildon", "people")


def test_every_edition_that_supplied_a_month_is_named():
    coverage = pd.concat(
        [make_coverage(Month(2024, 4), edition="a"), make_coverage(*SPRING.months[1:], edition="b")]
    )
    assert rate_of(make_counts(), coverage).editions == ("a", "b", "people")


@pytest.mark.parametrize(
    ("period", "people"),
    [
        (Quarter(2023, 4), 2024),  # mid-February 2024 is nearer to June 2024 than to June 2023
        (Quarter(2023, 3), 2023),  # mid-November 2023 is nearer to June 2023
        (Month(2025, 3), 2024),  # the newest there is
        (Month(2000, 1), 2022),  # the oldest there is
        (TwelveMonths(Month(2023, 9)), 2023),
        (FinancialYear(2023), 2023),
    ],
)
def test_people_are_those_of_the_date_nearest_the_middle_of_the_period(period, people):
    population = make_population(*((date(year, 6, 30), year) for year in (2024, 2022, 2023)))
    assert find_populations(population, period)[THURROCK.code].people == people


def test_of_two_dates_equally_near_the_earlier_counts():
    middle = Month(2024, 9)  # 30 days: its middle is the midnight after 15 September
    population = make_population((date(2024, 9, 17), 2), (date(2024, 9, 14), 1))
    assert find_populations(population, middle)[THURROCK.code].people == 1
    nearer = make_population((date(2024, 9, 16), 2), (date(2024, 9, 14), 1))
    assert find_populations(nearer, middle)[THURROCK.code].people == 2


def test_dates_with_a_time_are_dates():
    population = make_population((datetime(2024, 6, 30), 5))
    population["reference_date"] = pd.to_datetime(population["reference_date"])
    assert find_populations(population, SPRING)[THURROCK.code].reference_date == date(2024, 6, 30)


def test_two_editions_may_agree_on_a_population_but_not_differ():
    agreed = pd.concat([PEOPLE_2024.assign(edition="z"), PEOPLE_2024])
    assert rate_of(make_counts(), make_coverage(*SPRING.months), people=agreed).editions == (
        "people",
        "street",
    )
    revised = pd.concat([PEOPLE_2024, PEOPLE_2024.assign(population=181_000)])
    with pytest.raises(DataError, match="two figures for E22000258, 2024-06-30"):
        rate_of(make_counts(), make_coverage(*SPRING.months), people=revised)


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        (
            make_counts(("2024-04", "Burglary", 1), ("2024-04", "Burglary", 2)),
            "two figures for E22000258, 2024-04",
        ),
        (make_counts(("2024-04", "Burglary", None)), "blank for E22000258, 2024-04, Burglary"),
        (make_counts().drop(columns="category"), "no column category"),
    ],
)
def test_faulty_counts_are_refused(counts, message):
    with pytest.raises(DataError, match=message):
        rate_of(counts, make_coverage(*SPRING.months))


def test_faulty_coverage_and_population_are_refused():
    with pytest.raises(DataError, match="coverage have no column edition"):
        rate_of(make_counts(), make_coverage().drop(columns="edition"))
    with pytest.raises(DataError, match="population have no column population"):
        rate_of(make_counts(), make_coverage(), people=PEOPLE_2024.drop(columns="population"))


def test_a_category_that_no_indicator_knows_is_a_problem():
    counts = make_counts(("2024-04", "Burglary", 1), ("2024-04", "Violent crime", 2), ("2024-04", "Drug", 2))
    problems = check_categories(counts, load_catalogue())
    assert [(p.message, p.hint) for p in problems] == [
        ('category "Drug" belongs to no indicator', 'did you mean "Drugs"?'),
        ('category "Violent crime" belongs to no indicator', 'did you mean "Vehicle crime"?'),
    ]


def test_monthly_counts_have_gaps_where_months_are_missing_and_zeros_where_nothing_happened():
    counts = make_counts(("2024-04", "Burglary", 7), ("2024-06", "Burglary", 9), ("2024-05", "Robbery", 1))
    coverage = make_coverage(Month(2024, 4), Month(2024, 5))
    found = calculate_step_counts(Inputs(counts, coverage, PEOPLE_2024), BURGLARY, THURROCK, SPRING.months)
    assert found == [(Month(2024, 4), 7), (Month(2024, 5), 0), (Month(2024, 6), None)]


def test_monthly_counts_of_one_area_hold_nothing_of_another():
    counts = make_counts(("2024-04", "Burglary", 7), area=BASILDON)
    coverage = make_coverage(*SPRING.months, area=BASILDON)
    found = calculate_step_counts(Inputs(counts, coverage, PEOPLE_2024), BURGLARY, THURROCK, SPRING.months)
    assert {count for _, count in found} == {None}


@pytest.mark.parametrize(
    ("absent", "words"),
    [
        ([(2024, 5)], "no data for May 2024"),
        ([(2024, 6), (2024, 5)], "no data for May to June 2024"),
        ([(2023, 12), (2024, 1)], "no data for December 2023 to January 2024"),
        ([(2024, 1), (2024, 3)], "no data for January 2024, March 2024"),
        (
            [(2023, 1), (2023, 3), (2023, 5), (2023, 6)],
            "no data for January 2023, March 2023, May to June 2023",
        ),
        (
            [(2023, 1), (2023, 3), (2023, 5), (2023, 7)],
            "no data for 4 of 12 months, January to July 2023",
        ),
    ],
)
def test_missing_months_are_named_as_runs(absent, words):
    assert describe_missing([Month(*month) for month in absent], 12) == words


monthly = st.lists(st.one_of(st.none(), st.integers(0, 500)), min_size=12, max_size=12)


@given(monthly)
def test_a_year_is_missing_exactly_when_a_month_is_and_otherwise_the_sum(values):
    year = FinancialYear(2023)
    supplied = [(m, n) for m, n in zip(year.months, values, strict=True) if n is not None]
    counts = make_counts(*((month.label, "Burglary", n) for month, n in supplied if n))
    coverage = make_coverage(*(month for month, _ in supplied))
    found = rate_of(counts, coverage, year)
    assert (found.status == "missing") == (None in values)
    if None not in values:
        assert found.numerator == sum(values)
    assert [
        n
        for _, n in calculate_step_counts(
            Inputs(counts, coverage, PEOPLE_2024), BURGLARY, THURROCK, year.months
        )
    ] == values


@pytest.mark.parametrize(
    ("period", "incidents", "records"), [(Quarter(2023, 4), 365, 4229), (Quarter(2024, 4), 373, 4098)]
)
def test_thurrock_s_quarters_are_those_counted_elsewhere(period, incidents, records):
    rows = [
        (r["month"], r["category"], int(r["count"])) for r in read_worked_examples("thurrock_quarters.csv")
    ]
    inputs = Inputs(make_counts(*rows), make_coverage(*period.months), PEOPLE_2024)
    asb = load_catalogue().get("street_anti_social_behaviour")
    found = [
        calculate_results(inputs, indicator, [THURROCK], period)[0].numerator
        for indicator in (asb, ALL_CRIME)
    ]
    assert found == [incidents, records - incidents]
