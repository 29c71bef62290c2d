"""Chance that is the same on every machine: one stream of bits for each name, used with exact arithmetic.

Only the raw stream of PCG64 is used, which numpy promises never to change; numpy's distributions
may change between versions and lean on each platform's logarithm, so none of them is used.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
Whole = NDArray[np.int64]
Real = NDArray[np.float64]


class Stream:
    """A sequence of random bits that its name alone decides."""

    def __init__(self, name: str) -> None:
        seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:16], "big")
        self._generator = np.random.PCG64(seed)

    def bits(self, count: int) -> Bits:
        """``count`` words of 64 random bits."""
        return np.asarray(self._generator.random_raw(count), dtype=np.uint64)

    def below(self, limit: int | Whole, count: int) -> Whole:
        """``count`` whole numbers from 0 to ``limit`` - 1; the limit may differ from number to number."""
        drawn = (self.bits(count) >> np.uint64(12)).astype(np.int64)
        return np.asarray(drawn % limit, dtype=np.int64)

    def uniform(self, count: int) -> Real:
        """``count`` numbers from 0 up to, but never, 1."""
        return (self.bits(count) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def hex_text(self, count: int, length: int) -> list[str]:
        """``count`` texts of ``length`` hexadecimal digits, a multiple of 2 and at most 64."""
        text = self.bits(count * 4).astype("<u8").tobytes().hex()
        return [text[start : start + length] for start in range(0, count * 64, 64)]


def share_out(total: int, weights: Whole) -> Whole:
    """Split a total into whole parts in proportion to whole weights, by largest remainder.

    Raises ValueError when there is no weight to go by.
    """
    whole = int(weights.sum())
    if whole <= 0:
        raise ValueError("weights must be positive")
    parts = total * weights // whole
    left = total - int(parts.sum())
    remainders = total * weights % whole
    parts[np.argsort(-remainders, kind="stable")[:left]] += 1
    return parts


def pick(stream: Stream, weights: Whole, count: int) -> Whole:
    """Positions drawn with chances in proportion to whole weights."""
    running = np.cumsum(weights)
    return np.searchsorted(running, stream.below(int(running[-1]), count), side="right").astype(np.int64)


def draw_overdispersed(stream: Stream, mean: Real, size: Whole) -> Whole:
    """Negative binomial counts with variance mean + mean^2 / size, by inverting the distribution function.

    ``mean`` and ``size`` have one shape; means up to about a thousand and sizes up to about 400 stay
    within what a float can hold. Only + - * / are used, so every machine gives the same counts.
    """
    chance = mean / (mean + size)
    probability = _whole_power(1.0 - chance, size)
    drawn = stream.uniform(mean.size).reshape(mean.shape)
    counts = np.zeros(mean.shape, dtype=np.int64)
    reached = probability.copy()
    for count in range(10_000):
        above = drawn > reached
        if not above.any():
            break
        counts += above
        probability = probability * chance * (size + count) / (count + 1)
        reached += probability
    return counts


def _whole_power(base: Real, exponent: Whole) -> Real:
    """Each base to its whole exponent, by squaring."""
    result, square, left = np.ones_like(base), base.copy(), exponent.copy()
    while left.any():
        result = np.where(left & 1, result * square, result)
        square, left = square * square, left >> 1
    return result
