"""Rules of comparisons.csv: one row each, every figure on its own scale, the same bytes each time."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from make_results import SPRING_2024, compare_counts, make_missing, make_result

from csp_toolkit.areas import Area
from csp_toolkit.errors import DataError
from csp_toolkit.indicators.averages import compare_with_average
from csp_toolkit.indicators.change import Comparison, adjust_for_many_looks, compare_results
from csp_toolkit.indicators.comparisons_csv import (
    COMPARISON_COLUMNS,
    make_comparison_row,
    write_comparisons,
)
from csp_toolkit.indicators.dispersion import Dispersion
from csp_toolkit.indicators.groups import compare_with_group
from csp_toolkit.indicators.points import compare_proportions
from csp_toolkit.periods import Quarter

ELSEWHERE = Area("E22000001", "Elsewhere", "csp", 2024)


def written(comparisons: list[Comparison], folder: Path) -> list[dict[str, str]]:
    path = folder / "comparisons.csv"
    write_comparisons(map(make_comparison_row, comparisons), path)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_columns_are_those_that_readers_of_the_file_were_promised(tmp_path):
    write_comparisons([], tmp_path / "c.csv")
    assert (tmp_path / "c.csv").read_text(encoding="utf-8") == (
        "indicator_id,area_code,area_name,period,comparator,current,baseline,difference,percent_change,"
        "ratio_lower,ratio_upper,p_value,q_value,dispersion,verdict\n"
    )
    assert tuple(make_comparison_row(compare_counts(5, 9))) == COMPARISON_COLUMNS


def test_over_time_the_figures_are_counts(tmp_path):
    pair = (make_result(104), make_result(128, SPRING_2024))
    (found,) = adjust_for_many_looks([compare_results(*pair, "x", dispersion=Dispersion(2, 22))])
    (row,) = written([found], tmp_path)
    assert (row["current"], row["baseline"], row["difference"]) == ("104", "128", "-24")
    assert (row["percent_change"], row["dispersion"]) == ("-18.75", "2")
    assert float(row["ratio_lower"]) < 0.8125 < float(row["ratio_upper"])
    assert row["q_value"] == row["p_value"]
    assert row["verdict"] == "no clear change"


def test_a_small_base_has_no_percentage_and_what_was_not_estimated_is_empty(tmp_path):
    (row,) = written([compare_counts(20, 49)], tmp_path)
    assert (row["percent_change"], row["dispersion"], row["difference"]) == ("", "", "-29")


def test_of_an_average_the_baseline_is_the_mean_count(tmp_path):
    years = [make_result(100, Quarter(2024, 1)), make_result(101, Quarter(2023, 1))]
    (row,) = written([compare_with_average(make_result(90), years, "the average")], tmp_path)
    assert (row["current"], row["baseline"], row["difference"]) == ("90", "100.5", "-10.5")


def test_of_two_areas_the_figures_are_rates_and_the_verdict_is_in_words_for_areas(tmp_path):
    found = compare_with_group(make_result(360), [make_result(180, area=ELSEWHERE)], "the others")
    (row,) = written([found], tmp_path)
    assert (row["current"], row["baseline"], row["difference"]) == ("2", "1", "1")
    assert (row["percent_change"], row["verdict"]) == ("", "clearly higher")
    assert float(row["ratio_lower"]) > 1


def test_of_proportions_the_difference_is_in_points(tmp_path):
    now, before = (
        replace(make_result(count, period), denominator=100.0, value=float(count), lower=None, upper=None,
                method="Wilson")
        for count, period in ((60, Quarter(2025, 1)), (40, SPRING_2024))
    )  # fmt: skip
    (row,) = written([compare_proportions(now, before, "x")], tmp_path)
    assert (row["current"], row["baseline"], row["difference"]) == ("60", "40", "20")
    assert (row["percent_change"], row["ratio_lower"], row["ratio_upper"]) == ("", "", "")
    assert row["verdict"] == "clear rise"


def test_what_cannot_be_said_is_empty_and_no_zero(tmp_path):
    (row,) = written([compare_results(make_result(5), make_missing(SPRING_2024), "x")], tmp_path)
    assert (row["current"], row["verdict"]) == ("5", "cannot say")
    assert {row[name] for name in COMPARISON_COLUMNS[6:-1]} == {""}


def test_rows_are_in_order_and_each_is_written_once(tmp_path):
    one = compare_counts(5, 9)
    other = replace(one, comparator="an earlier one")
    rows = written([one, other, one], tmp_path)
    assert [row["comparator"] for row in rows] == ["an earlier one", one.comparator]


def test_two_different_comparisons_of_one_kind_are_refused(tmp_path):
    with pytest.raises(DataError, match="two different comparisons for street_burglary"):
        write_comparisons(
            map(make_comparison_row, [compare_counts(5, 9), compare_counts(6, 9)]), tmp_path / "c.csv"
        )
