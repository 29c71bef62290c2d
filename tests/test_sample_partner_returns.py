"""The sample's partner returns: taken without a reject, and agreeing with what the plan published."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from csp_toolkit.indicators.catalogue import load_catalogue
from csp_toolkit.loaders.partner_return import PartnerReturn
from csp_toolkit.loaders.source import Source
from csp_toolkit.sample.calibration import (
    ASB_12_MONTHS_TO_2023_09,
    COUNTY_LINES,
    DRUG_LINES,
    HATE_CRIME_AFTER,
    HATE_CRIME_BEFORE,
    NUISANCE_ASB_AFTER,
    PREVENT_SESSIONS,
    PREVENT_WEBINARS,
    PROBATION_RANK,
    PROBATION_VIOLENCE_PERCENT,
)
from csp_toolkit.sample.estimates import people_by_age
from csp_toolkit.sample.partner_returns import FILES, write_partner_returns
from csp_toolkit.sample.places import DISTRICTS

BEFORE = ["2021-22 Q3", "2021-22 Q4", "2022-23 Q1", "2022-23 Q2"]
AFTER = ["2022-23 Q3", "2022-23 Q4", "2023-24 Q1", "2023-24 Q2"]
THURROCK = "E22000091"
DAY = "2023-09-30"


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Every return as its loader stores it; nothing may be rejected."""
    folder = tmp_path_factory.mktemp("returns")
    write_partner_returns(folder)
    frames = []
    with duckdb.connect() as connection:
        for name in FILES.values():
            target = folder / name.removesuffix(".csv")
            target.mkdir()
            path = folder / "partner_returns" / name
            loaded = PartnerReturn().load(Source(path, name), target, connection)
            assert (loaded.rejected, loaded.synthetic) == (0, True)
            frames.append(pd.read_parquet(target / "data.parquet"))
    return pd.concat(frames)


def total(rows: pd.DataFrame, indicator: str, periods: list[str], part: str = "") -> float:
    chosen = rows[(rows["indicator_id"] == indicator) & rows["period"].isin(periods)]
    return float(chosen.loc[chosen["breakdown_value"].fillna("") == part, "value"].sum())


def year(rows: pd.DataFrame, indicator: str) -> list[float]:
    chosen = rows[(rows["indicator_id"] == indicator) & rows["period"].str.startswith("2024-25")]
    return list(chosen["value"])


def test_every_supplier_says_that_it_is_synthetic(tmp_path: Path) -> None:
    write_partner_returns(tmp_path)
    for path in (tmp_path / "partner_returns").iterdir():
        assert all(line.startswith(b"SYNTHETIC ") for line in path.read_bytes().splitlines()[1:])


def test_hate_crime_fell_by_the_published_share(rows: pd.DataFrame) -> None:
    before, after = (total(rows, "hate_crime_offences", periods) for periods in (BEFORE, AFTER))
    assert (before, after) == (HATE_CRIME_BEFORE.value, HATE_CRIME_AFTER.value)
    assert round(100 * (after - before) / before, 1) == -11.9


def test_strands_of_hate_crime_sum_to_more_than_the_total(rows: pd.DataFrame) -> None:
    hate = rows[rows["indicator_id"] == "hate_crime_offences"]
    is_strand = hate["breakdown"].fillna("") == "strand"
    totals = hate[~is_strand].set_index("period")["value"]
    assert (hate[is_strand].groupby("period")["value"].sum() > totals).all()


def test_a_strand_that_was_not_collected_is_missing_and_not_zero(rows: pd.DataFrame) -> None:
    strand = rows[rows["breakdown_value"] == "sex_or_gender"]
    missing = strand[strand["value"].isna()]
    assert list(missing["period"]) == ["2021-22 Q1", "2021-22 Q2"]
    assert set(missing["missing_reason"]) == {"not_collected"}


def test_57_percent_of_anti_social_behaviour_is_nuisance(rows: pd.DataFrame) -> None:
    nuisance, whole = (total(rows, "asb_incidents", AFTER, part) for part in ("nuisance", "all"))
    assert (nuisance, whole) == (NUISANCE_ASB_AFTER.value, ASB_12_MONTHS_TO_2023_09.value)
    assert round(100 * nuisance / whole) == 57


def test_no_county_line_is_an_explicit_zero_beside_three_drug_lines(rows: pd.DataFrame) -> None:
    values = rows[rows["period"] == DAY].set_index("indicator_id")["value"]
    assert values["county_lines_operating"] == COUNTY_LINES.value == 0
    assert values["drug_lines_operating"] == DRUG_LINES.value == 3


def test_thurrock_has_the_third_highest_caseload_and_32_percent_of_it_for_violence(
    rows: pd.DataFrame,
) -> None:
    caseload = rows[(rows["indicator_id"] == "probation_caseload_violence") & (rows["period"] == DAY)]
    table = caseload.pivot(index="area_code", columns="measure", values="value")
    assert table["denominator"].rank(ascending=False)[THURROCK] == PROBATION_RANK.value
    adults = {place.csp_code: int(people_by_age(place, 2023)[16:].sum()) for place in DISTRICTS}
    rates = table["denominator"] / pd.Series(adults)
    assert rates.rank(ascending=False)[THURROCK] == PROBATION_RANK.value
    share = 100 * table["numerator"][THURROCK] / table["denominator"][THURROCK]
    assert round(share) == PROBATION_VIOLENCE_PERCENT.value
    suppressed = caseload[caseload["value"].isna()]
    assert list(zip(suppressed["status"], suppressed["missing_reason"], strict=True)) == [
        ("suppressed", "small_number")
    ]


