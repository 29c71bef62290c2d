"""What fragments of HTML are made of: where a block stands, its text, and what stands around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from csp_toolkit.blocks.plain_text import clean_text

NOTES_SHOWN = 3
"""Notes below a table or a figure that are read without opening anything."""
NOTHING = Markup("")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands in a document: its id in the page and its label, such as "Figure 1".

    ``download`` is what a page puts below a block's table to take the table away with; ``values`` keeps what
    a chart's marks say for themselves, for a script to tell.
    """

    identifier: str | None = None
    label: str | None = None
    download: Markup = NOTHING
    values: bool = False


def text_html(text: str) -> Markup:
    """Text from data: cleaned, then escaped."""
    return escape(clean_text(text))


def join_html(parts: Sequence[Markup]) -> Markup:
    """Fragments one after the other, a line each."""
    return Markup("\n").join(part for part in parts if part)


def label_html(label: str | None) -> Markup:
    """ "Table 1: " before a caption; nothing without a label."""
    return Markup('<span class="csp-label">{}:</span> ').format(label) if label else Markup("")


def notes_html(notes: Sequence[str], source: str | None, label: str | None = None) -> Markup:
    """What is printed below a table or a figure: notes first, then the source.

    More than ``NOTES_SHOWN`` of them would bury what they explain, so the long ones then wait behind a line
    that opens them; what shorthand means is always in sight.
    """
    shown = [note for note in notes if len(notes) <= NOTES_SHOWN or note.startswith("[")]
    folded = [note for note in notes if note not in shown]
    lines = [Markup('<p class="csp-note">{}</p>').format(text_html(note)) for note in shown]
    if len(folded) == 1:
        lines.append(Markup('<p class="csp-note">{}</p>').format(text_html(folded[0])))
    elif folded:
        lines.append(_folded_notes(folded, label))
    if source:
        lines.append(Markup('<p class="csp-source">Source: {}</p>').format(text_html(source)))
    return join_html(lines)


def _folded_notes(notes: Sequence[str], label: str | None) -> Markup:
    words = f"Notes on {lower_first(label)}" if label else "Notes"
    lines = [Markup('<p class="csp-note">{}</p>').format(text_html(note)) for note in notes]
    return Markup('<details class="csp-notes">\n<summary>{} ({})</summary>\n{}\n</details>').format(
        text_html(words), len(notes), join_html(lines)
    )


def lower_first(label: str) -> str:
    """The label as it stands within a sentence: "table 1"."""
    return f"{label[0].lower()}{label[1:]}"
