"""Rules of figures called by name in prose: released, rounded, with their evidence, and never a bare name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from plan_files import HEAD, read

from csp_toolkit.areas import find_partnership
from csp_toolkit.blocks.model import Callout, Paragraph
from csp_toolkit.errors import ParameterError
from csp_toolkit.frames import load_partnerships
from csp_toolkit.parameters import Audience, PartnershipSettings
from csp_toolkit.periods import Quarter
from csp_toolkit.plan import FIGURE_PARTS, Plan
from csp_toolkit.report import Report
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.kinds import find_report
from csp_toolkit.store import Store


def report_on(store: Store, audience: Audience = "public", plan: Plan | None = None) -> Report:
    partnerships = load_partnerships(store)
    figures = Figures(
        store, find_partnership(partnerships, "thurrock"), partnerships, Quarter(2024, 4), audience
    )
    return Report(
        find_report("quarterly_performance"), figures, PartnershipSettings(partnership="thurrock"), plan
    )


@pytest.fixture(scope="module")
def sample(sample_store: Store) -> Report:
    return report_on(sample_store)


def said(report: Report, text: str) -> str:
    (block,) = report.say(text).blocks
    assert isinstance(block, Paragraph)
    return block.text


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("value", "0.73 offences per 1,000 residents"),
        ("count", "131"),
        ("interval", "0.61 to 0.86"),
        ("period", "January to March 2025"),
        ("comparator", "the same quarter last year"),
        ("verdict", "no clear change"),
    ],
)
def test_each_part_of_a_figure_is_written_as_elsewhere(sample: Report, part: str, words: str) -> None:
    assert said(sample, f"It is {{street_burglary.{part}}}.") == f"It is {words}."


def test_a_change_comes_with_its_interval_and_on_a_small_base_as_a_difference(sample: Report) -> None:
    change = said(sample, "{street_burglary.change}")
    assert re.fullmatch(r"−\d+% \(95% interval −\d+% to [−+][\d.]+%\)", change)
    assert said(sample, "{street_bicycle_theft.change}") == "8 fewer"


def test_a_share_is_in_percent_and_its_change_in_points(sample: Report) -> None:
    assert "% of respondents" in said(sample, "{feel_safe_after_dark.value}")
    assert "percentage points (95% interval" in said(sample, "{feel_safe_after_dark.change}")


def test_work_done_has_neither_interval_nor_verdict(sample: Report) -> None:
    assert "counted in full" in said(sample, "{prevent_training_sessions.interval}")
    assert "not tested" in said(sample, "{prevent_training_sessions.verdict}")
    assert re.fullmatch(r"\d+ (more|fewer)|the same", said(sample, "{prevent_training_sessions.change}"))


def test_text_without_names_stays_as_it_is_and_has_no_evidence(sample: Report) -> None:
    display = sample.say("Shop watch began in May.")
    assert display.blocks == (Paragraph(text="Shop watch began in May."),)
    assert (display.evidence, display.comparisons) == ((), ())


def test_a_figure_brings_its_rows_of_results_and_a_change_its_comparison(sample: Report) -> None:
    level = sample.say("{street_burglary.value}")
    assert [(row["indicator_id"], row["period"]) for row in level.evidence] == [
        ("street_burglary", "2024-25 Q4")
    ]
    assert level.comparisons == ()
    change = sample.say("{street_burglary.change}")
    assert {row["period"] for row in change.evidence} == {"2024-25 Q4", "2023-24 Q4"}
    assert [row["indicator_id"] for row in change.comparisons] == ["street_burglary"]


def test_spaces_within_braces_do_not_matter_and_a_name_may_come_twice(sample: Report) -> None:
    assert said(sample, "{ street_burglary.count } and {street_burglary.count}") == "131 and 131"


def withheld_indicator(report: Report) -> str:
    figures = report.figures
    own = ((i, figures.own(i, figures.current_of(i))) for i in figures.indicators if i.kind == "rate")
    return next(indicator.id for indicator, result in own if result.status == "suppressed")


@pytest.mark.parametrize("part", ["value", "count", "interval", "change"])
def test_what_the_audience_may_not_see_reads_withheld_and_brings_no_number(sample: Report, part: str) -> None:
    name = withheld_indicator(sample)
    display = sample.say(f"{{{name}.{part}}}")
    assert display.blocks[0].text == "withheld"  # type: ignore[union-attr]
    mine = [row for row in display.evidence if row["status"] == "suppressed"]
    assert mine
    assert {row["numerator"] for row in mine} == {None}


def test_named_readers_see_the_figure_that_is_withheld_from_the_public(
    sample: Report, sample_store: Store
) -> None:
    name = withheld_indicator(sample)
    assert said(report_on(sample_store, "restricted"), f"{{{name}.count}}").isdecimal()


@pytest.mark.parametrize("part", ["value", "count", "interval"])
def test_a_figure_that_nobody_supplied_says_so(sample: Report, part: str) -> None:
    absent = sample.figures.not_held[0].id
    assert said(sample, f"{{{absent}.{part}}}") == "not available"
    assert said(sample, f"{{{absent}.change}}") == "not compared in this report"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("{street_burglry.value}", "street_burglry", 'did you mean "street_burglary"?'),
        ("{street_burglary.chnge}", "chnge", 'did you mean "change"?'),
        ("{street_burglary}", "does not name a figure", "Write a figure as"),
        ("{street_burglary.value.count}", "does not name a figure", "Write a figure as"),
        ("{}", "does not name a figure", "Write a figure as"),
        ("{street_burglary.value", "not closed", "Write a figure as"),
    ],
)
def test_a_name_that_is_no_figure_is_an_error_with_what_was_meant(
    sample: Report, text: str, message: str, hint: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        sample.say(text)
    (problem,) = caught.value.problems
    assert message in problem.message
    assert hint in (problem.hint or "")


def test_all_wrong_names_come_at_once(sample: Report) -> None:
    with pytest.raises(ParameterError) as caught:
        sample.note("Look", "{nothing.value} {street_burglary.size} {street_burglary.value}")
    assert len(caught.value.problems) == 2


def test_a_note_takes_figures_as_prose_does(sample: Report) -> None:
    (callout,) = sample.note("Burglary", "{street_burglary.count} offences").blocks
    assert callout == Callout(title="Burglary", text="131 offences")


def test_every_part_that_plans_may_name_is_written(sample: Report) -> None:
    for part in FIGURE_PARTS:
        assert said(sample, f"{{street_shoplifting.{part}}}")


def test_the_prose_of_a_plan_is_shown_by_section_with_its_figures(
    sample_store: Store, tmp_path: Path
) -> None:
    plan = read(
        tmp_path,
        f"{HEAD}narrative:\n  - {{section: homes, text: 'Burglary: {{street_burglary.count}}.'}}\n"
        "  - {section: shops, text: Elsewhere.}\n  - {section: homes, text: More.}\n",
    )
    report = report_on(sample_store, plan=plan)
    display = report.narrative("homes")
    assert [block.text for block in display.blocks] == ["Burglary: 131.", "More."]  # type: ignore[union-attr]
    assert len(display.evidence) == 1
    with pytest.raises(ParameterError, match="hoems") as caught:
        report.narrative("hoems")
    assert caught.value.problems[0].hint == 'did you mean "homes"?'


def test_without_a_plan_no_section_has_prose(sample: Report) -> None:
    with pytest.raises(ParameterError, match="no plan has prose"):
        sample.narrative("homes")