def test_prevent_sessions_reach_their_target_and_webinars_do_not(rows: pd.DataFrame) -> None:
    assert sum(year(rows, "prevent_training_sessions")) == PREVENT_SESSIONS.value
    assert sum(year(rows, "prevent_webinars_on_ideology")) == PREVENT_WEBINARS.value - 1
    assert 0 in year(rows, "prevent_webinars_on_ideology")


def test_case_reviews_and_refusals_are_all_of_the_applications(rows: pd.DataFrame) -> None:
    reviews = rows[rows["indicator_id"].str.startswith("asb_case_review")]
    table = reviews.pivot(index="period", columns="indicator_id", values="value")
    held, refused = table["asb_case_reviews_held"], table["asb_case_review_threshold_not_met"]
    assert (held + refused == table["asb_case_review_applications"]).all()
    assert (table["asb_case_reviews_with_recommendations"] <= held).all()


def test_every_quarter_of_the_last_year_has_the_same_one_a_year_before(rows: pd.DataFrame) -> None:
    quarters = rows[(rows["period_type"] == "quarter") & rows["period"].str.startswith("2024-25")]
    key = ["indicator_id", "breakdown", "breakdown_value", "measure", "period"]
    now = quarters.assign(period=quarters["period"].str.replace("2024-25", "2023-24"))
    before, needed = ({*map(tuple, each[key].fillna("").to_numpy())} for each in (rows, now))
    assert needed <= before


def test_every_day_that_was_counted_on_from_the_plans_on_has_one_a_year_before(rows: pd.DataFrame) -> None:
    snapshots = rows[rows["period_type"] == "snapshot"]
    assert set(snapshots["period"]) >= {"2022-09-30", DAY, "2024-03-31", "2025-03-31"}
    assert len(set(snapshots["period"])) == 11
    sizes = snapshots.groupby(["indicator_id", "area_code", "measure"])["period"].nunique()
    assert sizes.eq(11).all()


def test_a_caseload_drifts_round_that_of_the_plans_day(rows: pd.DataFrame) -> None:
    caseload = rows[rows["indicator_id"] == "probation_caseload_violence"]
    own = caseload[(caseload["area_code"] == THURROCK) & (caseload["measure"] == "denominator")]
    people = own.set_index("period")["value"]
    assert people[DAY] == 650
    assert people.between(0.95 * 650, 1.05 * 650).all()
    assert people.nunique() > 4


def test_parts_of_every_total_sum_to_it(rows: pd.DataFrame) -> None:
    key = ["indicator_id", "breakdown", "period"]
    split = rows[rows["breakdown"].fillna("").ne("") & (rows["breakdown"] != "strand")]
    whole = split[split["breakdown_value"] == "all"].set_index(key)["value"]
    parts = split[split["breakdown_value"] != "all"].groupby(key)["value"].sum()
    assert (parts[whole.index] == whole).all()
    assert len(whole) == 16 + 16 + 3 * 8 + 14


def test_restorative_justice_is_small_enough_to_be_withheld_from_a_public_page(rows: pd.DataFrame) -> None:
    referred = rows[rows["indicator_id"] == "restorative_justice_referrals_hate_crime"]
    assert referred["value"].between(1, 7).all()
    assert set(referred["sensitivity"]) == {"public"}


def test_what_the_plan_published_is_public_and_some_figures_are_not(rows: pd.DataFrame) -> None:
    narrow = rows[rows["sensitivity"] != "public"].groupby("sensitivity")["indicator_id"].unique()
    assert set(narrow["restricted"]) == {"nrm_referrals_as_first_responder"}
    assert set(narrow["partnership"]) == {
        "locality_action_group_referrals", "hate_crime_reports_by_business", "young_people_at_risk",
        "integrated_offender_management_cohort",
    }  # fmt: skip


def test_the_last_quarter_has_one_number_too_small_to_supply_and_some_provisional(rows: pd.DataFrame) -> None:
    last = rows[rows["period"] == "2024-25 Q4"]
    assert list(last.loc[last["status"] == "suppressed", "indicator_id"]) == ["modern_slavery_duty_to_notify"]
    assert set(last.loc[last["status"] == "provisional", "indicator_id"]) == {
        "hate_crime_offences", "domestic_abuse_offences", "vawg_offence_list_victims",
    }  # fmt: skip
    assert set(rows.loc[rows["status"] == "provisional", "period"]) == {"2024-25 Q4"}


def test_every_figure_is_of_an_indicator_in_the_catalogue(rows: pd.DataFrame) -> None:
    selects = (i.measure for i in load_catalogue() if i.measure.dataset == "partner_return")
    known = {name for m in selects for name in (*m.select["indicator_id"], *m.whole.get("indicator_id", ()))}
    assert set(rows["indicator_id"]) <= known


def test_each_reason_for_a_missing_value_comes_with_no_value(rows: pd.DataFrame) -> None:
    reasons = set(rows.loc[rows["value"].isna(), "missing_reason"])
    assert reasons == {"not_collected", "not_received", "not_yet_available", "small_number"}
    assert set(rows["status"]) == {"published", "provisional", "missing", "suppressed"}
