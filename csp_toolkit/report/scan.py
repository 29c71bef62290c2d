"""The scan of an assessment: every type of crime and disorder by level, trend, harm and comparator.

It gives evidence for what could be a priority, and no advice: which weighs most is the board's to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from csp_toolkit.blocks.model import Column, Display, Heading, Paragraph, Table
from csp_toolkit.frames import STREET
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.change import Comparison
from csp_toolkit.indicators.comparators import OTHER_DISTRICTS
from csp_toolkit.indicators.harm import HarmScore, calculate_harm
from csp_toolkit.indicators.harm_weights import HarmWeights, load_harm_weights
from csp_toolkit.indicators.results import Result
from csp_toolkit.report.comparison_tables import write_change
from csp_toolkit.report.evidence import comparison_rows, result_rows
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.formats import NOT_AVAILABLE, notes_for_shorthand, write_rate
from csp_toolkit.report.notes import source_line

TOTAL = "street_all_crime"
MOST_HARM = 3
"""The types with the largest share of harm that are named for it."""
ORDER = "Types stand in the order of their share of harm, then of their rate."


@dataclass(frozen=True, slots=True)
class _Scanned:
    """A type of crime or disorder and what is known of it; ``harm`` is its share, ``None`` without one."""

    indicator: Indicator
    result: Result
    change: Comparison
    beside: Comparison | None
    harm: float | None

    @property
    def evidence(self) -> list[str]:
        """What speaks for looking closer, each in a few words."""
        found = []
        if self.change.verdict == "clear rise":
            found.append("clear rise")
        if self.beside is not None and self.beside.verdict == "clear rise":
            found.append("clearly higher than in the other districts")
        return found


def show_scan(figures: Figures) -> Display:
    """One table of all types, then what of it speaks for looking closer."""
    weights = load_harm_weights()[0]
    score = _harm(figures, weights)
    scanned = _scan(figures, score, weights.confirmed)
    most = _most_harm(scanned)
    return Display(
        blocks=(
            Heading(text="All types side by side", level=3),
            _table(figures, scanned, _notes(weights, score)),
            Heading(text="What could be a priority, and why", level=3),
            Paragraph(text="This is evidence and no advice. Types without any of these marks are left out."),
            _evidence_table(figures, scanned, most),
        ),
        evidence=result_rows(one.result for one in scanned),
        comparisons=comparison_rows(c for one in scanned for c in (one.change, one.beside) if c is not None),
    )


def _scan(figures: Figures, score: HarmScore, confirmed: bool) -> list[_Scanned]:
    """Weights that nobody has confirmed order nothing: they would decide what looks like a priority."""
    harm = {share.category: share.share for share in score.shares} if confirmed else {}
    beside = figures.looks.areas.get(OTHER_DISTRICTS, {})
    found = [
        _Scanned(
            indicator,
            figures.own(indicator, figures.period),
            figures.comparisons[indicator.id],
            beside.get(indicator.id),
            harm.get(indicator.categories[0]),
        )
        for indicator in _types(figures)
    ]
    return sorted(found, key=lambda one: (-(one.harm or 0.0), -(one.result.value or 0.0), one.indicator.id))


def _types(figures: Figures) -> list[Indicator]:
    """The published types, without the total of all crime."""
    return [i for i in figures.indicators if i.measure.dataset == STREET and i.id != TOTAL]


def _harm(figures: Figures, weights: HarmWeights) -> HarmScore:
    counts: dict[str, int | None] = {}
    for indicator in _types(figures):
        counts[indicator.categories[0]] = figures.own(indicator, figures.period).numerator
    total = figures.own(figures.catalogue.get(TOTAL), figures.period)
    return calculate_harm(counts, total.denominator, weights)


def _most_harm(scanned: Sequence[_Scanned]) -> set[str]:
    return {one.indicator.id for one in scanned[:MOST_HARM] if one.harm}


def _notes(weights: HarmWeights, score: HarmScore) -> list[str]:
    if not weights.confirmed:
        return [ORDER, "No share of harm is given, as no confirmed set of harm weights is held."]
    named = f"Harm: {weights.name}, version {weights.version}, {weights.vintage}."
    return [ORDER, named, *score.remarks, *([f"No harm score: {score.reason}."] if score.reason else [])]


def _table(figures: Figures, scanned: Sequence[_Scanned], notes: Sequence[str]) -> Table:
    rows = tuple(_row(one) for one in scanned)
    columns = (
        Column(label="Type"),
        Column(label="Clear change?"),
        Column(label="Beside the other districts"),
        Column(label="Rate per 1,000 residents (95% interval)", numeric=True),
        Column(label="Change in rate (95% interval)", numeric=True),
        Column(label="Share of harm", numeric=True),
    )
    return Table(
        caption=f"All types of crime and disorder, {figures.partnership.name}, {figures.period.long_label}",
        columns=columns,
        rows=rows,
        notes=(*notes_for_shorthand([list(row) for row in rows]), *notes),
        source=source_line(figures),
    )


def _row(one: _Scanned) -> tuple[str, ...]:
    return (
        one.indicator.name,
        one.change.verdict.capitalize(),
        one.beside.words.capitalize() if one.beside else NOT_AVAILABLE,
        write_rate(one.result),
        write_change(one.change),
        f"{one.harm:.0%}" if one.harm is not None else NOT_AVAILABLE,
    )


def _evidence_table(figures: Figures, scanned: Sequence[_Scanned], most: set[str]) -> Table | Paragraph:
    """Types with at least one mark, those with most first."""
    marks: Mapping[str, list[str]] = {
        one.indicator.id: [
            *one.evidence,
            *(["among the three with the largest share of harm"] if one.indicator.id in most else []),
        ]
        for one in scanned
    }
    marked = sorted(
        (one for one in scanned if marks[one.indicator.id]), key=lambda o: -len(marks[o.indicator.id])
    )
    if not marked:
        return Paragraph(
            text="No type rose clearly, is clearly higher than elsewhere, or stands out by harm."
        )
    return Table(
        caption=f"Types with evidence for looking closer, {figures.partnership.name}",
        columns=(Column(label="Type"), Column(label="Evidence")),
        rows=tuple(
            (one.indicator.name, "; ".join(marks[one.indicator.id]).capitalize() + ".") for one in marked
        ),
        source=source_line(figures),
    )
