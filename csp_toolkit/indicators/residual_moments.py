"""The variance of quarters from the residuals of months, which share something with their neighbours.

What a regression leaves of a series has a sum of squares, and a sum of products of neighbours. Were nothing
fitted, these would give the variance and the correlation of neighbours at once. But a fit takes some of both
away. The two moments are therefore set to what they are expected to be after the fit, which is two equations
in the variance and the covariance (a method of moments, as in Rao's MINQUE of 1971 with two components).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST_DEGREES = 3.0
"""Worth of neighbours from which their correlation can be seen at all; below it, it is taken as none."""
STRONGEST = 0.9
"""No correlation is taken to be larger, either way."""


class ResidualMoments:
    """What can be known of the variance of residuals after a fit with this design.

    ``design`` has a row for each step and ``neighbours`` are the places of steps that follow each other. The
    residuals are scaled to one variance, as Pearson's are; that the fit weighted them is left out of account.
    """

    def __init__(self, design: NDArray[np.float64], neighbours: Sequence[tuple[int, int]]) -> None:
        import numpy as np

        left = np.eye(len(design)) - design @ np.linalg.pinv(design)
        beside = np.zeros_like(left)
        for one, other in neighbours:
            beside[one, other] = beside[other, one] = 1.0
        self._pairs = tuple(zip(*neighbours, strict=True)) if neighbours else ((), ())
        self._own = float(np.trace(left))
        self._mixed = float(np.trace(left @ beside))
        self._beside = float(np.trace(beside @ left @ beside @ left)) / 2

    def find_variance(self, residuals: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
        """The variance for each row of residuals, and its degrees of freedom.

        With neighbours it is that of a quarter as a share of three months': 1 + 4/3 r + 2/3 r squared times
        that of a month, for correlations r of neighbours and r squared of the next but one. Two unknowns are
        known less well than one: the inverse degrees of freedom of both are added up, as simulation confirms.
        """
        import numpy as np

        squares = np.sum(residuals**2, axis=1)
        if self._beside < FEWEST_DEGREES:
            return squares / round(self._own), float(round(self._own))
        first, second = (list(places) for places in self._pairs)
        products = np.sum(residuals[:, first] * residuals[:, second], axis=1)
        scale = self._own * self._beside - self._mixed**2 / 2
        variance = np.maximum(self._beside * squares - self._mixed * products, 0.0) / scale
        covariance = (self._own * products - self._mixed / 2 * squares) / scale
        with np.errstate(divide="ignore", invalid="ignore"):
            carried = np.where(variance > 0, covariance / variance, 0.0)
        carried = np.clip(carried, -STRONGEST, STRONGEST)
        quarterly = variance * (1 + 4 / 3 * carried + 2 / 3 * carried**2)
        return quarterly, 1 / (1 / self._own + 1 / self._beside)
