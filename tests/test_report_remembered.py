"""Rules of remembered releases: the same answer, no count on disk, anything odd decided anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_toolkit.disclosure import Cell, Link, get_policy, protect_in_order
from csp_toolkit.report.remembered import FOLDER, protect_remembered

CELLS = [[Cell("a", 3), Cell("b", 41), Cell("c", 12), Cell("total", 56)]]
LINKS = [Link("total", ("a", "b", "c"))]
POLICY = get_policy("nhs_sub_national")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CSP_TOOLKIT_CACHE", str(tmp_path))
    return tmp_path / FOLDER


def test_what_is_remembered_is_what_was_decided(cache: Path) -> None:
    decided = protect_in_order(CELLS, LINKS, POLICY)
    first, second = (protect_remembered(CELLS, LINKS, POLICY) for _ in range(2))
    assert first == second == decided
    assert len(list(cache.iterdir())) == 1


def test_no_count_lies_on_disk(cache: Path) -> None:
    protect_remembered(CELLS, LINKS, POLICY)
    (file,) = cache.iterdir()
    assert not any(number in file.read_text("utf-8") for number in ("3", "41", "12", "56", "40", "55"))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"shown": 3}', '{"shown": ["other"], "exposed": []}'])
def test_a_file_that_is_not_whole_is_decided_anew(cache: Path, content: str) -> None:
    decided = protect_remembered(CELLS, LINKS, POLICY)
    (file,) = cache.iterdir()
    file.write_text(content, "utf-8")
    assert protect_remembered(CELLS, LINKS, POLICY) == decided


def test_another_count_or_rule_is_another_question(cache: Path) -> None:
    protect_remembered(CELLS, LINKS, POLICY)
    protect_remembered([[Cell("a", 2), Cell("b", 41), Cell("c", 13), Cell("total", 56)]], LINKS, POLICY)
    protect_remembered(CELLS, LINKS, get_policy("ohid"))
    assert len(list(cache.iterdir())) == 3


def test_a_cache_that_cannot_be_written_is_no_failure(cache: Path) -> None:
    cache.write_text("a file where a folder should be", "utf-8")
    assert protect_remembered(CELLS, LINKS, POLICY) == protect_in_order(CELLS, LINKS, POLICY)
