"""Words of a chart: numbers, months and names as they stand in a picture and in its description."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import TextWrapper

from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.periods import Month

MISSING = "[x]"
SUPPRESSED = "[c]"
SAY = "say:"
"""How a mark's description begins that is kept in the picture: its value in words, for a script to tell."""
DESCRIPTION_LIMIT = 600
NAME_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Span:
    """Months in a row, from ``first`` to ``last`` inclusive."""

    first: Month
    last: Month

    @property
    def long_label(self) -> str:
        """For sentences: ``January to March 2025``."""
        return _joined(self.first.name, self.last.name, self)

    @property
    def short_label(self) -> str:
        """For pictures: ``Jan to Mar 2025``."""
        return _joined(self.first.name[:3], self.last.name[:3], self)


def _joined(first: str, last: str, span: Span) -> str:
    if span.first == span.last:
        return f"{last} {span.last.year}"
    opening = first if span.first.year == span.last.year else f"{first} {span.first.year}"
    return f"{opening} to {last} {span.last.year}"


def spans_of(months: Iterable[Month]) -> tuple[Span, ...]:
    """The months, each once and in order, gathered where they follow each other."""
    spans: list[Span] = []
    for month in sorted(set(months)):
        if spans and spans[-1].last.plus(1) == month:
            spans[-1] = Span(spans[-1].first, month)
        else:
            spans.append(Span(month, month))
    return tuple(spans)


def short_month(month: Month) -> str:
    """``Jan 2025``."""
    return f"{month.name[:3]} {month.year}"


def counted(number: int, noun: str) -> str:
    """``1 month``, ``2 months``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def percent(share: float) -> str:
    """``95%`` for 0.95, ``99.8%`` for 0.998."""
    return f"{100 * share:.6g}%"


def listed(parts: Sequence[str], most: int) -> str:
    """``a, b and c``; beyond ``most`` of them the rest are counted: ``a, b and 7 more``."""
    shown = list(parts) if len(parts) <= most else [*parts[:most], f"{len(parts) - most:,} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def shorten(text: str, limit: int = NAME_LIMIT) -> str:
    """The text on one line, cut with an ellipsis so that it is at most ``limit`` characters long."""
    text = " ".join(clean_text(text).split())
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def wrap(text: str, width: int, lines: int) -> list[str]:
    """The text broken at spaces into at most ``lines`` lines of ``width`` characters, then cut."""
    wrapper = TextWrapper(width=width, max_lines=lines, placeholder="…", break_on_hyphens=False)
    return wrapper.wrap(shorten(text, width * lines)) or [""]


def capitalised(text: str) -> str:
    """The text with a capital first; acronyms and names within keep theirs."""
    return text[:1].upper() + text[1:]


def join_sentences(sentences: Iterable[str]) -> str:
    """Sentences in their order, most important first, as many as ``DESCRIPTION_LIMIT`` characters hold."""
    text = ""
    for sentence in filter(None, sentences):
        longer = f"{text} {sentence}".strip()
        if len(longer) > DESCRIPTION_LIMIT:
            break
        text = longer
    return text
