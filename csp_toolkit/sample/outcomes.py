"""What became of each crime, in the words of data.police.uk; shares are our choice, close to those seen."""

from __future__ import annotations

import numpy as np

from csp_toolkit.sample.calibration import CRIME_TYPES
from csp_toolkit.sample.seeded import Stream, Whole, pick

OUTCOMES = (
    "",
    "Under investigation",
    "Investigation complete; no suspect identified",
    "Unable to prosecute suspect",
    "Awaiting court outcome",
    "Court result unavailable",
    "Local resolution",
    "Action to be taken by another organisation",
    "Status update unavailable",
    "Formal action is not in the public interest",
    "Offender given a caution",
)
"""No outcome first, which is that of anti-social behaviour. Court results have been absent since 2019."""
UNDER_INVESTIGATION = OUTCOMES.index("Under investigation")

NONE = (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
THEFT = (0, 5, 72, 13, 1, 3, 1, 1, 3, 1, 0)
SHOPLIFTING = (0, 5, 56, 12, 5, 14, 5, 1, 1, 1, 1)
DRUGS = (0, 5, 22, 5, 6, 16, 36, 2, 4, 2, 3)
DISORDER = (0, 5, 38, 33, 4, 7, 4, 3, 3, 2, 1)
VIOLENCE = (0, 5, 15, 60, 3, 5, 2, 6, 3, 2, 1)
SHARES = (
    NONE, THEFT, THEFT, DISORDER, DRUGS, DISORDER, THEFT,
    DRUGS, DISORDER, THEFT, SHOPLIFTING, THEFT, THEFT, VIOLENCE,
)  # fmt: skip
"""By type in the order of CRIME_TYPES: weight of each outcome."""


def draw_outcomes(stream: Stream, kinds: Whole, months_ago: int) -> Whole:
    """A position in OUTCOMES for each crime; in the last half year more are still under investigation."""
    outcomes = np.zeros(len(kinds), dtype=np.int64)
    for kind in range(len(CRIME_TYPES)):
        rows = np.flatnonzero(kinds == kind)
        weights = np.array(SHARES[kind], dtype=np.int64)
        if weights[UNDER_INVESTIGATION]:
            weights[UNDER_INVESTIGATION] += 6 * max(0, 6 - months_ago)
        outcomes[rows] = pick(stream, weights, len(rows))
    return outcomes
