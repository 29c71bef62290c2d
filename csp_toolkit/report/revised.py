"""What publishers and suppliers have changed, and which figures may still change.

Only counts that the audience may see are told: of what partners supply it is said that a figure moved, and
by how much only where the indicator is openly published. A difference of two small numbers gives both away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csp_toolkit.blocks.model import Column, Display, Heading, Paragraph, Table
from csp_toolkit.coverage import SETTLING, provisional_slices, read_periods
from csp_toolkit.number_format import MINUS, write_signed_percent
from csp_toolkit.report.data_held import FROM_PARTNERS, SliceKey, concerns
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.formats import notes_for_shorthand, write_count_of, write_date
from csp_toolkit.report.looks import OPEN
from csp_toolkit.report.withheld import policy_of
from csp_toolkit.revisions import Revision, find_revisions

MOST_ROWS = 25
"""Changes that are listed, the largest first; the rest are summed up in a sentence."""
COLUMNS = (
    Column(label="What"),
    Column(label="For"),
    Column(label="Before", numeric=True),
    Column(label="Now", numeric=True),
    Column(label="Change", numeric=True),
    Column(label="Known since"),
)


def show_revisions(figures: Figures) -> Display:
    """Figures of the report's months that came again with another value, then those that still may."""
    moved = find_moved(figures)
    return Display(
        blocks=(
            Heading(text="Revised and provisional figures"),
            Heading(text="Revised", level=3),
            *_revised(figures, moved),
            Heading(text="Provisional", level=3),
            *_provisional(figures),
        )
    )


def find_moved(figures: Figures) -> list[Revision]:
    """Every change in a period that the report's comparisons rest on, the largest first within a dataset."""
    found = [
        revision
        for revision in find_revisions(figures.store)
        if concerns(figures, revision.dataset, revision.slice) and _is_looked_at(figures, revision.slice)
    ]
    return sorted(found, key=lambda r: (r.dataset, -abs(r.difference), r.slice, r.keys))


def _is_looked_at(figures: Figures, key: SliceKey) -> bool:
    """Whether a slice's period lies in the months drawn, or shares some with them."""
    period = read_periods([key[-1]]).get(key[-1])
    return period is None or not set(period.months).isdisjoint(figures.months)


def _revised(figures: Figures, moved: Sequence[Revision]) -> Iterator[Paragraph | Table]:
    span = f"{figures.months[0].long_label} to {figures.months[-1].long_label}"
    if not moved:
        yield Paragraph(text=f"No figure for {span} was published again with another value.")
        return
    first = min(revision.to_as_at for revision in moved)
    yield Paragraph(
        text=f"{write_count_of(len(moved), 'figure')} for {span} changed in files known since "
        f"{write_date(first)}. The report uses the newest."
    )
    shown = [revision for revision in moved if _may_show(figures, revision)]
    hidden = len(moved) - len(shown)
    rows = [_row(figures, revision) for revision in shown[:MOST_ROWS]]
    left = len(shown) - len(rows)
    if rows:
        notes = [*notes_for_shorthand([list(row) for row in rows])]
        notes.append("Counts are of the whole area that a file is about, such as a police force.")
        if left:
            notes.append(f"{write_count_of(left, 'smaller change')} of these files are left out here.")
        yield Table(
            caption="Figures that were published again", columns=COLUMNS, rows=tuple(rows), notes=tuple(notes)
        )
    if hidden:
        yield Paragraph(
            text=f"{write_count_of(hidden, 'figure')} that partners supplied also changed. By how much is "
            "not told, as small numbers could be worked out from it."
        )


def _may_show(figures: Figures, revision: Revision) -> bool:
    """Whether the audience may see both counts: published for everyone, or open by the indicator's rule.

    A part of a partner's figure is never shown, as no indicator's rule may speak of it, nor is one of which
    its supplier holds anything back.
    """
    if revision.dataset not in FROM_PARTNERS:
        return True
    if revision.dataset != "partner_return":
        return False
    name = revision.slice[1]
    using = [i for i in figures.catalogue if name in i.measure.select.get("indicator_id", ())]
    if any(value for column, value in revision.keys if column.startswith("breakdown")):
        return False
    return bool(using) and all(
        policy_of(figures, indicator) == OPEN and figures.observations.sensitivity(indicator) == "public"
        for indicator in using
    )


def _row(figures: Figures, revision: Revision) -> tuple[str, ...]:
    titles = {edition.id: edition.title for edition in figures.store.editions}
    part = ", ".join(value for _, value in revision.keys if value)
    sign = MINUS if revision.difference < 0 else "+"
    percent = f" ({write_signed_percent(revision.percent, 1)})" if revision.percent else ""
    change = f"{sign}{abs(revision.difference):,}{percent}" if revision.difference else "moved within"
    return (
        f"{titles[revision.to_edition]}{f': {part}' if part else ''}",
        " ".join(revision.slice),
        f"{revision.old:,}",
        f"{revision.new:,}",
        change,
        write_date(revision.to_as_at),
    )


def _provisional(figures: Figures) -> Iterator[Paragraph]:
    """By dataset, how many of the periods looked at may still change, and by which rule."""
    said = False
    for dataset in sorted({edition.dataset for edition in figures.store.editions}):
        held = [k for k in figures.store.current(dataset) if concerns(figures, dataset, k)]
        looked_at = [key for key in held if _is_looked_at(figures, key)]
        early = provisional_slices(figures.store, dataset).keys() & set(looked_at)
        if early:
            said = True
            what = "figures" if dataset in FROM_PARTNERS else "periods"
            title = figures.store.of_dataset(dataset)[-1].title
            yield Paragraph(text=f"{title}: {len(early)} of {len(looked_at)} {what}. {_why(dataset)}")
    if not said:
        yield Paragraph(text="No figure that this report rests on is marked or taken as provisional.")


def _why(dataset: str) -> str:
    if dataset not in SETTLING:
        return "Their suppliers marked figures in them as provisional."
    rule = SETTLING[dataset]
    reason = rule.reason[0].upper() + rule.reason[1:]
    return f"They were known less than {rule.months} months after their period. {reason}."
