"""Rules of observations at the edges: what is missing, divided, doubtful or supplied twice is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import recorded_crime_files
from make_indicators import make_indicator
from partner_files import part, row
from partner_files import write_csv as write_return
from recorded_crime_files import BY_FORCE, NOW, crime_row
from street_files import street_row, write_street
from test_loaders_survey import record
from test_loaders_survey import write as write_survey

from csp_toolkit.areas import Area, Partnership, find_partnership
from csp_toolkit.errors import DataError
from csp_toolkit.frames import load_partnerships
from csp_toolkit.indicators.calculate import calculate_results
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.results import Result
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.observations import (
    find_doubtful_months,
    gather_force_inputs,
    gather_inputs,
    gather_small_area_inputs,
)
from csp_toolkit.observations.denominators import keep_one_series
from csp_toolkit.periods import FinancialYear, Month, Period, Quarter
from csp_toolkit.store import Store, open_store

BURGLARY = make_indicator("count", "police_uk_street", "month", {"category": ("Burglary",)})
RAILWAY = make_indicator("count", "transport_police", "month", {"category": ("Burglary",)})
ARSON = make_indicator("count", "recorded_crime", "quarter", {"offence_code": ("56A",)})
FIRES = make_indicator("count", "fire_incidents", "financial_year", {"kind": ("all incidents",)})
RETURNED = make_indicator("count", select={"indicator_id": ("hate_crime_offences",)})
SAFE = make_indicator(
    "proportion",
    "resident_survey",
    "quarter",
    {"question": ("feels_safe_after_dark",), "answer": ("yes", "rather")},
)
JANUARY, WINTER = Month(2024, 1), Quarter(2024, 4)
LOOKUPS = {
    "csp.csv": "LAD24CD,LAD24NM,CSP24CD,CSP24NM,PFA24CD,PFA24NM\n"
    "E06000034,Thurrock,E22000258,Thurrock,E23000028,Essex\n"
    "E06000002,Shared,E22000002,Beta,E23000028,Essex\n"
    "E06000002,Shared,E22000003,Gamma,E23000028,Essex\n",
    "wards.csv": "LSOA21CD,LSOA21NM,WD24CD,WD24NM,LAD24CD,LAD24NM\n"
    "E01000001,A 1,E05000001,Aveley,E06000034,Thurrock\n"
    "E01000011,A 2,E05000001,Aveley,E06000034,Thurrock\n"
    "E01000012,A 3,E05000001,Aveley,E06000034,Thurrock\n"
    "E01000014,A 4,E05000002,Belhus,E06000034,Thurrock\n"
    "E01000013,B 1,E05000003,Else,E06000002,Shared\n",
    "changes.csv": "LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHGIND,LAD22CD,LAD22NM\n"
    "E01000001,A,E01000001,A,U,E06000034,Thurrock\n"
    "E01000002,A,E01000011,A,S,E06000034,Thurrock\n"  # divided within a ward
    "E01000002,A,E01000012,A,S,E06000034,Thurrock\n"
    "E01000004,A,E01000012,A,X,E06000034,Thurrock\n"  # divided between wards
    "E01000004,A,E01000014,A,X,E06000034,Thurrock\n",
    "population20_x.csv": "lsoa21_code,total_residents\n"
    "E01000001,100\nE01000011,200\nE01000012,300\nE01000014,400\nE01000013,500\n",
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Thurrock, of two wards and four small areas; Beta and Gamma, which share a district."""
    folder = tmp_path / "lookups"
    folder.mkdir()
    for name, text in LOOKUPS.items():
        (folder / name).write_text(text, "utf-8")
    made = open_store(tmp_path / "store", create=True)
    ingest(made, [folder], as_at=date(2024, 1, 1))
    return made


def named(store: Store, name: str = "thurrock") -> Partnership:
    return find_partnership(load_partnerships(store), name)


