"""Rules of error text: what, where, found, do; every problem at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_toolkit.errors import (
    CspError,
    DataError,
    NotebookError,
    ParameterError,
    Problem,
    RenderingError,
    VerifyError,
    describe_problem,
    describe_problems,
    suggest,
)

PLAN = Path("parameters/plans/thurrock_2024-25.yaml")
PACK = Path("parameters/packs/quarterly.yaml")


def test_one_problem_names_file_and_line_and_puts_the_hint_below() -> None:
    problem = Problem('"2025_26" is not a period.', Path("parameters/a.yaml"), 7, "Write it as 2025-26.")
    assert describe_problem(problem) == (
        'parameters/a.yaml, line 7: "2025_26" is not a period.\nWrite it as 2025-26.'
    )


def test_a_question_stands_in_brackets_after_the_message() -> None:
    problem = Problem('"thurock" is not a partnership.', hint='did you mean "thurrock"?')
    assert describe_problem(problem) == '"thurock" is not a partnership (did you mean "thurrock"?)'


def test_a_problem_of_a_whole_file_has_no_line() -> None:
    assert describe_problem(Problem("the file is empty", PLAN)) == f"{PLAN.as_posix()}: the file is empty"


def test_several_problems_name_their_file_once_and_say_that_nothing_has_been_run() -> None:
    error = ParameterError(
        [
            Problem('outcome "o2" measures indicator "burglry"', PLAN, 131),
            Problem('activity supports priority "asb2"', PLAN, 14, 'did you mean "asb"?'),
            Problem('commitment "c4" has no due quarter', PLAN, 22, "Write due: 2024-25 Q4."),
        ]
    )
    assert str(error) == (
        "3 problems in parameters/plans/thurrock_2024-25.yaml. Nothing has been run.\n"
        '  line  14  activity supports priority "asb2" (did you mean "asb"?)\n'
        '  line  22  commitment "c4" has no due quarter\n'
        "            Write due: 2024-25 Q4.\n"
        '  line 131  outcome "o2" measures indicator "burglry"'
    )


def test_problems_of_two_files_stand_under_the_name_of_each() -> None:
    problems = [Problem("one", PLAN, 3), Problem("two", PACK), Problem("three", PLAN, 2)]
    assert describe_problems(problems) == (
        "3 problems in 2 files.\n"
        "parameters/plans/thurrock_2024-25.yaml\n"
        "  line 2  three\n"
        "  line 3  one\n"
        "parameters/packs/quarterly.yaml\n"
        "  two"
    )


def test_problems_without_a_file_are_counted_and_listed() -> None:
    assert describe_problems([Problem("one"), Problem("two")]) == "2 problems.\n  one\n  two"


def test_problems_with_and_without_a_file_keep_apart() -> None:
    described = describe_problems([Problem("one"), Problem("two", PACK, 4)])
    assert described == "2 problems.\n  one\nparameters/packs/quarterly.yaml\n  line 4  two"


def test_no_problem_is_said_in_words() -> None:
    assert describe_problems([]) == "No problems."


def test_a_message_of_several_lines_keeps_its_margin() -> None:
    described = describe_problems([Problem("one\nmore", PLAN, 9), Problem("two", PLAN, 10)])
    assert described.splitlines()[1:] == ["  line  9  one", "           more", "  line 10  two"]


@pytest.mark.parametrize("kind", [DataError, NotebookError, VerifyError, RenderingError])
def test_only_parameters_are_known_to_be_wrong_before_anything_runs(kind: type[CspError]) -> None:
    assert "Nothing has been run" not in str(kind([Problem("one"), Problem("two")]))


@pytest.mark.parametrize(
    ("kind", "code"),
    [(ParameterError, 10), (DataError, 11), (NotebookError, 12), (VerifyError, 13), (RenderingError, 14)],
)
def test_each_kind_of_failure_has_its_own_exit_code(kind: type[CspError], code: int) -> None:
    error = kind("something is wrong")
    assert error.exit_code == code
    assert str(error) == "something is wrong"
    assert error.problems == (Problem("something is wrong"),)


def test_a_word_nobody_could_have_meant_gets_no_suggestion() -> None:
    assert suggest("asb2", ["asb", "robbery"]) == 'did you mean "asb"?'
    assert suggest("zebra", ["asb", "robbery"]) is None
