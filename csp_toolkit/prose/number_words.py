"""Figures as people write them in prose: read, so that they can be checked against each other."""

from __future__ import annotations

import re
from dataclasses import dataclass

MINUS = "\\-\N{MINUS SIGN}\N{EN DASH}"
"""The signs that stand for minus in a character class of a pattern."""
COUNT = r"(?:\d{1,3}(?:,\d{3})+(?!\d|\.\d)|\d+(?![\d,.]*\d))"
NUMBER = r"\d+(?:[.,]\d+)*"
PERCENT_SIGN = r"(?:\s?%|\s?per\s?cent\b)"
PERCENT = rf"\d+(?:\.\d+)?{PERCENT_SIGN}"
_LESS, _MORE = r"fewer|less|lower|down|fall|drop|decrease|reduction", r"more|higher|up|rise|increase|extra"

FALLING = r"fell|fallen|fall|dropped|drop|decreased|decrease|declined|decline|reduced|reduction|down|lower"
RISING = r"rose|risen|rise|increased|increase|grew|grown|growth|up|higher"


@dataclass(frozen=True, slots=True)
class Percent:
    """A percentage as written: its size, its sign where it has one, and how many decimals."""

    size: float
    sign: int
    decimals: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sentence says of one change: two counts, their difference and its percentage, where said."""

    before: int | None
    after: int | None
    change: int | None
    percent: Percent | None
    start: int
    end: int


def read_count(text: str) -> int:
    """``16,977`` as a number."""
    return int(text.replace(",", ""))


_PAIR = re.compile(
    rf"\bfrom\s+(?P<a>{COUNT})\b(?!\s?%)[^.%\d]{{0,40}}?\s+to\s+(?P<b>{COUNT})\b(?!\s?%)"
    rf"|(?P<c>{COUNT})\s*(?:->|\N{{RIGHTWARDS ARROW}})\s*(?P<d>{COUNT})\b(?!\s?%)"
    rf"|(?P<f>{COUNT})\b(?!\s?%)[^.%\d]{{0,60}}?\b(?:against|compared\s+(?:with|to)|(?:up|down)\s+from)\s+"
    rf"(?P<e>{COUNT})\b(?!\s?%)"
)
_CHANGE = re.compile(
    rf"(?<![\w,.])(?P<sign>[+{MINUS}])(?P<n>{COUNT})\b(?!\s?%)"
    rf"|(?<![\w,.])(?P<m>{COUNT})\s+(?:\w+\s+)?(?P<word>fewer|less|more)\b"
    rf"|\b(?P<verb>{FALLING}|{RISING})\s+(?:by|of)\s+(?P<k>{COUNT})\b(?!\s?%)"
)
_PERCENT = re.compile(rf"(?P<sign>[+{MINUS}])?(?<![\d.,])(?P<n>\d+(?:\.(?P<d>\d+))?){PERCENT_SIGN}")
_NOT_A_CHANGE = re.compile(r"\b(?:interval|confidence|of\s+(?:them|those|which|all|the|respondents))\b")


def read_claim(sentence: str) -> Claim | None:
    """The one change that a sentence speaks of; None where it speaks of none, or of several."""
    pairs, changes = list(_PAIR.finditer(sentence)), list(_CHANGE.finditer(sentence))
    percents = [found for found in _PERCENT.finditer(sentence) if _is_change(sentence, found)]
    if len(percents) != 1 or len(pairs) > 1 or len(changes) > 1 or not (pairs or changes):
        return None
    before, after = _pair(pairs[0]) if pairs else (None, None)
    change = _change(changes[0]) if changes else None
    spans = [found.span() for found in (*pairs, *changes, *percents)]
    start, end = min(a for a, _ in spans), max(b for _, b in spans)
    return Claim(before, after, change, _percent(percents[0], sentence), start, end)


def _is_change(sentence: str, found: re.Match[str]) -> bool:
    """Whether a percentage can be a change's, and is not an interval's or a share of something."""
    return not _NOT_A_CHANGE.match(sentence[found.end() :].lstrip())


def _pair(found: re.Match[str]) -> tuple[int, int]:
    before = found["a"] or found["c"] or found["e"]
    after = found["b"] or found["d"] or found["f"]
    return read_count(before), read_count(after)


def _change(found: re.Match[str]) -> int:
    size = read_count(found["n"] or found["m"] or found["k"])
    falls = (
        found["sign"] not in (None, "+")
        or found["word"] in ("fewer", "less")
        or (found["verb"] is not None and re.fullmatch(FALLING, found["verb"]) is not None)
    )
    return -size if falls else size


def _percent(found: re.Match[str], sentence: str) -> Percent:
    sign = 0 if not found["sign"] else 1 if found["sign"] == "+" else -1
    if not sign:
        sign = _sign_in_words(sentence[max(0, found.start() - 30) : found.start()], sentence[found.end() :])
    return Percent(float(found["n"]), sign, len(found["d"] or ""), *found.span())


def _sign_in_words(before: str, after: str) -> int:
    for words, sign in ((_LESS, -1), (_MORE, 1)):
        if re.match(rf"\s*(?:{words})\b", after) or re.search(rf"\b(?:{words})\s+(?:of|by)?\s*$", before):
            return sign
    return 0
