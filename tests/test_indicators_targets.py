"""Rules of work done: set against its target, and unknown is not zero."""

from __future__ import annotations

from dataclasses import replace

import pytest
from make_results import make_missing, make_result

from csp_toolkit.indicators.results import Result
from csp_toolkit.indicators.targets import compare_with_target


def sessions(held: int) -> Result:
    return replace(make_result(held), denominator=None, lower=None, upper=None, method="complete count")


@pytest.mark.parametrize(
    ("held", "met", "remaining"), [(8, False, 1), (9, True, 0), (10, True, 0), (0, False, 9)]
)
def test_a_target_is_met_when_it_is_reached(held, met, remaining):
    found = compare_with_target(sessions(held), 9)
    assert (found.done, found.met, found.remaining) == (held, met, remaining)
    assert found.percent == pytest.approx(100 * held / 9)


def test_what_is_not_known_is_neither_met_nor_missed():
    found = compare_with_target(make_missing(reason="no return from the council"), 9)
    assert (found.done, found.percent, found.remaining, found.met) == (None,) * 4
    assert found.reason == "no return from the council"


def test_a_target_is_above_zero():
    with pytest.raises(ValueError, match="above zero"):
        compare_with_target(sessions(3), 0)
