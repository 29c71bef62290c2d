"""How often intervals hold the truth, tests raise false alarms, and true changes are found.

    python benchmarks/uncertainty.py                  the tables of docs/methods.md, a few minutes
    python benchmarks/uncertainty.py --reports 100    fewer simulated reports, coarser figures

Intervals and tests are the library's own. Only the estimate of dispersion stands here once more, for
thousands of series at once (``simulated_counts.estimate_many``), and a test holds it equal to the library's.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.stats import poisson
from simulated_counts import Noise, Numbers, days_of_months, draw_series, estimate_many

from csp_toolkit.indicators.change import SIGNIFICANCE
from csp_toolkit.indicators.dispersion import Dispersion
from csp_toolkit.indicators.intervals import rate_interval, ratio_limits, ratio_p_values
from csp_toolkit.indicators.pooled_dispersion import pool_dispersions

Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]

BANDS = (0.5, 1, 2, 5, 10, 20, 30, 100, 300, 1000, 3000, 5000)
MEANS_PER_BAND = 60
TYPICAL_QUARTERS = (6, 22, 34, 36, 92, 140, 184, 252, 298, 352, 372, 384, 548, 1420, 3770)
"""Quarterly counts of a partnership's fifteen indicators of street-level crime, all crime the last."""
EVENNESS = (*[1.0] * (len(TYPICAL_QUARTERS) - 1), 0.5)
"""All crime is off by half as much as its parts, whose noise partly cancels out."""
PEERS = (1.3, 1.2, 1.1, 0.9, 0.8, 0.75, 0.7, 0.6, 0.5, 0.4, 0.35, 0.3, 0.15)
"""The sizes of the thirteen other partnerships of a police force, against one's own."""
RED_OR_GREEN = 0.05
"""The usual rule: red or green where a count is 5% away from the year before."""
USUAL = Noise(0.1)
NOISES = {
    "independent events": Noise(0),
    "usual: months off by 10%": USUAL,
    "strong: months off by 20%": Noise(0.2),
    "usual, carried over by 0.3": Noise(0.1, 0.3),
    "usual, carried over by 0.5": Noise(0.1, 0.5),
}
QUARTER, YEAR = 3, 12


@dataclass(frozen=True)
class Looks:
    """What came of looks: p values, whether intervals leave out 1 and hold the truth, and the 5% rule."""

    p_values: Numbers
    outside: Flags
    holds: Flags
    red_or_green: Flags

    @property
    def clear_alone(self) -> Flags:
        """Clear if each were the only one."""
        return np.asarray((self.p_values < SIGNIFICANCE) & self.outside)


def rate_coverage(low: float, high: float) -> Numbers:
    """The exact coverage of the 95% interval of a rate at means across a band, by summing over counts."""
    means = np.geomspace(low, high, MEANS_PER_BAND)
    counts = np.arange(int(poisson.ppf(1e-9, low)), int(poisson.isf(1e-9, high)) + 1)
    limits = np.array([rate_interval(int(count), 1, 1)[:2] for count in counts])
    held = (limits[:, :1] <= means) & (means <= limits[:, 1:])
    return np.asarray((poisson.pmf(counts[:, None], means) * held).sum(axis=0))


def look(counts: Counts, phi: Numbers, degrees: Numbers, span: int, true_ratio: float = 1.0) -> Looks:
    """The last ``span`` months of each series against the same months a year before."""
    days = days_of_months(counts.shape[1])
    now, before = counts[:, -span:].sum(axis=1), counts[:, -span - 12 : -12].sum(axis=1)
    pairs = (now, days[-span:].sum(), before, days[-span - 12 : -12].sum(), phi, degrees)
    lower, upper = ratio_limits(*pairs)
    return Looks(
        p_values=ratio_p_values(*pairs),
        outside=(lower > 1) | (upper < 1),
        holds=(lower <= true_ratio) & (true_ratio <= upper),
        red_or_green=(np.abs(now - before) >= RED_OR_GREEN * before) & (now != before),
    )


