"""The catalogue: what every indicator is, in words an analyst can check, read from ``catalogue.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from csp_toolkit.errors import ParameterError, Problem, suggest
from csp_toolkit.periods import Month, Step

CATALOGUE_FILE = Path(__file__).with_name("catalogue.yaml")

Better = Literal["lower", "higher", "neither"]
Kind = Literal["rate", "count", "proportion", "output"]
"""Events over people or homes; a plain number of events; a part of a whole; work done, which chance has no
part in and which is set against a target instead of being tested."""
Audience = Literal["public", "partnership", "restricted"]
AUDIENCES: tuple[Audience, ...] = ("public", "partnership", "restricted")
Select = Mapping[str, tuple[str, ...]]
"""Column of a dataset's counts -> the values whose counts are added up."""


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
class Measure:
    """Where an indicator's numbers come from: a dataset, the steps its counts come in, and which of them.

    ``whole`` selects the denominator of a proportion, empty for every other kind.
    """

    dataset: str
    step: Step
    select: Select
    whole: Select = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Indicator:
    """A defined statistic: ``numerator`` for each ``multiplier`` ``denominator``, both plural nouns.

    ``version`` changes whenever the definition does. ``measure`` says where its numbers come from and ``per``
    what a rate is set against (an id such as ``residents``; empty for other kinds). ``better`` is ``neither``
    where a rise may be good, or follows what the police do. ``priorities`` are the subjects of plans that
    it bears on, and ``disclosure`` names the policy that holds for each audience.
    """

    id: str
    version: int
    name: str
    definition: str
    unit: str
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

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories of counts that are added up; none where they are selected by other columns."""
        return self.measure.select.get("category", ())


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All indicators and themes, in the order of the file, which is the order of reports."""

    themes: tuple[Theme, ...]
    indicators: tuple[Indicator, ...]

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


@cache
def load_catalogue(file: Path = CATALOGUE_FILE) -> Catalogue:
    """Read the catalogue. Raises ``ParameterError`` with every problem in it."""
    from csp_toolkit.indicators.catalogue_reader import read_catalogue

    catalogue, problems = read_catalogue(file)
    if problems:
        raise ParameterError(problems)
    return catalogue


def check_catalogue(file: Path = CATALOGUE_FILE) -> list[Problem]:
    """Every problem in the catalogue, with file and line; empty when it can be used."""
    from csp_toolkit.indicators.catalogue_reader import read_catalogue

    return read_catalogue(file)[1]


def snake_case(category: str) -> str:
    """A category as it stands in an indicator's id: ``Other theft`` is ``other_theft``."""
    return re.sub(r"[^a-z0-9]+", "_", category.lower()).strip("_")
