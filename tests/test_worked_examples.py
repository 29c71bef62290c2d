"""Every figure worked out elsewhere, to the last digit printed there; and that each was retyped rightly."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from make_results import WORKED_EXAMPLES, read_worked_examples

from csp_toolkit.indicators.intervals import (
    byar_limits,
    exact_poisson_limits,
    proportion_interval,
    rate_interval,
)

LAST_DIGITS = 1e-13
"""Figures are printed there with sixteen digits, of which the last two differ between machines."""


def numbers(rows: list[dict[str, str]]) -> list[float]:
    """Every cell that is a number, in order of size."""
    found = []
    for row in rows:
        for cell in row.values():
            try:
                found.append(float(cell))
            except ValueError:
                continue
    return sorted(found)


def test_rates_agree_at_both_levels_to_the_last_digit():
    rows = read_worked_examples("rate_intervals.csv")
    assert {row["confidence"] for row in rows} == {"0.95", "0.998"}
    for row in rows:
        given = int(row["count"]), float(row["denominator"]), float(row["multiplier"])
        found = rate_interval(*given, float(row["confidence"]))
        assert found.lower == pytest.approx(float(row["lower"]), rel=LAST_DIGITS, abs=0)
        assert found.upper == pytest.approx(float(row["upper"]), rel=LAST_DIGITS, abs=0)


def test_proportions_agree_at_both_levels_to_the_last_digit():
    for row in read_worked_examples("proportion_intervals.csv"):
        given = float(row["numerator"]), float(row["denominator"]), float(row["confidence"])
        found = proportion_interval(*given)
        assert found.lower == pytest.approx(float(row["lower"]), rel=LAST_DIGITS, abs=0)
        assert found.upper == pytest.approx(float(row["upper"]), rel=LAST_DIGITS, abs=0)


def test_byars_limits_agree_to_the_last_digit_and_never_go_below_zero():
    for row in read_worked_examples("byar_limits.csv"):
        lower, upper = byar_limits(float(row["count"]), float(row["confidence"]))
        assert upper == pytest.approx(float(row["upper"]), rel=LAST_DIGITS, abs=0)
        # Blank there: for a count of one at 99.8% the formula goes below zero.
        assert lower == pytest.approx(float(row["lower"] or 0), rel=LAST_DIGITS, abs=0)


def test_the_points_to_check_by_at_zero_five_and_around_ten():
    assert exact_poisson_limits(0) == pytest.approx((0, 3.688879), abs=5e-7)
    assert exact_poisson_limits(5) == pytest.approx((1.623486, 11.668332), abs=5e-7)
    assert byar_limits(65) == pytest.approx((50.163188, 82.849139), abs=5e-7)
    assert byar_limits(1045) == pytest.approx((982.593202, 1110.331213), abs=5e-7)
    assert proportion_interval(65, 100)[:2] == pytest.approx((0.552544, 0.736358), abs=5e-7)
    assert proportion_interval(0, 25)[:2] == pytest.approx((0, 0.133192), abs=5e-7)
    for confidence in (0.95, 0.998):
        assert rate_interval(9, 1, 1, confidence)[:2] == exact_poisson_limits(9, confidence)
        assert rate_interval(10, 1, 1, confidence)[:2] == byar_limits(10, confidence)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("funnel_proportion_areas.csv", "funnel_proportion_inputs.csv"),
        ("funnel_proportion_limits.csv", "funnel_proportion_limits.csv"),
        ("funnel_rate_limits.csv", "funnel_rate_limits.csv"),
        ("funnel_rate_areas.csv", "funnel_rate_inputs.csv"),
        ("xmr_values.csv", "xmr_values.csv"),
        ("xmr_expected.csv", "xmr_expected.csv"),
    ],
)
def test_figures_were_retyped_as_they_stand_there(oracles: Path, ours: str, theirs: str):
    with (oracles / theirs).open(encoding="utf-8-sig", newline="") as file:
        origin = numbers(list(csv.DictReader(file)))
    retyped = numbers(read_worked_examples(ours))
    if ours == "funnel_rate_areas.csv":  # the rate for each 100, there once more, is left out
        assert set(retyped) <= set(origin)
        return
    assert retyped == origin


def test_every_worked_example_is_told_with_its_origin():
    told = (WORKED_EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert [file.name for file in sorted(WORKED_EXAMPLES.glob("*.csv")) if file.name not in told] == []