def used_phi(estimates: Numbers, degrees: float) -> tuple[Numbers, Numbers]:
    """Phi and its degrees of freedom as they are used: 1 and infinite where it could not be estimated."""
    known = ~np.isnan(estimates)
    return np.where(known, np.maximum(1, estimates), 1.0), np.where(known, degrees, np.inf)


def pooled_phi(own: Counts, peers: Sequence[Counts], span: int) -> tuple[Numbers, Numbers]:
    """The same, each series' own estimate drawn towards those of its peers by the library."""
    estimates, degrees = estimate_many(own, span)
    phi, known_by = used_phi(estimates, degrees)
    others = [(estimate_many(series, span)[0], series.mean(axis=1)) for series in peers]
    for at in np.flatnonzero(~np.isnan(estimates)):
        usable = [Dispersion(e[at], degrees, m[at]) for e, m in others if not np.isnan(e[at])]
        pooled = pool_dispersions(Dispersion(estimates[at], degrees, own[at].mean()), usable)
        phi[at], known_by[at] = pooled.phi, pooled.degrees_of_freedom
    return phi, known_by


def adjust_rows(p_values: Numbers) -> Numbers:
    """Benjamini and Hochberg's q values by row, as statsmodels' ``multipletests`` gives them for one."""
    looks = p_values.shape[1]
    order = np.argsort(p_values, axis=1)
    scaled = np.take_along_axis(p_values, order, axis=1) * looks / np.arange(1, looks + 1)
    least = np.minimum.accumulate(scaled[:, ::-1], axis=1)[:, ::-1]
    q_values = np.empty_like(p_values)
    np.put_along_axis(q_values, order, np.minimum(1, least), axis=1)
    return q_values


def draw_reports(rng: np.random.Generator, reports: int, noise: Noise, size: float = 1.0) -> Counts:
    """36 months of every indicator of so many reports, in which nothing changes; indicators run fastest."""
    quarters = np.tile(np.array(TYPICAL_QUARTERS, dtype=np.float64) * size, reports)
    return draw_series(rng, quarters, 36, noise, evenness=np.tile(np.array(EVENNESS), reports))


def take_looks(counts: Counts, phi_for: Callable[[int], tuple[Numbers, Numbers]], reports: int) -> Looks:
    """Both looks of every indicator, a row for each report: thirty columns."""
    both = [look(counts, *phi_for(span), span) for span in (QUARTER, YEAR)]
    columns = (
        np.hstack([np.asarray(getattr(one, name)).reshape(reports, -1) for one in both])
        for name in ("p_values", "outside", "holds", "red_or_green")
    )
    return Looks(*columns)


def clear_in_report(looks: Looks) -> Flags:
    """Clear after the correction over each report, which is the verdict a reader sees."""
    return np.asarray((adjust_rows(looks.p_values) < SIGNIFICANCE) & looks.outside)


def find_false_alarms(rng: np.random.Generator, reports: int, noise: Noise) -> dict[str, Looks]:
    """Looks at series in which nothing changed, with phi by each way of estimating it."""
    counts = draw_reports(rng, reports, noise)
    peers = [draw_reports(rng, reports, noise, size) for size in PEERS]
    independent = (np.ones(len(counts)), np.full(len(counts), np.inf))
    ways: dict[str, Callable[[int], tuple[Numbers, Numbers]]] = {
        "none, events as independent": lambda span: independent,
        "own 24 months": lambda span: used_phi(*estimate_many(counts[:, -24:], span)),
        "own 36 months": lambda span: used_phi(*estimate_many(counts, span)),
        "36 months, with 13 peers": lambda span: pooled_phi(counts, peers, span),
    }
    return {name: take_looks(counts, phi_for, reports) for name, phi_for in ways.items()}


def find_power(
    rng: np.random.Generator, series: int, quarter: float, change: float, span: int, others: Numbers
) -> tuple[float, float]:
    """How often a true change of the last ``span`` months is clear, alone and in a report of other looks."""
    counts = draw_series(rng, np.full(series, quarter), 36, USUAL, change=change, changed_months=span)
    peers = [draw_series(rng, np.full(series, quarter * size), 36, USUAL) for size in PEERS]
    looks = look(counts, *pooled_phi(counts, peers, span), span)
    rows = others[rng.integers(0, len(others), series)].copy()
    rows[:, 0] = looks.p_values
    in_report = (adjust_rows(rows)[:, 0] < SIGNIFICANCE) & looks.outside
    return float(looks.clear_alone.mean()), float(in_report.mean())


