"""Rate times population, intervals, percentages and changes: none says more than the printed count."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from attack_figures import byar, counts_by_change, counts_by_rate, counts_by_share, wilson
from attack_reader import NHS, RULES
from attack_reports import Supplied, make_counted, quarter_at, read_rows

from csp_toolkit.indicators.change import compare_results
from csp_toolkit.indicators.comparisons_csv import make_comparison_row, write_comparisons
from csp_toolkit.indicators.results import Result, write_results
from csp_toolkit.release import release_results

NUMBERS = [*range(41), 92, 338, 998]


def written(results: list[Result], folder: Path) -> list[dict[str, str]]:
    write_results([result.to_row() for result in results], folder / "results.csv")
    return [dict(row) for row in read_rows(folder / "results.csv")]


def release_each(count: int, policy: str, folder: Path, whole: int | None = None) -> dict[str, str]:
    """A count released alone, as its row of results.csv."""
    indicator = make_counted("x", policy, {"indicator_id": ("x",)}, share=whole is not None)
    one = Supplied(indicator, [count], [whole] if whole is not None else [])
    release = release_results([one.result(quarter_at(0), [0])], [indicator], "public")
    return written(list(release.results), folder)[0]


def test_the_limits_here_are_those_of_the_published_examples() -> None:
    assert (byar(5, -1), byar(5, 1)) == pytest.approx((1.623486, 11.668332), abs=1e-6)
    assert (byar(65, -1), byar(65, 1)) == pytest.approx((50.163188, 82.849139), abs=1e-6)
    assert (wilson(65, 100, -1), wilson(65, 100, 1)) == pytest.approx((0.552544, 0.736358), abs=1e-6)


def test_an_interval_gives_its_count_away_so_the_attack_bites(tmp_path: Path) -> None:
    # A page that rounds the count alone and leaves the rate of the true one.
    one = Supplied(make_counted("x", "nhs_sub_national", {"indicator_id": ("x",)}), [13])
    naive = replace(one.result(quarter_at(0), [0]), numerator=15)
    (row,) = written([naive], tmp_path)
    assert counts_by_rate(row) == {"value": [13], "lower": [13], "upper": [13]}


@pytest.mark.parametrize("policy", RULES)
def test_rates_and_intervals_say_no_more_than_the_printed_count(policy: str, tmp_path: Path) -> None:
    for count in NUMBERS:
        row = release_each(count, policy, tmp_path)
        if RULES[policy].naive(count) is None:
            figures = ("numerator", "value", "lower", "upper", "method")
            assert [row[column] for column in figures] == [""] * 5
        else:
            # The ends are those of the least and the largest count that the printed one stands for.
            printed = int(row["numerator"])
            low, high = RULES[policy].meant_by(printed)
            assert counts_by_rate(row) == {"value": [printed], "lower": [low], "upper": [high]}
            assert low <= count <= high


@pytest.mark.parametrize("policy", RULES)
def test_shares_give_back_the_printed_parts_and_no_other(policy: str, tmp_path: Path) -> None:
    rule = RULES[policy]
    for part, whole in [(n, 53) for n in range(54)] + [
        (30, 31),
        (31, 31),
        (0, 8),
        (8, 8),
        (12, 97),
        (48, 97),
    ]:
        row = release_each(part, policy, tmp_path, whole)
        if row["status"] == "suppressed":
            assert row["denominator"] == row["value"] == row["lower"] == row["upper"] == ""
        else:
            printed = [int(row["numerator"])]
            assert counts_by_share(row) == {"value": printed, "lower": printed, "upper": printed}
            assert not rule.is_small(part)
            assert int(float(row["denominator"])) % rule.nearest == 0


def compare(now: int, before: int, folder: Path, released: bool) -> dict[str, str]:
    indicator = make_counted("x", "nhs_sub_national", {"indicator_id": ("x",)})
    one = Supplied(indicator, [before, 0, 0, 0, now])
    results = tuple(one.result(quarter_at(number), [number]) for number in (4, 0))
    if released:
        results = release_results(results, [indicator], "public").results
    comparison = compare_results(results[0], results[1], "the same quarter last year")
    write_comparisons([make_comparison_row(comparison)], folder / "comparisons.csv")
    return dict(read_rows(folder / "comparisons.csv")[0])


def test_a_change_of_true_counts_gives_them_away_so_the_attack_bites(tmp_path: Path) -> None:
    row = compare(93, 121, tmp_path, released=False)
    assert counts_by_change(row, range(*_inclusive(95)), (91, 91)) == {(93, 121)}


@pytest.mark.parametrize(("now", "before"), [(93, 121), (12, 68), (38, 9), (0, 52), (61, 63)])
def test_changes_are_those_of_the_printed_counts_and_of_no_others(
    now: int, before: int, tmp_path: Path
) -> None:
    row = compare(now, before, tmp_path, released=True)
    printed = int(row["current"]), int(row["baseline"])
    assert printed == (NHS.naive(now), NHS.naive(before))
    assert counts_by_change(row, range(*_inclusive(printed[0])), (91, 91)) == {printed}


@pytest.mark.parametrize(("now", "before"), [(3, 60), (60, 3), (7, 7)])
def test_of_a_withheld_count_no_change_is_told(now: int, before: int, tmp_path: Path) -> None:
    row = compare(now, before, tmp_path, released=True)
    told = ("difference", "percent_change", "ratio_lower", "ratio_upper", "p_value", "q_value", "dispersion")
    assert [row[column] for column in told] == [""] * len(told)
    assert row["verdict"] == "cannot say"


def _inclusive(printed: int) -> tuple[int, int]:
    low, high = NHS.meant_by(printed)
    return low, high + 1
