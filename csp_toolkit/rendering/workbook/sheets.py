"""The worksheets of a report: what stands in each, in order, whatever kind of file they are written to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from csp_toolkit.blocks.model import Chart, Cover, Table
from csp_toolkit.blocks.plain_text import clean_address, clean_text
from csp_toolkit.errors import Problem, RenderingError
from csp_toolkit.rendering.document import Document
from csp_toolkit.rendering.workbook.cells import Cell, fit_text
from csp_toolkit.rendering.workbook.columns import ValueColumn, uses_not_applicable, value_columns

CONTENTS, NOTES = "Contents", "Notes"
_ONE_TABLE = "This worksheet contains one table."
_SHORTHAND = re.compile(r"\[[a-z]\]\s*[:=]")
_NOT_APPLICABLE = "[z]: not applicable; no such figure can be worked out."


@dataclass(frozen=True, slots=True)
class Line:
    """A line above a table, or of the cover; ``link`` is an address, or "#" and the name of a worksheet."""

    text: str
    level: int = 0
    """1 for the title of the worksheet, 2 for a heading on the cover, 0 for text."""
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its lines from A1 down, then, without a gap, its table, if it has one."""

    name: str
    lines: tuple[Line, ...]
    columns: tuple[ValueColumn, ...] = ()
    links: tuple[str, ...] = ()
    """Where the cells of the first column lead, if anywhere."""

    @property
    def title(self) -> str:
        return self.lines[0].text


@dataclass(frozen=True, slots=True)
class Workbook:
    """Worksheets in order, and what the file says of itself."""

    title: str
    author: str
    marks: str
    day: date
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    """A table of the document and what is known about it beside its cells."""

    name: str
    label: str
    table: Table
    notes: tuple[str, ...]
    source: str | None
    chart: str | None = None


def build_workbook(document: Document) -> Workbook:
    """The worksheets of a document. Raises ``RenderingError`` where it holds no table."""
    sources = list(_sources(document))
    if not sources:
        raise RenderingError(Problem("The report holds no table, so there is nothing for a workbook."))
    cover, numbers = document.cover, _number_notes(sources)
    tables = [_table_sheet(source, numbers, cover) for source in sources]
    notes = [_notes_sheet(numbers, sources)] if numbers else []
    sheets = (_cover_sheet(cover, bool(notes)), _contents_sheet([*notes, *tables]), *notes, *tables)
    title = _line(f"{cover.title}: {cover.partnership}, {cover.period}")
    return Workbook(title, _line(cover.partnership), _marks(cover), cover.data_as_at, sheets)


def _sources(document: Document) -> Iterator[_Source]:
    for item in document.items:
        content, label = item.content, item.label or "Table"
        name = label.replace(" ", "_")
        if isinstance(content, Table):
            yield _Source(name, label, content, content.notes, content.source)
        elif isinstance(content, Chart):
            table, said = content.table, f"{label}: {content.title}. {content.subtitle}"
            notes = tuple(dict.fromkeys([*table.notes, *content.notes]))
            source = table.source or content.source
            yield _Source(f"{name}_data", f"Data for {label.lower()}", table, notes, source, said)


def _number_notes(sources: Sequence[_Source]) -> dict[str, int]:
    """The notes of all tables, each once, by their number; shorthand is explained on the spot instead."""
    notes = dict.fromkeys(n for source in sources for n in source.notes if not _SHORTHAND.match(n))
    return {note: number for number, note in enumerate(notes, start=1)}


def _table_sheet(source: _Source, numbers: dict[str, int], cover: Cover) -> Sheet:
    columns = value_columns(source.table)
    marks = "".join(f" [note {numbers[note]}]" for note in source.notes if note in numbers)
    lines = [
        Line(_line(f"{source.label}: {source.table.caption}{marks}"), level=1),
        Line(f"{_marks(cover)}. {_ONE_TABLE}{' Notes are on the worksheet Notes.' if marks else ''}"),
        Line("Go to the contents", link=f"#{CONTENTS}"),
    ]
    lines += [Line(_line(said)) for said in [source.chart] if said]
    lines += [Line(f"Shorthand: {_line(text)}") for text in _shorthand(source, columns)]
    lines += [Line(f"Source: {_line(text)}") for text in [source.source] if text]
    return Sheet(source.name, tuple(lines), columns)


def _shorthand(source: _Source, columns: Sequence[ValueColumn]) -> list[str]:
    told = [note for note in source.notes if _SHORTHAND.match(note)]
    if uses_not_applicable(columns) and not any(note.startswith("[z]") for note in told):
        told.append(_NOT_APPLICABLE)
    return told


def _notes_sheet(numbers: dict[str, int], sources: Sequence[_Source]) -> Sheet:
    used = [", ".join(source.name for source in sources if note in source.notes) for note in numbers]
    columns = (
        _words("Note", [f"note {number}" for number in numbers.values()]),
        _words("What it says", list(numbers)),
        _words("Worksheets", used),
    )
    return Sheet(NOTES, (Line(NOTES, level=1), Line(_ONE_TABLE)), columns)


def _contents_sheet(sheets: Sequence[Sheet]) -> Sheet:
    columns = (
        _words("Worksheet", [sheet.name for sheet in sheets]),
        _words("Title", [sheet.title for sheet in sheets]),
    )
    links = tuple(f"#{sheet.name}" for sheet in sheets)
    return Sheet(CONTENTS, (Line(CONTENTS, level=1), Line(_ONE_TABLE)), columns, links)


def _cover_sheet(cover: Cover, has_notes: bool) -> Sheet:
    lines = [
        Line(_line(cover.title), level=1),
        Line(_line(cover.partnership)),
        Line(_line(cover.period)),
        Line(_marks(cover)),
        Line("About this workbook", level=2),
        Line(
            "It holds the tables of the report and the figures behind its charts, one table on a worksheet."
        ),
        Line(
            "Figures are those of the report, rounded as they are there; text and charts are in the report."
        ),
        Line("Shorthand such as [x] is explained above each table that uses it."),
        *([Line("Notes such as [note 1] are on the worksheet Notes.")] if has_notes else []),
        Line("Go to the contents", link=f"#{CONTENTS}"),
        *([Line("About the figures", level=2)] if cover.facts else []),
        *[Line(_line(f"{fact.label}: {fact.text}"), link=_address(fact.link)) for fact in cover.facts],
    ]
    return Sheet("Cover", tuple(lines))


def _marks(cover: Cover) -> str:
    marks = [
        cover.marking,
        cover.status.capitalize(),
        *(["SYNTHETIC: made-up data"] if cover.synthetic else []),
    ]
    return _line(" · ".join(marks))


def _words(heading: str, texts: Sequence[str]) -> ValueColumn:
    return ValueColumn(heading, tuple(Cell(_line(text)) for text in texts))


def _address(link: str | None) -> str | None:
    return clean_address(link) if link else None


def _line(text: str) -> str:
    """Text on one line, no longer than a cell takes."""
    return fit_text(" ".join(clean_text(text).split()))
