"""What the sample's rates are set against: people by sex and age, and dwellings, as loaders read them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from csp_toolkit.areas import find_partnership
from csp_toolkit.frames import load_households, load_partnerships, load_population
from csp_toolkit.loaders.households import HomesTable
from csp_toolkit.loaders.population_by_sex import DistrictEstimatesWorkbook
from csp_toolkit.loaders.shape import Loaded, Loader
from csp_toolkit.loaders.source import Source
from csp_toolkit.sample.dwellings import DWELLINGS_FILE, dwellings, write_dwellings
from csp_toolkit.sample.estimates import write_estimates
from csp_toolkit.sample.places import DISTRICTS
from csp_toolkit.store import Store

THURROCK = "E06000034"


def load(loader: Loader, path: Path, folder: Path) -> tuple[Loaded, pd.DataFrame]:
    folder.mkdir()
    with duckdb.connect() as connection:
        source = Source(path, path.name)
        assert loader.recognises(source)
        loaded = loader.load(source, folder, connection)
    return loaded, pd.read_parquet(folder / "data.parquet")


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Every year's workbook as its loader stores it."""
    folder = tmp_path_factory.mktemp("people")
    write_estimates(folder)
    frames = []
    for path in sorted((folder / "population").iterdir()):
        loaded, frame = load(DistrictEstimatesWorkbook(), path, folder / path.stem)
        # The county stands in each of the three sheets, and nothing says that sexes and persons differ.
        assert (loaded.rejected, loaded.synthetic) == (3, True)
        assert loaded.notes == ("1 larger areas in the sheet left out",)
        frames.append(frame)
    return pd.concat(frames)


def test_females_and_males_are_the_persons_at_every_age_of_every_district_and_year(
    people: pd.DataFrame,
) -> None:
    ages = people.assign(age=people["age"].fillna(-1))
    table = ages.pivot(index=["area_code", "reference_date", "age"], columns="sex", values="population")
    assert len(table) == 14 * 4 * 92
    assert (table["female"] + table["male"] == table["persons"]).all()
    assert (table > 0).all(axis=None)


def test_more_boys_than_girls_are_born_and_women_grow_older(people: pd.DataFrame) -> None:
    thurrock = people[people["area_code"] == THURROCK]
    sums = thurrock.groupby(["sex", "age"])["population"].sum()
    assert sums["female", 0] < sums["male", 0]
    assert sums["female", 90] > 1.5 * sums["male", 90]
    totals = thurrock[thurrock["age"].isna()].groupby("sex")["population"].sum()
    assert 0.505 < totals["female"] / totals["persons"] < 0.515


@pytest.mark.parametrize(
    ("ages", "share"), [((10, 17), (0.08, 0.14)), ((16, 90), (0.75, 0.85)), (None, (1, 1))]
)
def test_the_store_tells_the_ages_that_rates_are_set_against(
    sample_store: Store, ages: tuple[int, int] | None, share: tuple[float, float]
) -> None:
    own = find_partnership(load_partnerships(sample_store), "thurrock")
    everyone = load_population(sample_store, [own]).set_index("reference_date")["population"]
    found = load_population(sample_store, [own], ages=ages).set_index("reference_date")["population"]
    days = [date(year, 6, 30) for year in (2021, 2022, 2023, 2024)]
    assert all(share[0] <= found[day] / everyone[day] <= share[1] for day in days)


def test_every_district_has_dwellings_on_the_31st_of_march_of_every_year(tmp_path: Path) -> None:
    write_dwellings(tmp_path)
    loaded, homes = load(HomesTable(), tmp_path / "homes" / DWELLINGS_FILE, tmp_path / "loaded")
    assert (loaded.rows, loaded.rejected, len(loaded.slices)) == (14 * 4, 0, 4)
    assert set(homes["what"]) == {"dwellings"}
    assert homes.groupby("reference_date")["area_code"].nunique().eq(14).all()


def test_thurrocks_dwellings_go_on_from_those_of_2019_and_hold_two_or_three_people_each() -> None:
    thurrock = next(district for district in DISTRICTS if district.code == THURROCK)
    assert [dwellings(thurrock, year) for year in (2021, 2022, 2023, 2024)] == [
        69_300,
        69_800,
        70_300,
        70_800,
    ]
    for district in DISTRICTS:
        for year in (2021, 2024):
            assert 2.0 < district.residents(year) / dwellings(district, year) < 2.6


def test_dwellings_are_never_households(sample_store: Store) -> None:
    own = find_partnership(load_partnerships(sample_store), "thurrock")
    assert list(load_households(sample_store, [own], what="dwellings")["homes"]) == [
        69_300, 69_800, 70_300, 70_800,
    ]  # fmt: skip
    assert load_households(sample_store, [own]).empty
