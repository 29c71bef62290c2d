"""Text that somebody's file may hold, and blocks that show it in every place there is."""

from __future__ import annotations

from example_notebook import example_chart

from csp_toolkit.blocks.model import AnyBlock, Callout, Column, Finding, Findings, Heading, Paragraph, Table

HOSTILE = {
    "formula": '=HYPERLINK("https://evil.example","A1")&cmd|\' /C calc\'!A0',
    "signs": "@SUM(A1:A9)",
    "minus": "-2+3+cmd|'/C calc'!A0",
    "xml": '</w:t></w:r><w:p/>]]><table:table-cell table:formula="of:=1"/>&amp;',
    "script": "<script>alert(1)</script>",
    "field": ' TOC \\o "1-9" { DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc" }',
    "head": '&L&Z&F &P of &N &"Arial,Bold"',
    "escape": "_x000D_ _x0041_",
    "direction": "\u202eevil\u202c \u05d0\u05d1 \u0627\u0644",
    "long-word": "x" * 40_000,
    "control": "\x00\x07\x1b[31m red \ufffe",
    "lines": "a\nb\tc\u2028d",
    "unknown-characters": "\U0001f600 \u6f22 e\u0301",
}
"""By what is the matter with it."""


def everywhere(text: str) -> list[AnyBlock]:
    """The text in every place a block has for one."""
    columns = (Column(label=text), Column(label=text), Column(label=text, numeric=True))
    rows = ((text, text, text), ("a", "b", "1,204 [p]"), ("c", "d", "[x]"))
    return [
        Heading(text=text[:200]),
        Paragraph(text=text),
        Findings(items=(Finding(text=text, verdict="clear rise"),)),
        Callout(title=text, text=text),
        Table(caption=text, columns=columns, rows=rows, notes=(text,), source=text),
        example_chart(
            title=text, subtitle=text, alternative=f"Words {text}"[:1500], notes=(text,), source=text
        ),
    ]
