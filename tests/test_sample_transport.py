"""The sample's rows of the British Transport Police: at stations, without ids, down by 12% in Thurrock."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from csp_toolkit.sample.calibration import BTP_12_MONTHS_TO_2022_09, BTP_12_MONTHS_TO_2023_09
from csp_toolkit.sample.counts import sample_months
from csp_toolkit.sample.geography import small_areas
from csp_toolkit.sample.transport_police import write_transport_month


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    folder = tmp_path_factory.mktemp("transport")
    paths: list[Path] = [write_transport_month(folder, month) for month in sample_months()]
    return pd.concat([pd.read_csv(path, dtype=str, keep_default_na=False) for path in paths])


def thurrock(rows: pd.DataFrame, first: str, last: str) -> int:
    area = rows["LSOA name"].str.startswith("Thurrock ")
    return int((area & rows["Month"].between(first, last)).sum())


def test_thurrock_fell_by_the_published_12_percent(rows: pd.DataFrame) -> None:
    before, after = thurrock(rows, "2021-10", "2022-09"), thurrock(rows, "2022-10", "2023-09")
    assert (before, after) == (BTP_12_MONTHS_TO_2022_09.value, BTP_12_MONTHS_TO_2023_09.value)
    assert round(100 * (after - before) / before, 1) == -12.0


def test_no_row_has_an_id_an_outcome_or_a_context_and_none_is_anti_social_behaviour(
    rows: pd.DataFrame,
) -> None:
    assert (rows[["Crime ID", "Last outcome category", "Context"]] == "").all(axis=None)
    assert "Anti-social behaviour" not in set(rows["Crime type"])
    assert set(rows["Reported by"]) == {"British Transport Police"}


def test_every_row_with_a_place_is_at_an_invented_station(rows: pd.DataFrame) -> None:
    placed = rows[rows["LSOA code"] != ""]
    pattern = r"On or near (Sample|Specimen|Pretend|Example|Mock|Dummy) \w+ \(Station\)"
    assert placed["Location"].str.fullmatch(pattern).all()
    assert placed["LSOA code"].str.startswith("E019").all()
    assert placed.loc[placed["LSOA name"].str.startswith("Thurrock "), "Location"].nunique() == 7


def test_areas_are_those_of_the_vintage_of_the_month(rows: pd.DataFrame) -> None:
    old, new = {a.code_2011 for a in small_areas()}, {a.code_2021 for a in small_areas()}
    placed = rows[rows["LSOA code"] != ""]
    early = placed["Month"] <= "2023-05"
    assert set(placed.loc[early, "LSOA code"]) <= old
    assert set(placed.loc[~early, "LSOA code"]) <= new


def test_some_rows_of_each_month_have_no_place(rows: pd.DataFrame) -> None:
    without = (rows["LSOA code"] == "").groupby(rows["Month"]).sum()
    assert without.between(1, 6).all()


def test_january_2025_has_half_its_usual_rows(rows: pd.DataFrame) -> None:
    months = rows["Month"].value_counts()
    assert months["2025-01"] < 0.6 * months.drop("2025-01").min()
