"""Our intervals and funnels beside those of another package, on figures that no worked example has.

PHStatsMethods is GPL-3 and used here only. It cannot give a rate's interval for a count of zero, which it
refuses, so zero is left to the worked examples.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from make_results import make_result

from csp_toolkit.areas import Area
from csp_toolkit.indicators.funnels import calculate_funnel, funnel_limits, place_in_funnel
from csp_toolkit.indicators.intervals import proportion_interval, rate_interval
from csp_toolkit.indicators.rate_ratios import Stratum, calculate_standardised_ratio

other = pytest.importorskip("PHStatsMethods", reason="the second opinion is not installed (the dev extra)")

COUNTS = [1, 2, 5, 8, 9, 10, 11, 12, 20, 50, 133, 999, 16_230]
PEOPLE = [150.0, 900.0, 1500.0, 4321.0, 20_000.0, 178_000.0]
LEVELS = {0.95: "95", 0.998: "99_8"}
WORDS = {
    "High (0.001)": "high at 99.8%",
    "High (0.025)": "high at 95%",
    "Not significant": "within the limits",
    "Low (0.025)": "low at 95%",
    "Low (0.001)": "low at 99.8%",
}


def asked(function: Any, frame: pd.DataFrame, *columns: str, **options: Any) -> list[dict[str, Any]]:
    found = function(frame, *columns, confidence=list(LEVELS), **options)
    return [{str(key).lower(): value for key, value in row.items()} for row in found.to_dict("records")]


def test_rates_agree_below_at_and_above_ten() -> None:
    pairs = [(n, people) for n in COUNTS for people in PEOPLE]
    frame = pd.DataFrame(pairs, columns=["count", "people"])
    for (count, people), row in zip(
        pairs, asked(other.ph_rate, frame, "count", "people", multiplier=1000), strict=True
    ):
        for confidence, name in LEVELS.items():
            found = rate_interval(count, people, 1000, confidence)
            assert found.lower == pytest.approx(row[f"lower_{name}_ci"], rel=1e-12)
            assert found.upper == pytest.approx(row[f"upper_{name}_ci"], rel=1e-12)


def test_proportions_agree_from_none_to_all() -> None:
    pairs = [(part, whole) for whole in (1, 2, 25, 93, 3456) for part in {0, 1, whole // 3, whole - 1, whole}]
    frame = pd.DataFrame(pairs, columns=["part", "whole"])
    for (part, whole), row in zip(pairs, asked(other.ph_proportion, frame, "part", "whole"), strict=True):
        for confidence, name in LEVELS.items():
            found = proportion_interval(part, whole, confidence)
            assert found.lower == pytest.approx(row[f"lower_{name}_ci"], rel=1e-9, abs=1e-12)
            assert found.upper == pytest.approx(row[f"upper_{name}_ci"], rel=1e-9)


def test_places_in_a_funnel_of_rates_agree() -> None:
    random = np.random.default_rng(20250331)
    people = random.uniform(5_000, 200_000, 200)
    counts = np.maximum(random.negative_binomial(4, 4 / (4 + people * 0.0008)), 1)
    frame = pd.DataFrame({"count": counts, "people": people, "rate": 100_000 * counts / people})
    theirs = other.assign_funnel_significance(
        frame, "count", "rate", "people", rate="rate", rate_type="crude", multiplier=100_000
    )["significance"]
    baseline = counts.sum() / people.sum()
    ours = [place_in_funnel(int(n), p, baseline, kind="rate") for n, p in zip(counts, people, strict=True)]
    assert ours == [WORDS[word] for word in theirs]
    assert len(set(ours)) == 5


def test_limits_of_a_funnel_of_proportions_agree() -> None:
    frame = pd.DataFrame({"part": [30, 55, 12], "whole": [60, 90, 40]})
    found = other.calculate_funnel_limits(frame, "part", "proportion", 100, "whole")
    for row in found.to_dict("records"):
        for confidence, name in ((0.95, "2s"), (0.998, "3s")):
            size = float(row["Population"])
            limits = funnel_limits(97 / 190, size, confidence, kind="proportion")
            expected = row[f"lower_{name}_limit"], row[f"upper_{name}_limit"]
            assert [100 * end for end in limits] == pytest.approx(expected, abs=1e-9)


def test_a_whole_funnel_agrees_on_its_average() -> None:
    areas = [Area(f"E22{n:06d}", f"Area {n}", "csp", 2024) for n in range(3)]
    results = [replace(make_result(n, area=area)) for n, area in zip((20, 30, 70), areas, strict=True)]
    frame = pd.DataFrame({"count": [20, 30, 70], "people": [180_000.0] * 3})
    frame["rate"] = 1000 * frame["count"] / frame["people"]
    found = other.calculate_funnel_limits(
        frame, "count", "rate", 1000, "people", rate="rate", rate_type="crude", years_of_data=1
    )
    assert calculate_funnel(results, 1000).baseline == pytest.approx(found["baseline"].iloc[0])


@pytest.mark.parametrize("observed", [1, 9, 10, 65])
def test_an_indirectly_standardised_ratio_agrees(observed: int) -> None:
    found = calculate_standardised_ratio(observed, [Stratum(10_000, 0.001), Stratum(4_000, 0.005)])
    lower, upper = other.byars_lower(observed), other.byars_upper(observed)
    assert (found.lower, found.upper) == pytest.approx((100 * lower / 30, 100 * upper / 30))
