"""What is new since the quarter before: verdicts that changed, and months that stand out in this one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from csp_toolkit.blocks.model import Callout, Column, Display, Heading, Paragraph, Table
from csp_toolkit.frames import STREET
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.change import Comparison
from csp_toolkit.indicators.control_charts import ControlSignal, calculate_control_chart
from csp_toolkit.periods import Month
from csp_toolkit.report.evidence import compared_results, comparison_rows
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.formats import name_in_text, write_list
from csp_toolkit.report.notes import source_line

NOTE = (
    "The quarter before is worked out again from the data as they are now, so a revision can change what "
    "was said then. A verdict can also change because a figure near the limit moved a little."
)


@dataclass(frozen=True, slots=True)
class _Moved:
    """An indicator whose verdict is another than a quarter ago."""

    indicator: Indicator
    before: Comparison
    now: Comparison


def show_since_last_quarter(figures: Figures) -> Display:
    """Verdicts against the same quarter last year that changed, then newly marked months."""
    heading = Heading(text="New since last quarter")
    earlier = figures.before
    if earlier is None:
        text = f"{figures.period.label} is no quarter, so there is no quarter before it."
        return Display(blocks=(heading, Callout(title="No quarter before", text=text)))
    moved = list(_moved(figures, earlier))
    said = [Paragraph(text=_describe_signals(figures))]
    if not moved:
        same = Paragraph(text="No verdict differs from that of the quarter before.")
        return Display(blocks=(heading, same, *said))
    return Display(
        blocks=(heading, _table(figures, earlier, moved), *said),
        evidence=compared_results(c for one in moved for c in (one.before, one.now)),
        comparisons=comparison_rows(c for one in moved for c in (one.before, one.now)),
    )


def _moved(figures: Figures, earlier: Figures) -> Iterator[_Moved]:
    """Indicators with a figure in both quarters; what is counted once a year has nothing new to say."""
    before = earlier.comparisons
    for indicator in figures.indicators:
        now, then = figures.comparisons[indicator.id], before.get(indicator.id)
        if indicator.kind == "output" or then is None or now.current.period != figures.period:
            continue
        known = now.current.has_value and then.current.has_value
        if known and now.verdict != then.verdict:
            yield _Moved(indicator, then, now)


def _table(figures: Figures, earlier: Figures, moved: list[_Moved]) -> Table:
    return Table(
        caption=f"Verdicts that changed since {earlier.period.label}, {figures.partnership.name}",
        columns=(
            Column(label="Indicator"),
            Column(label=f"In {figures.period.label}"),
            Column(label=f"In {earlier.period.label}"),
        ),
        rows=tuple(
            (one.indicator.name, one.now.verdict.capitalize(), one.before.verdict.capitalize())
            for one in moved
        ),
        notes=("Each verdict is on the quarter against the same quarter a year before.", NOTE),
        source=source_line(figures),
    )


def _describe_signals(figures: Figures) -> str:
    """Street-level series that the control chart marks in a month of this quarter."""
    marked = [
        f"{name_in_text(indicator.name)} ({_words(signal)})"
        for indicator in figures.indicators
        if indicator.measure.dataset == STREET
        for signal in _new_signals(figures, indicator)
    ]
    if not marked:
        return "No month of the quarter stands out from the usual variation of its series."
    return f"Months of this quarter that stand out from the usual variation: {write_list(marked)}."


def _new_signals(figures: Figures, indicator: Indicator) -> list[ControlSignal]:
    """The signals that end in this quarter, of a series with enough points to judge by."""
    chart = calculate_control_chart(figures.monthly(indicator), breaks=figures.breaks(indicator))
    return [signal for signal in chart.signals if signal.last in figures.period.months]


def _words(signal: ControlSignal) -> str:
    side = "high or rising" if signal.direction == "up" else "low or falling"
    month = signal.last.name if isinstance(signal.last, Month) else signal.last.label
    return f"{side}, {month}"
