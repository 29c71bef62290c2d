"""Data quality: what the figures rest on, and what is missing, odd or broken in it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from csp_toolkit.blocks.model import Callout, Column, Display, Heading, Paragraph, Table
from csp_toolkit.frames import StreetMonth, count_unplaced
from csp_toolkit.indicators.availability import describe_gap, find_gaps
from csp_toolkit.indicators.rates import find_populations
from csp_toolkit.periods import FinancialYear, Month, Quarter
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.formats import NOT_AVAILABLE, notes_for_shorthand, write_date, write_list
from csp_toolkit.report.kinds import find_report
from csp_toolkit.store import Edition


def show_data_quality(figures: Figures) -> Display:
    """Coverage in words, a table of the report's months, and breaks in series."""
    return Display(
        blocks=(
            Heading(text="Data quality"),
            Paragraph(text=_describe_coverage(figures)),
            *_doubts(figures),
            _month_table(figures),
            *_break_notes(figures),
            *_population_note(figures),
            Paragraph(text=describe_further(figures)),
        )
    )


def show_police_months(figures: Figures) -> Display:
    """The police data month by month, and the months whose counts are probably too low."""
    return Display(
        blocks=(
            Heading(text="Police data month by month"),
            Paragraph(text=_describe_coverage(figures)),
            *_doubts(figures),
            _month_table(figures),
            *_population_note(figures),
        )
    )


def show_breaks(figures: Figures) -> Display:
    """Where series were broken in the months drawn, so that figures on either side cannot be compared."""
    none = Paragraph(text=f"No break is known in any series from {figures.months[0].long_label} on.")
    return Display(blocks=(Heading(text="Breaks in series"), *(_break_notes(figures) or (none,))))


def describe_further(figures: Figures) -> str:
    """Where a reader finds the rest: of a financial year in the report on its last quarter."""
    period = figures.period
    if isinstance(period, FinancialYear):
        period = Quarter(period.start_year, 4)
    title = find_report("data_quality").title
    return (
        f"The {title[0].lower()}{title[1:]} for {period.label} says more: what is held, revised, late or "
        "withheld, and how the tests were done."
    )


def _describe_coverage(figures: Figures) -> str:
    supplied = {found.month for found in figures.street_months}
    force = figures.partnership.police_force.name
    window = f"{figures.months[0].long_label} to {figures.months[-1].long_label}"
    missing = [month for month in figures.months if month not in supplied]
    if not missing:
        return f"Police data for {force} are held for every month from {window}."
    runs = [describe_gap(gap) for gap in find_gaps(missing)]
    return (
        f"Of the {len(figures.months)} months from {window}, police data for {force} are missing for "
        f"{len(missing)}: {write_list(runs)}. A missing month is never counted as zero."
    )


def _month_table(figures: Figures) -> Table:
    """The months of this quarter and the one it is compared with, each with its oddities."""
    by_month = {found.month: found for found in figures.street_months}
    months = (*figures.baseline.months, *figures.period.months)
    rows = [_month_row(month, by_month.get(month)) for month in months]
    columns = (
        Column(label="Month"),
        Column(label="Rows supplied", numeric=True),
        Column(label="Rows that could not be read", numeric=True),
        Column(label="Rows without a location", numeric=True),
        Column(label="Repeated crime ids", numeric=True),
        Column(label="Area codes"),
    )
    unplaced = count_unplaced(figures.store, figures.partnership, months)
    return Table(
        caption=f"Police data held for {figures.partnership.police_force.name}, all partnerships",
        columns=columns,
        rows=tuple(tuple(row) for row in rows),
        notes=(
            *notes_for_shorthand(rows),
            "Rows without a location belong to no partnership and are in no count. "
            "A repeated crime id is counted as often as it is supplied.",
            f"{unplaced:,} rows of these months lie in small areas that the ONS lookups do not know.",
        ),
    )


def _month_row(month: Month, found: StreetMonth | None) -> list[str]:
    if found is None:
        return [month.long_label, *[NOT_AVAILABLE] * 5]
    share = found.without_location / found.rows
    return [
        month.long_label,
        f"{found.rows:,}",
        f"{found.edition.rejected:,}",
        f"{found.without_location:,} ({share:.1%})",
        f"{found.repeated_crime_ids:,}",
        found.edition.vintage,
    ]


def _doubts(figures: Figures) -> list[Callout]:
    """Months whose counts are probably too low, and why."""
    if not figures.doubtful_months:
        return []
    text = (
        f"{'. '.join(figures.doubtful_months.values())}. Figures that rest on these months are provisional."
    )
    return [Callout(tone="warning", title="Some months look incomplete", text=text)]


def _break_notes(figures: Figures) -> list[Callout]:
    """The catalogue's breaks that touch the months drawn: figures before and after cannot be compared.

    One callout for each break, whatever number of indicators it touches.
    """
    names: dict[str, list[str]] = {}
    for indicator in figures.indicators:
        for gap in figures.breaks(indicator):
            if gap.before > figures.months[0] and gap.after < figures.months[-1]:
                text = f"{gap.reason[0].upper()}{gap.reason[1:]}. {gap.source}"
                names.setdefault(text, []).append(indicator.name)
    return [
        Callout(title=f"Break in the series: {write_list(named)}", text=text) for text, named in names.items()
    ]


def _population_note(figures: Figures) -> list[Paragraph]:
    """Which populations the rates divide by, for this quarter and the one before, and how old they are."""
    now, then = (
        find_populations(figures.population, p).get(figures.area.code)
        for p in (figures.period, figures.baseline)
    )
    if now is None or then is None:
        return []
    text = f"Rates divide by {now.people:,} residents, the figure for {write_date(now.reference_date)}"
    if then != now:
        text += f", and for {figures.baseline.label} by {then.people:,}, "
        text += f"the figure for {write_date(then.reference_date)}"
    years = abs((figures.period.start - now.reference_date).days) / 365.25
    old = f" That is {years:.0f} years from the period, so rates are less certain than they look."
    return [Paragraph(text=f"{text}.{old if years > 1.5 else ''}")]


def show_sources(figures: Figures, further: Sequence[Edition] = ()) -> Display:
    """The datasets behind the report: files, rows, publisher, licence, as-at date.

    ``further`` are editions that it rests on beside those of its figures.
    """
    datasets = groupby([*figures.editions, *further], key=lambda edition: edition.dataset)
    rows = [_source_row(list(editions)) for _, editions in datasets]
    columns = (
        Column(label="Dataset"),
        Column(label="Publisher"),
        Column(label="Licence"),
        Column(label="Files", numeric=True),
        Column(label="Rows", numeric=True),
        Column(label="Latest as at"),
    )
    note = (
        "Each figure in results.csv names the editions it was computed from, lookups included. Of what "
        "partners supply it names the dataset alone, as an edition's id could confirm a guess at a number."
    )
    table = Table(caption="Data that this report rests on", columns=columns, rows=tuple(rows), notes=(note,))
    return Display(blocks=(Heading(text="Sources"), table))


def _source_row(editions: Sequence[Edition]) -> tuple[str, ...]:
    first = editions[0]
    rows = sum(edition.rows for edition in editions)
    latest = write_date(max(edition.as_at for edition in editions))
    return (first.title, first.publisher, first.licence, f"{len(editions):,}", f"{rows:,}", latest)
