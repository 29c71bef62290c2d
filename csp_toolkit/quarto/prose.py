"""Headings, paragraphs, findings, lists and quotations as the Markdown that Quarto sets its own way."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import indent
from urllib.parse import quote

from csp_toolkit.blocks.model import Findings, Heading, Paragraph
from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.quarto.markup import printed_markdown
from csp_toolkit.rendering.document import Preformatted, Quotation, RichList, RichParagraph, RichText, Span

Prose = Heading | Paragraph | Findings | RichParagraph | RichList | Quotation
PROSE = (Heading, Paragraph, Findings, RichParagraph, RichList, Quotation)
_IN_ADDRESSES = "%/:?#@!$&'*+,;=~-._"


LISTS = (Findings, RichList)
APART = "<!-- -->"
"""Between two lists, which Markdown would take for one."""


def write_prose(content: Prose, identifier: str) -> str:
    """One piece of prose; ``identifier`` is what links to a heading name."""
    if isinstance(content, Heading):
        # A heading is one line, and its id is made of letters, digits and "-".
        words = printed_markdown(" ".join(content.text.split()))
        return f"{'#' * content.level} {words} {{#{identifier}}}"
    if isinstance(content, Paragraph):
        return printed_markdown(content.text)
    if isinstance(content, Findings):
        return _findings(content)
    return _rich(content)


def _findings(findings: Findings) -> str:
    """A list in which each verdict stands in bold before its sentence."""
    leads = [f"**{item.verdict.capitalize()}:** " if item.verdict else "" for item in findings.items]
    texts = [printed_markdown(item.text) for item in findings.items]
    return "\n\n".join(_entry("-", lead + text) for lead, text in zip(leads, texts, strict=True))


def _rich(part: RichText) -> str:
    if isinstance(part, RichParagraph):
        return "".join(_span(span) for span in part.spans).strip()
    if isinstance(part, Quotation):
        return indent("\n\n".join(_rich(inner) for inner in part.parts), "> ", lambda line: True)
    if isinstance(part, Preformatted):
        # Within a list or a quotation; on its own it is a raw block, which keeps its line ends and spaces.
        return printed_markdown(part.text)
    return _list(part)


def _list(part: RichList) -> str:
    marks = [f"{part.start + n}." if part.ordered else "-" for n in range(len(part.entries))]
    entries = [_entry(mark, _inside(entry)) for mark, entry in zip(marks, part.entries, strict=True)]
    return "\n\n".join(entries)


def _inside(entry: Sequence[RichText]) -> str:
    texts = [
        f"{APART}\n\n{_rich(part)}" if _follows(entry, n) else _rich(part) for n, part in enumerate(entry)
    ]
    return "\n\n".join(texts)


def _follows(entry: Sequence[RichText], n: int) -> bool:
    """Whether a list stands right before this one."""
    return n > 0 and isinstance(entry[n], RichList) and isinstance(entry[n - 1], RichList)


def _entry(mark: str, text: str) -> str:
    """An entry of a list: what follows its first line stands in below it."""
    width = max(len(mark) + 1, 4)
    return mark.ljust(width) + indent(text, " " * width).lstrip()


def _span(span: Span) -> str:
    text = printed_markdown(span.text)
    if not text:
        return " " if span.text else ""
    before, after = (" " if span.text[0].isspace() else ""), (" " if span.text[-1].isspace() else "")
    for wanted, mark in ((span.code, "code"), (span.emphasis, "*"), (span.strong, "**")):
        if wanted:
            text = f"[{text}]{{.csp-code}}" if mark == "code" else f"{mark}{text}{mark}"
    if span.link:
        text = f"[{text}](<{quote(clean_text(span.link), safe=_IN_ADDRESSES, errors='replace')}>)"
    return f"{before}{text}{after}"
