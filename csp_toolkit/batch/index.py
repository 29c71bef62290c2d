"""What a batch leaves for its readers: an index page, and a table of every report (CSV and Markdown).

They say what stands in the folders, not when or how it came there, so that they are the same after every
run that leaves the same documents.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from csp_toolkit.batch.making import Job, Outcome
from csp_toolkit.batch.records import Title, read_record
from csp_toolkit.blocks.model import Column, Cover, Fact, Heading, Paragraph, Table
from csp_toolkit.packs.contents import FILES
from csp_toolkit.parameters import PackSettings, require_audience
from csp_toolkit.rendering.document import Content, Item, RichList, RichParagraph, Span, build_document
from csp_toolkit.rendering.page import render_page
from csp_toolkit.report.cover import AUDIENCE_WORDS, MARKINGS
from csp_toolkit.runs import OFFICE_WORDS, Run

BATCHES = "batches"
"""The folder of index pages among those of partnerships."""
INDEX_FILE, TABLE_FILE, MARKDOWN_FILE = "index.html", "summary.csv", "summary.md"
COLUMNS = ("partnership", "code", "police_force", "report", "period", "state", "folder", "reason")
DOCUMENTS = {**FILES, **{f"report.{name}": words for name, words in OFFICE_WORDS.items()}}
STATES = {"made": "ready", "there": "ready", "failed": "failed"}
NOT_YET = "not made yet"


@dataclass(frozen=True, slots=True)
class IndexPage:
    """Of which batch the page is. ``asked`` is for any one of its partnerships."""

    name: str
    asked: Run
    pack: PackSettings | None
    outputs: Path

    @property
    def place(self) -> Path:
        """The folder of the page and the tables."""
        ending = f"-{self.asked.audience}" if self.asked.audience not in (None, "public") else ""
        return self.outputs / BATCHES / f"{self.name}_{self.asked.period.slug}{ending}"


@dataclass(frozen=True, slots=True)
class _Line:
    """A report and what is to be said of it."""

    job: Job
    state: str
    title: Title | None
    reason: str


def write_index(page: IndexPage, outcomes: Mapping[Job, Outcome | None]) -> Path:
    """Write the page and the tables of all reports; None is one that has not been made yet."""
    lines = sorted((_line(job, outcome) for job, outcome in outcomes.items()), key=_order)
    rows = [_row(page, line) for line in lines]
    page.place.mkdir(parents=True, exist_ok=True)
    items = [Item(content, "the index page") for content in _contents(page, lines)]
    texts = {
        TABLE_FILE: _write_csv(rows),
        MARKDOWN_FILE: _write_markdown(rows),
        INDEX_FILE: render_page(build_document(items)),
    }
    for name, text in texts.items():
        scratch = page.place / f".{name}.{os.getpid()}"
        scratch.write_text(text, "utf-8", newline="\n")
        os.replace(scratch, page.place / name)
    return page.place / INDEX_FILE


def _line(job: Job, outcome: Outcome | None) -> _Line:
    if outcome is None:
        return _Line(job, NOT_YET, None, "")
    if outcome.state == "failed":
        return _Line(job, "failed", None, " ".join(outcome.reason.split()))
    record = read_record(job.record)
    return _Line(job, STATES[outcome.state], record.title if record else None, "")


def _order(line: _Line) -> tuple[str, ...]:
    run = line.job.run
    return (run.partnership.police_force.name, run.partnership.name, run.partnership.code)


def _row(page: IndexPage, line: _Line) -> tuple[str, ...]:
    run, of = line.job.run, line.job.run.partnership
    folder = line.job.folder.relative_to(page.outputs).as_posix() if line.state == "ready" else ""
    names = (of.slug, of.code, of.police_force.name, run.report, run.period.label)
    return (*names, line.state, folder, line.reason)


def _write_csv(rows: Sequence[tuple[str, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return text.getvalue()


def _write_markdown(rows: Sequence[tuple[str, ...]]) -> str:
    table = [COLUMNS, tuple("---" for _ in COLUMNS), *rows]
    return (
        "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in table) + "\n"
    )


def _contents(page: IndexPage, lines: Sequence[_Line]) -> Iterator[Content]:
    yield _cover(page, lines)
    yield Heading(text="Summary")
    yield _summary(lines)
    failed = [line for line in lines if line.state == "failed"]
    if failed:
        yield Heading(text="Could not be made")
        yield _failures(failed)
    ready = [line for line in lines if line.state == "ready"]
    yield Heading(text="Reports")
    if not ready:
        yield Paragraph(text="No report is ready.")
    for force, group in groupby(ready, key=lambda line: line.job.run.partnership.police_force.name):
        yield Heading(text=force, level=3)
        yield RichList(tuple((_link(page, line),) for line in group))


def _cover(page: IndexPage, lines: Sequence[_Line]) -> Cover:
    audience = require_audience(page.pack.audience if page.pack else page.asked.audience or "public")
    titles = [line.title for line in lines if line.title]
    partnerships = {line.job.run.partnership.code for line in lines}
    title = page.pack.title if page.pack else titles[0].title if titles else page.name
    number = len(partnerships)
    return Cover(
        title=title,
        partnership=f"{number:,} partnerships" if number != 1 else lines[0].job.run.partnership.name,
        period=f"{page.asked.period.label} ({page.asked.period.long_label})",
        data_as_at=max((date.fromisoformat(t.data_as_at) for t in titles), default=_last_day(page)),
        marking=MARKINGS[audience],
        synthetic=any(title.synthetic for title in titles),
        facts=(Fact(label="Written for", text=AUDIENCE_WORDS[audience]),),
    )


def _last_day(page: IndexPage) -> date:
    """What stands for the day of the data where no report says it: the day chosen, or the period's last."""
    return page.asked.as_at or page.asked.period.end


