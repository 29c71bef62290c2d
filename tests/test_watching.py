"""Rules of ``csp run --watch``: made again after a save, once for several, and a failure ends nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from csp_toolkit.areas import Partnership
from csp_toolkit.errors import NotebookError, Problem
from csp_toolkit.parameters import Project
from csp_toolkit.periods import Quarter
from csp_toolkit.runs import Run
from csp_toolkit.watching import watch_report


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "parameters" / "plans").mkdir(parents=True)
    (tmp_path / "notebooks" / "short.ipynb").write_text("1", "utf-8")
    (tmp_path / "parameters" / "plans" / "one.yaml").write_text("a: b", "utf-8")
    return Project(tmp_path)


def watch(
    project: Project, saves: list[Callable[[], object]], make: Callable[[], None] = lambda: None
) -> tuple[int, list[str]]:
    """How often the report is made, and what is told, while each pause is used for the next save."""
    made: list[int] = []
    told: list[str] = []
    left = iter(saves)

    def pause(seconds: float) -> None:
        save = next(left, None)
        if save is None:
            raise KeyboardInterrupt
        save()

    def counted() -> None:
        made.append(1)
        make()

    run = Run("short", partnership=Partnership.__new__(Partnership), period=Quarter(2024, 4))
    with pytest.raises(KeyboardInterrupt):
        watch_report(project, run, counted, told.append, pause)
    return len(made), told


def nothing() -> None:
    pass


def test_nothing_saved_makes_it_once(project: Project) -> None:
    assert watch(project, [nothing, nothing])[0] == 1


def test_a_saved_notebook_or_plan_makes_it_again_and_is_named(project: Project) -> None:
    notebook = project.notebooks / "short.ipynb"
    plan = project.parameters / "plans" / "one.yaml"
    saves = [lambda: notebook.write_text("22", "utf-8"), nothing, lambda: plan.write_text("a: bc", "utf-8")]
    made, told = watch(project, [*saves, nothing, nothing])
    assert made == 3
    assert [line for line in told if line.startswith("Saved")] == [
        "Saved: notebooks/short.ipynb",
        "Saved: parameters/plans/one.yaml",
    ]


def test_saves_that_follow_each_other_are_one_change(project: Project) -> None:
    plan = project.parameters / "plans" / "one.yaml"
    saves = [lambda text="x" * n: plan.write_text(text, "utf-8") for n in (5, 6, 7)]
    assert watch(project, [*saves, nothing, nothing])[0] == 2


def test_a_removed_and_a_new_file_are_changes(project: Project) -> None:
    plan = project.parameters / "plans" / "one.yaml"
    assert watch(project, [plan.unlink, nothing, lambda: plan.write_text("a: b", "utf-8"), nothing])[0] == 3


def test_a_report_that_fails_is_told_of_and_watched_on(project: Project) -> None:
    def fail() -> None:
        raise NotebookError(Problem("cell 3 failed: no such figure"))

    notebook = project.notebooks / "short.ipynb"
    made, told = watch(project, [lambda: notebook.write_text("22", "utf-8"), nothing, nothing], fail)
    assert made == 2
    assert told.count("Error: cell 3 failed: no such figure") == 2
