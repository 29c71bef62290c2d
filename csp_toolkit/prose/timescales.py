"""Whether one document writes its timescales in one way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from csp_toolkit.errors import Problem
from csp_toolkit.prose.texts import Text

RULE_ID = "mixed_timescales"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_YEARS = r"(?:\s*,?\s*(?:of\s+)?\d{4}(?:[-/]\d{2,4})?)?"
_FORMS: dict[str, re.Pattern[str]] = {
    "a quarter in words": re.compile(
        rf"(?:by\s+|in\s+)?quarter\s+(?:[1-4]|one|two|three|four){_YEARS}", re.I
    ),
    "Q and a number": re.compile(rf"(?:by\s+|in\s+)?Q[1-4]{_YEARS}", re.I),
    "the end of a quarter": re.compile(
        rf"(?:by\s+)?(?:the\s+)?end\s+(?:of\s+)?(?:Q|quarter\s+)[1-4]{_YEARS}", re.I
    ),
    "a month": re.compile(rf"(?:by\s+|in\s+)?(?:end\s+(?:of\s+)?)?{_MONTH}\s+\d{{4}}", re.I),
    "quarterly or annually": re.compile(
        r"(?:quarterly|annually|yearly|monthly)(?:\s*(?:/|,|and|&)\s*(?:quarterly|annually|yearly|monthly))*",
        re.I,
    ),
    "ongoing": re.compile(r"on-?going|continuous(?:ly)?|throughout\s+the\s+year", re.I),
}
"""How people write when something is due."""
_STRICT = ("quarterly or annually", "ongoing")
"""Forms that stand beside 2024-25 Q4 in a plan's file: mixed only together with one of the others."""


def check_timescales(texts: Sequence[Text]) -> list[Problem]:
    """A problem for each document in which timescales are written in several ways, at the first of each."""
    by_file: dict[Path | None, dict[str, Text]] = {}
    for text in texts:
        form = form_of(text.value)
        if form and RULE_ID not in text.allowed:
            by_file.setdefault(text.file, {}).setdefault(form, text)
    return [_problem(found) for found in by_file.values() if len(found) > 1 and set(found) - set(_STRICT)]


def form_of(value: str) -> str | None:
    """The way in which a text that is nothing but a timescale is written; None for any other text."""
    plain = " ".join(value.split())
    return next((form for form, pattern in _FORMS.items() if pattern.fullmatch(plain)), None)


def _problem(found: dict[str, Text]) -> Problem:
    first = next(iter(found.values()))
    ways = ", ".join(f'"{" ".join(text.value.split())}" ({_where(text)})' for text in found.values())
    message = f"{first.place}: timescales are written in {len(found)} ways: {ways} ({RULE_ID})."
    hint = "Write each as the quarter in which it is due, such as 2024-25 Q2, or as quarterly."
    return Problem(message, first.file, first.line, hint)


def _where(text: Text) -> str:
    return text.place if text.line is None else f"line {text.line}"
