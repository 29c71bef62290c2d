"""Rules of the report: what it says of the sample, of missing months and of shared districts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from street_files import street_row, write_street

from csp_toolkit.areas import Area, find_partnership
from csp_toolkit.blocks.model import Callout, Chart, Cover, Display, Findings, Paragraph, Table
from csp_toolkit.errors import DataError, ParameterError
from csp_toolkit.frames import load_partnerships
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.parameters import PartnershipSettings
from csp_toolkit.periods import Quarter
from csp_toolkit.report import Report, open_report
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.kinds import find_report
from csp_toolkit.store import Store, open_store

SETTINGS = PartnershipSettings(partnership="thurrock")


def report_on(store: Store, partnership: str = "thurrock", quarter: Quarter | None = None) -> Report:
    partnerships = load_partnerships(store)
    chosen = find_partnership(partnerships, partnership)
    figures = Figures(store, chosen, partnerships, quarter or Quarter(2024, 4))
    return Report(find_report("quarterly_performance"), figures, SETTINGS)


@pytest.fixture(scope="module")
def sample(sample_store: Store) -> Report:
    return report_on(sample_store)


def only(display: Display, kind: type) -> list:
    return [block for block in display.blocks if isinstance(block, kind)]


def test_the_cover_says_synthetic_and_the_day_the_data_were_known(sample: Report) -> None:
    (cover,) = only(sample.cover(), Cover)
    assert cover.synthetic
    assert cover.data_as_at == date(2025, 5, 31)
    assert cover.period == "2024-25 Q4 (January to March 2025)"


def test_the_comparison_is_with_the_same_quarter_last_year(sample: Report) -> None:
    comparison = sample.figures.comparisons["street_burglary"]
    assert comparison.baseline.period == Quarter(2023, 4)
    assert (comparison.current.numerator, comparison.baseline.numerator) == (131, 184)


def test_a_table_has_a_row_for_each_indicator_and_evidence_for_both_periods(sample: Report) -> None:
    display = sample.indicator_table("theft")
    (table,) = only(display, Table)
    assert [row[0] for row in table.rows][:2] == ["Bicycle theft", "Burglary"]
    assert len(display.evidence) == 2 * len(table.rows)


def test_on_a_small_base_the_difference_stands_alone(sample: Report) -> None:
    (table,) = only(sample.indicator_table("theft"), Table)
    bicycles = next(row for row in table.rows if row[0] == "Bicycle theft")
    assert bicycles[2:5] == ("14", "22", "8 fewer")


def test_an_unknown_theme_or_indicator_is_an_error_with_a_suggestion(sample: Report) -> None:
    with pytest.raises(ParameterError, match="theft"):
        sample.indicator_table("thefts")
    with pytest.raises(ParameterError, match="street_burglary"):
        sample.trend("street_burglery")


def test_key_findings_tell_all_crime_and_every_clear_change_and_name_the_rest(sample: Report) -> None:
    display = sample.key_findings()
    (findings,) = only(display, Findings)
    names = [item.text.split(":")[0] for item in findings.items]
    tested = sample.figures.looks.tested(sample.figures.comparisons)
    catalogue = sample.figures.catalogue
    clear = [catalogue.get(c.current.indicator_id).name for c in tested if c.verdict.startswith("clear")]
    assert "Shoplifting" in clear
    assert names[:2] == ["All crime", "Anti-social behaviour"]
    assert set(names) == {"All crime", "Anti-social behaviour", *clear}
    assert "No clear change in" in display.model_dump_json()


def test_a_trend_marks_both_quarters_and_its_table_has_every_month(sample: Report) -> None:
    (chart,) = only(sample.trend("street_all_crime"), Chart)
    assert len(chart.table.rows) == 36
    assert "January to March 2025" in chart.alternative


def test_the_ranking_holds_the_14_essex_partnerships_and_their_evidence(sample: Report) -> None:
    display = sample.ranking("street_all_crime")
    (chart,) = only(display, Chart)
    assert len(chart.table.rows) == 14
    assert {row["area_name"] for row in display.evidence} >= {"Thurrock", "Castle Point"}


def test_each_essex_partnership_has_figures_of_its_own(sample_store: Store) -> None:
    counts = {}
    for partnership in load_partnerships(sample_store):
        report = report_on(sample_store, partnership.slug)
        evidence = report.key_findings().evidence
        assert {row["area_code"] for row in evidence} == {partnership.code}
        counts[partnership.slug] = tuple(row["numerator"] for row in evidence)
    assert len(counts) == len(set(counts.values())) == 14


def test_data_as_known_on_an_earlier_day_leave_out_later_editions(sample_store: Store) -> None:
    early = open_store(sample_store.root, as_at=date(2025, 5, 30))
    assert early.editions == ()


@pytest.fixture
def sparse_store(tmp_path: Path, sample_store: Store) -> Store:
    """The sample's lookups and population with the police data of January to March 2025 alone."""
    from csp_toolkit.sample import write_sample

    write_sample(tmp_path / "sample")
    store = open_store(tmp_path / "store", create=True)
    ingest(store, [tmp_path / "sample" / "geography", tmp_path / "sample" / "population"])
    ingest(store, [tmp_path / "sample" / "police_uk" / f"2025-{month:02d}" for month in (1, 2, 3)])
    return store


