"""What every sentence of a finding keeps to."""

from __future__ import annotations

import re

from csp_toolkit.findings import MOST_WORDS

NEVER_SAID = re.compile(
    r"\bstable|because|due to|caused|thanks to|as a result|significant|decrease|(?<!\d)-\d|−\d|%%|\bnan\b"
    r"|\binf\b"
    r"|(?-i:\bNone\b)(?! in)|\bnot un|\bnot no\b|\bno no\b|\bnot without\b|never not|\(\)|  |\.\.|,\.|\{"
    r"|\}|\bthe the\b|\bthe its\b",
    re.IGNORECASE,
)
DOUBLE_NEGATIVES = re.compile(
    r"\b(?:fall|fell|lower|fewer|drop)\b[^.]{0,20}[-−]\d|[-−]\d[\d.,]*%?\s+(?:lower|fewer)"
)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text; a full stop inside a number ends none."""
    return re.split(r"(?<=\.)\s+", text)


def is_well_formed(text: str) -> bool:
    """No word that claims too much, no sentence that is too long, no sign where there is a word."""
    sentences = sentences_of(text)
    return (
        not NEVER_SAID.search(text)
        and not DOUBLE_NEGATIVES.search(text)
        and all(len(sentence.split()) <= MOST_WORDS for sentence in sentences)
        and all(sentence.endswith(".") and not sentence[0].islower() for sentence in sentences)
    )


def percentages_of(text: str) -> list[str]:
    """The percentages that a text prints, confidence levels left out."""
    return re.findall(r"[\d,.]+%(?!\s+(?:interval|rank))", text)
