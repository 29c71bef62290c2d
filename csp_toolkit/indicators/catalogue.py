"""The catalogue: what every indicator is, in words an analyst can check, read from ``definitions/*.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from csp_toolkit.errors import ParameterError, Problem, suggest
from csp_toolkit.periods import Month, Step

CATALOGUE_FOLDER = Path(__file__).with_name("definitions")

Better = Literal["lower", "higher", "neither"]
Kind = Literal["rate", "count", "proportion", "output"]
"""Events over people or homes; a plain number of events; a part of a whole; work done, which chance has no
part in and which is set against a target instead of being tested."""
Audience = Literal["public", "partnership", "restricted"]
AUDIENCES: tuple[Audience, ...] = ("public", "partnership", "restricted")
Dataset = Literal[
    "police_uk_street",
    "recorded_crime",
    "transport_police",
    "fire_incidents",
    "partner_return",
    "resident_survey",
]
Select = Mapping[str, tuple[str, ...]]
"""Column of a dataset's counts -> the values whose counts are added up."""

DENOMINATORS: Mapping[str, str] = MappingProxyType(
    {
        "residents": "residents",
        "females": "female residents",
        "males": "male residents",
        "residents_16_and_over": "residents aged 16 and over",
        "residents_10_to_17": "residents aged 10 to 17",
        "dwellings": "dwellings",
        "households": "households",
    }
)
"""What a rate can be set against: the id in ``per`` -> its words."""


@dataclass(frozen=True, slots=True)
class Break:
    """A known break in a series: figures up to ``after`` cannot be compared with figures from ``before``.

    What happened in the months between is not known, ``source`` says how the break was seen. ``forces`` are
    the police force areas it was seen in; none means all of them.
    """

    after: Month
    before: Month
    reason: str
    source: str
    forces: tuple[str, ...] = ()

    def concerns(self, force: str) -> bool:
        """Whether the break was seen in this police force area."""
        return not self.forces or force in self.forces


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of indicators that a report shows together."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Priority:
    """A subject of partnerships' plans, such as hate crime, or a duty beside them, such as Prevent."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something an indicator rests on, and who says so. Unconfirmed, a person has still to look it up."""

    text: str
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class OffenceList:
    """Offences that make up a subject which no published category is: code -> words, as published.

    Its id, version and codes are printed beside every figure that rests on it. ``confirmed`` is false until
    the partnership has adopted the list.
    """

    id: str
    version: int
    name: str
    offences: Mapping[str, str]
    source: str
    confirmed: bool

    @property
    def codes(self) -> tuple[str, ...]:
        """The offence codes, in the order of the file."""
        return tuple(self.offences)


