"""What was done to test the changes of this report: looks, their correction, how uneven events come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from csp_toolkit.blocks.model import Column, Display, Heading, Paragraph, Table
from csp_toolkit.indicators.change import SIGNIFICANCE, Comparison
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.formats import write_count_of, write_list

UNEVEN = 1.05
"""Up to here a dispersion is that of independent events, to one decimal."""
COLUMNS = (
    Column(label="Indicator"),
    Column(label="Times as uneven as chance", numeric=True),
    Column(label="Interval wider by", numeric=True),
)
UNDER_QUASI = "The variance of the counts in units of their mean, once level and season are taken out."


def show_method_notes(figures: Figures) -> Display:
    """How many looks were taken and what they changed, then the dispersion of each indicator."""
    return Display(
        blocks=(
            Heading(text="How the tests were done"),
            *(Paragraph(text=text) for text in _looks(figures.looks.tested())),
            *_dispersions(figures),
            *_methods(figures),
        )
    )


def _looks(tested: Sequence[Comparison]) -> Iterator[str]:
    """How many comparisons were tested, and how many verdicts the correction for their number changed."""
    made = [comparison for comparison in tested if comparison.p_value is not None]
    if not made:
        yield "No change could be tested."
        return
    alone = sum((comparison.p_value or 1) < SIGNIFICANCE for comparison in made)
    clear = sum(comparison.verdict.startswith("clear") for comparison in made)
    yield (
        f"This report tests {write_count_of(len(made), 'comparison')}. Each test alone would call {alone} "
        f"clear. Allowing for their number leaves {clear}."
    )
    untold = len(tested) - len(made)
    if untold:
        yield f"Nothing can be said of {write_count_of(untold, 'more comparison')}: a figure is not there."


def _dispersions(figures: Figures) -> Iterator[Paragraph | Table]:
    """The indicators whose events come more unevenly than chance, the most uneven first."""
    every = [c for c in figures.comparisons.values() if c.scale == "percent" and c.p_value is not None]
    known = [c for c in every if c.dispersion is not None]
    uneven = sorted((c for c in known if (c.dispersion or 1) > UNEVEN), key=_order)
    if uneven:
        yield Table(
            caption="How unevenly events come, where it is more than by chance alone",
            columns=COLUMNS,
            rows=tuple(_row(figures, comparison) for comparison in uneven),
            notes=(UNDER_QUASI, "Estimated from earlier months or quarters of the same series."),
        )
    even, unknown = len(known) - len(uneven), len(every) - len(known)
    if even:
        yield Paragraph(
            text=f"{write_count_of(even, 'other indicator')} came as evenly as chance would have it."
        )
    if unknown:
        yield Paragraph(
            text=f"For {write_count_of(unknown, 'indicator')} too little is held to know. "
            "Their intervals are as narrow as chance alone would make them, and so too narrow."
        )


def _order(comparison: Comparison) -> tuple[float, str]:
    return -(comparison.dispersion or 1), comparison.current.indicator_id


def _row(figures: Figures, comparison: Comparison) -> tuple[str, ...]:
    phi = comparison.dispersion or 1
    wider = 100 * (phi**0.5 - 1)
    name = figures.catalogue.get(comparison.current.indicator_id).name
    return name, f"{phi:.1f}", f"about {wider:.0f}%"


def _methods(figures: Figures) -> Iterator[Paragraph]:
    """Which methods gave the intervals of the report's own period, and of how many figures each."""
    used = Counter(c.current.method for c in figures.comparisons.values() if c.current.method)
    if used:
        counted = [f"{method} ({number:,})" for method, number in sorted(used.items())]
        yield Paragraph(text=f"Methods of the intervals, and of how many figures: {write_list(counted)}.")
