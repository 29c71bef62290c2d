"""How many figures are withheld from the audience and by which policy, and what rests on small numbers.

Never which: a cell that is withheld for its own size and one that would give it away are told apart nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from csp_toolkit.blocks.model import Column, Display, Heading, Paragraph, Table
from csp_toolkit.disclosure import Policy, get_policy
from csp_toolkit.indicators.catalogue import AUDIENCES, Indicator
from csp_toolkit.indicators.change import MINIMUM_BASE
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.formats import write_count_of

READERS = {"public": "the public", "partnership": "members of the partnership", "restricted": "named readers"}


@dataclass
class _Tally:
    """Of one policy: its indicators, and how many of their figures are shown and withheld."""

    indicators: set[str] = field(default_factory=set)
    shown: int = 0
    withheld: int = 0


def show_withheld(figures: Figures) -> Display:
    """A row for each policy in use, then how many figures are too small for a percentage."""
    tallies = _tally(figures)
    rows = tuple(
        (policy.rule, f"{len(t.indicators)}", f"{t.shown:,}", f"{t.withheld:,}")
        for policy, t in ((get_policy(name), tally) for name, tally in tallies.items())
    )
    columns = (
        Column(label="Rule"),
        Column(label="Indicators", numeric=True),
        Column(label="Figures shown", numeric=True),
        Column(label="Figures withheld", numeric=True),
    )
    periods = "the report's period, the one before it, and both years"
    table = Table(
        caption=f"Figures shown to and withheld from {READERS[figures.audience]}, by rule",
        columns=columns,
        rows=rows,
        notes=(
            f"Figures are those of each indicator for {periods}; those that nobody supplied are not counted.",
            "A figure is withheld for its own size, or because others could be worked out from it. "
            "Which of the two is never told.",
        ),
    )
    return Display(blocks=(Heading(text="Small numbers"), table, *_small_bases(figures)))


def _tally(figures: Figures) -> dict[str, _Tally]:
    tallies: dict[str, _Tally] = {}
    for indicator in figures.indicators:
        tally = tallies.setdefault(policy_of(figures, indicator), _Tally())
        tally.indicators.add(indicator.id)
        for result in figures.released(indicator).results.values():
            tally.withheld += result.status == "suppressed"
            tally.shown += result.has_value
    return dict(sorted(tallies.items(), key=lambda item: (-len(item[1].indicators), item[0])))


def policy_of(figures: Figures, indicator: Indicator) -> str:
    """The id of the policy in force: "withheld" where a supplier allowed fewer readers than there are."""
    allowed = AUDIENCES.index(figures.observations.sensitivity(indicator))
    beyond = allowed > AUDIENCES.index(figures.audience)
    return "withheld" if beyond else indicator.disclosure[figures.audience]


def _small_bases(figures: Figures) -> Iterator[Paragraph]:
    """Comparisons that are told as a difference alone."""
    tested = [c for c in figures.comparisons.values() if c.scale == "percent" and c.p_value is not None]
    small = [c for c in tested if c.percent_change is None]
    if tested:
        yield Paragraph(
            text=f"{len(small)} of {write_count_of(len(tested), 'comparison')} of counts rest on fewer than "
            f"{MINIMUM_BASE} events before. They have no percentage: the difference stands alone."
        )


def unconfirmed_policies(figures: Figures) -> list[Policy]:
    """The policies in use whose rule no person has yet read in its source."""
    used = {policy_of(figures, indicator) for indicator in figures.indicators}
    return [policy for policy in map(get_policy, sorted(used)) if not policy.confirmed]