def test_absent_comparison_months_give_cannot_say_and_never_a_change_from_zero(sparse_store: Store) -> None:
    report = report_on(sparse_store)
    verdicts = {comparison.verdict for comparison in report.figures.comparisons.values()}
    assert verdicts == {"cannot say"}
    (table,) = only(report.indicator_table("theft"), Table)
    assert all(row[1] == "Cannot say" and row[3] == "[x]" and row[4] == "[x]" for row in table.rows)
    assert all(row[2].isdecimal() for row in table.rows)
    assert any("January to March 2024" in note for note in table.notes)
    (warning,) = only(report.cover(), Callout)
    assert "January 2024, February 2024 and March 2024" in warning.text


def test_without_a_year_ranks_are_for_the_quarter_and_twelve_months_are_one_remark(
    sparse_store: Store,
) -> None:
    report = report_on(sparse_store)
    (chart,) = only(report.ranking("street_all_crime"), Chart)
    assert "January to March 2025" in chart.subtitle
    assert only(report.twelve_months(), Table) == []
    assert only(report.twelve_months(), Callout)


def test_a_quarter_of_which_no_month_is_held_is_refused_with_advice(sparse_store: Store) -> None:
    with pytest.raises(DataError, match="no police data of Essex are held for April to June 2022"):
        open_report(
            "quarterly_performance", partnership="thurrock", period="2022-23 Q1", data=str(sparse_store.root)
        )


def test_a_quarter_of_which_a_month_is_missing_has_no_figure_and_says_which(sparse_store: Store) -> None:
    months = sparse_store.of_dataset("police_uk_street")
    (month,) = [found for found in months if found.source_name == "2025-02-essex-street.csv"]
    sparse_store.file(month, "edition.json").unlink()
    report = report_on(open_store(sparse_store.root))
    (table,) = only(report.indicator_table("theft"), Table)
    assert {row[2] for row in table.rows} == {"[x]"}
    assert any("no data for February 2025" in note for note in table.notes)
    report.ranking("street_all_crime")
    report.data_quality()


def doubtful(store: Store, path: Path, rows: list[str]) -> Report:
    """A report on a store in which March 2025 was published again with these rows."""
    ingest(store, [write_street(path, rows)])
    return report_on(store)


def test_figures_of_a_month_with_far_fewer_rows_than_usual_are_provisional_and_the_cover_warns(
    sparse_store: Store, tmp_path: Path
) -> None:
    rows = [street_row(month="2025-03", lsoa="E01900001", crime_id=f"a{n}") for n in range(8_000)]
    report = doubtful(sparse_store, tmp_path / "thin" / "2025-03.csv", rows)
    assert report.figures.comparisons["street_burglary"].current.status == "provisional"
    warnings = {callout.title: callout.text for callout in only(report.cover(), Callout)}
    assert "March 2025 has 8,000 rows" in warnings["Some police data look incomplete"]
    (table,) = only(report.indicator_table("theft"), Table)
    assert all(row[2].endswith("[p]") for row in table.rows)
    assert any(note.startswith("[p]") for note in table.notes)


@pytest.mark.parametrize(("broken", "status"), [(90, "published"), (120, "provisional")])
def test_figures_of_a_month_are_provisional_from_one_row_in_a_hundred_that_cannot_be_read(
    sparse_store: Store, tmp_path: Path, broken: int, status: str
) -> None:
    good = [street_row(month="2025-03", lsoa="E01900001", crime_id=f"a{n}") for n in range(10_000)]
    report = doubtful(sparse_store, tmp_path / "bad" / "2025-03.csv", [*good, *["broken"] * broken])
    assert report.figures.comparisons["street_burglary"].current.status == status


def test_a_break_seen_in_one_police_force_is_not_told_of_another(sample: Report) -> None:
    indicator = sample.figures.catalogue.get("street_anti_social_behaviour")
    elsewhere = replace(
        sample.figures.partnership, police_force=Area("E23000029", "Kent", "police_force", 2024)
    )
    assert sample.figures.breaks(indicator)
    assert not replace(sample.figures, partnership=elsewhere).breaks(indicator)


def test_the_chart_of_a_series_with_a_break_says_so_before_any_change(sample: Report) -> None:
    (chart,) = only(sample.trend("street_anti_social_behaviour"), Chart)
    assert chart.title.endswith("(this series has a break)")