def print_rate_coverage() -> None:
    """The table of coverage by expected count."""
    print("\n### Coverage of the 95% interval of a rate, exact\n")
    print_row("expected count", "lowest", "mean", "highest")
    print("|---|--:|--:|--:|")
    for low, high in pairwise(BANDS):
        covered = rate_coverage(low, high)
        print_row(f"{low:,g} to {high:,g}", *percents((covered.min(), covered.mean(), covered.max())))


def print_change_coverage(rng: np.random.Generator, series: int) -> None:
    """The table of coverage of the interval of a change of the quarter, phi estimated from 36 months."""
    print("\n### Coverage of the 95% interval of a quarter's change, true change -20%\n")
    print_row("expected count", *(f"{name}" for name in NOISES))
    print("|---|" + "--:|" * len(NOISES))
    for quarter in (1, 3, 10, 30, 100, 300, 1000, 5000):
        cells = []
        for noise in NOISES.values():
            expected = np.full(series, float(quarter))
            counts = draw_series(rng, expected, 36, noise, change=-0.2, changed_months=QUARTER)
            phi = used_phi(*estimate_many(counts, QUARTER))
            cells.append(look(counts, *phi, QUARTER, true_ratio=0.8).holds.mean())
        print_row(f"{quarter:,}", *percents(cells))


def print_false_alarms(found: dict[str, dict[str, Looks]]) -> None:
    """The table of false alarms by noise and estimate, the 5% rule beside them."""
    print("\n### False alarms: nothing changed, 30 looks a report\n")
    print_row("noise", "phi from", "clear alone", "verdict clear", "reports with any", "5% rule")
    print("|---|---|--:|--:|--:|--:|")
    for noise, ways in found.items():
        for way, looks in ways.items():
            clear = clear_in_report(looks)
            shares = (looks.clear_alone.mean(), clear.mean(), clear.any(axis=1).mean())
            print_row(noise, way, *percents((*shares, looks.red_or_green.mean())))


def print_power(rng: np.random.Generator, series: int, others: Numbers) -> None:
    """The table of power: alone, and in a report of 29 other looks at what did not change."""
    print("\n### Power: how often a true change is clear, alone / among 30 looks\n")
    changes = (-0.1, -0.2, -0.4)
    print_row("expected a quarter", *(f"{c:.0%}, {s}" for s in ("quarter", "12 months") for c in changes))
    print("|---|" + "--:|" * 2 * len(changes))
    for quarter in (10, 30, 100, 300, 1000, 4000):
        pairs = [
            find_power(rng, series, float(quarter), change, span, others)
            for span in (QUARTER, YEAR)
            for change in changes
        ]
        print_row(f"{quarter:,}", *(f"{100 * alone:.0f} / {100 * among:.0f}" for alone, among in pairs))


def percents(shares: Iterable[float]) -> list[str]:
    """Shares in percent with one decimal."""
    return [f"{100 * share:.1f}" for share in shares]


def print_row(*cells: str) -> None:
    """A row of a Markdown table."""
    print(f"| {' | '.join(cells)} |")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=500, help="simulated reports for each kind of noise")
    parser.add_argument("--seed", type=int, default=20250331)
    chosen = parser.parse_args(arguments)
    rng = np.random.default_rng(chosen.seed)
    print(f"All in percent. {chosen.reports:,} simulated reports, seed {chosen.seed}.")
    print_rate_coverage()
    print_change_coverage(rng, 10 * chosen.reports)
    found = {name: find_false_alarms(rng, chosen.reports, noise) for name, noise in NOISES.items()}
    print_false_alarms(found)
    usual = found["usual: months off by 10%"]["36 months, with 13 peers"]
    print_power(rng, chosen.reports, usual.p_values)


if __name__ == "__main__":
    main()
