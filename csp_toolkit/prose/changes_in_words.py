"""Words by which prose claims that something measured rose, fell or did neither."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from csp_toolkit.prose.number_words import MINUS

Direction = Literal["rise", "fall", "none"]

_FIGURE = rf"(?:[+{MINUS}]?\d|\{{|(?:under|over|about|nearly|almost)\s|a\s(?:third|half|quarter|fifth|tenth))"
_SAW = (
    r"(?:saw|seen|shows?|showed|shown|recorded|was|were|been|is|are|had|a|the|clear|sharp|large|big|small"
    r"|marked|significant|substantial|further|steady|steep)"
)
_FELL = r"fell|fallen|dropped|declined|decreased|halved|plummeted|shrank|shrunk|plunged"
_ROSE = r"rose|risen|grew|grown|increased|doubled|trebled|tripled|surged|soared|climbed|jumped|rocketed"
_FALL = rf"{_FELL}|(?<=\b)reduced(?=\s+(?:by\s+{_FIGURE}|from\b|sharply|significantly))"
_NOUN = r"(?:in|of|to|by|since|against|compared|for)"
CLAIMS: dict[Direction, re.Pattern[str]] = {
    "fall": re.compile(
        rf"\b(?:{_FALL}|{_SAW}\s+(?:a\s+)?(?:fall|drop|decline|decrease|reduction)s?(?=\s+{_NOUN}\b)"
        rf"|(?:fall|drop|decline|decrease|reduction)s?(?=\s+of\s+{_FIGURE})"
        rf"|(?:is|are|was|were|has\s+been|have\s+been|went|gone|came|come)\s+down\b"
        r"|(?:is|are|keeps?|still)\s+(?:falling|dropping|declining|decreasing)"
        r"|continu(?:es|ed|ing)\s+(?:to\s+fall|to\s+drop|to\s+decline|decline|fall)\b"
        rf"|down(?=\s+(?:by\s+)?{_FIGURE})|(?:is|are|was|were)\s+(?:\w+\s+)?(?:lower|fewer)(?=\s+than))",
        re.IGNORECASE,
    ),
    "rise": re.compile(
        rf"\b(?:{_ROSE}|{_SAW}\s+(?:a\s+)?(?:rise|increase|growth|surge|jump)s?(?=\s+{_NOUN}\b)"
        rf"|(?:rise|increase|jump)s?(?=\s+of\s+{_FIGURE})"
        rf"|(?:is|are|was|were|has\s+been|have\s+been|went|gone)\s+up\b(?!\s+to\s+date)"
        r"|(?:is|are|keeps?|still)\s+(?:rising|growing|increasing|climbing)"
        r"|continu(?:es|ed|ing)\s+(?:to\s+rise|to\s+grow|to\s+increase|rise|growth)\b"
        rf"|up(?=\s+(?:by\s+)?{_FIGURE})|(?:is|are|was|were)\s+(?:\w+\s+)?(?:higher|more)(?=\s+than))",
        re.IGNORECASE,
    ),
    "none": re.compile(
        r"\b(?:no\s+(?:clear\s+|real\s+|significant\s+)?change|unchanged|stable|steady|flat|the\s+same\s+as)\b",
        re.IGNORECASE,
    ),
}
HEDGES = re.compile(
    r"\b(?:no\s+clear|not\s+(?:a\s+)?clear(?:ly)?|cannot\s+(?:say|be\s+told)|may\s+(?:be|have)|might|could"
    r"|whether|if|should|would|will|aims?|want(?:s|ed)?|target|hopes?|expect(?:s|ed)?|planned|intend(?:s|ed)?"
    r"|rather\s+than|unless|when(?:ever)?|where(?:ver)?|any|chance)\b",
    re.IGNORECASE,
)
"""Words by which a sentence takes its change back, or speaks of what is wanted or possible."""


# What "which" adds still belongs to what it is said of: "16 fewer, which is no clear change".
_CLAUSE_END = re.compile(r"[;:]\s|,\s(?!which\b)|\s(?:and|but|while|whereas|although)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ChangeClaim:
    """Words that claim a change, by position in their sentence."""

    direction: Direction
    start: int
    end: int
    words: str


def find_claims(sentence: str) -> list[ChangeClaim]:
    """Every claim of a rise, a fall or none in a sentence, in order, but those that their clause hedges."""
    claims = [
        ChangeClaim(direction, found.start(), found.end(), found[0])
        for direction, pattern in CLAIMS.items()
        for found in pattern.finditer(sentence)
    ]
    return sorted((claim for claim in claims if not _is_hedged(claim, sentence)), key=lambda c: c.start)


def _is_hedged(claim: ChangeClaim, sentence: str) -> bool:
    """Whether the clause of a claim takes it back; that there was none needs no hedge."""
    first, last = clause_around(sentence, claim.start, claim.end)
    return claim.direction != "none" and HEDGES.search(sentence[first:last]) is not None


def clause_around(sentence: str, start: int, end: int) -> tuple[int, int]:
    """From where to where the clause runs that holds these positions."""
    bounds = [0, *(found.end() for found in _CLAUSE_END.finditer(sentence)), len(sentence)]
    return max(b for b in bounds if b <= start), min(b for b in bounds if b >= end)
