"""Key findings: what a member should know after one minute."""

from __future__ import annotations

from csp_toolkit.blocks.model import Display, Finding, Findings, Heading, Paragraph
from csp_toolkit.findings import describe_comparison, describe_many_looks
from csp_toolkit.indicators.change import Comparison
from csp_toolkit.report.evidence import compared_results, comparison_rows
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.formats import name_in_text, write_list
from csp_toolkit.report.looks import HEADLINES

STREET_IDS = "street_"
MOST_NAMED = 12
"""Names that a sentence lists; more are counted."""


def show_key_findings(figures: Figures) -> Display:
    """The headline figures, every clear change, then the names of what did not clearly change."""
    every = [c for c in figures.looks.tested(figures.comparisons) if _is_told(c)]
    chosen = [c for c in every if c.current.indicator_id in HEADLINES or _is_clear(c)]
    chosen.sort(key=lambda c: c.current.indicator_id not in HEADLINES)
    findings = [_finding(figures, comparison) for comparison in chosen]
    rest = [c for c in every if c not in chosen]
    return Display(
        blocks=(
            Heading(text="Key findings"),
            Findings(items=tuple(findings)),
            *(Paragraph(text=text) for text in _describe_rest(figures, rest)),
            *(Paragraph(text=text) for text in _describe_year(figures)),
            Paragraph(text=describe_many_looks(figures.looks.tested()).text),
        ),
        evidence=compared_results(figures.looks.tested()),
        comparisons=comparison_rows(figures.looks.tested()),
    )


def _is_told(comparison: Comparison) -> bool:
    """Whether there is a figure to speak of, or one that every reader expects."""
    return comparison.current.has_value or comparison.current.indicator_id.startswith(STREET_IDS)


def _is_clear(comparison: Comparison) -> bool:
    return comparison.verdict in ("clear rise", "clear fall")


def _finding(figures: Figures, comparison: Comparison) -> Finding:
    sentence = describe_comparison(comparison, figures.catalogue.get(comparison.current.indicator_id))
    return Finding(text=sentence.text, verdict=sentence.verdict)


def _describe_rest(figures: Figures, rest: list[Comparison]) -> list[str]:
    texts = []
    for verdict, text in (
        ("no clear change", "No clear change in {names}."),
        ("cannot say", "The data cannot say whether there was a change in {names}."),
    ):
        names = [_name_in_text(figures, c) for c in rest if c.verdict == verdict]
        if names:
            texts.append(text.format(names=_name_or_count(names)))
    return texts


def _name_or_count(names: list[str]) -> str:
    """The names where a reader can take them in, else how many there are."""
    if len(names) <= MOST_NAMED:
        return write_list(names)
    return f"{len(names)} other indicators, which the tables below name"


def _describe_year(figures: Figures) -> list[str]:
    """The clear changes of the twelve months in a sentence each; a table further on has their figures."""
    year = figures.twelve_months
    texts: list[str] = []
    if figures.period == year:
        return texts
    for verdict in ("clear rise", "clear fall"):
        names = [
            _name_in_text(figures, c)
            for c in figures.looks.tested(figures.yearly_comparisons)
            if c.verdict == verdict
        ]
        if names:
            texts.append(
                f"Over the {year.label}, against the 12 months before: {verdict} in {write_list(names)}."
            )
    return texts


def _name_in_text(figures: Figures, comparison: Comparison) -> str:
    return name_in_text(figures.catalogue.get(comparison.current.indicator_id).name)
