"""Rules of the data quality report: counts of what is held, late, revised and withheld; never a row."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from partner_files import row, write_csv
from street_files import street_row, write_street

from csp_toolkit.areas import find_partnership
from csp_toolkit.blocks.model import Callout, Display, Heading, Paragraph, Table
from csp_toolkit.frames import load_partnerships
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.parameters import Audience, PartnershipSettings
from csp_toolkit.periods import Quarter, TwelveMonths, parse_month
from csp_toolkit.report import Report
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.kinds import ReportPeriod, find_report
from csp_toolkit.report.withheld import policy_of
from csp_toolkit.store import Store, open_store

VERBS = (
    "coverage", "returns", "police_months", "revisions", "breaks", "unplaced", "withheld", "unconfirmed",
    "method_notes",
)  # fmt: skip
THURROCK = "E22000091"
Q4 = Quarter(2024, 4)


def report_on(store: Store, period: ReportPeriod = Q4, audience: Audience = "public") -> Report:
    partnerships = load_partnerships(store)
    figures = Figures(store, find_partnership(partnerships, "thurrock"), partnerships, period, audience)
    return Report(find_report("data_quality"), figures, PartnershipSettings(partnership="thurrock"))


@pytest.fixture(scope="module")
def sample(sample_store: Store) -> Report:
    return report_on(sample_store)


@pytest.fixture
def own_store(sample_store: Store, tmp_path: Path) -> Store:
    """A copy of the sample to which files can be added."""
    shutil.copytree(sample_store.root, tmp_path / "store")
    return open_store(tmp_path / "store")


def take(store: Store, path: Path, day: date) -> Report:
    ingest(store, [path], as_at=day)
    return report_on(open_store(store.root))


def tables(display: Display) -> list[Table]:
    return [block for block in display.blocks if isinstance(block, Table)]


def words(display: Display) -> str:
    return " ".join(
        text
        for block in display.blocks
        for text in (
            [block.text]
            if isinstance(block, Heading | Paragraph | Callout)
            else [cell for cells in block.rows for cell in cells] + [block.caption, *block.notes]
            if isinstance(block, Table)
            else []
        )
    )


def rows_by_name(table: Table) -> dict[str, tuple[str, ...]]:
    return {cells[0]: cells[1:] for cells in table.rows}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("period", [Q4, TwelveMonths(parse_month("2025-03"))], ids=lambda p: p.slug)
def test_every_verb_answers_for_a_quarter_and_for_twelve_months_and_shows_no_result(
    sample_store: Store, verb: str, period: ReportPeriod
) -> None:
    display = getattr(report_on(sample_store, period), verb)()
    assert isinstance(display.blocks[0], Heading)
    assert (display.evidence, display.comparisons) == ((), ())


def test_every_dataset_that_is_held_has_a_row_with_its_periods_files_and_rows(sample: Report) -> None:
    held = tables(sample.coverage())[0]
    titles = {edition.title for edition in sample.figures.store.editions}
    assert {name.split(":")[0] for name in rows_by_name(held)} == titles
    street = rows_by_name(held)["Street-level crime and anti-social behaviour: Essex Police"]
    assert street[:3] == ("2021-04 to 2025-03 (48)", "none", "48")
    assert street[-1] == "31 May 2025"


def test_a_month_that_is_gone_is_missing_between(own_store: Store) -> None:
    gone = [e for e in own_store.editions if e.source_name == "2023-02-essex-street.csv"]
    shutil.rmtree(own_store.file(gone[0], "edition.json").parent)
    held = rows_by_name(tables(report_on(open_store(own_store.root)).coverage())[0])
    assert held["Street-level crime and anti-social behaviour: Essex Police"][1] == "2023-02"


def test_returns_about_another_partnership_are_not_held_for_this_one(
    own_store: Store, tmp_path: Path
) -> None:
    other = row(area_code="E22000079", supplier="Elsewhere Council")
    report = take(own_store, write_csv(tmp_path / "other.csv", [other]), date(2025, 6, 1))
    assert "Elsewhere Council" not in words(report.coverage())
    assert "Elsewhere Council" not in words(report.returns())


def test_refused_rows_are_counted_by_reason(own_store: Store, tmp_path: Path) -> None:
    good = [street_row(month="2025-04", crime_id=f"a{n}") for n in range(3)]
    broken = [street_row(month="2025-04", longitude="Jo Bloggs"), street_row(month="2025-04", longitude="x")]
    path = write_street(tmp_path / "2025-04" / "2025-04-essex-street.csv", [*good, *broken])
    refused = tables(take(own_store, path, date(2025, 6, 30)).coverage())[1]
    mine = [cells for cells in refused.rows if cells[0].startswith("Street-level")]
    assert mine == [
        ("Street-level crime and anti-social behaviour", "longitude: not a value of this column", "2")
    ]


def test_what_stood_in_a_refused_cell_is_never_repeated(own_store: Store, tmp_path: Path) -> None:
    rows = [
        row(area_code=THURROCK, supplier="Sample Council"),
        row(area_code=THURROCK, indicator_id="marac_cases", value="about 3 or Ms Bloggs"),
    ]
    report = take(own_store, write_csv(tmp_path / "return.csv", rows), date(2025, 6, 1))
    said = words(report.coverage())
    assert "Bloggs" not in said
    assert "about" not in said
    assert "value: not as it has to be" in said


def test_what_came_before_and_not_now_is_late_with_its_supplier_and_last_period(sample: Report) -> None:
    missing = next(t for t in tables(sample.returns()) if "without a figure" in t.caption)
    late = rows_by_name(missing)["Hate crime reports, business"]
    assert late == (
        "SYNTHETIC Essex Police",
        "2024-25 Q3",
        "the figure for January to March 2025 was not received",
    )


def test_suppliers_are_told_with_what_came_and_what_is_missing(sample: Report) -> None:
    by_supplier = rows_by_name(tables(sample.returns())[0])
    for indicators, came, missing in by_supplier.values():
        assert int(indicators) == int(came) + int(missing)
    assert int(by_supplier["SYNTHETIC Essex Police"][2]) >= 1


def test_what_nobody_supplies_is_named_and_is_in_no_other_table(sample: Report) -> None:
    *others, nobody = tables(sample.returns())
    absent = {i.name for i in sample.figures.not_held if i.measure.dataset == "partner_return"}
    assert absent <= {name for cells in nobody.rows for name in cells[1].split("; ")}
    assert not absent & {cells[0] for table in others for cells in table.rows}


def test_without_returns_it_says_that_partners_supplied_nothing(own_store: Store) -> None:
    for dataset in ("partner_return", "resident_survey"):
        shutil.rmtree(own_store.root / "editions" / dataset)
    said = words(report_on(open_store(own_store.root)).returns())
    assert "Partners have supplied no figures for Thurrock" in said


def test_nothing_that_came_again_is_said_so(sample: Report) -> None:
    assert "No figure for April 2022 to March 2025 was published again" in words(sample.revisions())


def republish(store: Store, tmp_path: Path, month: str, rows: int) -> Report:
    records = [
        street_row(month=month, lsoa="E01900001", crime_id=f"a{n}", crime_type="Burglary")
        for n in range(rows)
    ]
    path = write_street(tmp_path / month / f"{month}-essex-street.csv", records)
    return take(store, path, date(2025, 6, 30))


def test_a_month_published_again_is_told_with_both_counts_the_change_and_the_day(
    own_store: Store, tmp_path: Path
) -> None:
    report = republish(own_store, tmp_path, "2025-01", 900)
    (table,) = tables(report.revisions())
    burglary = next(cells for cells in table.rows if cells[0].endswith("Burglary"))
    assert burglary[1] == "Essex Police 2025-01"
    assert burglary[3] == "900"
    assert burglary[4].startswith(("+", "−"))
    assert burglary[5] == "30 June 2025"


def test_a_month_outside_those_drawn_is_not_told_again(own_store: Store, tmp_path: Path) -> None:
    report = republish(own_store, tmp_path, "2021-04", 900)
    assert tables(report.revisions()) == []


def revised_return(store: Store, tmp_path: Path, indicator: str, sensitivity: str = "public") -> Report:
    for number, (value, day) in enumerate([("6", date(2025, 6, 1)), ("4", date(2025, 7, 1))]):
        rows = [
            row(area_code=THURROCK, indicator_id=indicator, value=value, sensitivity=sensitivity),
            row(area_code=THURROCK, indicator_id="joint_patrols", value="20", sensitivity="public"),
        ]
        report = take(store, write_csv(tmp_path / f"return{number}.csv", rows), day)
    return report


def test_of_a_small_number_that_was_revised_it_is_said_that_it_moved_and_not_by_how_much(
    own_store: Store, tmp_path: Path
) -> None:
    display = revised_return(own_store, tmp_path, "marac_cases").revisions()
    assert tables(display) == []
    assert "1 figure that partners supplied also changed" in words(display)
    assert "marac" not in words(display)


def test_an_openly_published_return_that_was_revised_is_told_in_full(
    own_store: Store, tmp_path: Path
) -> None:
    (table,) = tables(revised_return(own_store, tmp_path, "vawg_awareness_days").revisions())
    assert table.rows[0][2:5] == ("6", "4", "−2")


def test_an_open_indicator_that_its_supplier_keeps_to_few_readers_is_not_told(
    own_store: Store, tmp_path: Path
) -> None:
    report = revised_return(own_store, tmp_path, "vawg_awareness_days", "restricted")
    assert tables(report.revisions()) == []


def test_early_figures_are_provisional_by_the_rule_of_their_dataset(sample: Report) -> None:
    said = words(sample.revisions())
    assert "Street-level crime and anti-social behaviour: 20 of 72 periods" in said
    assert "known less than 12 months after their period" in said


def test_figures_withheld_and_shown_add_up_to_all_that_somebody_supplied(sample: Report) -> None:
    (table,) = tables(sample.withheld())
    figures = sample.figures
    every = [r for i in figures.indicators for r in figures.released(i).results.values()]
    assert sum(int(cells[1]) for cells in table.rows) == len(figures.indicators)
    assert sum(int(cells[2]) for cells in table.rows) == sum(result.has_value for result in every)
    assert sum(int(cells[3]) for cells in table.rows) == sum(r.status == "suppressed" for r in every) > 0


def test_no_indicator_and_no_period_is_named_beside_what_is_withheld(sample: Report) -> None:
    said = words(sample.withheld())
    assert not [i.name for i in sample.figures.indicators if i.name in said and len(i.name) > 12]
    assert "2024" not in said


def test_named_readers_have_less_withheld_from_them_than_the_public(
    sample: Report, sample_store: Store
) -> None:
    def withheld(report: Report) -> int:
        return sum(int(cells[3]) for cells in tables(report.withheld())[0].rows)

    assert withheld(report_on(sample_store, audience="restricted")) < withheld(sample)


def test_a_supplier_s_narrower_audience_counts_as_withheld(own_store: Store, tmp_path: Path) -> None:
    rows = [row(area_code=THURROCK, indicator_id="joint_patrols", value="20", sensitivity="restricted")]
    report = take(own_store, write_csv(tmp_path / "return.csv", rows), date(2025, 6, 1))
    assert policy_of(report.figures, report.figures.catalogue.get("joint_patrols")) == "withheld"


def test_every_unconfirmed_fact_of_a_told_indicator_is_listed_once(sample: Report) -> None:
    (table,) = tables(sample.unconfirmed())
    listed = [(cells[0], cells[2]) for cells in table.rows]
    facts = {(f.text, f.source) for i in sample.figures.indicators for f in i.facts if not f.confirmed}
    assert facts
    assert facts <= set(listed)
    assert len(listed) == len(set(listed))


def test_the_tests_taken_and_what_their_number_changed_are_told(sample: Report) -> None:
    tested = [c for c in sample.figures.looks.tested() if c.p_value is not None]
    clear = sum(c.verdict.startswith("clear") for c in tested)
    said = words(sample.method_notes())
    assert f"This report tests {len(tested)} comparisons" in said
    assert f"leaves {clear}." in said


def test_a_break_that_several_indicators_share_is_told_once(sample: Report) -> None:
    callouts = [block for block in sample.breaks().blocks if isinstance(block, Callout)]
    assert len(callouts) == len({callout.text for callout in callouts})
    assert "Anti-social behaviour" in callouts[0].title


def test_names_and_rows_without_a_place_are_counted(sample: Report) -> None:
    said = words(sample.unplaced())
    assert "have no location" in said
    assert "Every name of a partnership" in said


@pytest.mark.parametrize("period", [Q4, TwelveMonths(parse_month("2025-03"))], ids=lambda p: p.slug)
def test_other_reports_name_the_data_quality_report_of_their_period(
    sample_store: Store, period: ReportPeriod
) -> None:
    said = words(report_on(sample_store, period).data_quality())
    assert f"The data quality report for {period.label} says more" in said
