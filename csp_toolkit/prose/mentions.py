"""Which of the compared indicators a sentence speaks of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from csp_toolkit.indicators.catalogue import Catalogue

_ASB = ("anti social behaviour", "asb", "asb incidents", "anti social behaviour incidents")
"""Names, hyphens aside, of what people call ASB and nothing more."""


@dataclass(frozen=True, slots=True)
class Mention:
    """An indicator named in a sentence, by position."""

    indicator_id: str
    start: int
    end: int


def names_of(catalogue: Catalogue, indicator_ids: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The ways to write each indicator: its name, without brackets and within, as people type them.

    An indicator that the catalogue has not goes by the words of its id.
    """
    known = {indicator.id: indicator.name for indicator in catalogue}
    return {i: _ways_to_write(known.get(i, i.replace("_", " "))) for i in indicator_ids}


def _ways_to_write(name: str) -> tuple[str, ...]:
    without, within = re.sub(r"\s*\([^)]*\)", "", name), re.findall(r"\(([^)]+)\)", name)
    ways = [without, *(word for word in within if word.isupper())]
    if without.lower().replace("-", " ") in _ASB:
        ways += [way for way in ("anti-social behaviour", "ASB") if way != without]
    return tuple(dict.fromkeys(ways))


def find_mentions(sentence: str, names: Mapping[str, tuple[str, ...]]) -> list[Mention]:
    """Every indicator that a sentence names, in order; a longer name hides those within it."""
    found: list[Mention] = []
    ways = [(way, i) for i, all_ways in names.items() for way in all_ways]
    for way, indicator_id in sorted(ways, key=lambda pair: (-len(pair[0]), pair)):
        words = r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", way))
        for match in re.finditer(rf"(?<![\w-]){words}(?![\w-])", sentence, re.IGNORECASE):
            if not any(m.start <= match.start() < m.end and m.end - m.start > len(match[0]) for m in found):
                found.append(Mention(indicator_id, *match.span()))
    for indicator_id in names:
        pattern = rf"\{{{re.escape(indicator_id)}\.\w+\}}"
        found += [Mention(indicator_id, *m.span()) for m in re.finditer(pattern, sentence)]
    return sorted(found, key=lambda mention: mention.start)
