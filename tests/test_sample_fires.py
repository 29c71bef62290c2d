"""The sample's fires: no reject, 441 and then 613 in Thurrock, 80 of them accidental in dwellings."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest

from csp_toolkit.loaders.fire_incidents import FireIncidents
from csp_toolkit.loaders.source import Source
from csp_toolkit.sample.calibration import DWELLING_FIRES_AFTER, FIRES_AFTER, FIRES_BEFORE
from csp_toolkit.sample.fires import FIRES_FILE, write_fires

THURROCK = "E06000034"
BEFORE = ["2021-22 Q3", "2021-22 Q4", "2022-23 Q1", "2022-23 Q2"]
AFTER = ["2022-23 Q3", "2022-23 Q4", "2023-24 Q1", "2023-24 Q2"]


@pytest.fixture(scope="module")
def fires(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    folder = tmp_path_factory.mktemp("fires")
    write_fires(folder)
    path = folder / "fire" / FIRES_FILE
    with duckdb.connect() as connection:
        assert FireIncidents().recognises(Source(path, path.name))
        loaded = FireIncidents().load(Source(path, path.name), folder, connection)
    assert (loaded.rejected, len(loaded.slices)) == (0, 16)
    return pd.read_parquet(folder / "data.parquet")


def test_thurrock_has_as_many_fires_as_its_plan_implies(fires: pd.DataFrame) -> None:
    thurrock = fires[fires["district_code"] == THURROCK]
    before, after = (int(thurrock["period"].isin(periods).sum()) for periods in (BEFORE, AFTER))
    assert (before, after) == (FIRES_BEFORE.value, FIRES_AFTER.value)
    assert round(100 * (after - before) / before) == 39


def test_80_of_them_are_accidental_dwelling_fires_cause_not_known_counted_in(fires: pd.DataFrame) -> None:
    after = fires[(fires["district_code"] == THURROCK) & fires["period"].isin(AFTER)]
    accidental = after[after["dwelling_fire"] == "accidental"]
    assert len(accidental) == DWELLING_FIRES_AFTER.value
    assert {"accidental", "not known"} == set(accidental["cause"])
    assert (after["dwelling_fire"] == "deliberate").any()


def test_every_fire_has_a_district_and_a_small_area_that_no_real_one_has(fires: pd.DataFrame) -> None:
    assert fires["small_area_code"].str.fullmatch(r"E019\d{5}").all()
    assert fires["district_code"].nunique() == 14


def test_every_district_has_fires_in_every_year(fires: pd.DataFrame) -> None:
    years = fires["period"].str[:7]
    assert fires.groupby(["district_code", years]).size().shape == (14 * 4,)
