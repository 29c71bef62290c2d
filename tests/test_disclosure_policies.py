"""The policies of the file, how they round, and what a reader can tell of a rounded count."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_toolkit.disclosure import (
    check_policies,
    get_policy,
    limits_of_shown,
    load_policies,
    round_count,
    show_count,
)
from csp_toolkit.errors import ParameterError
from csp_toolkit.indicators.catalogue import load_catalogue

ROOT = Path(__file__).resolve().parents[1]
NHS, OHID, ONS = get_policy("nhs_sub_national"), get_policy("ohid"), get_policy("ons_10")
ROUNDING = [policy for policy in load_policies().values() if policy.nearest > 1]
GOOD = """
policies:
  - {id: p, rule: r, small_up_to: 7, nearest: 5, withholds_all: false,source: s, confirmed: true, sentence: t}
"""


def test_nhs_withholds_one_to_seven_and_neither_zero_nor_eight() -> None:
    assert [count for count in range(12) if NHS.is_small(count)] == [1, 2, 3, 4, 5, 6, 7]


def test_ohid_withholds_one_to_five_and_ons_one_to_nine() -> None:
    assert [max(c for c in range(20) if policy.is_small(c)) for policy in (OHID, ONS)] == [5, 9]


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (8, 10), (12, 10), (13, 15), (17, 15), (18, 20)])
def test_nhs_rounds_to_the_nearest_five(count: int, shown: int) -> None:
    assert show_count(count, NHS) == shown


@pytest.mark.parametrize(
    ("count", "nearest", "rounded"),
    [(5, 10, 10), (15, 10, 20), (25, 10, 30), (14, 10, 10), (2, 5, 0), (3, 5, 5)],
)
def test_halves_are_rounded_up_and_not_to_the_even_neighbour(count: int, nearest: int, rounded: int) -> None:
    assert round_count(count, nearest) == rounded


def test_no_whole_count_lies_halfway_between_two_fives() -> None:
    # 2.5 is no count: 2 goes down and 3 goes up.
    assert (round_count(2, 5), round_count(3, 5)) == (0, 5)


@pytest.mark.parametrize("policy", ROUNDING, ids=lambda policy: policy.id)
@given(count=st.integers(0, 500))
def test_the_limits_of_a_shown_count_are_exactly_the_counts_shown_alike(policy, count: int) -> None:  # type: ignore[no-untyped-def]
    if policy.is_small(count):
        return
    shown = [
        c for c in range(520) if not policy.is_small(c) and show_count(c, policy) == show_count(count, policy)
    ]
    assert limits_of_shown(count, policy) == (min(shown), max(shown))


@pytest.mark.parametrize("policy", load_policies().values(), ids=lambda policy: policy.id)
def test_nothing_but_zero_is_shown_as_zero(policy) -> None:  # type: ignore[no-untyped-def]
    assert [c for c in range(30) if not policy.is_small(c) and show_count(c, policy) == 0] == [0]


def test_statutory_counts_and_open_data_are_shown_however_small() -> None:
    assert all(get_policy(name).changes_nothing for name in ("statutory", "open_data", "as_supplied"))


def test_every_policy_an_indicator_names_is_one() -> None:
    named = {policy for indicator in load_catalogue() for policy in indicator.disclosure.values()}
    assert named <= set(load_policies())


def test_an_unknown_policy_is_refused_with_the_nearest_id() -> None:
    with pytest.raises(ParameterError, match='did you mean "ohid"'):
        get_policy("ohidd")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (GOOD.replace("nearest: 5", "nearest: 20"), "would round 9 to 0"),
        (GOOD.replace("rule: r, ", ""), 'key "rule" is missing'),
        (GOOD.replace("small_up_to", "small_upto"), 'unknown key "small_upto"'),
        (GOOD.replace("confirmed: true", "confirmed: yes"), "yes"),
        (GOOD + GOOD.splitlines()[2] + "\n", "is there twice"),
    ],
)
def test_a_file_with_a_fault_is_refused_in_words(tmp_path: Path, wrong: str, said: str) -> None:
    file = tmp_path / "policies.yaml"
    file.write_text(GOOD, encoding="utf-8")
    assert check_policies(file) == []
    other = tmp_path / "wrong.yaml"
    other.write_text(wrong, encoding="utf-8")
    assert said in " ".join(problem.message for problem in check_policies(other))


def test_the_page_on_disclosure_shows_every_policy_as_the_file_has_it() -> None:
    page = (ROOT / "docs" / "disclosure.md").read_text(encoding="utf-8")
    for policy in load_policies().values():
        confirmed = "yes" if policy.confirmed else "no"
        assert f"| `{policy.id}` | {policy.rule} | {policy.source} | {confirmed} |" in page