@dataclass(frozen=True, slots=True)
class Measure:
    """Where an indicator's numbers come from: a dataset, the steps its counts come in, and which of them.

    ``select`` keys by dataset: ``category`` (police_uk_street, transport_police); one of ``offence_code``,
    ``offence_subgroup``, ``offence_group`` (recorded_crime); ``kind``, with ``incident_type`` or
    ``dwelling_fire`` (fire_incidents); ``indicator_id``, with ``breakdown`` and ``breakdown_value``, and
    ``measure`` where it is no count (partner_return); ``question`` and ``answer`` (resident_survey).

    ``whole`` selects the denominator of a proportion. Where it is empty, a partner return gives numerator and
    denominator under one id, and a survey its answers and those who answered.
    """

    dataset: str
    step: Step
    select: Select
    whole: Select = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Indicator:
    """A defined statistic: ``numerator`` for each ``multiplier`` ``denominator``, both plural nouns.

    ``version`` changes whenever the definition does. ``measure`` says where its numbers come from and ``per``
    what a rate is set against (an id of ``DENOMINATORS``; empty for other kinds). ``multiplier`` is 100 for a
    proportion and 1 for a count or an output, whose ``denominator`` is empty. ``better`` is ``neither``
    where a rise may be good, or follows what the police do. ``priorities`` are the subjects of plans that
    it bears on, and ``disclosure`` names the policy that holds for each audience.

    ``offence_list`` is the list it rests on, where it does. ``against`` is the indicator whose rate divides
    this one's where a ratio of two rates is told (female to male), else empty.
    """

    id: str
    version: int
    name: str
    definition: str
    multiplier: int
    numerator: str
    denominator: str
    source: str
    better: Better
    theme: str
    kind: Kind
    measure: Measure
    per: str
    priorities: tuple[str, ...]
    disclosure: Mapping[Audience, str]
    caveats: tuple[str, ...]
    breaks: tuple[Break, ...]
    facts: tuple[Fact, ...] = ()
    offence_list: OffenceList | None = None
    against: str = ""

    @property
    def unit(self) -> str:
        """What its values are in: "offences per 1,000 residents", "% of respondents", "sessions"."""
        if self.kind == "rate":
            return f"{self.numerator} per {self.multiplier:,} {self.denominator}"
        return f"% of {self.denominator}" if self.kind == "proportion" else self.numerator

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories of counts that are added up; none where they are selected by other columns."""
        return self.measure.select.get("category", ())

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """What a person has still to confirm before it is printed as fact."""
        facts = [fact.text for fact in self.facts if not fact.confirmed]
        if self.offence_list and not self.offence_list.confirmed:
            facts.insert(0, f"The offence list {self.offence_list.id}.")
        return tuple(facts)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All indicators and themes. Indicators stand by theme, which is the order of reports."""

    themes: tuple[Theme, ...]
    indicators: tuple[Indicator, ...]
    priorities: tuple[Priority, ...] = ()

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self.indicators)

    def __len__(self) -> int:
        return len(self.indicators)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all indicators."""
        return tuple(indicator.id for indicator in self.indicators)

    @property
    def categories(self) -> frozenset[str]:
        """Every category of counts that some indicator adds up."""
        return frozenset(category for indicator in self.indicators for category in indicator.categories)

    def get(self, indicator_id: str) -> Indicator:
        """The indicator of this id. Raises ``ParameterError`` with the nearest id otherwise."""
        for indicator in self.indicators:
            if indicator.id == indicator_id:
                return indicator
        message = f'indicator "{indicator_id}" is not in the catalogue'
        raise ParameterError(Problem(message, hint=suggest(indicator_id, self.ids)))

    def theme(self, theme_id: str) -> Theme:
        """The theme of this id. Raises ``ParameterError`` with the nearest id otherwise."""
        for theme in self.themes:
            if theme.id == theme_id:
                return theme
        known = [theme.id for theme in self.themes]
        raise ParameterError(
            Problem(f'theme "{theme_id}" is not in the catalogue', hint=suggest(theme_id, known))
        )

    def of_theme(self, theme_id: str) -> tuple[Indicator, ...]:
        """The indicators of a theme. Raises ``ParameterError`` for a theme the catalogue has not."""
        theme = self.theme(theme_id)
        return tuple(indicator for indicator in self.indicators if indicator.theme == theme.id)

    def of_priority(self, priority_id: str) -> tuple[Indicator, ...]:
        """The indicators that bear on a subject of plans; none where no indicator does."""
        return tuple(indicator for indicator in self.indicators if priority_id in indicator.priorities)

    def of_dataset(self, *datasets: Dataset) -> Catalogue:
        """The part of the catalogue whose numbers come from these datasets, and its themes."""
        kept = tuple(indicator for indicator in self.indicators if indicator.measure.dataset in datasets)
        themes = {indicator.theme for indicator in kept}
        return replace(self, themes=tuple(t for t in self.themes if t.id in themes), indicators=kept)


@cache
def load_catalogue(folder: Path = CATALOGUE_FOLDER) -> Catalogue:
    """Read the catalogue. Raises ``ParameterError`` with every problem in it."""
    from csp_toolkit.indicators.catalogue_reader import read_catalogue

    catalogue, problems = read_catalogue(folder)
    if problems:
        raise ParameterError(problems)
    return catalogue


def check_catalogue(folder: Path = CATALOGUE_FOLDER) -> list[Problem]:
    """Every problem in the catalogue, with file and line; empty when it can be used."""
    from csp_toolkit.indicators.catalogue_reader import read_catalogue

    return read_catalogue(folder)[1]


def snake_case(category: str) -> str:
    """A category as it stands in an indicator's id: ``Other theft`` is ``other_theft``."""
    return re.sub(r"[^a-z0-9]+", "_", category.lower()).strip("_")
