"""Rules that hold prose against the evidence: verdicts, sizes of changes, and the bases behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from csp_toolkit.indicators.change import MINIMUM_BASE, Comparison
from csp_toolkit.prose.changes_in_words import ChangeClaim, clause_around, find_claims
from csp_toolkit.prose.mentions import Mention, find_mentions
from csp_toolkit.prose.number_words import PERCENT, read_claim
from csp_toolkit.prose.rule import Context, Hit, Rule
from csp_toolkit.prose.texts import Passage, Reading


def find_what_outruns_verdicts(reading: Reading, context: Context) -> Iterator[Hit]:
    """A rise or fall in words where the verdict is that none is clear, or that nothing can be said."""
    for passage, claim, name, comparison in _claims_with_evidence(reading, context):
        if claim.direction == "none" or comparison.verdict in ("clear rise", "clear fall"):
            continue
        span = passage.start + claim.start, passage.start + claim.end
        yield Hit(*span, f'the verdict for {name} is "{comparison.verdict}"')


def find_contradictions(reading: Reading, context: Context) -> Iterator[Hit]:
    """Words that say the opposite of a clear verdict."""
    said = {"rise": "clear rise", "fall": "clear fall", "none": "no clear change"}
    for passage, claim, name, comparison in _claims_with_evidence(reading, context):
        if comparison.verdict in ("clear rise", "clear fall") and said[claim.direction] != comparison.verdict:
            span = passage.start + claim.start, passage.start + claim.end
            yield Hit(*span, f'the verdict for {name} is "{comparison.verdict}"')


_STRONG = re.compile(
    r"\b(?:significant(?:ly)?|sharp(?:ly)?|dramatic(?:ally)?|substantial(?:ly)?|steep(?:ly)?|marked(?:ly)?"
    r"|huge(?:ly)?|massive(?:ly)?|plummeted|plunged|soared|surged|rocketed)\b",
    re.IGNORECASE,
)
_SIZES = (
    (re.compile(r"\bdoubl(?:ed|ing)\b", re.IGNORECASE), 1.9, 2.2),
    (re.compile(r"\bhalv(?:ed|ing)\b", re.IGNORECASE), 0.45, 0.53),
    (re.compile(r"\b(?:trebl(?:ed|ing)|tripl(?:ed|ing))\b", re.IGNORECASE), 2.8, 3.3),
)
"""Words for a size, and between which ratios a change may be called so."""


def find_words_too_strong(reading: Reading, context: Context) -> Iterator[Hit]:
    """ "Significant" or "sharp" of what is no clear change, "doubled" of what did not double."""
    for passage in reading.said:
        for found in _STRONG.finditer(passage.text):
            name, comparison = _evidence_for(passage.text, found.start(), found.end(), context)
            if comparison and comparison.verdict in ("no clear change", "cannot say"):
                span = passage.start + found.start(), passage.start + found.end()
                yield Hit(*span, f'the verdict for {name} is "{comparison.verdict}"')
        yield from _wrong_sizes(passage, context)


def _wrong_sizes(passage: Passage, context: Context) -> Iterator[Hit]:
    for pattern, least, most in _SIZES:
        for found in pattern.finditer(passage.text):
            _, comparison = _evidence_for(passage.text, found.start(), found.end(), context)
            ratio = comparison.ratio if comparison else None
            if ratio is not None and not least <= ratio <= most:
                span = passage.start + found.start(), passage.start + found.end()
                yield Hit(*span, f"it is {ratio:.2g} times what it was")


def find_figures_unlike_the_evidence(reading: Reading, context: Context) -> Iterator[Hit]:
    """A count or percentage of a change that the named indicator's comparison does not have."""
    for passage in reading.said:
        claim = read_claim(passage.text)
        mentions = find_mentions(passage.text, context.names)
        if claim is None or len({mention.indicator_id for mention in mentions}) != 1:
            continue
        comparison = context.evidence[mentions[0].indicator_id]
        base = comparison.baseline.numerator
        if claim.before is not None or claim.change is None or claim.percent is None or not base:
            continue
        worked_out = 100 * abs(claim.change) / base
        if abs(worked_out - claim.percent.size) > 10**-claim.percent.decimals:
            span = passage.start + claim.start, passage.start + claim.end
            yield Hit(*span, f"{abs(claim.change):,} of the base of {base:,} is {worked_out:.1f}%")


