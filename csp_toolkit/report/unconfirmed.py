"""What a person has still to look up before it is printed as fact: facts behind indicators, and rules."""

from __future__ import annotations

from collections.abc import Iterator

from csp_toolkit.blocks.model import Callout, Column, Display, Heading, Table
from csp_toolkit.coverage import SETTLING
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.withheld import unconfirmed_policies

COLUMNS = (Column(label="To be confirmed"), Column(label="It bears on"), Column(label="Where it comes from"))


def show_unconfirmed(figures: Figures) -> Display:
    """Every fact that an indicator of the report rests on and nobody has confirmed, and every rule."""
    heading = Heading(text="Facts still to be confirmed")
    rows = [*_facts(figures), *_policies(figures), *_settling(figures)]
    if not rows:
        text = "Every fact behind these figures was looked up in its source."
        return Display(blocks=(heading, Callout(title="Nothing to confirm", text=text)))
    table = Table(
        caption=f"What a person has still to look up, for {figures.partnership.name}",
        columns=COLUMNS,
        rows=tuple(rows),
        notes=("Figures that rest on these are shown all the same. Confirm a fact in the catalogue.",),
    )
    return Display(blocks=(heading, table))


def _facts(figures: Figures) -> Iterator[tuple[str, str, str]]:
    """Each fact once, with all the indicators that rest on it."""
    found: dict[tuple[str, str], list[str]] = {}
    for indicator in figures.indicators:
        for fact in indicator.facts:
            if not fact.confirmed:
                found.setdefault((fact.text, fact.source), []).append(indicator.name)
        listed = indicator.offence_list
        if listed and not listed.confirmed:
            text = f"{listed.name}: the list of offences, version {listed.version}."
            found.setdefault((text, listed.source), []).append(indicator.name)
    for (text, source), names in found.items():
        yield text, "; ".join(dict.fromkeys(names)), source


def _policies(figures: Figures) -> Iterator[tuple[str, str, str]]:
    for policy in unconfirmed_policies(figures):
        yield policy.rule, "Which small numbers are withheld", policy.source


def _settling(figures: Figures) -> Iterator[tuple[str, str, str]]:
    """Rules by which figures count as provisional; those of one wording once."""
    held = {edition.dataset: edition.title for edition in figures.store.editions}
    found: dict[tuple[int, str], list[str]] = {}
    for dataset, rule in SETTLING.items():
        if dataset in held and "to be confirmed" in rule.source:
            found.setdefault((rule.months, rule.source), []).append(held[dataset])
    for (months, source), titles in found.items():
        text = f"Figures are provisional for {months} months after their period."
        yield text, "; ".join(titles), source[0].upper() + source[1:] + "."
