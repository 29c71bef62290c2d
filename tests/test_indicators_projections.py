"""Projections: labelled, tested on the past with the error beside them, refused where little is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from csp_toolkit.indicators.catalogue import Break
from csp_toolkit.indicators.projections import project_series
from csp_toolkit.periods import Month

START = Month(2020, 1)


def months(values):
    return [(START.plus(n), value) for n, value in enumerate(values)]


def wave(length: int, noise: float = 0.0, seed: int = 1):
    random = np.random.default_rng(seed)
    return [
        max(0.0, 100 + 20 * math.sin(n * math.pi / 6) + noise * e)
        for n, e in enumerate(random.standard_normal(length))
    ]


def test_a_series_that_repeats_itself_is_projected_to_go_on_and_the_simpler_method_is_kept():
    found = project_series(months(wave(60)), 3)
    assert found.method == "projection, seasonal naive"
    assert [m.month for m in found.months] == [Month(2025, 1), Month(2025, 2), Month(2025, 3)]
    assert [m.value for m in found.months] == pytest.approx(wave(63)[-3:])
    assert found.test.mean_error == pytest.approx(0)
    assert found.reason == ""


def test_every_projection_has_the_test_of_both_methods_and_a_label_with_the_error():
    found = project_series(months(wave(60, noise=8)), 3)
    assert {found.test.method, found.other_test.method} == {"seasonal naive", "ETS"}
    assert found.test.mean_error <= found.other_test.mean_error
    assert (found.test.starts, found.test.months) == (6, 18)
    assert 0 <= found.test.held <= 1
    assert found.label.startswith("Projection from data to December 2024, if things go on as they have: ")
    assert f"wrong by {found.test.mean_error:,.1f} a month" in found.label


def test_the_past_is_tested_without_knowing_what_came_after():
    """A jump in the last month leaves every test of earlier starts as it was but for that month."""
    plain, jumped = wave(60), [*wave(59), 400.0]
    before, after = project_series(months(plain), 3), project_series(months(jumped), 3)
    naive = next(test for test in (after.test, after.other_test) if test.method == "seasonal naive")
    assert before.test.mean_error == pytest.approx(0)
    assert naive.mean_error == pytest.approx((400 - plain[-1]) / 18)


def test_a_value_lies_in_its_interval_and_nothing_is_below_zero():
    found = project_series(months([0, 1, 0, 0, 2, 0, 0, 0, 1, 0, 3, 0] * 5), 12)
    assert len(found.months) == 12
    for month in found.months:
        assert 0 <= month.lower <= month.value <= month.upper


def test_a_higher_confidence_widens_the_interval():
    series = months(wave(60, noise=8))
    narrow, wide = project_series(series, 3), project_series(series, 3, confidence=0.998)
    for inner, outer in zip(narrow.months, wide.months, strict=True):
        assert outer.lower < inner.lower < inner.upper < outer.upper


def test_too_short_a_series_has_a_plain_answer_and_no_figure():
    found = project_series(months(wave(47)), 3)
    assert (found.months, found.test, found.method, found.label) == ((), None, "", "")
    assert found.reason == "A projection needs 48 months in a row; there are 47 since January 2020."


def test_a_gap_or_a_break_starts_the_series_again():
    assert "after a gap" in project_series(months([*wave(40), None, *wave(40)]), 3).reason
    known = Break(START.plus(20), START.plus(22), "recording changed", "seen")
    assert "there are 38 since November 2021" in project_series(months(wave(60)), 3, breaks=[known]).reason


def test_a_series_of_zeros_has_no_error_in_per_cent():
    found = project_series(months([0] * 60), 3)
    assert found.test.percent_error is None
    assert "%" not in found.label
    assert [m.value for m in found.months] == [0, 0, 0]


def test_what_cannot_be_asked_is_refused():
    with pytest.raises(ValueError, match="1 to 12"):
        project_series(months(wave(60)), 13)
    with pytest.raises(ValueError, match="1 to 12"):
        project_series(months(wave(60)), 0)
    with pytest.raises(ValueError, match="below zero"):
        project_series(months([*wave(59), -1]), 3)


@pytest.mark.parametrize("factor", [0.01, 50])
def test_the_unit_changes_nothing_but_the_unit(factor: float):
    series = wave(60, noise=8)
    plain, scaled = project_series(months(series), 3), project_series(months([factor * v for v in series]), 3)
    assert scaled.method == plain.method
    assert scaled.test.percent_error == pytest.approx(plain.test.percent_error, rel=0.02)
    assert scaled.months[0].value == pytest.approx(factor * plain.months[0].value, rel=0.02)