def find_percentages_of_few_in_evidence(reading: Reading, context: Context) -> Iterator[Hit]:
    """A percent change of an indicator whose base in the evidence is under 50."""
    for passage, claim, _, comparison in _claims_with_evidence(reading, context):
        base = comparison.baseline.numerator
        after = re.compile(rf"\s*(?:by|of)?\s*(?:about\s+)?{PERCENT}").match(passage.text, claim.end)
        if after and base is not None and base < MINIMUM_BASE and comparison.percent_change is None:
            span = passage.start + claim.start, passage.start + after.end()
            yield Hit(*span, f"its base is {base}, too few for a percentage")


def _claims_with_evidence(
    reading: Reading, context: Context
) -> Iterator[tuple[Passage, ChangeClaim, str, Comparison]]:
    if not context.evidence:
        return
    for passage in reading.said:
        for claim in find_claims(passage.text):
            name, comparison = _evidence_for(passage.text, claim.start, claim.end, context)
            if comparison is not None:
                yield passage, claim, name, comparison


def _evidence_for(sentence: str, start: int, end: int, context: Context) -> tuple[str, Comparison | None]:
    """Name and comparison of what words are about: one named in their clause, else the last before."""
    mentions = find_mentions(sentence, context.names)
    first, last = clause_around(sentence, start, end)
    inside = [m for m in mentions if first <= m.start < last]
    before = [m for m in mentions if m.end <= start]
    chosen: Mention | None = min(inside, key=lambda m: abs(m.start - start)) if inside else None
    chosen = chosen or (before[-1] if before else None)
    if chosen is None:
        return "", None
    return context.names[chosen.indicator_id][0], context.evidence[chosen.indicator_id]


RULES = (
    Rule(
        "outruns_evidence",
        "A rise or fall that the test does not find clear may be chance alone.",
        "Write: no clear change. Where a figure is missing, say that nothing can be said.",
        "Serious violence fell in 2022-23 against the year before.",
        "Serious violence showed no clear change in 2022-23 against the year before.",
        find_what_outruns_verdicts,
        needs="the comparisons of the report",
    ),
    Rule(
        "contradicts_evidence",
        "Words and verdict must not say two things of one indicator.",
        "Say what the verdict says.",
        "All crime rose in 2022-23 against the year before.",
        "All crime fell in 2022-23 against the year before.",
        find_contradictions,
        needs="the comparisons of the report",
    ),
    Rule(
        "too_strong",
        "Significant, sharp, doubled and halved are claims of their own, which a figure has to bear.",
        "Leave the word out, or give the change with its interval.",
        "There was a significant change in serious violence.",
        "There was no clear change in serious violence.",
        find_words_too_strong,
        needs="the comparisons of the report",
    ),
    Rule(
        "unlike_evidence",
        "A difference and a percentage must be of the base that the results hold.",
        "Take both from the results, or name the figure and let the report write it.",
        "All crime: -747 (-9.9%) against the year before.",
        "All crime: -747 (-4.4%) against the year before.",
        find_figures_unlike_the_evidence,
        needs="the comparisons of the report",
    ),
    Rule(
        "small_base_in_evidence",
        "On a base under 50 a handful of cases makes a large percentage.",
        "Give both counts and the difference, without a percentage.",
        "Robbery rose by 40% in 2022-23 against the year before.",
        "Robbery rose by 8 in 2022-23 against the year before.",
        find_percentages_of_few_in_evidence,
        needs="the comparisons of the report",
    ),
)