def test_populations_of_two_series_never_meet_in_one_comparison(sparse_store: Store, tmp_path: Path) -> None:
    """Rebased estimates differ from earlier ones by a step that no offence has made."""
    ages = ",".join(["1000"] * 91)
    names = ",".join([*(str(age) for age in range(90)), "90+"])
    path = tmp_path / "old" / "population20_ltla21.csv"
    path.parent.mkdir()
    path.write_text(f"ltla21_code,ltla21_name,total_population,{names}\nE06000034,Thurrock,91000,{ages}\n")
    ingest(sparse_store, [path])
    people = report_on(sparse_store, quarter=Quarter(2021, 1)).figures.population
    mine = people[people["area_code"] == "E22000091"]
    assert 91_000 not in set(mine["population"])


def test_a_change_that_is_not_clear_although_its_interval_says_so_is_explained(sample: Report) -> None:
    figures = sample.figures
    alone = [c for c in figures.looks.tested() if c.verdict == "no clear change" and (c.p_value or 0) < 0.05]
    first = figures.catalogue.get(alone[0].current.indicator_id)
    tables = only(sample.indicator_table(first.theme), Table) + only(sample.twelve_months(), Table)
    notes = [note for table in tables for note in table.notes if "tested alone it would be" in note]
    assert any(first.name.lower() in note.lower() for note in notes)


def test_every_published_result_names_the_lookups_it_rests_on(sample: Report) -> None:
    editions = sample.figures.comparisons["street_burglary"].current.editions
    for dataset in ("ons_partnerships", "ons_lsoa_districts", "ons_lsoa_changes", "police_uk_street"):
        assert any(edition.startswith(dataset) for edition in editions)


def test_clear_changes_of_the_twelve_months_reach_the_key_findings(sample: Report) -> None:
    texts = [block.text for block in only(sample.key_findings(), Paragraph)]
    assert any(text.startswith("Over the 12 months to 2025-03") and "clear rise in" in text for text in texts)


def test_the_report_on_the_real_files_compares_with_the_year_before(realdata: Path, tmp_path: Path) -> None:
    store = open_store(tmp_path / "real", create=True)
    ingest(store, [realdata / "geography", realdata / "population", realdata / "police_uk"])
    report = report_on(store)
    comparison = report.figures.comparisons["street_all_crime"]
    assert comparison.baseline.period == Quarter(2023, 4)
    assert (comparison.current.numerator, comparison.baseline.numerator) == (4098 - 373, 4229 - 365)
    absent = report_on(store, quarter=Quarter(2025, 3)).figures.comparisons["street_all_crime"]
    assert (absent.verdict, absent.current.numerator, absent.difference) == ("cannot say", 4193 - 346, None)


def test_a_partnership_that_shares_a_district_gets_no_figures_and_a_warning(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "csp.csv").write_text(
        "LAD24CD,LAD24NM,CSP24CD,CSP24NM,PFA24CD,PFA24NM\n"
        "E06000002,Shared,E22000002,Beta,E23000028,Essex\nE06000002,Shared,E22000003,Gamma,E23000028,Essex\n"
    )
    (tmp_path / "in" / "wards.csv").write_text(
        "LSOA21CD,LSOA21NM,WD24CD,WD24NM,LAD24CD,LAD24NM\nE01000001,A,E05000001,W,E06000002,Shared\n"
    )
    (tmp_path / "in" / "changes.csv").write_text(
        "LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHGIND,LAD22CD,LAD22NM\nE01000001,A,E01000001,A,U,E06000002,S\n"
    )
    for month in Quarter(2024, 4).months:
        write_street(tmp_path / "in" / f"{month.label}.csv", [street_row(month=month.label)])
    store = open_store(tmp_path / "store", create=True)
    ingest(store, [tmp_path / "in"])
    report = report_on(store, "beta")
    assert {c.current.status for c in report.figures.comparisons.values()} == {"not_comparable"}
    assert "No figures for this partnership" in [callout.title for callout in only(report.cover(), Callout)]
    (table,) = only(report.indicator_table("theft"), Table)
    assert {row[2] for row in table.rows} == {"[z]"}
    assert only(report.trend("street_all_crime"), Chart) == []
    report.ranking("street_all_crime")


@pytest.mark.parametrize("period", ["2024-25", "2025-01", "12 months to 2025-03"])
def test_a_quarterly_report_for_anything_but_a_quarter_is_refused(sample_store: Store, period: str) -> None:
    with pytest.raises(ParameterError, match="quarter"):
        open_report("quarterly_performance", partnership="thurrock", period=period, data="sample")


def test_an_unknown_report_is_refused() -> None:
    with pytest.raises(ParameterError, match="quarterly_performance"):
        open_report("quaterly", partnership="thurrock", period="2024-25 Q4")
