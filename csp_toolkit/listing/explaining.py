"""What ``csp explain`` prints of an indicator; the page of all indicators uses the same words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from csp_toolkit.disclosure.policies import get_policy
from csp_toolkit.indicators.catalogue import (
    AUDIENCES,
    Better,
    Break,
    Catalogue,
    Indicator,
    Kind,
    OffenceList,
    Select,
)

WIDTH, INDENT = 110, 14
BETTER: Mapping[Better, str] = {
    "lower": "a fall is better",
    "higher": "a rise is better",
    "neither": "neither: a rise can be good or bad",
}
KINDS: Mapping[Kind, str] = {
    "rate": "a rate: what happened for each so many people or homes",
    "count": "a count: how many there were",
    "proportion": "a proportion: a part of a whole, in percent",
    "output": "work done: a complete count, set against a target where the plan has one",
}
TESTED_COUNT = (
    "exact Poisson interval under 10, Byar's from 10; change by the exact conditional test, its interval by "
    "score, adjusted for many looks (docs/methods.md)"
)
METHODS: Mapping[Kind, str] = {
    "rate": TESTED_COUNT,
    "count": TESTED_COUNT,
    "proportion": (
        "Wilson's interval; change in percentage points with its score interval, adjusted for many looks; "
        "weighted surveys by their effective number (docs/methods.md)"
    ),
    "output": "no interval and no test, as nothing is left to chance; set against the plan's target",
}
NOT_CONFIRMED = "not confirmed yet"


def explain_indicator(catalogue: Catalogue, indicator_id: str) -> list[str]:
    """An indicator's entry in the catalogue, in lines. Raises ParameterError for an unknown id."""
    indicator = catalogue.get(indicator_id)
    lines = [f"{indicator.name} ({indicator.id}, version {indicator.version})"]
    for label, text in _describe(catalogue, indicator):
        lines += textwrap.wrap(
            text, WIDTH, initial_indent=f"  {label:<{INDENT - 2}}", subsequent_indent=" " * INDENT
        )
    return lines


def _describe(catalogue: Catalogue, indicator: Indicator) -> Iterator[tuple[str, str]]:
    yield "What", indicator.definition
    yield "Kind", KINDS[indicator.kind]
    yield "Unit", indicator.unit
    yield "Counted", indicator.numerator
    if indicator.denominator:
        yield "Divided by", indicator.denominator
    yield "Source", indicator.source
    yield "Rows", describe_rows(indicator)
    yield "Better", BETTER[indicator.better]
    yield "Theme", catalogue.theme(indicator.theme).name
    if names := name_priorities(catalogue, indicator):
        yield "Priorities", ", ".join(names)
    if indicator.offence_list:
        yield "Offences", describe_offence_list(indicator.offence_list)
    if indicator.against:
        yield "Against", f"the rate of {catalogue.get(indicator.against).name} ({indicator.against})"
    yield "Method", METHODS[indicator.kind]
    for audience in AUDIENCES:
        policy = get_policy(indicator.disclosure[audience])
        yield audience.capitalize(), f"{policy.rule} ({policy.id})"
    for caveat in indicator.caveats:
        yield "Caveat", caveat
    for found in indicator.breaks:
        yield "Break", describe_break(found)
    for fact in indicator.facts:
        yield "Fact" if fact.confirmed else "To confirm", f"{fact.text} Source: {fact.source}"


def describe_rows(indicator: Indicator) -> str:
    """Which rows of which dataset are added up, and of what a proportion is."""
    measure = indicator.measure
    text = f"{measure.dataset}, by {measure.step.replace('_', ' ')}: {_describe_select(measure.select)}"
    return f"{text}; of {_describe_select(measure.whole)}" if measure.whole else text


def _describe_select(select: Select) -> str:
    return ", ".join(f"{column} {' + '.join(values)}" for column, values in select.items())


def name_priorities(catalogue: Catalogue, indicator: Indicator) -> list[str]:
    """The names of the subjects of plans that an indicator bears on."""
    return [priority.name for priority in catalogue.priorities if priority.id in indicator.priorities]


def describe_offence_list(found: OffenceList) -> str:
    """A list's id, version and codes with their words, and whether a person has confirmed it."""
    offences = ", ".join(f"{code} {words}" for code, words in found.offences.items())
    state = "confirmed" if found.confirmed else NOT_CONFIRMED
    return f"{found.id}, version {found.version}, {state}: {offences}"


def describe_break(found: Break) -> str:
    """Between which months a series changed, why, and where that was seen."""
    where = f" ({', '.join(found.forces)})" if found.forces else ""
    return f"after {found.after.long_label}, before {found.before.long_label}{where}: {found.reason}"
