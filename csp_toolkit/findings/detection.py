"""What a count could have shown: a change too small for it is not ruled out by "no clear change"."""

from __future__ import annotations

from csp_toolkit.findings.sentence import Sentence, join_sentences
from csp_toolkit.indicators.detectable import DetectableChange

_PARTS = (
    (1 / 20, "a twentieth"),
    (1 / 10, "a tenth"),
    (1 / 8, "an eighth"),
    (1 / 6, "a sixth"),
    (1 / 5, "a fifth"),
    (1 / 4, "a quarter"),
    (1 / 3, "a third"),
    (2 / 5, "two fifths"),
    (1 / 2, "a half"),
    (3 / 5, "three fifths"),
    (2 / 3, "two thirds"),
    (3 / 4, "three quarters"),
    (9 / 10, "nine tenths"),
)
"""Shares with a name; whatever lies between two goes by the nearer."""
SMALL_BASE = 1000
"""Up to this base a count is called small."""


def describe_detectable_change(found: DetectableChange) -> Sentence:
    """The smallest fall, or where none could show the smallest rise, that would probably have shown.

    Probably means in a share ``power`` of all cases, four in five by custom.
    """
    opening = "With counts this small" if found.base <= SMALL_BASE else "With these counts"
    if found.true_fall is not None:
        size = share_in_words(-found.true_fall / 100)
        return Sentence(f"{opening}, only a fall of about {size} or more would probably have shown.")
    none = f"{opening}, even a fall to zero might have stayed hidden."
    if found.true_rise is None:
        return Sentence(none)
    times = 1 + found.true_rise / 100
    return join_sentences([none, f"A rise would have shown from about {times:.2g} times the count on."])


def share_in_words(share: float) -> str:
    """``a third`` for 0.32: the nearest share that has a name, "one in a hundred" and the like below them."""
    if share < 0.035:
        return f"{max(1, round(100 * share))} in a hundred"
    return min(_PARTS, key=lambda part: abs(part[0] - share))[1]
