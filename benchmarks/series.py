"""What the methods for series and areas do where the truth is known: the figures of docs/methods/series.md.

python benchmarks/series.py               about two minutes
python benchmarks/series.py --times 20    fewer repetitions, coarser figures
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from types import MappingProxyType

import numpy as np
from numpy.random import Generator

from csp_toolkit.areas import Area
from csp_toolkit.indicators.control_charts import calculate_control_chart
from csp_toolkit.indicators.control_rules import RULES
from csp_toolkit.indicators.funnels import CONTROL, WARNING, calculate_funnel
from csp_toolkit.indicators.harm import calculate_harm
from csp_toolkit.indicators.harm_weights import HarmWeight, HarmWeights
from csp_toolkit.indicators.intervals import rate_interval
from csp_toolkit.indicators.projections import project_series
from csp_toolkit.indicators.ranking import rank_areas
from csp_toolkit.indicators.results import Result
from csp_toolkit.indicators.seasonality import find_seasonality
from csp_toolkit.indicators.small_areas import SmallArea, calculate_small_area_rates
from csp_toolkit.periods import Month, Quarter

SEED = 20250331
START = Month(2020, 4)
AREAS = tuple(Area(f"E22{n:06d}", f"Area {n}", "csp", 2024) for n in range(100))
PERIOD = Quarter(2024, 4)
Row = tuple[str, str]


def draw_months(rng: Generator, mean: float, months: int, *, noise: float, season: float) -> list[int]:
    """Counts of an unchanging place; ``noise``: how far months are off, ``season``: the height of a wave."""
    wave = 1 + season * np.sin(np.arange(months) * np.pi / 6)
    return [int(n) for n in rng.poisson(mean * wave * _off(rng, noise, months))]


def _off(rng: Generator, noise: float, size: int) -> np.ndarray:
    return rng.gamma(1 / noise**2, noise**2, size) if noise else np.ones(size)


def as_months(values: list[int]) -> list[tuple[Month, float | None]]:
    """Counts as a series."""
    return [(START.plus(n), value) for n, value in enumerate(values)]


def as_results(counts: list[int], people: list[float]) -> list[Result]:
    """Counts of areas as results, per 1,000."""
    found = []
    for area, count, number in zip(AREAS, counts, people, strict=False):
        lower, upper, method = rate_interval(count, number, 1000)
        values = (1000 * count / number, lower, upper, 0.95, method)
        found.append(Result("x", area, PERIOD, count, number, *values, "published", "", ()))
    return found


def control_charts(rng: Generator, times: int) -> Iterator[Row]:
    """Marks on series of 24 months in which nothing changes."""
    for name, noise, season in (
        ("independent events", 0.0, 0.0),
        ("months off by 10%", 0.1, 0.0),
        ("months off by 10%, season of 15%", 0.1, 0.15),
    ):
        marked, latest, by_rule = 0, 0, dict.fromkeys(RULES, 0)
        for _ in range(20 * times):
            chart = calculate_control_chart(as_months(draw_months(rng, 120, 24, noise=noise, season=season)))
            marked += any(point.rule for point in chart.points)
            latest += bool(chart.points[-1].completes)
            for rule in RULES:
                by_rule[rule] += any(rule in point.completes for point in chart.points)
        each = ", ".join(f"{rule} {100 * n / (20 * times):.0f}%" for rule, n in by_rule.items())
        shares = (
            f"any mark {100 * marked / (20 * times):.0f}%, new in the last month {5 * latest / times:.1f}%"
        )
        yield f"control chart of 24 months, mean 120, {name}", f"{shares}; {each}"


def seasons(rng: Generator, times: int) -> Iterator[Row]:
    """Seasons found where there are none, and where there is one of 15%."""
    for months in (36, 60):
        for season in (0.0, 0.15):
            found = [
                find_seasonality(as_months(draw_months(rng, 120, months, noise=0.1, season=season)))
                for _ in range(4 * times)
            ]
            clear = 100 * float(np.mean([one.is_clear for one in found]))
            strength = float(np.mean([one.strength or 0 for one in found]))
            yield (
                f"season of {100 * season:.0f}%, {months} months",
                f"clear in {clear:.0f}%, strength {strength:.2f}",
            )


def projections(rng: Generator, times: int) -> Iterator[Row]:
    """How often the 95% interval of a projection holds what comes, three months ahead."""
    for months in (48, 72):
        held, all_months, methods = 0, 0, []
        for _ in range(max(times // 2, 1)):
            values = draw_months(rng, 120, months + 3, noise=0.1, season=0.15)
            found = project_series(as_months(values[:months]), 3)
            methods.append(found.method)
            for month, value in zip(found.months, values[months:], strict=True):
                held += month.lower <= value <= month.upper
                all_months += 1
        ets = 100 * float(np.mean([method.endswith("ETS") for method in methods]))
        yield (
            f"projection from {months} months",
            f"interval held {100 * held / all_months:.0f}%, ETS in {ets:.0f}%",
        )


def small_areas(rng: Generator, times: int) -> Iterator[Row]:
    """Coverage and error of shrunk rates of a quarter, true rates varying by 45%."""
    for areas in (20, 100):
        held, own, shrunk, number = 0, 0.0, 0.0, 0
        for _ in range(times):
            people = rng.uniform(1000, 3000, areas)
            true = rng.gamma(5, 4 / 5, areas)
            counts = rng.poisson(people / 1000 * true)
            given = [SmallArea(a, int(n), p) for a, n, p in zip(AREAS, counts, people, strict=False)]
            for rate, truth in zip(calculate_small_area_rates(given), true, strict=True):
                held += (rate.lower or 0) <= truth <= (rate.upper or 0)
                own += ((rate.crude or 0) - truth) ** 2
                shrunk += ((rate.rate or 0) - truth) ** 2
                number += 1
        gain = 100 * (1 - np.sqrt(shrunk / own))
        yield f"{areas} small areas", f"interval held {100 * held / number:.1f}%, error {gain:.0f}% smaller"


def funnels(rng: Generator, times: int) -> Iterator[Row]:
    """Areas outside the limits when all have one true rate, and when they truly differ by 20%."""
    people = list(rng.uniform(70_000, 200_000, 40))
    for name, spread, adjust in (
        ("one true rate", 0.0, False),
        ("true rates vary by 20%", 0.2, False),
        ("true rates vary by 20%, limits widened", 0.2, True),
    ):
        outside = {WARNING: 0, CONTROL: 0}
        for _ in range(4 * times):
            counts = [int(n) for n in rng.poisson(0.002 * np.array(people) * _off(rng, spread, 40))]
            places = [
                p.position for p in calculate_funnel(as_results(counts, people), 1000, adjust=adjust).points
            ]
            outside[WARNING] += sum(place != "within the limits" for place in places)
            outside[CONTROL] += sum(str(place).endswith("99.8%") for place in places)
        shares = [f"{100 * n / (160 * times):.1f}% at {100 * level:g}%" for level, n in outside.items()]
        yield f"funnel of 40 areas, {name}", f"outside: {', '.join(shares)}"


def ranks(rng: Generator, times: int) -> Iterator[Row]:
    """How often an area's rank interval holds its true rank, for 14 areas of unlike rates."""
    people = [120_000.0] * 14
    true = np.geomspace(0.5, 2, 14) * 240
    for confidence in (0.95, 0.998):
        held, width = 0, 0
        for _ in range(4 * times):
            counts = [int(n) for n in rng.poisson(true)]
            for rank in rank_areas(as_results(counts, people), confidence=confidence):
                lower, upper = rank.rank_lower or 0, rank.rank_upper or 0
                held += lower <= 14 - int(rank.area.code[-6:]) <= upper
                width += upper - lower + 1
        number = 56 * times
        yield (
            f"ranks of 14 areas at {100 * confidence:g}%",
            f"held {100 * held / number:.1f}%, {width / number:.1f} ranks wide",
        )


def harm(rng: Generator, times: int) -> Iterator[Row]:
    """How often the interval of a harm score holds the truth, for weights that differ fifty-fold."""
    each = {"grave": HarmWeight(100, ""), "middling": HarmWeight(15, ""), "slight": HarmWeight(2, "")}
    weights = HarmWeights("x", 1, "x", "x", "points", True, "", MappingProxyType(each), MappingProxyType({}))
    for name, means in (("few", (2, 10, 40)), ("many", (120, 300, 900))):
        truth = sum(mean * one.weight for mean, one in zip(means, each.values(), strict=True))
        held = 0
        for _ in range(40 * times):
            counts = {key: int(n) for key, n in zip(each, rng.poisson(means), strict=True)}
            score = calculate_harm(counts, 1000, weights)
            held += (score.lower or 0) <= truth <= (score.upper or 0)
        yield f"harm score, {name} offences", f"interval held {100 * held / (40 * times):.1f}%"


def main() -> None:
    """Print one line for each measurement."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=50)
    times = parser.parse_args().times
    for measure in (control_charts, seasons, projections, small_areas, funnels, ranks, harm):
        for what, figures in measure(np.random.default_rng(SEED), times):
            print(f"| {what} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
