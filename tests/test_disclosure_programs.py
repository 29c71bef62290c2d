"""The solver behind disclosure control, and what must not hang on it: history, processes, order of tables."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from disclosure_tables import make_row, make_two_way

from csp_toolkit.disclosure import get_policy, protect_cells
from csp_toolkit.disclosure.programs import Program
from csp_toolkit.disclosure.seen import Seen
from csp_toolkit.disclosure.worlds import Wish, Worlds

OHID = get_policy("ohid")
TRIANGLE = np.array([[1.0, 1, 0], [0, 1, 1], [1, 0, 1]])
"""Of three numbers each two sum to at most 1: all of them together are 1.5, and 1 in whole numbers."""
TIED = [[3, 9, 9, 9], [9, 9, 2, 9], [9, 4, 9, 9], [9, 9, 9, 1]]
"""A table in which a great many choices cost about the same."""


def make_program(rows: np.ndarray, most: float) -> Program:
    return Program(rows, (np.full(len(rows), -np.inf), np.full(len(rows), most)))


def test_the_columns_at_least_cost_are_found_within_their_bounds() -> None:
    program = make_program(np.array([[1.0, 1.0]]), 10)
    assert program.solve(np.array([-1.0, -2.0]), np.zeros(2), np.array([9.0, 7])).tolist() == [3, 7]
    assert program.solve(np.array([-2.0, -1.0]), np.zeros(2), np.array([9.0, 7])).tolist() == [9, 1]


def test_where_the_corner_is_not_whole_whole_numbers_are_sought() -> None:
    program, ends = make_program(TRIANGLE, 1), (np.zeros(3), np.ones(3))
    assert program.solve(-np.ones(3), *ends).sum() == pytest.approx(1.5)
    assert program.solve_whole(-np.ones(3), *ends).sum() == 1


def test_no_answer_is_none_and_the_next_question_is_answered() -> None:
    program = make_program(np.array([[1.0, 1.0]]), 10)
    for _ in range(2):
        assert program.solve_whole(np.zeros(2), np.array([6.0, 6]), np.array([9.0, 9])) is None
        assert program.solve_whole(np.ones(2), np.array([4.0, 5]), np.array([9.0, 9])).tolist() == [4, 5]


def test_fractions_within_the_bounds_that_no_whole_number_fits_are_no_world() -> None:
    # Twice the column is 1: only a half would do.
    program = Program(np.array([[2.0]]), (np.ones(1), np.ones(1)))
    assert program.solve(np.ones(1), np.zeros(1), np.ones(1)).tolist() == [0.5]
    assert program.solve_whole(np.ones(1), np.zeros(1), np.ones(1)) is None


def test_a_search_that_ends_nowhere_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    import highspy

    program = make_program(np.array([[1.0, 1.0]]), 10)
    program.solve(-np.ones(2), np.zeros(2), np.full(2, 9.0))
    answers = iter([highspy.HighsModelStatus.kUnknown])
    status = highspy.Highs.getModelStatus
    monkeypatch.setattr(highspy.Highs, "getModelStatus", lambda self: next(answers, None) or status(self))
    assert program.solve(np.array([-1.0, -2.0]), np.zeros(2), np.array([9.0, 7])).tolist() == [3, 7]


def test_a_world_found_before_serves_only_where_it_lies_within_the_limits() -> None:
    worlds = Worlds(*make_row(3, 40, 20), OHID)
    withheld = worlds.limits({"T", "p2"})
    assert len(worlds.found_within(withheld)) == 0
    assert worlds.fulfils(Wish(0, 1, 5), withheld)
    assert worlds.found_within(withheld)[:, [0, 1]].tolist() == [[5, 38]]
    assert len(worlds.found_within(worlds.limits({"T", "p1", "p2"}))) == 0


def test_what_was_seen_in_worlds_found_before_is_seen_at_once() -> None:
    worlds = Worlds(*make_row(3, 40, 20), OHID)
    limits = worlds.limits({"T", "p2"})
    assert Seen(worlds, limits, knowing=True).reach_of(0, enough=(1, 5)) == (1, 5)
    assert Seen(worlds, limits, knowing=True).reach(0) == (1, 5)
    assert Seen(worlds, worlds.limits({"T", "p1"}), knowing=True).reach(0) == (np.inf, -np.inf)


def test_what_was_decided_in_between_changes_no_answer() -> None:
    before = protect_cells(*make_two_way(TIED), OHID)
    for shift in range(1, 4):
        protect_cells(*make_two_way([row[shift:] + row[:shift] for row in TIED]), OHID)
    assert protect_cells(*make_two_way(TIED), OHID) == before


def test_another_process_gives_the_same_answer() -> None:
    asked = (
        "from disclosure_tables import make_two_way; from csp_toolkit.disclosure import *;"
        f"print(sorted(protect_cells(*make_two_way({TIED}), get_policy('ohid')).shown))"
    )
    paths = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": "7"}
    told = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == str(sorted(protect_cells(*make_two_way(TIED), OHID).shown))
