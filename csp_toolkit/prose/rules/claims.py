"""Rules about what prose claims of a change: with what it compares, and that it names no cause."""

from __future__ import annotations

import re
from collections.abc import Iterator

from csp_toolkit.prose.changes_in_words import find_claims
from csp_toolkit.prose.number_words import MINUS, NUMBER, PERCENT_SIGN
from csp_toolkit.prose.rule import Context, Hit, Rule
from csp_toolkit.prose.texts import Reading

MEASURED = re.compile(
    r"\b(?:crimes?|offences?|offending|incidents?|asb|anti-social behaviour|burglar(?:y|ies)|robber(?:y|ies)"
    r"|thefts?|violence|assaults?|fires?|shoplifting|referrals?|reports|victims|arrests?|confidence|figures?"
    r"|rates?|numbers?|levels?|\{[a-z_0-9]+\.\w+\})\b|\{[a-z_0-9]+\.\w+\}",
    re.IGNORECASE,
)
_COMPARATOR = re.compile(
    r"\b(?:compared\s+(?:with|to)|in\s+comparison|against|than|from(?=\s+[\d{])|since|(?:up|down)\s+from|year[\s-]on[\s-]year"
    r"|last\s+year|previous|preceding|earlier|before|prior|baseline|averages?|same\s+(?:quarter|month|period))\b"
    r"|\.comparator\}",
    re.IGNORECASE,
)
_MONTHS = r"January|February|March|April|May|June|July|August|September|October|November|December"
_SPAN = r"(?:quarter|year|month|week|summer|winter|spring|autumn|decade)s?"
_PERIOD = re.compile(
    rf"\b(?:(?:19|20)\d\d(?:[-/]\d\d)?|Q[1-4]|(?:{_MONTHS})|\d+\s+(?:months|years|weeks)\s+to"
    rf"|(?:this|last|past|same|each|every)\s+(?:\w+\s+)?{_SPAN})\b|\.period\}}",
)
"""A time that can be looked up; "the year before" and "year on year" are no such time by themselves."""
_SIGNED = re.compile(rf"(?<![\w,.])[+{MINUS}]{NUMBER}{PERCENT_SIGN}")
_HAS_PERIOD_ELSEWHERE = ("key_findings",)
"""Parts of a plan whose period and comparator are keys of their own: their structure is checked instead."""


def find_missing_comparators(reading: Reading, context: Context) -> Iterator[Hit]:
    """A change of something measured, without what it is compared with or when it was."""
    if reading.source.place.startswith(_HAS_PERIOD_ELSEWHERE):
        return
    text = reading.unquoted
    lacking = [
        what
        for what, pattern in (("comparator", _COMPARATOR), ("period", _PERIOD))
        if not pattern.search(text)
    ]
    if not lacking:
        return
    for passage in reading.said:
        spans = [(c.start, c.end) for c in find_claims(passage.text) if c.direction != "none"]
        spans += [found.span() for found in _SIGNED.finditer(passage.text)]
        if spans and MEASURED.search(passage.text):
            start, end = min(spans)
            yield Hit(
                passage.start + start, passage.start + end, f"a change without a {' or '.join(lacking)}"
            )


_CAUSE = re.compile(
    r"\b(?:because(?:\s+of)?|thanks\s+to|owing\s+to|as\s+a\s+(?:direct\s+)?result\s+of|as\s+a\s+consequence\s+of"
    r"|due\s+to(?!\s+(?:be|start|end|begin|rise|fall|increase|open|close|report|publish|finish|change)\b)"
    r"|caused\s+by|driven\s+by|attribut(?:ed|able)\s+to|(?:has|have)\s+(?:led\s+to|resulted\s+in|brought\s+about)"
    r"|(?:our|the\s+partnership's|partnership)\s+(?:work|activity|efforts?|action|initiatives?)\s+"
    r"(?:has\s+|have\s+)?(?:reduced|cut|led|brought|lowered|driven))\b",
    re.IGNORECASE,
)
_CLAIMED = re.compile(
    r"\b(?:fell|fallen|rose|risen|dropped|declined|decreased|increased|reduced|grew|grown|halved|doubled|cut|lowered"
    r"|(?:this|the|that)\s+(?:\w+\s+)?(?:fall|rise|drop|decline|decrease|increase|reduction)s?"
    r"|a[n]?\s+(?:\w+\s+)?(?:fall|rise|drop|decline|decrease|increase|reduction)s?\s+(?:of|in)\b"
    r"|(?:is|are|was|were)\s+(?:up|down|lower|higher|fewer))\b",
    re.IGNORECASE,
)
_NO_CLAIM = re.compile(
    r"\b(?:may|might|could|can|cannot|not|no|never|unknown|whether|if|should|would|will|aims?|unless|possibl[ey])\b",
)


def find_causes(reading: Reading, context: Context) -> Iterator[Hit]:
    """A cause given for a change: figures before and after can show that there was one, never why."""
    for passage in reading.said:
        if _NO_CLAIM.search(passage.text) or not MEASURED.search(passage.text):
            continue
        for found in _CAUSE.finditer(passage.text):
            if _CLAIMED.search(passage.text):
                span = passage.start + found.start(), passage.start + found.end()
                yield Hit(*span, "a cause of a change, which these figures cannot show")


_THING = (
    r"(?:crimes?|offences?|offending|incidents?|asb|anti-social\s+behaviour|burglary|robbery|thefts?|violence|fires?"
    r"|figures?|rates?|numbers?|levels?|reports?|referrals?|confidence|volumes?|demand)"
)
_STABLE = re.compile(
    r"\b(?:remain(?:s|ed|ing)?|stay(?:s|ed)?|stood|kept|holding|held)\s+"
    r"(?:(?:broadly|largely|relatively|fairly|very|quite|mostly)\s+)?"
    r"(?:stable|steady|static|flat|constant|unchanged|consistent|level)\b"
    rf"|\b{_THING}(?:\s+\w+){{0,3}}?\s+(?:is|are|was|were|has\s+been|have\s+been)\s+"
    r"(?:(?:broadly|largely|relatively|fairly|very|quite)\s+)?(?:stable|steady|static|flat|unchanged)\b"
    rf"|\bstable\s+{_THING}\b",
    re.IGNORECASE,
)


def find_stability(reading: Reading, context: Context) -> Iterator[Hit]:
    """ "Stable" of something measured: not to see a change is not to see that there was none."""
    for passage in reading.said:
        if not MEASURED.search(passage.text):
            continue
        for found in _STABLE.finditer(passage.text):
            span = passage.start + found.start(), passage.start + found.end()
            yield Hit(*span, "this claims that nothing changed, which is more than no clear change")


RULES = (
    Rule(
        "no_comparator",
        "A change is a change against something, in some period; without both it cannot be checked.",
        "Say when, and against what: in 2024-25, against the year before.",
        "Hate crime fell by 11.9%.",
        "Hate crime in 2022-23 fell by 11.9% against the year before.",
        find_missing_comparators,
    ),
    Rule(
        "cause",
        "Figures of two periods show that something changed. They do not show why.",
        "Tell what was done and what changed in two sentences, and leave the join to the reader.",
        "Because of our work crime fell in 2024-25 against the year before.",
        "Crime fell in 2024-25 against the year before. In that year we ran joint patrols.",
        find_causes,
    ),
    Rule(
        "stable",
        "A change that does not show may still be there: only few cases may have been counted.",
        "Write: no clear change.",
        "Burglary remained stable in 2024-25 against the year before.",
        "Burglary showed no clear change in 2024-25 against the year before.",
        find_stability,
    ),
)
