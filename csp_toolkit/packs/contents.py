"""The contents page of a pack: one accessible page with links to every document that was made."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from csp_toolkit.blocks.model import MIME_TYPE, Cover, Fact, Heading, Paragraph, parse_display
from csp_toolkit.notebooks import read_notebook
from csp_toolkit.parameters import PackSettings
from csp_toolkit.periods import Period
from csp_toolkit.rendering.document import Content, Item, RichList, RichParagraph, Span, build_document
from csp_toolkit.rendering.page import render_page
from csp_toolkit.report.cover import AUDIENCE_WORDS, MARKINGS
from csp_toolkit.runs import COMPARISONS_FILE, NOTEBOOK_FILE, RESULTS_FILE

CONTENTS_FILE = "contents.html"
FILES = {
    "report.html": "web page",
    "report.pdf": "PDF",
    RESULTS_FILE: "figures (CSV)",
    COMPARISONS_FILE: "comparisons (CSV)",
}
"""What a reader is led to in a report's folder, and what each is called; the first that is there leads."""


def write_contents(
    place: Path, settings: PackSettings, period: Period, folders: Sequence[Path], missing: Sequence[str]
) -> Path:
    """Write ``contents.html`` into ``place`` for the documents in ``folders``. Gives back its path.

    ``missing`` are reports that could not be made, in words. Links are relative, so that the whole tree of
    outputs can be moved or published together.
    """
    covers = [(folder, cover_of(folder)) for folder in folders]
    items = [
        _own_cover(settings, period, [cover for _, cover in covers]),
        *_documents(place, covers),
        *_missing(missing),
    ]
    page = render_page(build_document([Item(content, "the contents page") for content in items]))
    place.mkdir(parents=True, exist_ok=True)
    path = place / CONTENTS_FILE
    path.write_text(page, "utf-8", newline="\n")
    return path


def cover_of(folder: Path) -> Cover:
    """The cover that a report's own notebook shows; every document that was made has one."""
    outputs = (o for cell in read_notebook(folder / NOTEBOOK_FILE).cells for o in cell.get("outputs", []))
    shown = (output["data"][MIME_TYPE] for output in outputs if MIME_TYPE in output.get("data", {}))
    blocks = (block for display in shown for block in parse_display(display).blocks)
    return next(block for block in blocks if isinstance(block, Cover))


def _own_cover(settings: PackSettings, period: Period, covers: Sequence[Cover]) -> Cover:
    return Cover(
        title=settings.title,
        partnership=covers[0].partnership,
        period=f"{period.label} ({period.long_label})",
        data_as_at=max(cover.data_as_at for cover in covers),
        marking=MARKINGS[settings.audience],
        synthetic=any(cover.synthetic for cover in covers),
        facts=(Fact(label="Written for", text=AUDIENCE_WORDS[settings.audience]),),
    )


def _documents(place: Path, covers: Sequence[tuple[Path, Cover]]) -> Iterator[Content]:
    """A heading for each title, and an entry for each of its periods."""
    for title, group in groupby(covers, key=lambda pair: pair[1].title):
        yield Heading(text=title)
        yield RichList(tuple(((link_documents(place, folder, cover)),) for folder, cover in group))


def link_documents(place: Path, folder: Path, cover: Cover) -> RichParagraph:
    """The document by title and period as a link, and its other forms behind it."""
    made = [(folder / name, words) for name, words in FILES.items() if (folder / name).exists()]
    (first, words), *others = made
    spans = [Span(f"{cover.title}, {cover.period}: {words}", link=address_from(first, place))]
    for path, name in others:
        spans += [Span(", "), Span(name, link=address_from(path, place))]
    return RichParagraph(tuple(spans))


def address_from(path: Path, place: Path) -> str:
    """The way from the contents page to a file, as a browser reads it."""
    return Path(os.path.relpath(path, place)).as_posix()


def _missing(missing: Sequence[str]) -> Iterator[Content]:
    if missing:
        yield Heading(text="Could not be made")
        yield Paragraph(text=f"These reports are missing from the pack: {'; '.join(missing)}.")