def result_of(store: Store, indicator: Indicator, period: Period, name: str = "thurrock") -> Result:
    partnership = named(store, name)
    inputs = gather_inputs(store, indicator, [partnership], [period])
    return calculate_results(inputs, indicator, [partnership.area], period)[0]


# Street-level crime and crimes on the railway


def add_street(store: Store, tmp_path: Path, rows: Sequence[str], name: str = "a.csv") -> None:
    ingest(store, [write_street(tmp_path / "street" / name, list(rows))])


def test_a_partnership_that_shares_a_district_has_no_figure_and_says_why(
    store: Store, tmp_path: Path
) -> None:
    add_street(store, tmp_path, [street_row(lsoa="E01000013"), street_row()])
    for indicator in (BURGLARY, RAILWAY, make_indicator("rate", "police_uk_street", "month")):
        found = result_of(store, indicator, JANUARY, "beta")
        assert (found.status, found.numerator) == ("not_comparable", None)
        assert found.status_reason == (
            "shares a district with other partnerships, and its counts cannot be divided"
        )


def test_crimes_on_the_railway_are_those_placed_here_and_in_nobody_elses_figures(
    store: Store, tmp_path: Path
) -> None:
    add_street(store, tmp_path, [street_row()])
    railway = [street_row(force="British Transport Police", lsoa=code) for code in ("E01000001", "", "E09")]
    add_street(store, tmp_path, railway, "btp.csv")
    assert result_of(store, RAILWAY, JANUARY).numerator == 1
    assert result_of(store, BURGLARY, JANUARY).numerator == 1


def test_a_month_that_the_transport_police_did_not_supply_is_missing_though_the_force_did(
    store: Store, tmp_path: Path
) -> None:
    add_street(store, tmp_path, [street_row()])
    assert result_of(store, RAILWAY, JANUARY).status_reason == "no data for January 2024"


def test_a_month_with_far_fewer_rows_than_usual_is_provisional(store: Store, tmp_path: Path) -> None:
    months = [f"2024-{n:02d}" for n in range(1, 6)]
    rows = [street_row(month=month, crime_id=f"{month}{n}") for month in months for n in range(20)]
    add_street(store, tmp_path, [*rows, *(street_row(month="2024-06", crime_id=f"x{n}") for n in range(14))])
    found = result_of(store, BURGLARY, Quarter(2024, 1))
    assert (found.status, found.numerator) == ("provisional", 54)
    assert found.status_reason == "June 2024 has 14 rows where about 20 are usual"
    assert result_of(store, BURGLARY, Month(2024, 5)).status == "published"


def test_a_month_of_which_many_rows_could_not_be_read_is_provisional(store: Store, tmp_path: Path) -> None:
    add_street(store, tmp_path, [*(street_row(crime_id=f"c{n}") for n in range(48)), *["cut,2024-01"] * 2])
    found = result_of(store, BURGLARY, JANUARY)
    assert (found.status, found.numerator) == ("provisional", 48)
    assert found.status_reason == "4% of the rows for January 2024 could not be read"


def test_no_months_are_doubtful_where_none_are_asked_for() -> None:
    assert find_doubtful_months((), ()) == {}


# Small areas


def small_areas(store: Store, unit: str, months: Sequence[Month], kind: str = "count") -> dict[str, Result]:
    indicator = make_indicator(kind, "police_uk_street", "month", {"category": ("Burglary",)})
    inputs = gather_small_area_inputs(store, indicator, named(store), months, unit)
    codes = sorted(inputs.coverage["area_code"].unique())
    areas = [Area(code, code, unit, 2024) for code in codes]
    found = calculate_results(inputs, indicator, areas, months[0])
    return {result.area.code[-2:]: result for result in found}


