"""What a finding is made of: short sentences, and the few phrases that all of them share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.change import Verdict
from csp_toolkit.indicators.results import Result
from csp_toolkit.number_format import write_percent

MOST_WORDS = 25
REASON_ELSEWHERE = "The reason stands beside the figure in the results."


@dataclass(frozen=True, slots=True)
class Sentence:
    """A finding in words (one sentence or a few) and its verdict; ``None`` where no comparison is made."""

    text: str
    verdict: Verdict | None = None


def join_sentences(parts: Iterable[str], verdict: Verdict | None = None) -> Sentence:
    """Sentences one after the other, empty ones left out."""
    return Sentence(" ".join(part for part in parts if part), verdict)


def is_short(sentence: str) -> bool:
    """Whether a sentence has at most ``MOST_WORDS`` words."""
    return len(sentence.split()) <= MOST_WORDS


def choose_short(*ways: str) -> str:
    """The first of several ways to say a thing that is short enough; the last where none is."""
    return next((way for way in ways if is_short(way)), ways[-1])


def count_of(number: int, plural: str) -> str:
    """``1 offence``, ``1,045 offences``. Of nouns in several words the first that ends in s is the head."""
    return f"{number:,} {singular(plural) if number == 1 else plural}"


def singular(plural: str) -> str:
    """``incident of theft`` for ``incidents of theft``, ``child`` for ``children``."""
    words = plural.split()
    for place, word in enumerate(words):
        if word in _IRREGULAR or word.endswith("s"):
            words[place] = _IRREGULAR.get(word) or _drop_ending(word)
            return " ".join(words)
    return plural


_IRREGULAR = {"people": "person", "children": "child", "women": "woman", "men": "man", "entries": "entry"}


def _drop_ending(word: str) -> str:
    return f"{word.removesuffix('ies')}y" if word.endswith("ies") else word.removesuffix("s")


def with_article(comparator: str) -> str:
    """A comparator with its article, which some bring along and names have none of."""
    named = comparator[:1].isupper() or comparator.startswith(("the ", "its ", "other ", "all "))
    return comparator if named else f"the {comparator}"


def state_when(result: Result, indicator: Indicator) -> str:
    """``in July to September 2023``; of what is counted on a day, ``when last counted in`` that period."""
    counted = "when last counted in" if indicator.measure.step == "snapshot" else "in"
    return f"{counted} {result.period.long_label}"


def state_confidence(result: Result) -> str:
    """``95%``."""
    return f"{100 * result.confidence:g}%"


def describe_percent(change: float, decimals: int) -> str:
    """``19% lower``, or that there is no difference."""
    if change == 0:
        return "the same rate"
    return f"{write_percent(change, decimals)} {'lower' if change < 0 else 'higher'}"


def describe_span(lower: float, upper: float, decimals: int) -> str:
    """``11% to 43% lower``, ``37% lower to 5% higher``: nearest to no change first, direction said once."""
    if lower < 0 < upper:
        return f"{describe_percent(lower, decimals)} to {describe_percent(upper, decimals)}"
    near, far = sorted((lower, upper), key=abs)
    return f"{write_percent(near, decimals)} to {describe_percent(far, decimals)}"


def ordinal(number: int) -> str:
    """``1st``, ``12th``, ``23rd``."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def split_reasons(reason: str) -> list[str]:
    """The parts of a reason, which "; " separates."""
    return [part.strip() for part in reason.split(";") if part.strip()]


def as_sentence(text: str) -> str:
    """A reason or caveat as a sentence of its own."""
    return f"{text[0].upper()}{text[1:].rstrip('.')}."


def give_reasons(reason: str) -> list[str]:
    """Why something cannot be said, a sentence for each part; too long a part is pointed to, once."""
    words = ["Reason", *["Also"] * reason.count(";")]
    sentences = [f"{word}: {part}." for word, part in zip(words, split_reasons(reason), strict=False)]
    return list(dict.fromkeys(s if is_short(s) else REASON_ELSEWHERE for s in sentences))


_ROUNDED = re.compile(r"(?:the figure for .+ )?counts? rounded to the nearest (\d+)")


def state_remarks(reason: str) -> list[str]:
    """The parts of a reason, a sentence for each; that counts are rounded is said once, and last."""
    parts = split_reasons(reason)
    rounded = [found[1] for part in parts if (found := _ROUNDED.fullmatch(part))]
    sentences = [as_short_sentence(part) for part in parts if not _ROUNDED.fullmatch(part)]
    if rounded:
        sentences.append(
            f"Counts are rounded to the nearest {rounded[0]}, and what rests on them is no finer."
        )
    return sentences


def as_short_sentence(remark: str) -> str:
    """A remark as a sentence of its own, or where to look it up where it is too long; empty for none."""
    sentence = as_sentence(remark) if remark else ""
    return sentence if is_short(sentence) else "A remark stands beside the figures in the results."
