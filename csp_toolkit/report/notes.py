"""What stands under tables and charts: their source, and what a reader should know about their figures."""

from __future__ import annotations

from collections.abc import Sequence

from csp_toolkit.findings import explain_doubt
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.change import MINIMUM_BASE, Comparison
from csp_toolkit.periods import Period
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.formats import write_date, write_list

CHANGES = "Changes"
INTERVALS = "Intervals"
COMPLETE = "Work done is counted in full: it has no interval, and chance plays no part in it."
CHANGES_OF_RATES = "Changes are of rates."
CHANGE_OF_RATE = "Where a rate is shown, the change is that of the rate, and of a count that of the count."
SMALL_BASE = (
    f"Where the earlier count is under {MINIMUM_BASE}, a percentage would mislead: "
    "the difference stands alone."
)


def notes_on_changes(
    indicators: Sequence[Indicator], comparisons: Sequence[Comparison], current: Period, baseline: Period
) -> list[str]:
    """The notes of a table of comparisons, general ones first; each only where a row needs it."""
    said = [c for c in comparisons if c.verdict != "cannot say"]
    notes = []
    if any(c.per_day and c.scale == "percent" for c in said) and current.days != baseline.days:
        days = f"{current.days} days against {baseline.days}"
        notes.append(f"{CHANGES} from {baseline.long_label} to {current.long_label} allow for {days}.")
    if any(c.percent_change is None and c.scale == "percent" for c in said):
        notes.append(SMALL_BASE)
    reasons = {c.reason for c in comparisons if c.verdict == "cannot say"}
    notes.extend(f"Cannot say: {reason}." for reason in sorted(reasons))
    notes.extend(_methods(indicators, comparisons))
    return [*notes, *_remarks(indicators, comparisons)]


def _methods(indicators: Sequence[Indicator], comparisons: Sequence[Comparison]) -> list[str]:
    """By which methods figures have their intervals: "Intervals of rates and counts: Byar."."""
    used: dict[str, set[str]] = {}
    for indicator, comparison in zip(indicators, comparisons, strict=True):
        if comparison.current.method:
            kind = "shares" if indicator.kind == "proportion" else "rates and counts"
            used.setdefault(kind, set()).add(comparison.current.method)
    return [f"{INTERVALS} of {kind}: {' or '.join(sorted(methods))}." for kind, methods in used.items()]


def _remarks(indicators: Sequence[Indicator], comparisons: Sequence[Comparison]) -> list[str]:
    """What should be known about single verdicts, such as a break that may lie between two periods."""
    names: dict[str, list[str]] = {}
    for indicator, comparison in zip(indicators, comparisons, strict=True):
        doubt = explain_doubt(comparison)
        reason = comparison.reason if comparison.verdict != "cannot say" else ""
        caveat = f"{comparison.caveat}, so it is too narrow." if comparison.caveat else ""
        for text in (doubt, f"{reason[:1].upper()}{reason[1:]}." if reason else "", caveat):
            if text:
                names.setdefault(text, []).append(indicator.name)
    return [f"{write_list(named)}: {_readable(text[0].lower() + text[1:])}" for text, named in names.items()]


def _readable(text: str) -> str:
    """A reason that was put together from parts, with its verb."""
    return text.replace(" count rounded to", " is a count rounded to").replace(
        " counts rounded to", " rests on counts rounded to"
    )


def source_line(figures: Figures) -> str:
    """The line under every table and chart; made-up data are never put in a publisher's mouth."""
    if figures.synthetic:
        return f"SYNTHETIC data in the publishers' formats. As at {write_date(figures.data_as_at)}."
    police = ["Home Office, data.police.uk"] if figures.street_months else []
    people = ["ONS population"] if not figures.population.empty else []
    return f"{'; '.join([*police, *people]) or 'No data held'}. Data as at {write_date(figures.data_as_at)}."
