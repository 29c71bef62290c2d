"""What is held and still in no figure of the partnership: names and places that lead nowhere."""

from __future__ import annotations

from csp_toolkit.blocks.model import Column, Display, Heading, Paragraph, Table
from csp_toolkit.frames import count_unplaced, load_unresolved_names
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.formats import write_share_of

RECORDED = "recorded_crime"
COLUMNS = (
    Column(label="Name as published"),
    Column(label="Police force"),
    Column(label="Quarters"),
    Column(label="Offences", numeric=True),
)


def show_unplaced(figures: Figures) -> Display:
    """Rows without a location or with an unknown one, and names of partnerships that no lookup has."""
    return Display(
        blocks=(
            Heading(text="Rows and names that could not be placed"),
            Paragraph(text=_describe_rows(figures)),
            *_names(figures),
        )
    )


def _describe_rows(figures: Figures) -> str:
    months = {*figures.period.months, *figures.baseline.months}
    held = [found for found in figures.street_months if found.month in months]
    force = figures.partnership.police_force.name
    if not held:
        return f"No police data of {force} are held for {figures.period.label} or {figures.baseline.label}."
    rows, without = (sum(f.rows for f in held), sum(f.without_location for f in held))
    unknown = count_unplaced(figures.store, figures.partnership, [f.month for f in held])
    return (
        f"Of {rows:,} rows of {force} in {figures.period.label} and {figures.baseline.label}, {without:,} "
        f"({write_share_of(without, rows)}) have no location. {unknown:,} lie in small areas that no lookup "
        "knows. They are in no partnership's figures."
    )


def _names(figures: Figures) -> list[Paragraph | Table]:
    if not figures.store.current(RECORDED):
        return []
    unresolved = load_unresolved_names(figures.store)
    if unresolved.empty:
        return [Paragraph(text="Every name of a partnership in the recorded crime tables was recognised.")]
    rows = tuple(
        (
            str(row.csp) or "no name",
            str(row.force),
            f"{row.first_quarter} to {row.last_quarter}",
            f"{row.count:,}",
        )
        for row in unresolved.itertuples(index=False)
    )
    caption = "Partnerships in the recorded crime tables that no lookup has"
    note = "Their offences are in no partnership's figures. Names are in the spelling they are compared in."
    return [Table(caption=caption, columns=COLUMNS, rows=rows, notes=(note,))]
