"""Rules of prose held against the figures: contradictions are told to the analyst and to nobody else."""

from __future__ import annotations

import nbformat
import pytest

from csp_toolkit.notebooks import lines_to_the_analyst
from csp_toolkit.report import Report, open_report
from csp_toolkit.report.held_against import LEAD
from csp_toolkit.store import Store


@pytest.fixture(scope="module")
def report(sample_store: Store) -> Report:
    return open_report("quarterly_performance", partnership="thurrock", period="2024-25 Q4", data="sample")


def unclear(report: Report) -> str:
    """What is counted by an indicator that shows no clear change."""
    found = next(i for i, c in report.figures.comparisons.items() if c.verdict == "no clear change")
    return report.figures.catalogue.get(found).name


def test_a_rise_that_is_not_clear_is_told(report: Report, capsys: pytest.CaptureFixture[str]) -> None:
    report.say(f"{unclear(report)} rose.")
    assert capsys.readouterr().err.startswith(f'{LEAD}"rose": the verdict for')


def test_what_the_figures_bear_out_is_not(report: Report, capsys: pytest.CaptureFixture[str]) -> None:
    report.say(f"{unclear(report)} showed no clear change.")
    report.note("Remark", "Patrols went on in {street_burglary.period}.")
    assert capsys.readouterr().err == ""


def test_rules_that_need_no_figures_are_left_to_csp_check(
    report: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "12 patrols took place."
    report.say(text)
    assert capsys.readouterr().err == ""


def test_warnings_are_read_from_a_notebook_with_their_cell() -> None:
    stream = nbformat.v4.new_output("stream", name="stderr", text=f"other\n{LEAD}one\n")
    shown = nbformat.v4.new_output("stream", name="stdout", text="printed\n")
    cells = [nbformat.v4.new_markdown_cell("a"), nbformat.v4.new_code_cell("b", outputs=[shown, stream])]
    assert list(lines_to_the_analyst(nbformat.v4.new_notebook(cells=cells))) == [
        (2, "other"),
        (2, f"{LEAD}one"),
    ]
