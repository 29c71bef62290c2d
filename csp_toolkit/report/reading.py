"""How to read a short report, and where the rest of the methods and the data stand."""

from __future__ import annotations

from csp_toolkit.blocks.model import Display, Heading, Paragraph
from csp_toolkit.findings import describe_many_looks
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.quality import describe_further

CLEAR = (
    "A change is clear when chance alone would rarely produce it. No clear change means that the figures "
    "cannot tell one from chance, not that nothing changed."
)


def show_reading(figures: Figures) -> Display:
    """What clear means, how many changes were tested, and which report tells of the data."""
    return Display(
        blocks=(
            Heading(text="How to read the figures"),
            Paragraph(text=CLEAR),
            Paragraph(text=describe_many_looks(figures.looks.tested()).text),
            Paragraph(text=describe_further(figures)),
        )
    )
