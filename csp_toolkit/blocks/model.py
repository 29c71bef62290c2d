"""The structured things a report is made of.

A block holds what is said, never how it is laid out. It travels inside a notebook's outputs as
JSON (see ``MIME_TYPE``), and every exporter renders it from there. Blocks are frozen and strict:
an unknown field, a table whose rows do not fit its columns or a chart without alternative text
cannot be built. Text in a block is plain text; renderers escape it.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, model_validator

MIME_TYPE = "application/vnd.csp-toolkit.block+json"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
VerdictName = Literal["clear rise", "clear fall", "no clear change", "cannot say"]


class Model(BaseModel):
    """Frozen, and refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Fact(Model):
    """A labelled statement on a cover, such as "Data as at": "31 May 2025"."""

    label: Text
    text: Text
    link: str | None = None
    """A ``mailto:`` or ``https:`` address that the text leads to."""

    @model_validator(mode="after")
    def _link_is_safe(self) -> Self:
        if self.link is not None and not self.link.startswith(("mailto:", "https://")):
            raise ValueError(f'a link starts with "mailto:" or "https://", not "{self.link}"')
        return self


class Column(Model):
    """A column of a table: its heading and whether its cells are figures (set right aligned)."""

    label: Text
    numeric: bool = False


class Cover(Model):
    """The first block of every report; its title is the document's only level-1 heading."""

    kind: Literal["cover"] = "cover"
    title: Text
    partnership: Text
    period: Text
    data_as_at: date
    status: Literal["draft", "approved"] = "draft"
    marking: Text = "OFFICIAL"
    synthetic: bool = False
    """True when any figure comes from made-up data: every page then says SYNTHETIC."""
    facts: tuple[Fact, ...] = ()


class Heading(Model):
    """A heading of level 2 to 4; levels are never skipped on the way down."""

    kind: Literal["heading"] = "heading"
    text: Text
    level: int = Field(default=2, ge=2, le=4)


class Paragraph(Model):
    kind: Literal["paragraph"] = "paragraph"
    text: Text


class Finding(Model):
    """One sentence and how strong the evidence behind it is (``None``: no comparison is made)."""

    text: Text
    verdict: VerdictName | None = None


class Findings(Model):
    kind: Literal["findings"] = "findings"
    items: tuple[Finding, ...] = Field(min_length=1)


class Table(Model):
    """A table; the first column holds the row headers. Cells are formatted text, never empty."""

    kind: Literal["table"] = "table"
    caption: Text
    columns: tuple[Column, ...] = Field(min_length=1)
    rows: tuple[tuple[Text, ...], ...] = Field(min_length=1)
    notes: tuple[Text, ...] = ()
    """Printed below: shorthand such as [x], methods, caveats."""
    source: Text | None = None

    @model_validator(mode="after")
    def _rows_fit_columns(self) -> Self:
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(
                    f'table "{self.caption}", row {number}: {len(row)} cells for {len(self.columns)} columns'
                )
        return self


class Chart(Model):
    """A static picture with the words and the table that say the same."""

    kind: Literal["chart"] = "chart"
    title: Text
    """The message of the chart; printed as its caption."""
    subtitle: Text
    """What, where, when and in which unit."""
    alternative: Text = Field(max_length=1500)
    """What a person who cannot see the picture is told: what it shows, range, latest, verdict."""
    svg: str
    table: Table
    """The figures drawn, one step away for everyone."""
    notes: tuple[Text, ...] = ()
    source: Text | None = None

    @model_validator(mode="after")
    def _svg_is_svg(self) -> Self:
        if not self.svg.lstrip().startswith("<svg"):
            raise ValueError(f'chart "{self.title}": the picture is not SVG')
        return self


class Callout(Model):
    """Something to notice before reading on."""

    kind: Literal["callout"] = "callout"
    tone: Literal["note", "warning"] = "note"
    title: Text
    text: Text


AnyBlock = Annotated[
    Cover | Heading | Paragraph | Findings | Table | Chart | Callout,
    Field(discriminator="kind"),
]


class Display(Model):
    """What one cell shows: blocks in order, and the results that stand behind them."""

    version: Literal[1] = 1
    blocks: tuple[AnyBlock, ...] = Field(min_length=1)
    evidence: tuple[dict[str, Any], ...] = ()
    """Rows of results.csv (see ``indicators.results``) for every figure shown."""
    comparisons: tuple[dict[str, Any], ...] = ()
    """Rows of comparisons.csv (see ``indicators.comparisons_csv``) for every comparison shown."""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """What Jupyter stores: HTML to look at, JSON that every exporter of ours reads.

        Markdown is for other programs that print, which cannot take the HTML, and text a last resort.
        """
        from csp_toolkit.blocks.in_notebooks import show_in_notebook
        from csp_toolkit.blocks.markdown import show_as_markdown

        return {
            MIME_TYPE: self.model_dump(mode="json"),
            "text/html": show_in_notebook(self.blocks),
            "text/markdown": show_as_markdown(self.blocks),
            "text/plain": "\n".join(block.kind for block in self.blocks),
        }


def parse_display(data: Any) -> Display:
    """Read a display back from a notebook's output.

    Raises ``pydantic.ValidationError`` where the data is not a display of this version.
    """
    return TypeAdapter(Display).validate_python(data)