def test_a_small_area_counts_its_own_rows_and_one_without_any_is_a_zero(store: Store, tmp_path: Path) -> None:
    add_street(store, tmp_path, [street_row(), street_row(crime_id="2"), street_row(lsoa="E01000013")])
    found = small_areas(store, "lsoa", [JANUARY], "rate")
    assert {code: r.numerator for code, r in found.items()} == {"01": 2, "11": 0, "12": 0, "14": 0}
    assert (found["01"].denominator, found["01"].value) == (100.0, 20.0)


def test_rows_of_a_divided_small_area_leave_its_successors_without_a_figure_and_its_ward_with_one(
    store: Store, tmp_path: Path
) -> None:
    add_street(store, tmp_path, [street_row(lsoa="E01000002"), street_row(crime_id="2")])
    found = small_areas(store, "lsoa", [JANUARY])
    assert {code: r.numerator for code, r in found.items()} == {"01": 1, "11": None, "12": None, "14": 0}
    assert found["11"].status_reason.startswith("small areas were redrawn")
    wards = small_areas(store, "ward", [JANUARY])
    assert {code: r.numerator for code, r in wards.items()} == {"01": 2, "02": 0}


def test_rows_divided_between_wards_leave_both_without_a_figure(store: Store, tmp_path: Path) -> None:
    add_street(store, tmp_path, [street_row(lsoa="E01000004"), street_row()])
    assert {code: r.numerator for code, r in small_areas(store, "ward", [JANUARY]).items()} == {
        "01": None,
        "02": None,
    }


def test_people_of_a_ward_are_those_of_all_its_small_areas(store: Store, tmp_path: Path) -> None:
    add_street(store, tmp_path, [street_row()])
    found = small_areas(store, "ward", [JANUARY], "rate")
    assert {code: r.denominator for code, r in found.items()} == {"01": 600.0, "02": 400.0}


@pytest.mark.parametrize(
    "indicator", [ARSON, make_indicator("rate", "police_uk_street", "month", per="dwellings")]
)
def test_what_is_not_known_by_small_area_is_an_error(store: Store, indicator: Indicator) -> None:
    with pytest.raises(DataError, match="cannot be told by small area"):
        gather_small_area_inputs(store, indicator, named(store), [JANUARY], "lsoa")


# Recorded crime


def add_crime(store: Store, tmp_path: Path, rows: Sequence[Sequence[object]], header=NOW) -> None:
    name = "force.csv" if header is BY_FORCE else "csp.csv"
    ingest(store, [recorded_crime_files.write_csv(tmp_path / f"prc-{name}", header, rows)])


def test_offences_below_zero_are_not_comparable_and_the_year_around_them_is_summed(
    store: Store, tmp_path: Path
) -> None:
    add_crime(store, tmp_path, [crime_row(quarter=n, count=-2 if n == 3 else 5) for n in (1, 2, 3, 4)])
    quarter, year = (result_of(store, ARSON, period) for period in (Quarter(2024, 3), FinancialYear(2024)))
    assert (quarter.status, quarter.numerator, year.numerator) == ("not_comparable", None, 13)


def test_an_offence_without_a_row_is_zero_where_another_partnership_has_one(
    store: Store, tmp_path: Path
) -> None:
    rows = [crime_row(code="56B"), crime_row(csp="Beta", count=3)]
    add_crime(store, tmp_path, rows)
    here, beta = named(store), named(store, "beta")
    inputs = gather_inputs(store, ARSON, [here, beta], [Quarter(2024, 1)])
    found = calculate_results(inputs, ARSON, [here.area, beta.area], Quarter(2024, 1))
    assert [result.numerator for result in found] == [0, 3]


def test_partnerships_that_share_a_district_have_recorded_crime_of_their_own(
    store: Store, tmp_path: Path
) -> None:
    add_crime(store, tmp_path, [crime_row(csp="Beta", count=3)])
    assert result_of(store, ARSON, Quarter(2024, 1), "beta").numerator == 3


