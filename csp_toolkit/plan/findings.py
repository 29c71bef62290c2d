"""What the strategic assessment found, and the figures that were published with it."""

from __future__ import annotations

from pydantic import Field

from csp_toolkit.parameters.fields import PeriodLabel, Text
from csp_toolkit.parameters.settings import Settings
from csp_toolkit.periods import TwelveMonths, parse_month
from csp_toolkit.plan.fields import (
    FindingRef,
    Ids,
    Number,
    TextOrNotStated,
    TwelveMonthsLabel,
    WholeNumber,
)
from csp_toolkit.plan.timescale import NOT_STATED


class Assessment(Settings):
    """The strategic assessment that a plan follows."""

    name: Text = Field(description="What it is called, such as Strategic assessment 2023.")
    period: TwelveMonthsLabel = Field(description="What it looked at: 12 months to 2023-09.")

    @property
    def parsed_period(self) -> TwelveMonths:
        """The period as a value."""
        return TwelveMonths(parse_month(self.period.split()[-1]))


class PublishedFigure(Settings):
    """A figure as somebody printed it, and the number in it."""

    what: Text = Field(description="What the figure is of, such as change in offences.")
    published: Text = Field(description='The figure as it was printed, in quotation marks: "-4.4%".')
    value: Number = Field(description="The number in it, or not stated where the print has lost it.")
    unit: Text = Field(description="What the number counts, such as offences or percent.")


class ImpliedCounts(Settings):
    """The two counts that published figures of a change imply; worked out, not published."""

    earlier: WholeNumber = Field(description="The count before.")
    later: WholeNumber = Field(description="The count in the assessment's period.")
    exact: bool = Field(description="true where no other whole numbers give the published figures.")


class KeyFinding(Settings):
    """One finding of the strategic assessment: a number, or a number and a letter for a part of one."""

    ref: FindingRef = Field(
        description='Its number in the plan, in quotation marks: "3", or "3a" for a part.'
    )
    subject: Text = Field(description="What it is about, in a few words.")
    text: Text = Field(description="What was found, in own words.")
    figures: tuple[PublishedFigure, ...] = Field(default=(), description="The figures as published.")
    implied_counts: ImpliedCounts | None = Field(
        default=None, description="The two counts that the published change implies."
    )
    indicators: Ids = Field(default=(), description="The indicators that measure the same, by id.")
    comparator: TextOrNotStated = Field(
        description="What the plan says it compares with, or not stated where it does not."
    )
    compared_with: PeriodLabel | None = Field(
        default=None, description="The period with which we compare when the finding is worked out again."
    )
    note: Text | None = Field(default=None, description="What a reader of the finding should know.")

    @property
    def number(self) -> int:
        """The number of the finding, without the letter of a part."""
        return int(self.ref.rstrip("abcdefghijklmnopqrstuvwxyz"))

    @property
    def has_comparator(self) -> bool:
        """Whether the plan says with what it compares."""
        return self.comparator != NOT_STATED
