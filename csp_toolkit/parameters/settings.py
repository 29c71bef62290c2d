"""The three kinds of parameter file: settings of a partnership, of a pack and of a run.

The models are strict: a key they do not know, or a number where text belongs, is refused. What each
key means stands in its description, which is also what an editor shows.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from csp_toolkit.errors import ParameterError, Problem
from csp_toolkit.parameters.fields import (
    Day,
    EachOnce,
    Email,
    LsoaCode,
    PartnershipName,
    PeriodLabel,
    PlanName,
    ReportName,
    Text,
    WardCode,
    refuse,
)
from csp_toolkit.periods import Period, parse_period

Audience = Literal["public", "partnership", "restricted"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)


def require_audience(text: str) -> Audience:
    """The audience of this name. Raises ``ParameterError`` for any other text."""
    for audience in AUDIENCES:
        if text == audience:
            return audience
    raise ParameterError(Problem(f'"{text}" is not an audience', hint="Known: " + ", ".join(AUDIENCES)))


class Settings(BaseModel):
    """Frozen and strict; refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Comparators(Settings):
    """The partnerships that this one is compared with."""

    most_similar_group: Annotated[tuple[PartnershipName, ...], EachOnce] = Field(
        min_length=1,
        description="Slugs or CSP codes of the most similar group, without the partnership itself.",
    )


class ProblemArea(Settings):
    """A place within the partnership that a report looks at more closely."""

    name: Text = Field(description="What people call the place, such as Grays town centre.")
    wards: Annotated[tuple[WardCode, ...], EachOnce] = Field(
        default=(), description="Codes of the wards it consists of, such as E05002235."
    )
    lsoas: Annotated[tuple[LsoaCode, ...], EachOnce] = Field(
        default=(), description="Codes of the 2021 lower layer super output areas (LSOA) it consists of."
    )
    vintage: int | None = Field(
        default=None, ge=2009, le=2100, description="The year of the lookup that the ward codes were read in."
    )
    source: Text | None = Field(
        default=None, description="Where it is said that the place consists of these; readers see it."
    )
    confirmed: bool = Field(
        default=False, description="Whether the partnership has confirmed that the place consists of these."
    )

    @model_validator(mode="after")
    def _covers_something(self) -> Self:
        if not self.wards and not self.lsoas:
            raise refuse(f'problem area "{self.name}" covers nothing.', "List its wards or its lsoas.")
        return self


class PartnershipSettings(Settings):
    """What is particular to one community safety partnership: who answers for it, whom it resembles."""

    partnership: PartnershipName = Field(
        description="The partnership's slug, such as castle-point, or its CSP code; the file bears the slug."
    )
    contact_email: Email | None = Field(
        default=None, description="Where readers write to; printed on the cover of every report."
    )
    named_analyst: Text | None = Field(
        default=None,
        description="The role that answers for the figures, such as Lead analyst; never a person's name.",
    )
    release_date: Day | None = Field(default=None, description="The day the next report is made public.")
    next_release: Day | None = Field(default=None, description="The day the report after that is expected.")
    comparators: Comparators | None = Field(
        default=None, description="The partnerships that this one is compared with."
    )
    plan: PlanName | None = Field(
        default=None, description="The file in parameters/plans/ that holds the plan, without its ending."
    )
    problem_areas: tuple[ProblemArea, ...] = Field(
        default=(), description="Places within the partnership that reports look at more closely."
    )

    @field_validator("next_release")
    @classmethod
    def _follows_release(cls, day: Day | None, info: ValidationInfo) -> Day | None:
        release = info.data.get("release_date")
        if day and release and day <= release:
            raise refuse(f"next_release {day} is not after release_date {release}.")
        return day

    @field_validator("comparators")
    @classmethod
    def _excludes_itself(cls, comparators: Comparators | None, info: ValidationInfo) -> Comparators | None:
        own = info.data.get("partnership", "")
        if comparators and own.lower() in (name.lower() for name in comparators.most_similar_group):
            raise refuse(f'"{own}" is compared with itself.', "Leave it out of its most similar group.")
        return comparators


class PackSettings(Settings):
    """Several reports that are made and handed over together."""

    title: Text = Field(description="The title of the pack, as its readers see it.")
    audience: Audience = Field(
        description="Who may read it: everyone, the partnership's members, or named people."
    )
    reports: Annotated[tuple[ReportName, ...], EachOnce] = Field(
        min_length=1, description="The reports, by the names of their notebooks, in the order of the pack."
    )


class RunSettings(Settings):
    """The parameters of one published run: nothing but what the notebook's parameters cell knows."""

    partnership: PartnershipName = Field(description="The partnership's slug, or its CSP code.")
    period: PeriodLabel = Field(
        description="The period reported on: 2024-25 Q4, 2024-25, 2025-01 or 12 months to 2023-09."
    )
    data: Text | None = Field(
        default=None, description="The folder of the store, or sample for the made-up data that comes along."
    )
    as_at: Day | None = Field(
        default=None, description="Use the data as it was known on this day; otherwise the latest."
    )
    audience: Audience | None = Field(
        default=None, description="Who may read it, which decides what is withheld; otherwise the public."
    )

    @property
    def parsed_period(self) -> Period:
        """The period as a value."""
        return parse_period(self.period)