def test_a_forces_own_table_is_taken_before_the_sum_of_its_partnerships(store: Store, tmp_path: Path) -> None:
    quarter = Quarter(2024, 1)
    add_crime(store, tmp_path, [crime_row(csp=name) for name in ("Thurrock", "Beta", "Gamma")])
    force = named(store).police_force
    summed = gather_force_inputs(store, ARSON, named(store), [quarter])
    assert calculate_results(summed, ARSON, [force], quarter)[0].numerator == 9
    add_crime(store, tmp_path, [crime_row(csp=None, count=30)], BY_FORCE)
    own = gather_force_inputs(store, ARSON, named(store), [quarter])
    assert calculate_results(own, ARSON, [force], quarter)[0].numerator == 30


def test_one_partnership_without_a_table_leaves_the_sum_missing(store: Store, tmp_path: Path) -> None:
    add_crime(store, tmp_path, [crime_row(csp="Thurrock"), crime_row(csp="Beta")])
    inputs = gather_force_inputs(store, ARSON, named(store), [Quarter(2024, 1)])
    (found,) = calculate_results(inputs, ARSON, [named(store).police_force], Quarter(2024, 1))
    assert (found.status, found.numerator) == ("missing", None)
    assert "Gamma, of 3 areas that are added up" in found.status_reason


# Fires


def add_fires(store: Store, tmp_path: Path, rows: Sequence[Sequence[str]], *, causes: bool = True) -> None:
    header = ["FINANCIAL_YEAR", "FRS_NAME", "E_CODE", "LSOA_CODE", "INCIDENT_TYPE"]
    header += ["ACCIDENTAL_OR_DELIBERATE"] if causes else []
    rows = [list(each) if causes else list(each)[:-1] for each in rows]
    path = recorded_crime_files.write_csv(tmp_path / "low-level-geography.csv", header, rows)
    ingest(store, [path])


def fire(year: str, lsoa: str, kind: str = "Secondary fire", cause: str = "Accidental") -> list[str]:
    return [year, "Essex", "E31000015", lsoa, kind, cause]


def test_a_year_in_which_the_service_attended_nothing_here_is_a_zero(store: Store, tmp_path: Path) -> None:
    add_fires(store, tmp_path, [fire("2023/24", "E01000001"), fire("2024/25", "E01000013")])
    partnership = named(store)
    years = [FinancialYear(2024), FinancialYear(2023), FinancialYear(2022)]
    inputs = gather_inputs(store, FIRES, [partnership], years)
    counts = [calculate_results(inputs, FIRES, [partnership.area], year)[0].numerator for year in years]
    assert counts == [0, 1, None]


def test_without_causes_nothing_is_called_accidental(store: Store, tmp_path: Path) -> None:
    rows = [fire("2024/25", "E01000001", "Primary fire - dwelling")]
    add_fires(store, tmp_path, rows, causes=False)
    select = {"kind": ("all incidents",), "dwelling_fire": ("accidental",)}
    accidental = make_indicator("count", "fire_incidents", "financial_year", select)
    found = result_of(store, accidental, FinancialYear(2024))
    assert (found.status, found.numerator) == ("missing", None)
    assert found.status_reason == "causes of fires are not published for April 2024 to March 2025"
    assert result_of(store, FIRES, FinancialYear(2024)).numerator == 1


# Partner returns


def add_return(store: Store, tmp_path: Path, *rows: dict[str, str], name: str = "return") -> None:
    ingest(store, [write_return(tmp_path / f"{name}.csv", rows)])


def test_a_figure_from_two_suppliers_is_given_by_neither(store: Store, tmp_path: Path) -> None:
    add_return(store, tmp_path, row(value="42"))
    add_return(store, tmp_path, row(supplier="Sample Police", value="43"), name="police")
    found = result_of(store, RETURNED, WINTER)
    assert (found.status, found.numerator) == ("missing", None)
    assert found.status_reason == (
        "the figure for January to March 2025 was supplied by Sample Council and by Sample Police, "
        "and which holds is not said"
    )
    assert len(found.editions) == 2


