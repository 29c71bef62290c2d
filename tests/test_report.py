"""Rules of the report: what it says of the sample, of missing months and of shared districts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from street_files import street_row, write_street

from csp_toolkit.areas import find_partnership
from csp_toolkit.blocks.model import Callout, Chart, Cover, Display, Findings, Table
from csp_toolkit.errors import ParameterError
from csp_toolkit.frames import load_partnerships
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.parameters import PartnershipSettings
from csp_toolkit.periods import Quarter
from csp_toolkit.report import Report, open_report
from csp_toolkit.report.figures import Figures
from csp_toolkit.store import Store, open_store

SETTINGS = PartnershipSettings(partnership="thurrock")


def report_on(store: Store, partnership: str = "thurrock", quarter: Quarter | None = None) -> Report:
    partnerships = load_partnerships(store)
    chosen = find_partnership(partnerships, partnership)
    figures = Figures(store, chosen, partnerships, quarter or Quarter(2024, 4))
    return Report("quarterly_performance", figures, SETTINGS)


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
    assert [item.text.split(":")[0] for item in findings.items] == [
        "All crime",
        "Anti-social behaviour",
        "Burglary",
        "Shoplifting",
        "Vehicle crime",
    ]
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
    assert all(row[1] == "Cannot say" and row[3] == "[x]" and row[4] == "[z]" for row in table.rows)
    assert all(row[2].isdecimal() for row in table.rows)
    assert any("January to March 2024" in note for note in table.notes)
    (warning,) = only(report.cover(), Callout)
    assert "January, February and March" in warning.text


def test_without_a_year_ranks_are_for_the_quarter_and_twelve_months_are_one_remark(
    sparse_store: Store,
) -> None:
    report = report_on(sparse_store)
    (chart,) = only(report.ranking("street_all_crime"), Chart)
    assert "January to March 2025" in chart.subtitle
    assert only(report.twelve_months(), Table) == []
    assert only(report.twelve_months(), Callout)


def test_a_quarter_without_any_data_still_makes_a_report_that_says_so(sparse_store: Store) -> None:
    report = report_on(sparse_store, quarter=Quarter(2022, 1))
    assert len(only(report.cover(), Callout)) == 2
    (table,) = only(report.indicator_table("theft"), Table)
    assert {row[2] for row in table.rows} == {"[x]"}
    report.trend("street_all_crime")
    report.ranking("street_all_crime")
    report.data_quality()


def test_a_thin_month_is_flagged_as_incomplete(sparse_store: Store, tmp_path: Path) -> None:
    month = tmp_path / "thin" / "2024-12.csv"
    ingest(sparse_store, [write_street(month, [street_row(month="2024-12", lsoa="E01900001")] * 10)])
    texts = [callout.title for callout in only(report_on(sparse_store).data_quality(), Callout)]
    assert "Some months look incomplete" in texts


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
    report.trend("street_all_crime")
    report.ranking("street_all_crime")


@pytest.mark.parametrize("period", ["2024-25", "2025-01", "12 months to 2025-03"])
def test_a_quarterly_report_for_anything_but_a_quarter_is_refused(sample_store: Store, period: str) -> None:
    with pytest.raises(ParameterError, match="quarter"):
        open_report("quarterly_performance", partnership="thurrock", period=period, data="sample")


def test_an_unknown_report_is_refused() -> None:
    with pytest.raises(ParameterError, match="quarterly_performance"):
        open_report("quaterly", partnership="thurrock", period="2024-25 Q4")
