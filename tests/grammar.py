"""What every sentence of a finding keeps to."""

from __future__ import annotations

import re

from csp_toolkit.findings import MOST_WORDS

NEVER_SAID = re.compile(
    r"stable|because|due to|caused|thanks to|significant|decrease|-\d|%%|nan|inf\b", re.IGNORECASE
)


def sentences_of(text: str) -> list[str]:
    return re.split(r"(?<=\.)\s+", text)


def is_well_formed(text: str) -> bool:
    """No word that claims too much, no sentence that is too long."""
    return not NEVER_SAID.search(text) and all(len(s.split()) <= MOST_WORDS for s in sentences_of(text))