def test_a_figure_by_another_version_of_the_definition_is_not_comparable(
    store: Store, tmp_path: Path
) -> None:
    add_return(store, tmp_path, row(definition_version="2"))
    found = result_of(store, RETURNED, WINTER)
    assert (found.status, found.numerator) == ("not_comparable", None)
    assert "was counted by version 2 of the definition, not version 1" in found.status_reason


def test_of_a_figure_by_two_versions_the_catalogues_counts(store: Store, tmp_path: Path) -> None:
    add_return(store, tmp_path, row(value="5"), row(definition_version="2", value="7"))
    again = make_indicator("count", select=RETURNED.measure.select, version=2)
    assert [result_of(store, each, WINTER).numerator for each in (RETURNED, again)] == [5, 7]


def test_a_row_about_the_district_is_about_the_partnership_that_is_the_district(
    store: Store, tmp_path: Path
) -> None:
    add_return(store, tmp_path, row(area_code="E06000034"))
    assert result_of(store, RETURNED, WINTER).numerator == 42


def test_the_whole_is_the_row_without_a_part_or_else_the_sum_that_was_declared(
    store: Store, tmp_path: Path
) -> None:
    add_return(store, tmp_path, part("female", "3"), part("male", "4"), part("all", "7"))
    assert result_of(store, RETURNED, WINTER).numerator == 7


def test_parts_alone_are_no_whole(store: Store, tmp_path: Path) -> None:
    add_return(store, tmp_path, part("female", "3"), part("male", "4"))
    assert result_of(store, RETURNED, WINTER).status_reason == "no data for January to March 2025"


def selected(*parts: str, kind: str = "count", whole: bool = False) -> Indicator:
    select = {
        "indicator_id": ("hate_crime_offences",),
        "breakdown": ("sex",),
        "breakdown_value": parts,
    }
    of = {"indicator_id": ("hate_crime_offences",)} if whole else None
    return make_indicator(kind, select=select, whole=of)


def test_selected_parts_are_added_up_and_one_that_was_not_given_leaves_no_sum(
    store: Store, tmp_path: Path
) -> None:
    gone = part("other", "", status="missing", missing_reason="not_collected")
    add_return(store, tmp_path, part("female", "3"), part("male", "4"), gone)
    assert result_of(store, selected("female", "male"), WINTER).numerator == 7
    withheld, unheard = (
        result_of(store, selected("female", name), WINTER) for name in ("other", "unheard_of")
    )
    assert withheld.status_reason == "the figure for January to March 2025 was not collected"
    assert unheard.status_reason == "a part of the figure was not supplied"
    assert withheld.numerator is unheard.numerator is None


def test_a_part_of_a_whole_needs_both(store: Store, tmp_path: Path) -> None:
    share = selected("female", kind="proportion", whole=True)
    add_return(store, tmp_path, part("female", "3"), part("male", "4"))
    assert result_of(store, share, WINTER).status_reason == "the denominator was not supplied"
    add_return(store, tmp_path, part("female", "3"), part("all", "4"), part("male", "1"), name="again")
    found = result_of(store, share, WINTER)
    assert (found.numerator, found.denominator) == (3, 4.0)


def test_a_figure_withheld_for_one_quarter_withholds_the_year(store: Store, tmp_path: Path) -> None:
    quarters = (("2024-04-01", "2024-06-30"), ("2024-07-01", "2024-09-30"), ("2024-10-01", "2024-12-31"))
    rows = [row(period_start=start, period_end=end) for start, end in quarters]
    withheld = row(value="", status="suppressed", missing_reason="small_number")
    add_return(store, tmp_path, *rows, withheld)
    found = result_of(store, RETURNED, FinancialYear(2024))
    assert (found.status, found.numerator) == ("suppressed", None)


