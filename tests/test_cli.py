"""Rules of the command line: clear messages, the promised exit codes, no traceback for a user's mistake."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from street_files import street_row, write_street

if TYPE_CHECKING:
    from csp_toolkit.store import Store

ROOT = Path(__file__).parents[1]


def csp(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would, in a process of its own."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}
    command = [sys.executable, "-m", "csp_toolkit.cli", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", env=environment)


@pytest.fixture
def project(tmp_path: Path, sample_cache: Path) -> Path:
    """A project without anything in it."""
    for folder in ("notebooks", "parameters"):
        (tmp_path / "project" / folder).mkdir(parents=True)
    return tmp_path / "project"


def test_help_names_every_command() -> None:
    shown = csp("--help").stdout
    assert all(
        name in shown for name in ("check", "ingest", "fetch", "sample", "list", "explain", "run", "pack")
    )


RUN = (
    "run",
    "quarterly_performance",
    "--partnership",
    "thurrock",
    "--period",
    "2024-25 Q4",
    "--data",
    "sample",
)
MISTAKES = {
    "a command that does not exist": (("runn",), 2, "runn"),
    "a run without a period": (RUN[:4], 2, "--period"),
    "a period that is none": ((*RUN[:5], "2024 Q9", *RUN[6:]), 10, "2024 Q9"),
    "a bare quarter": ((*RUN[:5], "Q4", *RUN[6:]), 10, "Q4"),
    "a partnership that is none": ((*RUN[:3], "thurock", *RUN[4:]), 10, 'did you mean "thurrock"?'),
    "a report that is none": (("run", "quarterly", *RUN[2:]), 10, "quarterly_performance"),
    "a pack that is none": (("pack", "monthly", *RUN[2:]), 10, "monthly"),
    "a format that is none": ((*RUN, "--format", "doc"), 10, "html, pdf"),
    "a script in a page of Quarto's": ((*RUN, "--engine", "quarto", "--interactive"), 10, "--interactive"),
    "a date that is none": ((*RUN, "--as-at", "yesterday"), 10, "2025-05-31"),
    "a day before anything was known": ((*RUN, "--as-at", "2020-01-01"), 11, "2025-05-31"),
    "a store that is not there": ((*RUN[:7], "nowhere"), 11, "csp ingest"),
    "a file that is not there": (("ingest", "nowhere.csv"), 11, "no such file"),
    "an indicator that is none": (("explain", "street_burglery"), 10, "street_burglary"),
    "a list that is none": (("list", "towns"), 10, "partnerships"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_ends_in_its_exit_code_and_a_message_without_traceback(
    mistake: str, sample_store: object, tmp_path: Path
) -> None:
    arguments, code, said = MISTAKES[mistake]
    if arguments[0] == "ingest":
        arguments = (*arguments, "--data", str(tmp_path))
    done = csp(*arguments)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_ingest_prints_sums_that_add_up_and_keeps_what_it_could_read(project: Path) -> None:
    write_street(project / "in" / "a.csv", [street_row(), street_row(), "broken"])
    (project / "in" / "letter.csv").write_text("dear,reader\n")
    done = csp("ingest", "in", cwd=project)
    assert done.returncode == 0, done.stderr
    assert "1 files stored, 0 already stored, 1 not recognised." in done.stdout
    assert "3 rows read = 2 stored + 1 rejected." in done.stdout
    assert "not recognised: letter.csv" in done.stdout
    assert "broken" not in done.stdout + done.stderr


def test_a_second_ingest_of_the_same_bytes_stores_nothing(project: Path) -> None:
    write_street(project / "a.csv", [street_row()])
    csp("ingest", "a.csv", cwd=project)
    assert "0 files stored, 1 already stored" in csp("ingest", "a.csv", cwd=project).stdout


def test_ingest_of_a_broken_file_exits_11_and_still_prints_what_was_stored(project: Path) -> None:
    write_street(project / "in" / "a.csv", [street_row()])
    write_street(project / "in" / "b.csv", [])
    done = csp("ingest", "in", cwd=project)
    assert done.returncode == 11
    assert "1 files stored" in done.stdout
    assert "b.csv" in done.stderr


def test_without_data_the_sample_is_used_and_that_is_said(project: Path, sample_store: object) -> None:
    done = csp("list", "partnerships", cwd=project)
    assert "SYNTHETIC" in done.stderr
    assert len(done.stdout.splitlines()) == 15
    assert "castle-point" in done.stdout


def test_lists_and_explanations_name_what_they_should(sample_store: object) -> None:
    assert "street_burglary" in csp("list", "indicators").stdout
    assert "quarterly_performance" in csp("list", "reports").stdout
    assert "2021-04 to 2025-03 (48 held)" in csp("list", "data", "--data", "sample").stdout
    shown = csp("explain", "street_anti_social_behaviour").stdout
    assert all(word in shown for word in ("What", "Source", "Better", "Caveat", "Break"))


def test_the_sample_is_written_into_an_empty_folder_only(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear reader")
    done = csp("sample", str(tmp_path / "mine"))
    assert done.returncode == 10
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_check_of_the_project_finds_nothing_and_writes_nothing(sample_store: object) -> None:
    done = csp("check", "--data", "sample")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "No problems found.\n"


def test_check_reports_every_kind_of_problem_at_once(project: Path, sample_store: object) -> None:
    from test_runs import write_notebook

    (project / "parameters" / "packs").mkdir()
    (project / "parameters" / "packs" / "weekly.yaml").write_text(
        "title: W\naudience: publik\nreports: [nothing]\n"
    )
    write_notebook(project / "notebooks" / "bare.ipynb", ["1 + 1"], tag="")
    done = csp("check", "--data", "sample", cwd=project)
    assert done.returncode == 10
    for said in ("weekly.yaml", "line 2", "publik", "nothing", "bare.ipynb"):
        assert said in done.stderr


def test_outside_a_project_the_message_says_what_is_missing(tmp_path: Path) -> None:
    done = csp("list", "reports", cwd=tmp_path)
    assert done.returncode == 10
    assert "notebooks" in done.stderr


def test_a_store_whose_counts_were_emptied_is_found_by_check_and_refused_by_a_run(
    project: Path, sample_store: Store
) -> None:
    store = project / "store"
    shutil.copytree(sample_store.root, store)
    counts = next(store.glob("editions/police_uk_street/*/counts.parquet"))
    counts.write_bytes(b"")
    done = csp("check", "--data", str(store))
    assert (done.returncode, counts.name in done.stderr) == (11, True), done.stderr
    for path in store.glob("editions/police_uk_street/*/counts.parquet"):
        path.write_bytes(b"")
    done = csp(*RUN[:7], str(store), "--output", str(project / "outputs"))
    assert done.returncode == 11, done.stderr
    assert "missing or was changed" in done.stderr
    assert "SELECT" not in done.stderr


def test_an_output_folder_that_cannot_be_written_to_is_named_without_a_traceback(
    sample_store: Store, tmp_path: Path
) -> None:
    (tmp_path / "outputs").write_text("a file, not a folder")
    done = csp(*RUN, "--output", str(tmp_path / "outputs"))
    assert done.returncode == 14, done.stderr
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_period_of_the_wrong_kind_is_refused_before_a_notebook_starts(
    sample_store: Store, tmp_path: Path
) -> None:
    done = csp(*RUN[:5], "2024-25", *RUN[6:], "--output", str(tmp_path))
    assert done.returncode == 10
    assert "this report is for a quarter" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_files_cannot_be_known_before_they_are_published_tomorrow(project: Path) -> None:
    write_street(project / "a.csv", [street_row()])
    done = csp("ingest", "a.csv", "--as-at", "2999-12-01", cwd=project)
    assert done.returncode == 10
    assert "still to come" in done.stderr
    assert not (project / "data").exists()
