"""Rules of how numbers are rounded and written."""

from __future__ import annotations

import pytest

from csp_toolkit.number_format import (
    percent_decimals,
    rate_decimals,
    write_percent,
    write_signed_percent,
)


@pytest.mark.parametrize(("rate", "decimals"), [(0.0, 2), (9.99, 2), (10.0, 1), (120.0, 1)])
def test_rates_under_ten_have_two_decimals(rate: float, decimals: int) -> None:
    assert rate_decimals(rate) == decimals


@pytest.mark.parametrize(("lower", "upper", "decimals"), [(-5.0, 4.9, 1), (-5.0, 5.0, 0), (-40.0, 10.0, 0)])
def test_a_change_with_a_narrow_interval_has_a_decimal(lower: float, upper: float, decimals: int) -> None:
    assert percent_decimals(lower, upper) == decimals


@pytest.mark.parametrize(
    ("change", "decimals", "text"),
    [
        (-30.4, 0, "−30%"),
        (12.0, 0, "+12%"),
        (0.0, 0, "0%"),
        (-0.5, 0, "−0.5%"),
        (-0.4, 0, "−0.4%"),
        (0.04, 0, "+0.04%"),
        (0.0004, 0, "+under 0.001%"),
        (-1.24, 1, "−1.2%"),
        (1234.5, 0, "+1,234%"),
    ],
)
def test_a_signed_change_never_rounds_to_nothing(change: float, decimals: int, text: str) -> None:
    assert write_signed_percent(change, decimals) == text


def test_in_a_sentence_a_change_that_rounds_to_nothing_is_under_the_smallest() -> None:
    assert write_percent(-0.4, 0) == "under 1%"
    assert write_percent(0.5, 0) == "under 1%"
    assert write_percent(0.04, 1) == "under 0.1%"
    assert write_percent(-12.3, 0) == "12%"