def test_a_return_by_month_is_no_return_by_quarter(store: Store, tmp_path: Path) -> None:
    add_return(store, tmp_path, row(period_type="month", period_end="2025-01-31"))
    assert result_of(store, RETURNED, WINTER).status_reason == "no data for January to March 2025"
    by_month = make_indicator("count", step="month", select=RETURNED.measure.select)
    assert result_of(store, by_month, Month(2025, 1)).numerator == 42


# Surveys


def test_several_answers_are_one_share_and_an_answer_nobody_gave_is_none(
    store: Store, tmp_path: Path
) -> None:
    records = [record(dark) for dark in ("yes", "yes", "no", "no", "no", "")]
    ingest(store, [write_survey(tmp_path / "survey.csv", records)])
    found = result_of(store, SAFE, WINTER)
    assert (found.numerator, found.denominator, found.value) == (2, 5.0, pytest.approx(40))
    never = make_indicator(
        "proportion",
        "resident_survey",
        "quarter",
        {"question": ("feels_safe_after_dark",), "answer": ("never",)},
    )
    assert (result_of(store, never, WINTER).numerator, result_of(store, never, WINTER).value) == (0, 0.0)


def test_a_question_that_was_not_asked_is_missing(store: Store, tmp_path: Path) -> None:
    ingest(store, [write_survey(tmp_path / "survey.csv", [record("yes")])])
    other = make_indicator(
        "proportion", "resident_survey", "quarter", {"question": ("other",), "answer": ("yes",)}
    )
    assert result_of(store, other, WINTER).status_reason == "no data for January to March 2025"


def test_two_surveys_that_ask_the_same_are_told_apart_by_name_or_not_at_all(
    store: Store, tmp_path: Path
) -> None:
    second = [["Other residents", *record("no")[1:]]] * 2
    ingest(store, [write_survey(tmp_path / "a.csv", [record("yes")])])
    ingest(store, [write_survey(tmp_path / "b.csv", second)])
    found = result_of(store, SAFE, WINTER)
    assert (found.status, found.numerator) == ("missing", None)
    assert "2 surveys asked this" in found.status_reason
    by_name = make_indicator(
        "proportion",
        "resident_survey",
        "quarter",
        {**SAFE.measure.select, "survey": ("Other residents",)},
    )
    assert result_of(store, by_name, WINTER).denominator == 2.0


# Vintages of people


@pytest.mark.parametrize(
    ("period", "kept"),
    [
        (Quarter(2024, 4), [date(2022, 6, 30), date(2023, 6, 30)]),  # nearest the estimate of 2023
        (Quarter(2020, 4), [date(2021, 3, 21)]),  # nearest the census
        (Quarter(2020, 1), [date(2020, 6, 30)]),  # an estimate of before the census rebased them
    ],
)
def test_people_of_two_series_never_meet_in_one_rate(store: Store, period: Period, kept: list[date]) -> None:
    rows = [
        ("E22000258", date(2020, 6, 30), 170, "estimates"),
        ("E22000258", date(2021, 3, 21), 176, "census"),
        ("E22000258", date(2022, 6, 30), 177, "estimates"),
        ("E22000258", date(2023, 6, 30), 178, "estimates"),
    ]
    every = pd.DataFrame(rows, columns=["area_code", "reference_date", "population", "edition"])
    assert list(keep_one_series(every, store, period)["reference_date"]) == kept


def test_a_revised_file_of_a_month_changes_its_figure_and_its_edition(store: Store, tmp_path: Path) -> None:
    add_street(store, tmp_path, [street_row()] * 3)
    before = result_of(store, BURGLARY, JANUARY)
    add_street(store, tmp_path, [street_row()] * 2, "again.csv")
    after = result_of(store, BURGLARY, JANUARY)
    assert (before.numerator, after.numerator) == (3, 2)
    assert set(before.editions) != set(after.editions)