def _summary(lines: Sequence[_Line]) -> Table:
    """How many reports of each police force's partnerships are ready."""
    labels = ("Partnerships", "Ready", "Failed", "Not made yet")
    states = ("ready", "failed", NOT_YET)
    rows = []
    for force, group in groupby(lines, key=lambda line: line.job.run.partnership.police_force.name):
        rows.append((force, *_counts(list(group), states)))
    if len(rows) != 1:
        rows.append(("All", *_counts(lines, states)))
    columns = (Column(label="Police force area"), *(Column(label=label, numeric=True) for label in labels))
    return Table(caption="Reports by police force area", columns=columns, rows=tuple(rows))


def _counts(lines: Sequence[_Line], states: Sequence[str]) -> tuple[str, ...]:
    partnerships = {line.job.run.partnership.code for line in lines}
    found = [sum(line.state == state for line in lines) for state in states]
    return tuple(f"{number:,}" for number in (len(partnerships), *found))


def _failures(failed: Sequence[_Line]) -> Table:
    columns = tuple(Column(label=label) for label in ("Partnership", "Report", "Period", "What is wrong"))
    rows = tuple(
        (f.job.run.partnership.name, f.job.run.report, f.job.run.period.label, f.reason) for f in failed
    )
    return Table(caption="Reports that could not be made, and why", columns=columns, rows=rows)


def _link(page: IndexPage, line: _Line) -> RichParagraph:
    """A report as a link, and its other forms behind it, each named for whom it is about."""
    title, run = line.title, line.job.run
    about = f"{run.partnership.name}, {title.title if title else run.report}, {run.period.label}"
    made = [(line.job.folder / name, words) for name, words in DOCUMENTS.items()]
    spans: list[Span] = []
    for path, words in ((path, words) for path, words in made if path.exists()):
        address = Path(os.path.relpath(path, page.place)).as_posix()
        spans += (
            [Span(", "), Span(words, link=address)] if spans else [Span(f"{about}: {words}", link=address)]
        )
    return RichParagraph(tuple(spans))
