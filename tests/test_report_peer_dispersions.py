"""Rules of estimates kept for a force's reports: the same as estimated, and anything odd estimated anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_toolkit.indicators.dispersion import Steps, estimate_dispersion
from csp_toolkit.periods import Month, Quarter
from csp_toolkit.report.peer_dispersions import FOLDER, estimate_dispersions

MONTHS = [Month(2021, 4).plus(n) for n in range(48)]
TESTED = Quarter(2024, 4)


def series(step: int) -> Steps:
    return [(month, 40 + step * (n % 7) + n % 3) for n, month in enumerate(MONTHS)]


SERIES = {"E1": series(3), "E2": series(5), "E3": [(month, None) for month in MONTHS]}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CSP_TOOLKIT_CACHE", str(tmp_path))
    return tmp_path / FOLDER


def test_what_is_kept_is_what_was_estimated(cache: Path) -> None:
    expected = {code: estimate_dispersion(steps, tested=TESTED) for code, steps in SERIES.items()}
    first, second = (estimate_dispersions(SERIES, (), TESTED) for _ in range(2))
    assert first == second == expected
    assert expected["E1"]
    assert expected["E2"]
    assert expected["E3"] is None
    assert len(list(cache.iterdir())) == 1


@pytest.mark.parametrize("content", ["", "{", "3", "[]", "[[1.0]]", '[["a", "b", "c"], null, null]'])
def test_a_file_that_is_no_answer_is_not_used(cache: Path, content: str) -> None:
    expected = estimate_dispersions(SERIES, (), TESTED)
    (file,) = cache.iterdir()
    file.write_text(content, "utf-8")
    assert estimate_dispersions(SERIES, (), TESTED) == expected


def test_another_count_area_or_tested_quarter_is_another_question(cache: Path) -> None:
    estimate_dispersions(SERIES, (), TESTED)
    estimate_dispersions({**SERIES, "E2": series(6)}, (), TESTED)
    estimate_dispersions({"E1": series(3), "E4": series(5), "E3": SERIES["E3"]}, (), TESTED)
    estimate_dispersions(SERIES, (), TESTED.previous())
    assert len(list(cache.iterdir())) == 4
