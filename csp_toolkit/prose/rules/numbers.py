"""Rules about figures in prose: that they can be read in one way, and agree with each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from csp_toolkit.indicators.change import MINIMUM_BASE
from csp_toolkit.prose.number_words import (
    COUNT,
    FALLING,
    MINUS,
    NUMBER,
    PERCENT,
    PERCENT_SIGN,
    RISING,
    Claim,
    read_claim,
)
from csp_toolkit.prose.rule import Context, Hit, Rule
from csp_toolkit.prose.texts import Reading

_SIGNED_AFTER_WORD = re.compile(
    rf"\b(?P<word>{FALLING}|decreases|falls|drops|reductions|{RISING}|increases|rises)\s+"
    rf"(?:(?:by|of|in|was|is|at)\s+)?(?P<sign>[+{MINUS}]){NUMBER}{PERCENT_SIGN}?"
    rf"|(?<![\w,.])[{MINUS}]{NUMBER}{PERCENT_SIGN}?\s+(?:\w+\s+)?(?:fewer|less|lower|down|decrease|reduction|fall)\b",
    re.IGNORECASE,
)


def find_double_negatives(reading: Reading, context: Context) -> Iterator[Hit]:
    """A word for a direction with a sign beside it: "decrease of -747" is, read closely, an increase."""
    for found in _SIGNED_AFTER_WORD.finditer(reading.unquoted):
        word, sign = found["word"], found["sign"]
        agrees = word is not None and sign == "+" and re.fullmatch(RISING + "|increases|rises", word, re.I)
        if not agrees:
            yield Hit(*found.span(), "a word for the direction and a sign for it cancel out")


_BRACKETS = re.compile(rf"[+{MINUS}]?{PERCENT}\s*\(\s*{COUNT}\s*\)", re.IGNORECASE)


def find_ambiguous_brackets(reading: Reading, context: Context) -> Iterator[Hit]:
    """A bare number in brackets behind a percentage: the whole, the part or the change?"""
    for found in _BRACKETS.finditer(reading.unquoted):
        yield Hit(*found.span(), "the number in brackets could be the total, the part or the change")


_BROKEN = re.compile(
    rf"(?<![\w.,])\d+\.(?:\s+|\?+\s*)%"
    rf"|(?<![\w.,])\d+\.%"
    rf"|(?<![\w.,])\d+\s+\.\d+{PERCENT_SIGN}"
    rf"|(?<![\w.,])\d+\.\s+\d+\s?%"
    r"|(?<!\S)[?xX_]{1,3}\s?%"
    r"|\d+(?:\.\d+)?\s?%%"
    r"|(?<![\d,.])\d{1,3},\d{1,2}(?=\s+(?:offences|incidents|crimes|reports|fires|residents|people)\b)"
    r"|(?<![\d,.])\d{1,3},\s\d{3}(?=\s+(?:offences|incidents|crimes|reports|fires|residents|people)\b)",
)


def find_broken_numbers(reading: Reading, context: Context) -> Iterator[Hit]:
    """A number that lost a digit or was torn apart."""
    for found in _BROKEN.finditer(reading.unquoted):
        yield Hit(*found.span(), "this number has lost something")


def find_different_bases(reading: Reading, context: Context) -> Iterator[Hit]:
    """Counts, a difference and a percentage of one change that do not belong together."""
    for passage in reading.said:
        claim = read_claim(passage.text)
        if claim and (fault := _disagreement(claim)):
            yield Hit(passage.start + claim.start, passage.start + claim.end, fault)


def _disagreement(claim: Claim) -> str:
    """What in a claim does not fit, or nothing."""
    before, after, change, percent = claim.before, claim.after, claim.change, claim.percent
    if before is not None and after is not None:
        if change is not None and abs(change) != abs(after - before):
            difference = f"{abs(after - before):,}, not {abs(change):,}"
            return f"from {before:,} to {after:,} is a difference of {difference}"
        change = after - before
    if percent is None or change is None:
        return ""
    if percent.sign and change and percent.sign != (1 if change > 0 else -1):
        return "the count and the percentage point in different directions"
    if not before:
        return ""
    worked_out = 100 * abs(change) / before
    # A unit of the last printed digit, so that a percentage may be rounded or cut off.
    if abs(worked_out - percent.size) > 10**-percent.decimals:
        return f"{abs(change):,} of {before:,} is {worked_out:.{percent.decimals}f}%, not {percent.size:g}%"
    return ""


def find_percentages_of_few(reading: Reading, context: Context) -> Iterator[Hit]:
    """A percent change on a base under 50, where one case more moves it by two points or more."""
    for passage in reading.said:
        claim = read_claim(passage.text)
        if claim is None or claim.percent is None:
            continue
        most = claim.before if claim.before is not None else _most_base(claim)
        if most is not None and most < MINIMUM_BASE:
            message = f"a percentage of a base under {MINIMUM_BASE} says more than so few cases can"
            yield Hit(passage.start + claim.start, passage.start + claim.end, message)


def _most_base(claim: Claim) -> float | None:
    """The largest base that a difference and its rounded percentage can have come from."""
    if claim.percent is None or claim.change is None:
        return None
    least_percent = claim.percent.size - 0.5 * 10**-claim.percent.decimals
    return 100 * abs(claim.change) / least_percent if least_percent > 0 else None


_MEASURED = (
    r"offences?|incidents?|crimes?|burglar(?:y|ies)|robber(?:y|ies)|thefts?|fires?|assaults?|arrests?"
    r"|respondents?|residents|victims?|offenders?|households?|referrals?|reports"
)
_FIGURE = re.compile(
    rf"(?<![\w.,{{£/§])[+{MINUS}]?{PERCENT}(?!\s+(?:interval|confidence|limits?|level|rank))"
    rf"|(?<![\w.,{{£/§])(?!(?:19|20)\d\d\b){COUNT}\s+(?:(?!per\b|of\b|to\b|and\b)[a-z-]+\s+){{0,2}}(?:{_MEASURED})\b",
    re.IGNORECASE,
)
_RATE_UNIT = re.compile(r"\bper\s+$", re.IGNORECASE)


def find_bare_figures(reading: Reading, context: Context) -> Iterator[Hit]:
    """A figure typed into a report's own prose, which stays as it is when the data are revised."""
    if not reading.source.place.startswith(("narrative", "cell")):
        return
    for found in _FIGURE.finditer(reading.unquoted):
        if not _RATE_UNIT.search(reading.unquoted[: found.start()]):
            yield Hit(*found.span(), "a figure typed by hand stays as it is when the data change")


