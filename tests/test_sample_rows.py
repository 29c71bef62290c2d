"""The sample's rows of Essex Police: what each holds, where it lies, the published totals they sum to."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from scipy.stats import binomtest
from statsmodels.stats.multitest import multipletests

from csp_toolkit.sample import write_sample
from csp_toolkit.sample.calibration import (
    ALL_CRIME_12_MONTHS_TO_2022_09,
    ALL_CRIME_12_MONTHS_TO_2023_09,
    ASB,
    ASB_12_MONTHS_TO_2022_09,
    ASB_12_MONTHS_TO_2023_09,
    CRIME_TYPES,
)
from csp_toolkit.sample.lookups import VINTAGES_FILE, WARDS_FILE
from csp_toolkit.sample.places import DISTRICTS

THURROCK = "E06000034"
LAST_2011_MONTH, FIRST_2021_MONTH = "2023-05", "2023-06"


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "essex"
    write_sample(folder)
    return folder


@pytest.fixture(scope="session")
def street(sample_folder: Path) -> duckdb.DuckDBPyConnection:
    """Views ``street``, ``vintages``, ``wards``, ``located`` (street rows with their district)."""
    connection = duckdb.connect()
    files = {
        "street": sample_folder / "police_uk" / "*" / "*-essex-street.csv",
        "vintages": sample_folder / "geography" / VINTAGES_FILE,
        "wards": sample_folder / "geography" / WARDS_FILE,
    }
    for name, path in files.items():
        connection.execute(f"CREATE TABLE {name} AS FROM read_csv('{path}', all_varchar=true, header=true)")
    connection.execute(
        f"""CREATE TABLE located AS
        WITH codes AS (
            SELECT DISTINCT true AS old, LSOA11CD AS code, LAD22CD AS district FROM vintages
            UNION ALL SELECT DISTINCT false, LSOA21CD, LAD24CD FROM wards)
        SELECT street.*, district FROM street
        LEFT JOIN codes ON code = "LSOA code" AND old = (Month <= '{LAST_2011_MONTH}')"""
    )
    return connection


def one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def test_every_small_area_and_every_ward_but_thurrocks_has_a_code_that_no_real_one_has(
    street: duckdb.DuckDBPyConnection,
) -> None:
    query = """SELECT count(*) FROM (SELECT LSOA11CD AS c FROM vintages UNION SELECT LSOA21CD FROM vintages)
        WHERE NOT regexp_full_match(c, 'E019\\d{5}')"""
    assert one(street, query) == 0
    invented = "LAD24NM <> 'Thurrock' AND NOT regexp_full_match(WD24CD, 'E0590\\d{4}')"
    assert one(street, f"SELECT count(*) FROM wards WHERE {invented}") == 0


def test_no_invented_code_is_a_real_one_and_thurrocks_wards_have_theirs(
    street: duckdb.DuckDBPyConnection, realdata: Path
) -> None:
    real = f"read_csv('{realdata / 'geography' / 'lookup_lsoa21_ward24_ltla24.csv'}') AS real"
    assert one(street, f"SELECT count(*) FROM wards JOIN {real} ON LSOA21CD = lsoa21_code") == 0
    query = f"""SELECT DISTINCT WD24CD, WD24NM, ward24_name, LAD24NM FROM wards JOIN {real}
        ON WD24CD = ward24_code"""
    shared = street.execute(query).fetchall()
    assert len(shared) == 20
    assert all(ours == theirs and district == "Thurrock" for _, ours, theirs, district in shared)


def test_all_fourteen_crime_types_occur_and_no_other(street: duckdb.DuckDBPyConnection) -> None:
    found = street.execute('SELECT DISTINCT "Crime type" FROM street ORDER BY 1').fetchall()
    assert [name for (name,) in found] == sorted(CRIME_TYPES)


def test_anti_social_behaviour_has_no_id_and_no_outcome_and_crimes_have_both(
    street: duckdb.DuckDBPyConnection,
) -> None:
    query = f"""SELECT count(*) FROM street WHERE ("Crime type" = '{ASB}') <> ("Crime ID" IS NULL)
        OR ("Crime type" = '{ASB}') <> ("Last outcome category" IS NULL)"""
    assert one(street, query) == 0
    assert one(street, "SELECT count(*) FROM street WHERE Context IS NOT NULL") == 0


def test_crime_ids_are_64_hexadecimal_digits_and_one_comes_twice(street: duckdb.DuckDBPyConnection) -> None:
    query = """SELECT count(*) FROM street WHERE NOT regexp_full_match("Crime ID", 'facade[0-9a-f]{58}')"""
    assert one(street, query) == 0
    repeated = street.execute(
        """SELECT min(Month), count(*), count("LSOA code") FROM street WHERE "Crime ID" IS NOT NULL
        GROUP BY "Crime ID" HAVING count(*) > 1"""
    ).fetchall()
    assert repeated == [("2025-02", 2, 1)]


def test_a_few_dozen_rows_a_month_have_no_location(street: duckdb.DuckDBPyConnection) -> None:
    counts = street.execute(
        """SELECT count(*) FILTER ("LSOA code" IS NULL AND Longitude IS NULL AND Location = 'No Location'),
            count(*) FILTER ("LSOA code" IS NULL) FROM street GROUP BY Month"""
    ).fetchall()
    assert all(whole == without and 30 <= without <= 70 for whole, without in counts)


def test_every_row_with_a_code_resolves_in_the_vintage_of_its_month(
    street: duckdb.DuckDBPyConnection,
) -> None:
    assert one(street, 'SELECT count(*) FROM located WHERE "LSOA code" IS NOT NULL AND district IS NULL') == 0


def test_codes_of_2011_end_with_may_2023(street: duckdb.DuckDBPyConnection) -> None:
    rows = street.execute(
        """SELECT Month, count(*) FILTER ("LSOA code" NOT IN (SELECT LSOA21CD FROM vintages)) > 0,
            count(*) FILTER ("LSOA code" NOT IN (SELECT LSOA11CD FROM vintages)) > 0
        FROM street GROUP BY Month"""
    ).fetchall()
    assert max(month for month, old, _ in rows if old) == LAST_2011_MONTH
    assert min(month for month, _, new in rows if new) == FIRST_2021_MONTH


def test_a_few_rows_a_month_lie_beyond_essex(street: duckdb.DuckDBPyConnection) -> None:
    essex = ", ".join(f"'{district.code}'" for district in DISTRICTS)
    counts = street.execute(
        f"SELECT count(*) FILTER (district NOT IN ({essex})) FROM located GROUP BY Month"
    ).fetchall()
    assert all(6 <= count < 20 for (count,) in counts)


@pytest.mark.parametrize(
    ("first", "last", "crime", "asb"),
    [
        ("2021-10", "2022-09", ALL_CRIME_12_MONTHS_TO_2022_09.value, ASB_12_MONTHS_TO_2022_09.value),
        ("2022-10", "2023-09", ALL_CRIME_12_MONTHS_TO_2023_09.value, ASB_12_MONTHS_TO_2023_09.value),
    ],
)
def test_thurrock_has_exactly_the_counts_its_plan_implies(
    street: duckdb.DuckDBPyConnection, first: str, last: str, crime: int, asb: int
) -> None:
    rows = f"FROM located WHERE district = '{THURROCK}' AND Month BETWEEN '{first}' AND '{last}'"
    assert one(street, f"""SELECT count(*) {rows} AND "Crime type" <> '{ASB}'""") == crime
    assert one(street, f"""SELECT count(*) {rows} AND "Crime type" = '{ASB}'""") == asb


def test_the_published_falls_are_those_of_the_plan() -> None:
    before, after = ALL_CRIME_12_MONTHS_TO_2022_09.value, ALL_CRIME_12_MONTHS_TO_2023_09.value
    assert (after - before, round(100 * (after - before) / before, 1)) == (-747, -4.4)
    before, after = ASB_12_MONTHS_TO_2022_09.value, ASB_12_MONTHS_TO_2023_09.value
    assert (after - before, round(100 * (after - before) / before, 1)) == (-831, -32.7)


def thurrock_counts(street: duckdb.DuckDBPyConnection, first: str, last: str) -> dict[str, int]:
    query = f"""SELECT "Crime type", count(*) FROM located
        WHERE district = '{THURROCK}' AND Month BETWEEN '{first}' AND '{last}' GROUP BY 1"""
    return dict(street.execute(query).fetchall())


def test_types_move_as_the_plan_says(street: duckdb.DuckDBPyConnection) -> None:
    before = thurrock_counts(street, "2021-10", "2022-09")
    after = thurrock_counts(street, "2022-10", "2023-09")
    assert round(100 * (after["Robbery"] / before["Robbery"] - 1)) == -3
    fell, rose = ("Violence and sexual offences", "Burglary"), ("Vehicle crime", "Other theft", "Shoplifting")
    assert all(after[kind] < before[kind] for kind in fell)
    assert all(after[kind] > before[kind] for kind in (*rose, "Theft from the person", "Bicycle theft"))


def test_the_last_quarter_has_two_clear_falls_and_one_clear_rise(street: duckdb.DuckDBPyConnection) -> None:
    before = thurrock_counts(street, "2024-01", "2024-03")
    after = thurrock_counts(street, "2025-01", "2025-03")
    exposure, exposure_before = 180_000 * 90, 178_667 * 91
    share = exposure / (exposure + exposure_before)
    chances = [binomtest(after[k], after[k] + before[k], share).pvalue for k in CRIME_TYPES]
    clear = multipletests(chances, alpha=0.05, method="fdr_bh")[0]
    moved = {
        kind: after[kind] > before[kind]
        for kind, is_clear in zip(CRIME_TYPES, clear, strict=True)
        if is_clear
    }
    assert moved == {"Burglary": False, "Vehicle crime": False, "Shoplifting": True}


def test_thurrock_ranks_neither_first_nor_last_in_any_year(street: duckdb.DuckDBPyConnection) -> None:
    for year in (2021, 2022, 2023, 2024):
        counts = dict(
            street.execute(
                f"""SELECT district, count(*) FROM located WHERE "Crime type" <> '{ASB}'
                AND Month BETWEEN '{year}-04' AND '{year + 1}-03' GROUP BY 1"""
            ).fetchall()
        )
        rates = sorted(DISTRICTS, key=lambda place: counts[place.code] / place.residents(year))
        assert 0 < [place.name for place in rates].index("Thurrock") < 13
