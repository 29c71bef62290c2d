"""The verbs of a report that tell what its figures rest on; ``Report`` takes them over."""

from __future__ import annotations

from csp_toolkit.blocks.model import Display
from csp_toolkit.report import (
    data_held,
    method_notes,
    placing,
    quality,
    returns,
    revised,
    unconfirmed,
    withheld,
)
from csp_toolkit.report.figures import Figures


class QualityVerbs:
    """What the data quality report is written in, and what any other may use of it."""

    figures: Figures

    def data_quality(self) -> Display:
        """What the figures rest on in brief: coverage, rows that could not be taken, breaks in series."""
        return quality.show_data_quality(self.figures)

    def coverage(self) -> Display:
        """Every dataset that is held: periods, files, rows, and rows refused by reason."""
        return data_held.show_coverage(self.figures)

    def police_months(self) -> Display:
        """The police data month by month, and the months that look incomplete."""
        return quality.show_police_months(self.figures)

    def breaks(self) -> Display:
        """Where series were broken, and how that was seen."""
        return quality.show_breaks(self.figures)

    def revisions(self) -> Display:
        """What was published again with other values, and what is provisional."""
        return revised.show_revisions(self.figures)

    def returns(self) -> Display:
        """What partners supplied, what is late or missing, and what nobody supplies."""
        return returns.show_returns(self.figures)

    def withheld(self) -> Display:
        """How many figures are withheld from this audience and by which rule, never which."""
        return withheld.show_withheld(self.figures)

    def unplaced(self) -> Display:
        """Rows and names that could not be brought to any partnership."""
        return placing.show_unplaced(self.figures)

    def unconfirmed(self) -> Display:
        """Facts and rules behind the figures that a person has still to look up."""
        return unconfirmed.show_unconfirmed(self.figures)

    def method_notes(self) -> Display:
        """How many looks were taken, and how uneven events were taken to be."""
        return method_notes.show_method_notes(self.figures)