RULES = (
    Rule(
        "double_negative",
        "A decrease of a negative number is an increase to whoever reads it closely.",
        "Keep the word and drop the sign, or keep the sign and drop the word.",
        "All crime saw a decrease of -747.",
        "All crime saw 747 fewer offences.",
        find_double_negatives,
    ),
    Rule(
        "ambiguous_brackets",
        "Readers take a number behind a percentage for the total, for the part or for the change.",
        "Say what the number is: rose by 39%, to 613 fires.",
        "Fires attended rose by 39% (613).",
        "Fires attended rose by 39%, to 613 fires.",
        find_ambiguous_brackets,
    ),
    Rule(
        "broken_number",
        "A number with a digit missing cannot be checked, and is still quoted.",
        "Look it up at its source. Where it cannot be found, write: not stated.",
        "Drug dealing was a top concern for 78. % of respondents.",
        "Drug dealing was a top concern for 78.2% of respondents.",
        find_broken_numbers,
    ),
    Rule(
        "different_bases",
        "A count and a percentage of one change must come from the same two figures.",
        "Work all of them out from one pair of counts, or name the figure and let the report write it.",
        "Offences fell from 50 to 34, 16 fewer (-47%).",
        "Offences fell from 50 to 34, 16 fewer (-32%).",
        find_different_bases,
    ),
    Rule(
        "small_base",
        "On a base under 50 a handful of cases makes a large percentage.",
        "Give both counts and the difference, without a percentage.",
        "Robbery rose from 12 to 18 offences, up 50%.",
        "Robbery rose from 12 to 18 offences, 6 more.",
        find_percentages_of_few,
    ),
    Rule(
        "bare_figure",
        "A figure typed into prose is not revised, tested or withheld with the data it came from.",
        "Name the figure and let the report write it, such as {street_burglary.change}.",
        "There were 1,710 incidents in the borough.",
        "There were {street_anti_social_behaviour.count} in the borough.",
        find_bare_figures,
        needs="a plan's narrative or a notebook",
    ),
)
