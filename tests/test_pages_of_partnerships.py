"""Each partnership's page holds its own figures, and never another's in their place."""

from __future__ import annotations

import re

import nbformat
import pytest

from csp_toolkit.areas import Partnership
from csp_toolkit.blocks.model import Display
from csp_toolkit.frames import load_partnerships
from csp_toolkit.parameters import PartnershipSettings
from csp_toolkit.periods import Quarter
from csp_toolkit.rendering import render_notebook_html
from csp_toolkit.report import Report
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.kinds import find_report
from csp_toolkit.store import Store


def page_of(displays: list[Display]) -> str:
    """The page of a notebook whose cells show these."""
    cells = []
    for number, display in enumerate(displays, start=1):
        data = display._repr_mimebundle_()
        output = nbformat.v4.new_output("execute_result", data, execution_count=number)
        cells.append(nbformat.v4.new_code_cell("show()", execution_count=number, outputs=[output]))
    return render_notebook_html(nbformat.v4.new_notebook(cells=cells))


@pytest.fixture(scope="module")
def reports(sample_store: Store) -> dict[str, Report]:
    """A report for each of the sample's partnerships, by name."""
    partnerships = load_partnerships(sample_store)
    return {partnership.name: report_for(sample_store, partnership) for partnership in partnerships}


def report_for(store: Store, partnership: Partnership) -> Report:
    figures = Figures(store, partnership, load_partnerships(store), Quarter(2024, 4))
    settings = PartnershipSettings(partnership=partnership.slug)
    return Report(find_report("quarterly_performance"), figures, settings)


def findings_of(report: Report) -> list[str]:
    return [
        item.text
        for block in report.key_findings().blocks
        if block.kind == "findings"
        for item in block.items
    ]


def test_each_of_the_14_pages_holds_its_own_findings_and_no_other_partnerships(
    reports: dict[str, Report],
) -> None:
    findings = {name: findings_of(report) for name, report in reports.items()}
    assert len(findings) == 14
    for name, report in reports.items():
        page = page_of([report.cover(), report.key_findings(), report.indicator_table("theft")])
        text = re.sub(r"\s+", " ", page)
        assert f"<title>Quarterly performance report: {name} Community Safety Partnership" in text
        assert all(finding in text for finding in findings[name]), name
        for other in findings.keys() - {name}:
            assert f"{other} Community Safety Partnership" not in text, (name, other)
            assert not any(finding in text for finding in findings[other]), (name, other)
