"""Chance with exact arithmetic: shares, picks and overdispersed counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_toolkit.sample.seeded import Stream, draw_overdispersed, pick, share_out


def test_a_stream_is_decided_by_its_name_alone() -> None:
    """The numbers are those of PCG64 seeded with the hash of the name; numpy promises to keep them."""
    assert Stream("a name").bits(2).tolist() == Stream("a name").bits(2).tolist()
    assert Stream("a name").bits(2).tolist() != Stream("another").bits(2).tolist()


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**5), min_size=1, max_size=40).filter(any))
def test_shares_are_whole_and_sum_to_the_total(total: int, weights: list[int]) -> None:
    parts = share_out(total, np.array(weights, dtype=np.int64))
    assert parts.sum() == total
    exact = [total * weight / sum(weights) for weight in weights]
    assert all(abs(part - share) < 1 + 1e-6 for part, share in zip(parts, exact, strict=True))


def test_nothing_can_be_shared_by_no_weight() -> None:
    with pytest.raises(ValueError, match="positive"):
        share_out(3, np.zeros(2, dtype=np.int64))


def test_overdispersed_counts_have_the_mean_and_variance_they_are_said_to_have() -> None:
    mean, size = np.full(40_000, 60.0), np.full(40_000, 30, dtype=np.int64)
    counts = draw_overdispersed(Stream("a test"), mean, size)
    assert counts.mean() == pytest.approx(60, rel=0.01)
    assert counts.var() == pytest.approx(60 + 60**2 / 30, rel=0.05)


def test_the_largest_mean_in_use_does_not_underflow() -> None:
    counts = draw_overdispersed(Stream("large"), np.full(500, 1000.0), np.full(500, 400, dtype=np.int64))
    assert counts.mean() == pytest.approx(1000, rel=0.02)


def test_a_choice_of_no_weight_is_never_made() -> None:
    picked = pick(Stream("picks"), np.array([0, 3, 0, 1, 0], dtype=np.int64), 5000)
    assert set(picked.tolist()) == {1, 3}
    assert (picked == 1).mean() == pytest.approx(0.75, abs=0.03)
