"""Every report of the sample through axe: on desk and phone, in light and dark, with everything open."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

REPORTS = (
    "quarterly_performance",
    "strategic_assessment",
    "annual_delivery_plan",
    "hwb_report",
    "data_quality",
)
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 740}

RUN = """async options => (await axe.run(document, {resultTypes: ['violations'], preload: false, ...options}))
  .violations.map(rule => `${rule.id} (${rule.nodes.length}): ${rule.nodes[0].html.slice(0, 160)}`)"""
EVERYTHING_BUT_CONTRAST = {"rules": {"color-contrast": {"enabled": False}}}
CONTRAST = {"runOnly": ["color-contrast"]}
FEWER_ROWS = "document.querySelectorAll('tbody tr:nth-child(n+6)').forEach(row => row.remove())"
"""Contrast is worked out cell by cell, and the rows of a table look alike: five of each tell of all."""
NO_DRAWINGS = "document.querySelectorAll('svg > *').forEach(part => part.remove())"
"""Charts are drawn in the same colours on every screen and in the dark, so one look at them is enough."""


def violations(browser: Any, file: Path, viewport: dict[str, int], scheme: str) -> list[str]:
    """What axe finds, each rule with the first element that breaks it."""
    script = pytest.importorskip("axe_playwright_python.base", reason="axe is not installed").AXE_SCRIPT
    # The page's policy would keep axe itself out.
    context = browser.new_context(viewport=viewport, color_scheme=scheme, bypass_csp=True)
    try:
        page = context.new_page()
        page.goto(file.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        page.evaluate(script)
        found: list[str] = page.evaluate(RUN, EVERYTHING_BUT_CONTRAST)
        page.evaluate(FEWER_ROWS)
        if (viewport, scheme) != (DESKTOP, "light"):
            page.evaluate(NO_DRAWINGS)
        return found + list(page.evaluate(RUN, CONTRAST))
    finally:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("report", REPORTS)
def test_axe_finds_nothing_in_any_report(
    browser: Any, sample_reports: Mapping[str, Path], report: str, viewport: dict[str, int], scheme: str
) -> None:
    assert violations(browser, sample_reports[report] / "report.html", viewport, scheme) == []


def test_axe_would_find_faults_in_a_report(
    browser: Any, sample_reports: Mapping[str, Path], tmp_path: Path
) -> None:
    page = (sample_reports["hwb_report"] / "report.html").read_text(encoding="utf-8")
    spoilt = page.replace('lang="en-GB"', "", 1).replace(
        "</main>", '<p style="color:#999">Grey</p></main>', 1
    )
    file = tmp_path / "report.html"
    file.write_text(spoilt, encoding="utf-8")
    found = [rule.split(" ")[0] for rule in violations(browser, file, DESKTOP, "light")]
    assert found == ["html-has-lang", "color-contrast"]
