"""What a worker does: one report, unless it is there already, and what came of it in plain values.

A worker makes one report at a time, whoever asks: papermill changes the process's folder while it runs.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from csp_toolkit.batch.records import (
    Record,
    Title,
    clear_leftovers,
    digest_files,
    holding,
    is_made,
    read_record,
    record_path,
    write_record,
)
from csp_toolkit.errors import CspError, Problem, describe_problems
from csp_toolkit.packs.contents import cover_of
from csp_toolkit.parameters import Project
from csp_toolkit.rendering.typst_memory import forget_documents
from csp_toolkit.runs import Run, run_report

State = Literal["made", "there", "failed"]


@dataclass(frozen=True, slots=True)
class Job:
    """A report to be made, and the digest of what from. ``anew`` makes it though it be there."""

    project: Path
    outputs: Path
    run: Run
    sources: str
    anew: bool = False

    @property
    def folder(self) -> Path:
        """Where its documents go."""
        return self.run.folder(self.outputs)

    @property
    def record(self) -> Path:
        """Where it is noted what they were made from."""
        return record_path(self.folder, self.outputs)

    @property
    def name(self) -> str:
        """As people are told of it."""
        return f"{self.run.partnership.slug}, {self.run.report}, {self.run.period.label}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job; ``exit_code`` and ``problems`` say why it failed. ``worker`` is a process's id.

    ``news`` is what the run had to tell its analyst.
    """

    state: State
    seconds: float = 0.0
    worker: int = 0
    exit_code: int = 0
    problems: tuple[Problem, ...] = ()
    news: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """The problems in words."""
        return describe_problems(self.problems)


_one_at_a_time = threading.Lock()


def is_there(job: Job) -> bool:
    """Whether the report was made from the same sources and nobody has touched it since."""
    return not job.anew and is_made(read_record(job.record), job.sources, job.folder)


def make_report(job: Job) -> Outcome:
    """Make one report. Whatever goes wrong comes back as an outcome, except the end of the process."""
    with _one_at_a_time:
        try:
            with holding(job.record):
                return _make(job)
        except OSError as error:
            where = Path(error.filename) if error.filename else job.record
            return failure(f"cannot be written or read ({error.strerror or error})", where)


def _make(job: Job) -> Outcome:
    if is_there(job):
        return Outcome("there", worker=os.getpid())
    clear_leftovers(job.folder)
    began = time.monotonic()
    told: list[str] = []
    try:
        folder = run_report(Project(job.project), job.run, job.outputs, told.append)
        cover = cover_of(folder)
    except CspError as error:
        return Outcome("failed", time.monotonic() - began, os.getpid(), error.exit_code, error.problems)
    except Exception as error:  # one report's accident, of whatever kind, must not end the others
        return failure(f"{type(error).__name__}: {error}")
    finally:
        forget_documents()  # the next report is another partnership's
    seconds = time.monotonic() - began
    title = Title(cover.title, cover.partnership, cover.data_as_at.isoformat(), cover.synthetic)
    write_record(job.record, Record(job.sources, digest_files(folder), title, round(seconds, 3)))
    news = tuple(step for step in told if not step.endswith("..."))
    return Outcome("made", seconds, os.getpid(), news=news)


def failure(message: str, file: Path | None = None, hint: str | None = None) -> Outcome:
    """A job that failed for another reason than its notebook's."""
    return Outcome("failed", 0.0, os.getpid(), 1, (Problem(message, file, hint=hint),))


def exit_code_of(outcomes: Sequence[Outcome]) -> int:
    """That of the first failure, or 0."""
    return next((o.exit_code for o in outcomes if o.state == "failed"), 0)
