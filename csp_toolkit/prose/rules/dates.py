"""Rules about dates in prose: that what is to come has not passed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from csp_toolkit.periods import Month
from csp_toolkit.prose.rule import Context, Hit, Rule
from csp_toolkit.prose.texts import Reading

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DATE = re.compile(rf"\b(?:(?P<month>{'|'.join(_MONTHS)})\s+)?(?P<year>(?:19|20)\d\d)\b(?![-/]\d)")
_EVENT = re.compile(r"\b(?:elections?|by-elections?|referendums?|polling\s+day)\b", re.IGNORECASE)
_CITED = re.compile(
    r"(?:\(|\b(?:Act|Acts|Regulations|Order|Bill|guidance|[Ss]trategy|[Cc]ensus|[Aa]ssessment|[Ss]urvey|[Pp]lan|[Rr]eport)"
    r"(?:\s+of|\s+for)?\s+)$"
)
"""What a year belongs to that is the name of a thing and not the time of an event."""
_TO_COME = re.compile(
    r"\b(?:will|shall|upcoming|forthcoming|coming|to\s+be\s+(?:held|launched|published|completed|delivered)"
    r"|due\s+(?:in|by)|(?:is|are)\s+(?:planned|scheduled|expected|due))\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:was|were|had|since|after|following|last|took\s+place|held\s+in|of\s+the|previous|elected|published|began"
    r"|from)\b",
    re.IGNORECASE,
)


def find_events_before_the_year(reading: Reading, context: Context) -> Iterator[Hit]:
    """An election, or something still to come, dated before the plan's year begins."""
    if context.plan_year is None:
        return
    for passage in reading.said:
        to_come = _TO_COME.search(passage.text)
        event = _EVENT.search(passage.text) if not _PAST.search(passage.text) else None
        if not (to_come or event):
            continue
        for found in _DATE.finditer(passage.text):
            cited = _CITED.search(passage.text[: found.start()])
            if not cited and _last_day(found) < context.plan_year.start:
                span = passage.start + found.start(), passage.start + found.end()
                message = f"this is before the plan's year, {context.plan_year.label}"
                yield Hit(*span, message)


def _last_day(found: re.Match[str]) -> date:
    year = int(found["year"])
    return Month(year, _MONTHS.index(found["month"]) + 1).end if found["month"] else date(year, 12, 31)


RULES = (
    Rule(
        "event_before_year",
        "A plan that looks ahead to a day gone by was copied from an older one.",
        "Correct the date, or take the event out.",
        "Local elections in May 2023 may draw on police time.",
        "Local elections in May 2024 may draw on police time.",
        find_events_before_the_year,
        needs="the plan's year",
    ),
)
