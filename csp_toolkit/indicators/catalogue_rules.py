"""What the fields of an indicator must mean together: each rule yields the key at fault and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from csp_toolkit.indicators.catalogue import Indicator, Kind, Select, snake_case

MOST_WORDS = {"name": 5, "caveats": 24, "reason": 24}
"""Texts that stand in the sentences of findings, and how long they may be for these to stay readable."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What a dataset is selected by: columns that are needed, one of several, others, and its steps."""

    needed: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


COLUMNS: Mapping[str, Columns] = {
    "police_uk_street": Columns(needed=("category",), steps=("month",)),
    "transport_police": Columns(needed=("category",), steps=("month",)),
    "recorded_crime": Columns(
        one_of=("offence_code", "offence_subgroup", "offence_group"), steps=("quarter",)
    ),
    "fire_incidents": Columns(
        needed=("kind",), allowed=("incident_type", "dwelling_fire"), steps=("quarter", "financial_year")
    ),
    "partner_return": Columns(
        needed=("indicator_id",),
        allowed=("breakdown", "breakdown_value", "measure"),
        steps=("month", "quarter", "financial_year", "snapshot"),
    ),
    "resident_survey": Columns(
        needed=("question", "answer"), allowed=("survey",), steps=("quarter", "snapshot")
    ),
}
OWN_WHOLE = ("partner_return", "resident_survey")
"""Datasets that can give the denominator of a proportion beside its numerator."""
MULTIPLIERS: Mapping[Kind, int] = {"proportion": 100, "count": 1, "output": 1}

Fault = tuple[str, str]
"""The key at fault, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Known:
    """The ids that an indicator can name."""

    themes: Sequence[str]
    priorities: Sequence[str]
    policies: Sequence[str]


def check_indicator(indicator: Indicator, known: Known) -> Iterator[Fault]:
    """Every fault of one indicator that no single field shows."""
    yield from _check_named(indicator, known)
    yield from _check_words(indicator)
    yield from _check_kind(indicator)
    yield from _check_measure(indicator)
    yield from _check_texts(indicator)


def _check_named(indicator: Indicator, known: Known) -> Iterator[Fault]:
    if indicator.theme not in known.themes:
        yield "theme", f'theme "{indicator.theme}" of {indicator.id} is not a theme'
    for priority in indicator.priorities:
        if priority not in known.priorities:
            yield "priorities", f'priority "{priority}" of {indicator.id} is not a priority'
    for audience, policy in indicator.disclosure.items():
        if policy not in known.policies:
            yield "disclosure", f'"{policy}" for {audience} of {indicator.id} is not a disclosure policy'


def _check_words(indicator: Indicator) -> Iterator[Fault]:
    if indicator.id != snake_case(indicator.id):
        yield "id", f'"{indicator.id}" is not an id: write {snake_case(indicator.id)}'
    if not indicator.numerator.endswith("s"):
        yield "numerator", f"the numerator of {indicator.id} is not a plural ending in s"


def _check_kind(indicator: Indicator) -> Iterator[Fault]:
    kind, name = indicator.kind, indicator.id
    if kind == "rate" and not indicator.per:
        yield "per", f'{name} is a rate and has no "per"'
    if kind != "rate" and indicator.per:
        yield "per", f'{name} is no rate and cannot be "per" {indicator.per}'
    if indicator.multiplier != MULTIPLIERS.get(kind, indicator.multiplier):
        yield "multiplier", f"the multiplier of {name} is {MULTIPLIERS[kind]}, as it is no rate"
    if kind != "rate" and bool(indicator.denominator) != (kind == "proportion"):
        yield "denominator", f"{name} is a {kind}: proportions say of what, counts and outputs are of nothing"
    if indicator.measure.whole and kind != "proportion":
        yield "whole", f'{name} has a "whole" and is no proportion'
    own_whole = indicator.measure.dataset in OWN_WHOLE
    if kind == "proportion" and not indicator.measure.whole and not own_whole:
        yield "whole", f"{name} is a proportion of nothing: say which rows are its whole"


def _check_measure(indicator: Indicator) -> Iterator[Fault]:
    measure, name = indicator.measure, indicator.id
    columns = COLUMNS[measure.dataset]
    if measure.step not in columns.steps:
        yield "step", f"{measure.dataset} does not come by {measure.step}, as {name} has it"
    yield from _check_select(measure.select, columns, "select", name)
    if measure.whole:
        yield from _check_select(measure.whole, columns, "whole", name)


def _check_select(select: Select, columns: Columns, key: str, name: str) -> Iterator[Fault]:
    known = {*columns.needed, *columns.one_of, *columns.allowed}
    for column, values in select.items():
        if column not in known:
            yield key, f'{name} cannot select by "{column}": known are {", ".join(sorted(known))}'
        if len(set(values)) != len(values):
            yield key, f'{name} selects a value of "{column}" twice'
    for column in columns.needed:
        if column not in select:
            yield key, f'{name} does not select by "{column}"'
    if columns.one_of and len(set(columns.one_of) & set(select)) != 1:
        yield key, f"{name} selects by exactly one of {', '.join(columns.one_of)}"
    if ("breakdown" in select) != ("breakdown_value" in select):
        yield key, f"{name} selects a breakdown without its value, or the other way round"


def _check_texts(indicator: Indicator) -> Iterator[Fault]:
    texts = [("name", indicator.name), *(("caveats", text) for text in indicator.caveats)]
    for key, text in [*texts, *(("reason", found.reason) for found in indicator.breaks)]:
        if len(text.split()) > MOST_WORDS[key]:
            yield key, f'"{text}" is longer than {MOST_WORDS[key]} words'
        if ";" in text:
            yield key, f'"{text}" holds a semicolon, which separates reasons'
    for key, text in (("definition", indicator.definition), *(("facts", f.text) for f in indicator.facts)):
        if ";" in text:
            yield key, f'"{text}" holds a semicolon: write two sentences'
