"""Back from a printed figure to the count behind it: from rates, their intervals, shares and changes.

A population is public, so a rate is a count, and so is either end of its interval. The formulas stand here
once more, from their sources: chi-square limits of a Poisson mean below ten, Byar's from ten, Wilson's of a
share. Each function gives the counts that agree with the figure to its printed digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from scipy.stats import chi2, norm

Z = float(norm.ppf(0.975))
MOST = 1_200
DIGITS = 1e-8
"""Ten significant figures are printed."""


@cache
def byar(count: int, sign: int) -> float:
    """The lower (sign -1) or upper (1) limit of a Poisson mean."""
    if count < 10:
        if sign < 0:
            return chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
        return float(chi2.ppf(0.975, 2 * count + 2)) / 2
    base = count + (sign > 0)
    return base * (1 - 1 / (9 * base) + sign * Z / (3 * base**0.5)) ** 3


def wilson(part: int, whole: int, sign: int) -> float:
    """The lower (sign -1) or upper (1) limit of a share."""
    share, spread = part / whole, Z * Z / whole
    root = Z * (share * (1 - share) / whole + spread / (4 * whole)) ** 0.5
    return (share + spread / 2 + sign * root) / (1 + spread)


def agrees(printed: str, figure: float) -> bool:
    """Whether a figure is printed like this."""
    return abs(float(printed) - figure) <= DIGITS * max(1.0, abs(figure))


def counts_by_rate(row: Mapping[str, str]) -> dict[str, list[int]]:
    """By column, the counts that a row of results.csv is the rate of, per 1,000 of its denominator."""
    people = float(row["denominator"])
    makers: dict[str, Callable[[int], float]] = {
        "value": float,
        "lower": lambda count: byar(count, -1),
        "upper": lambda count: byar(count, 1),
    }
    return {
        column: [n for n in range(MOST) if agrees(row[column], 1000 * make(n) / people)]
        for column, make in makers.items()
    }


def counts_by_share(row: Mapping[str, str]) -> dict[str, list[int]]:
    """By column, the parts of its denominator that a row is the percentage of."""
    whole = int(float(row["denominator"]))
    makers: dict[str, Callable[[int], float]] = {
        "value": lambda part: part / whole,
        "lower": lambda part: wilson(part, whole, -1),
        "upper": lambda part: wilson(part, whole, 1),
    }
    return {
        column: [n for n in range(whole + 1) if agrees(row[column], 100 * make(n))]
        for column, make in makers.items()
    }


def counts_by_change(
    row: Mapping[str, str], currents: Iterable[int], days: tuple[int, int]
) -> set[tuple[int, int]]:
    """The pairs of counts, now and before, that every column of a row of comparisons.csv agrees with.

    The ratio's interval is Wilson's of the odds that an event of the two periods is one of the later.
    """
    pairs = set()
    for now in currents:
        base = now - int(row["difference"])
        if base < 0 or now + base == 0:
            continue
        percent = row["percent_change"]
        if percent and not agrees(percent, 100 * (now - base) / base):
            continue
        ends = (wilson(now, now + base, sign) for sign in (-1, 1))
        ratios = [odds / (1 - odds) * days[1] / days[0] if odds < 1 else float("inf") for odds in ends]
        printed = row["ratio_lower"], row["ratio_upper"]
        if all(agrees(text, ratio) for text, ratio in zip(printed, ratios, strict=True) if text):
            pairs.add((now, base))
    return pairs
