"""Rules of results: what a figure may be, and the file they are written to."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest
from make_results import SPRING_2024, make_missing, make_result

from csp_toolkit.areas import Area
from csp_toolkit.errors import DataError
from csp_toolkit.indicators.results import RESULT_COLUMNS, write_results

COLUMNS = (
    "indicator_id,area_code,area_name,period,numerator,denominator,value,lower,upper,"
    "confidence,method,status,status_reason,editions"
)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"value": None}, "published without a value"),
        ({"numerator": None}, "published without a numerator"),
        ({"status": "missing", "status_reason": "no data"}, "missing with a figure"),
        ({"status": "suppressed", "status_reason": "a count under 8"}, "suppressed with a figure"),
        ({"status": "provisional"}, "provisional without a reason"),
        ({"status": "not_comparable", "status_reason": " "}, "not_comparable without a reason"),
        ({"status": "estimated", "status_reason": "x"}, '"estimated" is not a status'),
        ({"numerator": -1}, "a count below zero"),
        ({"denominator": 0.0}, "a denominator that is not above zero"),
        ({"lower": 99.0}, "a value outside its interval"),
        ({"upper": 0.0}, "a value outside its interval"),
        ({"upper": None}, "half an interval"),
        ({"value": float("nan")}, "a figure is not a finite number"),
        ({"upper": float("inf")}, "a figure is not a finite number"),
        ({"confidence": 95.0}, "a confidence that is not between 0 and 1"),
    ],
)
def test_a_result_refuses_nonsense(change, fault):
    with pytest.raises(ValueError, match=fault):
        replace(make_result(20), **change)


def test_a_refusal_names_the_figure_and_every_fault():
    with pytest.raises(ValueError, match=r"street_burglary, Thurrock, 2025-26 Q1: .*; ") as refused:
        replace(make_result(20), numerator=-1, confidence=2.0)
    assert "a count below zero" in str(refused.value)
    assert "confidence" in str(refused.value)


def test_a_true_zero_is_a_value_and_a_missing_figure_is_none():
    assert make_result(0).to_row()["numerator"] == 0
    assert make_result(0).to_row()["value"] == 0.0
    assert make_missing().to_row()["numerator"] is None


def test_a_suppressed_figure_holds_nothing_it_could_be_worked_back_from():
    hidden = replace(make_missing(), status="suppressed", status_reason="a count from 1 to 7")
    row = hidden.to_row()
    assert [row[column] for column in ("numerator", "value", "lower", "upper")] == [None] * 4


def test_only_published_and_provisional_figures_may_be_compared():
    provisional = replace(make_result(5), status="provisional", status_reason="revised each quarter")
    uncomparable = replace(make_result(5), status="not_comparable", status_reason="a new definition")
    assert make_result(5).has_value
    assert provisional.has_value
    assert not uncomparable.has_value
    assert not make_missing().has_value


def test_a_result_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        make_result(5).value = 7.0


def test_a_row_has_the_columns_of_results_csv_in_order():
    assert tuple(make_result(5).to_row()) == RESULT_COLUMNS
    assert ",".join(RESULT_COLUMNS) == COLUMNS


def test_editions_are_listed_once_and_in_order():
    result = replace(make_result(5), editions=("b", "a", "b"))
    assert result.to_row()["editions"] == "a;b"


def test_results_are_written_sorted_and_once(tmp_path: Path):
    rows = [make_result(5).to_row(), make_missing(SPRING_2024).to_row(), make_result(5).to_row()]
    write_results(rows, tmp_path / "results.csv")
    assert (tmp_path / "results.csv").read_bytes().decode().split("\n") == [
        COLUMNS,
        "street_burglary,E22000258,Thurrock,2024-25 Q1,,180000,,,,0.95,,missing,"
        "no data for April to June 2024,population-2024;street-2025",
        "street_burglary,E22000258,Thurrock,2025-26 Q1,5,180000,0.02777777778,0.009019368834,0.06482406711,"
        "0.95,exact Poisson,published,,population-2024;street-2025",
        "",
    ]


def test_the_file_does_not_depend_on_the_order_of_rows(tmp_path: Path):
    rows = [make_result(n, area=Area(f"E{n}", f"Area {n}", "csp", 2024)).to_row() for n in range(12)]
    write_results(rows, tmp_path / "one.csv")
    write_results(reversed(rows), tmp_path / "two.csv")
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_no_rows_give_a_file_with_its_heading(tmp_path: Path):
    write_results([], tmp_path / "results.csv")
    assert (tmp_path / "results.csv").read_text() == COLUMNS + "\n"


def test_two_different_figures_for_one_thing_are_refused_and_nothing_is_written(tmp_path: Path):
    rows = [make_result(5).to_row(), make_result(6).to_row()]
    with pytest.raises(DataError, match="two different results for street_burglary, E22000258, 2025-26 Q1"):
        write_results(rows, tmp_path / "results.csv")
    assert not (tmp_path / "results.csv").exists()


def test_results_and_catalogue_are_light_to_import():
    code = (
        "import sys, csp_toolkit.indicators.results, csp_toolkit.indicators.catalogue, csp_toolkit.findings;"
        "heavy = 'pandas', 'numpy', 'scipy', 'statsmodels', 'pydantic', 'yaml';"
        "print(*[module for module in heavy if module in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []
