"""An area's dispersion drawn towards those of its peers, as one short series says little about it.

All functions are pure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from csp_toolkit.indicators.dispersion import Dispersion

FEWEST_TO_POOL = 5
"""Areas, oneself among them, from which how phi differs between areas can be seen at all."""


def pool_dispersions(own: Dispersion, peers: Sequence[Dispersion]) -> Dispersion:
    """An area's estimate drawn towards those of its peers, as far as peers of its size are alike.

    Two or three years of one area say little about phi. The estimates of the same indicator in similar areas
    are taken as samples round a line in the logarithm of the mean count. How far they scatter beyond their
    own noise decides how many degrees of freedom the line is worth (Smyth 2004, with the trend of Law and
    others 2014, as in the R package limma); the total is never more than all areas' together.

    Where fewer than ``FEWEST_TO_POOL`` areas have a usable estimate, the area's own is returned as it is.
    """
    group = [one for one in (own, *peers) if _can_be_pooled(one)]
    if len(group) < FEWEST_TO_POOL or not _can_be_pooled(own):
        return own
    prior, worth = _prior(group)
    degrees = own.degrees_of_freedom
    total = min(degrees + worth, sum(one.degrees_of_freedom for one in group))
    if math.isinf(worth):
        return Dispersion(prior, total, own.mean_count)
    pooled = (worth * prior + degrees * own.estimate) / (worth + degrees)
    return Dispersion(pooled, total, own.mean_count)


def _can_be_pooled(one: Dispersion) -> bool:
    """Whether it was estimated, and from counts that differ at all: the method takes logarithms."""
    return one.estimate > 0 and one.mean_count > 0 and math.isfinite(one.degrees_of_freedom)


def _prior(group: Sequence[Dispersion]) -> tuple[float, float]:
    """What the line says of the first of the group, and the degrees of freedom that it is worth."""
    import numpy as np
    from scipy.special import digamma, polygamma

    half = np.array([one.degrees_of_freedom for one in group]) / 2
    # The logarithm of a chi-square over its degrees of freedom has this mean and variance.
    logs = np.log([one.estimate for one in group]) - digamma(half) + np.log(half)
    sizes = np.log([one.mean_count for one in group])
    line = np.column_stack([np.ones(len(group)), sizes - sizes.mean()])
    weights, _, rank, _ = np.linalg.lstsq(line, logs, rcond=None)
    fitted = line @ weights
    beyond = float(np.sum((logs - fitted) ** 2) / (len(group) - rank) - polygamma(1, half).mean())
    if beyond <= 0:
        return float(np.exp(fitted[0])), math.inf
    worth = _degrees_of_scatter(beyond)
    return float(np.exp(fitted[0] + digamma(worth / 2) - np.log(worth / 2))), worth


def _degrees_of_scatter(variance: float) -> float:
    """The degrees of freedom of a chi-square whose logarithm has this variance."""
    from scipy.optimize import brentq
    from scipy.special import polygamma

    # In the logarithm of the degrees, as they lie anywhere from a hundredth to hundreds of millions.
    found = brentq(lambda log: float(polygamma(1, math.exp(log) / 2)) - variance, -5.0, 20.0)
    return math.exp(found)
