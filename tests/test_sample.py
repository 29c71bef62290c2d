"""The embedded sample: publishers' formats, the same bytes every time, seen to be made up."""

from __future__ import annotations

import csv
import hashlib
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from csp_toolkit.errors import DataError
from csp_toolkit.periods import Month
from csp_toolkit.sample import write_sample
from csp_toolkit.sample.census import CENSUS_FILE
from csp_toolkit.sample.counts import sample_months
from csp_toolkit.sample.delivery import TRACKER_FILE
from csp_toolkit.sample.dwellings import DWELLINGS_FILE
from csp_toolkit.sample.fires import FIRES_FILE
from csp_toolkit.sample.lookups import PARTNERSHIPS_FILE, VINTAGES_FILE, WARDS_FILE
from csp_toolkit.sample.places import DISTRICTS
from csp_toolkit.sample.recorded_crime import RECORDED_CRIME_FILE
from csp_toolkit.sample.street import write_street_month

THURROCK = "E06000034"
STREET_HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "essex"
    write_sample(folder)
    return folder


def hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {f.relative_to(folder).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


def csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# The same bytes, every time and everywhere


def test_another_process_with_another_hash_seed_and_time_zone_writes_the_same_bytes(
    sample_folder: Path, tmp_path: Path
) -> None:
    code = (
        "import sys, pathlib; from csp_toolkit import sample; sample.write_sample(pathlib.Path(sys.argv[1]))"
    )
    environment = os.environ | {"PYTHONHASHSEED": "12345", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    root = Path(__file__).resolve().parents[1]
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "again")], check=True, cwd=root, env=environment
    )
    assert hashes(tmp_path / "again") == hashes(sample_folder)


def test_a_month_does_not_depend_on_the_months_written_before_it(sample_folder: Path, tmp_path: Path) -> None:
    for month in (Month(2024, 2), Month(2021, 4)):
        path = write_street_month(tmp_path, month)
        assert path.read_bytes() == (sample_folder / path.relative_to(tmp_path)).read_bytes()


@pytest.mark.parametrize(
    ("file", "sha256"),
    [
        (
            "police_uk/2021-04/2021-04-essex-street.csv",
            "3746cbe16ab155cb5b51856ae8b268b1ae54b6faa059896d90ab985a30628b7b",
        ),
        (
            "police_uk/2024-01/2024-01-essex-street.csv",
            "e85ae6b71bafd62e71a5cba34f266b542c10774433d3c3ff80f425036411d3d7",
        ),
        (
            "police_uk/2023-06/2023-06-btp-street.csv",
            "be84fc4197a86a8c93ff72479f254fb45bfd4cf42dcbb8b66cc9bbc0c7482b09",
        ),
        (
            f"recorded_crime/{RECORDED_CRIME_FILE}",
            "2a63ce5e78e81c49f29fa6945ca4d2e382fc56e79ae4224fa33e231209362b78",
        ),
        (
            "partner_returns/essex_police_2025-04.csv",
            "b84ab004750b6f73988d54f8d5b03f144e247e3680399879fd566ac94dad0d36",
        ),
        (
            "partner_returns/thurrock_council_2025-04.csv",
            "21c04c6d66a5bd26c29b04ccc691aac56f81fbfa9883a9efc8ee9a2a35224522",
        ),
        (
            f"delivery/{TRACKER_FILE}",
            "10da5153dd90aa13630e3d8b31e16e01482c7e5a1925aa750345723b0219c407",
        ),
        (
            "partner_returns/probation_service_2025-04.csv",
            "766687eac71120cd23b491ede2100ede86be0247fc296eb313461d7bcb867f42",
        ),
        (
            f"homes/{DWELLINGS_FILE}",
            "a1d451d036d2338758bf8931b060506922152c8febe4e3ed07d15a3fa0c16add",
        ),
        (
            "survey/resident_survey_2023.csv",
            "efd05a58e654920ba2434440c64d9cb172d65e7525e8113162867f9c77d01409",
        ),
        (
            f"fire/{FIRES_FILE}",
            "aa390c897d45d0acfebcd5b528e44d6416cf147e5ab26d6a761eec987624507d",
        ),
        (f"geography/{VINTAGES_FILE}", "53ac579cd4b27e4ee60638676d9bcd5f4505e352face1941e009fd22e2001be1"),
        (f"population/{CENSUS_FILE}", "6e6930d31344bbd74dbbd400db29496d8ebf886c5b85bfe2028585bee2c8f6e5"),
    ],
)
def test_the_bytes_are_those_of_the_last_release(sample_folder: Path, file: str, sha256: str) -> None:
    """A change here moves every figure shown from the sample: say so in the changelog."""
    assert hashlib.sha256((sample_folder / file).read_bytes()).hexdigest() == sha256


def test_the_whole_sample_stays_under_170_megabytes(sample_folder: Path) -> None:
    assert sum(path.stat().st_size for path in sample_folder.rglob("*") if path.is_file()) < 170_000_000


# Synthetic, and seen to be


def test_the_folder_says_that_it_is_synthetic(sample_folder: Path) -> None:
    assert "made up" in (sample_folder / "SYNTHETIC.txt").read_text(encoding="ascii")
    assert "Not to be cited" in (sample_folder / "README.txt").read_text(encoding="ascii")


def test_the_sample_is_not_written_among_other_files(tmp_path: Path) -> None:
    (tmp_path / "published.csv").write_text("a\n")
    with pytest.raises(DataError, match="not an empty folder"):
        write_sample(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["published.csv"]


def test_progress_counts_up_to_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("csp_toolkit.sample.build.sample_months", lambda: (Month(2021, 4),))
    told: list[tuple[str, int, int]] = []
    write_sample(tmp_path / "new", progress=lambda *step: told.append(step))
    assert [(done, of) for _, done, of in told] == [(step, 11) for step in range(1, 12)]
    write_sample(tmp_path / "new")


# The formats of the publishers


@pytest.mark.parametrize("force", ["essex", "btp"])
def test_there_is_one_street_file_for_each_force_and_month_of_four_years(
    sample_folder: Path, force: str
) -> None:
    names = sorted(path.name for path in (sample_folder / "police_uk").rglob(f"*-{force}-street.csv"))
    assert names == [f"{month}-{force}-street.csv" for month in sample_months()]
    assert (names[0][:7], names[-1][:7], len(names)) == ("2021-04", "2025-03", 48)


def test_street_files_have_the_published_header_and_no_quotation_marks(sample_folder: Path) -> None:
    for path in (sample_folder / "police_uk").rglob("*.csv"):
        content = path.read_bytes()
        assert content.split(b"\n", 1)[0].rstrip(b"\r").decode() == STREET_HEADER
        assert b'"' not in content


def test_only_the_months_known_for_it_end_their_lines_with_cr_lf(sample_folder: Path) -> None:
    contents = {path.name: path.read_bytes() for path in (sample_folder / "police_uk").rglob("*.csv")}
    months = ("2024-01", "2024-02", "2024-03", "2024-04")
    expected = [f"{month}-{force}-street.csv" for month in months for force in ("btp", "essex")]
    assert sorted(name for name, content in contents.items() if b"\r" in content) == expected
    assert all(c.count(b"\r") in (0, c.count(b"\n")) for c in contents.values())


@pytest.mark.parametrize(
    ("file", "header"),
    [
        (PARTNERSHIPS_FILE, "LAD24CD,LAD24NM,CSP24CD,CSP24NM,PFA24CD,PFA24NM,ObjectId"),
        (VINTAGES_FILE, "LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHGIND,LAD22CD,LAD22NM,LAD22NMW,ObjectId"),
        (
            WARDS_FILE,
            "LSOA21CD,LSOA21NM,LSOA21NMW,WD24CD,WD24NM,WD24NMW,LAD24CD,LAD24NM,LAD24NMW,ObjectId",
        ),
    ],
)
def test_lookups_have_the_published_header_after_a_byte_order_mark(
    sample_folder: Path, file: str, header: str
) -> None:
    first = (sample_folder / "geography" / file).read_bytes().split(b"\n", 1)[0]
    assert first == b"\xef\xbb\xbf" + header.encode()


# Places


def test_splits_make_two_of_one_and_merges_one_of_two(sample_folder: Path) -> None:
    rows = csv_rows(sample_folder / "geography" / VINTAGES_FILE)
    old, new = Counter(r["LSOA11CD"] for r in rows), Counter(r["LSOA21CD"] for r in rows)
    shapes = {(r["CHGIND"], old[r["LSOA11CD"]], new[r["LSOA21CD"]]) for r in rows}
    assert shapes == {("U", 1, 1), ("S", 2, 1), ("M", 1, 2)}
    assert all((r["LSOA11CD"] == r["LSOA21CD"]) == (r["CHGIND"] == "U") for r in rows)
    renamed = [r["LSOA11NM"] for r in rows if r["CHGIND"] == "U" and r["LSOA11NM"] != r["LSOA21NM"]]
    assert renamed == ["Thurrock 002C"]


def test_names_are_unique_within_each_vintage(sample_folder: Path) -> None:
    rows = csv_rows(sample_folder / "geography" / VINTAGES_FILE)
    for vintage in ("11", "21"):
        pairs = {(row[f"LSOA{vintage}CD"], row[f"LSOA{vintage}NM"]) for row in rows}
        assert len(pairs) == len({code for code, _ in pairs}) == len({name for _, name in pairs})


def test_every_2021_area_has_one_ward_and_thurrock_has_100_areas_in_20_wards(sample_folder: Path) -> None:
    wards = csv_rows(sample_folder / "geography" / WARDS_FILE)
    codes = [row["LSOA21CD"] for row in wards]
    assert len(codes) == len(set(codes))
    assert set(codes) == {r["LSOA21CD"] for r in csv_rows(sample_folder / "geography" / VINTAGES_FILE)}
    thurrock = [row for row in wards if row["LAD24CD"] == THURROCK]
    assert (len(thurrock), len({row["WD24CD"] for row in thurrock})) == (100, 20)


def test_partnerships_are_those_of_essex(sample_folder: Path, realdata: Path) -> None:
    ours = csv_rows(sample_folder / "geography" / PARTNERSHIPS_FILE)
    real = csv_rows(realdata / "geography" / "lookup_ltla24_csp24_pfa24.csv")
    published = {tuple(row.values()) for row in real if row["pfa24_name"] == "Essex"}
    assert {tuple(row.values())[:6] for row in ours} == published
    assert len(ours) == 14


# People


@pytest.mark.parametrize("sheet", ["MYE2 - Persons", "MYE2 - Males", "MYE2 - Females"])
@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024])
def test_the_workbook_has_its_header_on_row_8_and_ages_that_sum(
    sample_folder: Path, year: int, sheet: str
) -> None:
    book = CalamineWorkbook.from_path(sample_folder / "population" / f"mye{year - 2000}tablesew.xlsx")
    rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    assert sheet.split(" - ")[1].lower() in str(rows[0][0])
    assert "SYNTHETIC" in str(rows[0][0])
    assert f"mid-{year}" in str(rows[0][0])
    assert rows[7] == ["Code", "Name", "Geography", "All ages", *range(90), "90+"]
    assert all(sum(row[4:]) == row[3] and min(row[4:]) > 0 for row in rows[8:])
    county = next(row[3] for row in rows[8:] if row[2] == "County")
    assert county == sum(row[3] for row in rows[8:] if row[2] == "Non-metropolitan District")
    assert {row[0] for row in rows[8:]} == {d.code for d in DISTRICTS} | {"E10000012"}


def test_thurrock_grows_from_176_000_to_180_000() -> None:
    thurrock = next(district for district in DISTRICTS if district.code == THURROCK)
    assert [thurrock.residents(year) for year in (2021, 2024)] == [176_000, 180_000]


def test_small_areas_sum_to_their_district(sample_folder: Path) -> None:
    wards = csv_rows(sample_folder / "geography" / WARDS_FILE)
    district = {row["LSOA21CD"]: row["LAD24CD"] for row in wards}
    sums: Counter[str] = Counter()
    for row in csv_rows(sample_folder / "population" / CENSUS_FILE):
        total, homes, communal = [int(row[name]) for name in list(row)[3:]]
        assert total == homes + communal
        sums[district[row["geography code"]]] += total
    assert sums == {place.code: place.residents(2021) for place in DISTRICTS}
