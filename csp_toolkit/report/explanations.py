"""How the figures are worked out and what each indicator counts, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from csp_toolkit.blocks.model import Column, Display, Heading, Paragraph, Table
from csp_toolkit.frames import STREET
from csp_toolkit.indicators.catalogue import Indicator, OffenceList
from csp_toolkit.indicators.change import DISPERSION_NOTE, METHOD_CAVEAT
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.formats import write_list


def show_methods(figures: Figures) -> Display:
    """How to read the figures, for people who do not do statistics."""
    texts = (
        "Rates are offences or incidents per 1,000 residents in the period, not made annual. "
        "They divide by the population estimate nearest the middle of the period.",
        "A change in rate compares offences per resident and day, as periods can differ in days and people. "
        "So it can differ a little from the change in the counts.",
        "A 95% interval is the range that the true rate or change plausibly lies in. "
        "It is wide when counts are small.",
        "A change is called clear when chance alone would rarely produce it. " + _describe_looks(figures),
        "No clear change means that the figures cannot tell a change from chance. "
        "It does not mean that nothing changed.",
        *_describe_dispersion(figures),
        "Counts are of offences placed in the partnership's area by its own police force. "
        "Crimes recorded by British Transport Police and rows without a location are not among them.",
    )
    return Display(
        blocks=(Heading(text="How the figures are worked out"), *(Paragraph(text=text) for text in texts))
    )


def _describe_looks(figures: Figures) -> str:
    looks = sum(comparison.p_value is not None for comparison in figures.looks.tested())
    if not looks:
        return "In this report no change could be tested."
    return (
        f"This report took {looks} looks, and the test allows for their number (Benjamini and Hochberg). "
        "All crime and anti-social behaviour, which every report tells, are judged by themselves."
    )


def _describe_dispersion(figures: Figures) -> list[str]:
    """Whether the tests allow for events that cluster, and for how many of them that could not be known."""
    tested = [c for c in figures.looks.tested() if c.p_value is not None and c.scale != "points"]
    unknown = [comparison for comparison in tested if comparison.caveat]
    texts = [DISPERSION_NOTE] if len(unknown) < len(tested) else []
    if unknown:
        start = f"For {len(unknown)} of {len(tested)} comparisons too little is held to estimate that."
        texts.append(f"{start} {METHOD_CAVEAT}")
    return texts


def show_definitions(figures: Figures) -> Display:
    """What each indicator counts, the codes of each list of offences once, then what to bear in mind."""
    street = [i for i in figures.indicators if i.measure.dataset == STREET]
    shown = [i for i in figures.indicators if i in street or _has_figure(figures, i)]
    blocks = (Heading(text="What the indicators count"), _definitions(shown), _remarks(street, shown))
    return Display(blocks=blocks)


def _has_figure(figures: Figures, indicator: Indicator) -> bool:
    comparison = figures.comparisons[indicator.id]
    return comparison.current.has_value or comparison.baseline.has_value


def _definitions(shown: Sequence[Indicator]) -> Table:
    lists = {i.offence_list.id: i.offence_list for i in shown if i.offence_list is not None}
    columns = (Column(label="Indicator"), Column(label="What it counts"))
    rows = tuple((indicator.name, _define(indicator)) for indicator in shown)
    notes = tuple(_describe_list(found) for found in lists.values())
    return Table(caption="What each indicator counts", columns=columns, rows=rows, notes=notes)


def _define(indicator: Indicator) -> str:
    """What is counted; by name the list of offences it rests on, which differ from place to place."""
    found = indicator.offence_list
    return indicator.definition if found is None else f"{indicator.definition} List: {found.id}."


def _describe_list(found: OffenceList) -> str:
    standing = "" if found.confirmed else ", not confirmed by the partnership"
    return f"List {found.id}, version {found.version}{standing}: codes {', '.join(found.codes)}."


def _remarks(street: Sequence[Indicator], shown: Sequence[Indicator]) -> Table:
    """A remark that several share stands once; what all of street-level crime share stands below."""
    shared = [c for c in street[0].caveats if all(c in i.caveats for i in street)]
    names: dict[str, list[str]] = {}
    for indicator in shown:
        remark = " ".join(caveat for caveat in indicator.caveats if caveat not in shared)
        names.setdefault(remark, []).append(indicator.name)
    rows = tuple((write_list(named), remark) for remark, named in names.items() if remark)
    columns = (Column(label="Indicators"), Column(label="Bear in mind"))
    return Table(
        caption="What to bear in mind about single indicators",
        columns=columns,
        rows=rows,
        notes=tuple(shared),
    )
