"""Where and when in reports: the map, the problem areas as a family of tests, and months of the year."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from csp_toolkit.areas import find_partnership
from csp_toolkit.blocks.model import Callout, Chart, Display, Findings, Heading, Paragraph, Table
from csp_toolkit.errors import ParameterError
from csp_toolkit.findings import MOST_WORDS
from csp_toolkit.frames import load_partnerships
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.parameters import PartnershipSettings, find_project
from csp_toolkit.parameters.settings import ProblemArea
from csp_toolkit.periods import Period, Quarter, TwelveMonths, parse_period
from csp_toolkit.report import Report
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.kinds import find_report
from csp_toolkit.report.problem_areas import TOLD
from csp_toolkit.report.small_area_map import classes_about
from csp_toolkit.store import Store, open_store

ROOT = Path(__file__).resolve().parents[1]
PLACES = find_project(ROOT).partnership_settings("thurrock").problem_areas


def report_on(
    store: Store,
    period: str = "2024-25 Q4",
    places: tuple[ProblemArea, ...] = PLACES,
    partnership: str = "thurrock",
) -> Report:
    partnerships = load_partnerships(store)
    chosen = find_partnership(partnerships, partnership)
    parsed: Period = parse_period(period)
    assert isinstance(parsed, Quarter | TwelveMonths)
    settings = PartnershipSettings(partnership=partnership, problem_areas=places)
    kind = find_report("quarterly_performance")
    return Report(kind, Figures(store, chosen, partnerships, parsed), settings)


@pytest.fixture(scope="module")
def sample(sample_store: Store) -> Report:
    return report_on(sample_store)


@pytest.fixture(scope="module")
def places(sample: Report) -> Display:
    return sample.problem_areas()


def only(display: Display, kind: type) -> list:
    return [block for block in display.blocks if isinstance(block, kind)]


# The map


@pytest.fixture(scope="module")
def mapped(sample: Report) -> Display:
    return sample.small_area_map("street_all_crime")


def test_a_map_shows_every_small_area_with_its_ward_and_the_ten_highest_stand_beside_it(
    mapped: Display,
) -> None:
    (chart,) = only(mapped, Chart)
    (table,) = only(mapped, Table)
    assert len(chart.table.rows) == 100
    assert len(table.rows) == 10
    assert [row[0] for row in table.rows] == [row[0] for row in chart.table.rows[:10]]
    assert all("(" in row[0] for row in table.rows)


def test_the_rates_shown_are_drawn_towards_the_average_and_the_results_say_how(mapped: Display) -> None:
    assert len(mapped.evidence) == 100
    assert {row["method"] for row in mapped.evidence} == {"empirical Bayes, gamma-Poisson"}
    (table,) = only(mapped, Table)
    shown, counted = (float(table.rows[0][n].split()[0].replace(",", "")) for n in (1, 2))
    assert shown < counted
    assert f"{max(row['value'] for row in mapped.evidence):.1f}" == f"{shown:.1f}"


def test_the_counts_of_the_map_are_those_of_the_rows_that_have_a_place(
    sample: Report, mapped: Display
) -> None:
    indicator = sample.figures.catalogue.get("street_all_crime")
    whole = sample.figures.own(indicator, sample.figures.ranked_period(indicator)).numerator
    assert whole is not None
    assert sum(row["numerator"] for row in mapped.evidence) == whole


def test_the_words_name_the_highest_and_claim_no_more_than_the_intervals(mapped: Display) -> None:
    (said,) = only(mapped, Paragraph)
    average = float(said.text.split("together is ")[1].split(". ")[0])
    above = sum(row["lower"] > average for row in mapped.evidence)
    assert abs(above - int(said.text.split("together is ")[1].split(". ")[1].split()[0])) <= 1
    assert all(len(sentence.split()) <= MOST_WORDS for sentence in said.text.split(". "))


def test_problem_areas_are_outlined_and_made_up_outlines_are_in_nobodys_name(mapped: Display) -> None:
    (chart,) = only(mapped, Chart)
    assert "Outlined and named: Tilbury, Grays and West Thurrock." in chart.alternative
    assert "Outlines are made up." in chart.source
    assert "Office for National Statistics" not in chart.source


def test_a_page_with_a_map_stays_small(mapped: Display) -> None:
    (chart,) = only(mapped, Chart)
    assert len(json.dumps(chart.model_dump(mode="json"))) < 150_000


def test_classes_hold_to_the_average_so_that_maps_of_two_periods_can_be_compared() -> None:
    assert [each.least for each in classes_about(40.0)] == [0, 20, 40, 80]
    assert classes_about(40.0)[3].words == "Twice the average or more: 80.0 and over"
    assert [each.words for each in classes_about(0.0)] == ["None counted"]


@pytest.mark.parametrize("name", ["hate_crime_offences", "recorded_serious_violence"])
def test_what_is_not_openly_published_is_not_told_by_small_area(sample: Report, name: str) -> None:
    with pytest.raises(ParameterError, match="not told by small area"):
        sample.small_area_map(name)


def test_without_boundaries_the_highest_are_told_all_the_same(sample_store: Store, tmp_path: Path) -> None:
    bare = tmp_path / "store"
    (bare / "editions").mkdir(parents=True)
    for folder in (sample_store.root / "editions").iterdir():
        if folder.name != "boundaries":
            (bare / "editions" / folder.name).symlink_to(folder)
    display = report_on(open_store(bare)).small_area_map("street_all_crime")
    assert only(display, Chart) == []
    assert only(display, Callout)[0].title == "No map: no boundaries are held"
    assert len(only(display, Table)[0].rows) == 10


# Problem areas


def test_each_place_is_told_by_each_indicator_against_a_year_before(places: Display) -> None:
    table = only(places, Table)[0]
    assert len(table.rows) == len(PLACES) * len(TOLD)
    assert table.rows[0][0] == "Tilbury: All crime"
    assert table.caption == "Problem areas: 2024-25 Q4 and the same quarter last year"
    assert len(places.comparisons) == len(table.rows)


def test_places_are_a_family_of_tests_of_their_own(sample: Report, places: Display) -> None:
    pairs = [(float(row["p_value"]), float(row["q_value"])) for row in places.comparisons]
    ordered = sorted(pairs)
    smallest = min(p * len(ordered) / rank for rank, (p, _) in enumerate(ordered, start=1))
    assert ordered[0][1] == pytest.approx(min(smallest, 1.0), abs=1e-6)
    assert not {row["area_code"] for row in places.comparisons} & {sample.figures.area.code}
    before = {name: c.q_value for name, c in sample.figures.comparisons.items()}
    sample.problem_areas()
    assert {name: c.q_value for name, c in sample.figures.comparisons.items()} == before


def test_a_place_is_the_sum_of_its_wards(places: Display) -> None:
    places_table, wards_table = only(places, Table)[:2]
    shown = {row[0]: row[2:4] for row in places_table.rows}
    for place in ("Tilbury", "Grays"):
        wards = [row[1:] for row in wards_table.rows if row[0].endswith(f"({place})")]
        assert len(wards) == 2
        sums = [sum(int(ward[n].replace(",", "")) for ward in wards) for n in range(4)]
        assert [int(n.replace(",", "")) for n in shown[f"{place}: All crime"]] == sums[:2]
        assert [int(n.replace(",", "")) for n in shown[f"{place}: Anti-social behaviour"]] == sums[2:]


def test_the_results_name_the_wards_of_a_place_by_their_codes(places: Display) -> None:
    codes = {row["area_code"]: row["area_name"] for row in places.evidence}
    assert codes["E05002246+E05002247"] == "Tilbury"
    assert codes["E05002248"] == "West Thurrock"
    keys = [(row["indicator_id"], row["area_code"], row["period"]) for row in places.evidence]
    assert len(keys) == len(set(keys))


def test_wards_that_nobody_confirmed_are_named_for_readers(places: Display) -> None:
    (said,) = only(places, Callout)
    assert said.title == "Wards of problem areas are to be confirmed"
    assert "Grays is taken to be: Grays Riverside; Grays Thurrock." in said.text


def test_confirmed_places_need_no_remark_and_unknown_codes_are_told(sample_store: Store) -> None:
    area = ProblemArea(name="Tilbury", wards=("E05002246", "E05999999"), confirmed=True)
    (said,) = only(report_on(sample_store, places=(area,)).problem_areas(), Callout)
    assert said.tone == "warning"
    assert "E05999999 (Tilbury)" in said.text


def test_a_partnership_that_names_none_is_told_where_to_name_them(sample_store: Store) -> None:
    display = report_on(sample_store, places=(), partnership="castle-point").problem_areas()
    (said,) = only(display, Callout)
    assert "parameters/partnerships/castle-point.yaml" in said.text
    assert display.comparisons == ()


def test_every_clear_change_is_a_sentence_and_the_rest_are_counted(places: Display) -> None:
    (said,) = only(places, Findings)
    clear = [c for c in places.comparisons if c["verdict"].startswith("clear")]
    assert len([item for item in said.items if item.verdict.startswith("clear")]) == len(clear)
    assert all(len(part.split()) <= MOST_WORDS for item in said.items for part in item.text.split(". "))


# Months of the year


def test_a_season_is_drawn_where_thirty_six_months_are_held(sample: Report) -> None:
    display = sample.seasons("street_all_crime")
    assert [type(block) for block in display.blocks] == [Heading, Paragraph, Chart]
    assert "April 2021 to March 2025" in only(display, Paragraph)[0].text


def test_a_season_that_is_not_clear_and_a_series_too_short_are_told_in_a_sentence(
    sample: Report, sample_store: Store
) -> None:
    assert only(sample.seasons("street_robbery"), Chart) == []
    early = report_on(sample_store, "12 months to 2023-09").seasons("street_all_crime")
    assert "there are 30 since April 2021" in only(early, Paragraph)[0].text
    assert only(early, Chart) == []


def test_what_is_not_counted_by_month_has_no_season(sample: Report) -> None:
    (said,) = only(sample.seasons("recorded_serious_violence"), Paragraph)
    assert "not counted by month" in said.text


# The real files


def test_the_real_files_place_thurrocks_crime_where_the_lookup_says(realdata: Path, tmp_path: Path) -> None:
    """Counted again here, from the published rows by the code of 2021 in the ONS lookup."""
    store = open_store(tmp_path / "store", create=True)
    files = [realdata / "geography", realdata / "population"]
    months = [f"2024-{n:02d}" for n in (1, 2, 3)] + [f"2025-{n:02d}" for n in (1, 2, 3)]
    files += [realdata / "police_uk" / month for month in months]
    ingest(store, files, as_at=date(2025, 5, 31))
    report = report_on(store)
    display = report.problem_areas()
    shown = {row[0]: (row[2], row[3]) for row in only(display, Table)[0].rows}
    assert shown["Grays: All crime"] == ("785", "669")
    assert shown["Tilbury: Anti-social behaviour"] == ("74", "46")
    assert counted_again(realdata, months[3:], {"E05002235", "E05002236"}) == 785
    (chart,) = only(display, Chart)
    assert "OS data © Crown copyright and database right" in chart.source
    assert len(chart.svg) < 100_000
    assert chart.table.rows[0][0] == "Thurrock 022A (West Thurrock and South Stifford)"


def counted_again(realdata: Path, months: list[str], wards: set[str]) -> int:
    lookup = realdata / "geography" / "lookup_lsoa21_ward24_ltla24.csv"
    with lookup.open(encoding="utf-8-sig", newline="") as file:
        codes = {row["lsoa21_code"] for row in csv.DictReader(file) if row["ward24_code"] in wards}
    total = 0
    for month in months:
        for path in sorted((realdata / "police_uk" / month).glob("*essex-street.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                rows = csv.DictReader(file)
                total += sum(
                    row["LSOA code"] in codes and row["Crime type"] != "Anti-social behaviour" for row in rows
                )
    return total
