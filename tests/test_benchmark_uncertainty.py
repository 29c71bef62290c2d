"""The simulation still runs, is about the library's own methods, and still shows what the methods promise."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from make_results import make_result
from statsmodels.stats.multitest import multipletests

from csp_toolkit.indicators.change import compare_results
from csp_toolkit.indicators.dispersion import Dispersion, estimate_dispersion
from csp_toolkit.periods import Quarter

FOLDER = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))  # as when it is run, beside what it shares
        return importlib.import_module("uncertainty")


@pytest.mark.parametrize(("months", "tested"), [(24, 3), (36, 3), (36, 12)])
def test_its_estimates_are_the_library_s(benchmark: ModuleType, months: int, tested: int) -> None:
    made = importlib.import_module("simulated_counts")
    rng = np.random.default_rng(1)
    counts = made.draw_series(rng, np.array([10.0, 60, 500, 4000]), months, made.Noise(0.15, 0.3))
    found, degrees = made.estimate_many(counts, tested)
    steps = [made.LAST_MONTH.plus(back) for back in range(1 - months, 1)]
    for at, series in enumerate(counts.tolist()):
        one = estimate_dispersion(list(zip(steps, series, strict=True)), tested=made.TESTED[tested])
        assert one is not None
        assert (one.estimate, one.degrees_of_freedom) == (pytest.approx(found[at], rel=1e-6), degrees)


def test_its_looks_are_the_library_s(benchmark: ModuleType) -> None:
    rng = np.random.default_rng(2)
    counts = benchmark.draw_series(
        rng, np.full(40, 300.0), 36, benchmark.USUAL, change=-0.3, changed_months=3
    )
    found = benchmark.look(counts, np.full(40, 2.5), np.full(40, 22.0), 3)
    for at, series in enumerate(counts.tolist()):
        pair = (
            make_result(sum(series[-3:]), Quarter(2024, 4)),
            make_result(sum(series[-15:-12]), Quarter(2023, 4)),
        )
        one = compare_results(*pair, "x", dispersion=Dispersion(2.5, 22))
        assert one.p_value == pytest.approx(found.p_values[at], rel=1e-9)
        assert (one.verdict != "no clear change") == found.clear_alone[at]


def test_its_adjustment_is_that_of_the_library(benchmark: ModuleType) -> None:
    p_values = np.random.default_rng(3).uniform(0, 0.2, (5, 30))
    expected = [multipletests(row, method="fdr_bh")[1] for row in p_values]
    assert benchmark.adjust_rows(p_values) == pytest.approx(np.array(expected))


def test_intervals_of_rates_hold_the_truth_as_often_as_they_say(benchmark: ModuleType) -> None:
    for low, high in ((0.5, 1), (5, 10), (10, 20), (30, 100), (300, 1000)):
        covered = benchmark.rate_coverage(low, high)
        assert covered.min() >= 0.93
        assert low < 30 or covered.max() <= 0.97


def test_false_alarms_are_rarer_than_one_in_twenty_whatever_the_noise(benchmark: ModuleType) -> None:
    rng = np.random.default_rng(5)
    for name, noise in benchmark.NOISES.items():
        ways = benchmark.find_false_alarms(rng, 60, noise)
        for way in ("own 24 months", "own 36 months", "36 months, with 13 peers"):
            assert benchmark.clear_in_report(ways[way]).mean() <= 0.05, (name, way)
            carried = 0.03 if noise.carried else 0.0
            assert ways[way].clear_alone.mean() <= 0.065 + carried, (name, way)
        assert ways["own 36 months"].red_or_green.mean() > 0.4


def test_it_prints_its_tables(benchmark: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    benchmark.main(["--reports", "4"])
    printed = capsys.readouterr().out
    assert printed.count("###") == 4
    assert "| 3,000 to 5,000 | 95.0 |" in printed
