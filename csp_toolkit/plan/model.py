"""A partnership's plan as values: what it says, and nothing that it does not say.

The models are strict and frozen, and are at once what a file in ``parameters/plans/`` may hold. Text that
a plan leaves out, or that is lost, is ``not stated``; it is never filled in.
"""

from __future__ import annotations

from typing import Literal, TypeVar

from pydantic import Field

from csp_toolkit.errors import ParameterError, Problem, suggest
from csp_toolkit.parameters.fields import Email, Text
from csp_toolkit.parameters.settings import Settings
from csp_toolkit.periods import FinancialYear, Quarter, TwelveMonths
from csp_toolkit.plan.asks import Ask
from csp_toolkit.plan.fields import Id, Slug, Texts, YearLabel
from csp_toolkit.plan.findings import Assessment, KeyFinding
from csp_toolkit.plan.timescale import quarters_of
from csp_toolkit.plan.work import Activity, Commitment, Duty, Priority

Standing = Literal["published", "draft", "example"]
Part = TypeVar("Part")


class Authority(Settings):
    """A responsible authority: a body that the law makes a member of the partnership."""

    name: Text = Field(description="Its name, as it is properly called.")
    note: Text | None = Field(default=None, description="What a reader should know of how it was printed.")


class HorizonItem(Settings):
    """Something on the horizon that the plan has to reckon with."""

    scope: Literal["national", "local"] = Field(
        description="national: policy and legislation; local: a risk or an opportunity here."
    )
    name: Text = Field(description="A few words to call it by.")
    text: Text | None = Field(default=None, description="What the plan says of it, in own words.")
    note: Text | None = Field(default=None, description="What a reader should know of how it was printed.")


class Consideration(Settings):
    """Something that the impact assessment records, and whom it concerns."""

    text: Text = Field(description="What is recorded, in own words.")
    groups: Texts = Field(default=(), description="The groups or protected characteristics it concerns.")


class EqualityImpact(Settings):
    """The Community Equality Impact Assessment (CEIA) of the plan."""

    in_place_for: Texts = Field(
        default=(), description="Strategies and plans that have an assessment of their own."
    )
    records: tuple[Consideration, ...] = Field(
        default=(), description="What the assessment of this plan records."
    )


class Contact(Settings):
    """Where a reader turns to; a team's address, never a person's."""

    team: Text = Field(description="The team that answers.")
    email: Email = Field(description="The team's mailbox.")
    organisations: Texts = Field(default=(), description="Others to turn to, such as the police district.")
    social_media: Texts = Field(default=(), description="Accounts to follow, in quotation marks.")
    newsletter: Text | None = Field(default=None, description="A newsletter, and how often it comes.")


class Narrative(Settings):
    """Prose of the partnership's own for a section of its reports, with figures called by name."""

    section: Id = Field(description="The section of the report that it stands in.")
    text: Text = Field(description="The prose; {street_burglary.change} stands for a figure.")


class Plan(Settings):
    """The plan of one partnership for one financial year, in a file called ``<partnership>_<year>.yaml``."""

    partnership: Slug = Field(description="The partnership's slug, such as castle-point.")
    year: YearLabel = Field(description="The financial year of the plan, such as 2024-25.")
    title: Text = Field(description="The title, as readers see it.")
    standing: Standing = Field(
        description="published: adopted and public; draft: not yet; example: made up to show how it is done."
    )
    note: Text | None = Field(default=None, description="What a reader of the whole plan should know.")
    assessment: Assessment = Field(description="The strategic assessment that the plan follows.")
    background: tuple[Text, ...] = Field(min_length=1, description="Paragraphs on why there is a plan.")
    responsible_authorities: tuple[Authority, ...] = Field(
        min_length=1, description="The bodies that the law makes members."
    )
    has_regard_to: Texts = Field(default=(), description="Plans of others that this plan has regard to.")
    priorities: tuple[Priority, ...] = Field(min_length=1, description="The priorities, in their order.")
    duties: tuple[Duty, ...] = Field(default=(), description="Duties delivered beside the priorities.")
    legal_basis: tuple[Duty, ...] = Field(
        default=(), description="The law on which the plan and its priorities rest."
    )
    key_findings: tuple[KeyFinding, ...] = Field(
        default=(), description="What the strategic assessment found, with the figures as published."
    )
    horizon_scan: tuple[HorizonItem, ...] = Field(
        default=(), description="What is coming, nationally and locally."
    )
    equality_impact: EqualityImpact = Field(
        default=EqualityImpact(), description="The Community Equality Impact Assessment (CEIA)."
    )
    activities: tuple[Activity, ...] = Field(
        default=(), description="What is planned for each priority, by ref."
    )
    commitments: tuple[Commitment, ...] = Field(default=(), description="What is promised under each duty.")
    hwb_asks: tuple[Ask, ...] = Field(
        default=(), description="What is asked of the Health and Wellbeing Board (HWB)."
    )
    contact: Contact = Field(description="Where a reader turns to.")
    narrative: tuple[Narrative, ...] = Field(
        default=(), description="Prose of the partnership's own for sections of its reports."
    )

    @property
    def id(self) -> str:
        """What the plan is called by its file and by the delivery tracker: ``thurrock_2024-25``."""
        return f"{self.partnership}_{self.year}"

    @property
    def financial_year(self) -> FinancialYear:
        """The year of the plan as a value."""
        return FinancialYear(int(self.year[:4]))

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The four quarters of the plan's year."""
        return quarters_of(self.financial_year)

    @property
    def assessment_period(self) -> TwelveMonths:
        """The twelve months that the strategic assessment looked at."""
        return self.assessment.parsed_period

    @property
    def works(self) -> tuple[Activity | Commitment, ...]:
        """Everything that is to be done: the activities, then the commitments, in the plan's order."""
        return (*self.activities, *self.commitments)

    @property
    def all_duties(self) -> tuple[Duty, ...]:
        """The duties delivered beside the priorities, then the rest of the law behind the plan."""
        return (*self.duties, *self.legal_basis)

    @property
    def indicators(self) -> tuple[str, ...]:
        """The id of every indicator that the plan names, once, in the plan's order."""
        named = (
            part.indicators
            for part in (*self.key_findings, *self.priorities, *self.all_duties, *self.works, *self.hwb_asks)
        )
        return tuple(dict.fromkeys(indicator for ids in named for indicator in ids))

    def priority(self, priority_id: str) -> Priority:
        """The priority of this id. Raises ``ParameterError`` with the nearest id otherwise."""
        return _find(priority_id, {priority.id: priority for priority in self.priorities}, "priority")

    def duty(self, duty_id: str) -> Duty:
        """The duty of this id. Raises ``ParameterError`` with the nearest id otherwise."""
        return _find(duty_id, {duty.id: duty for duty in self.all_duties}, "duty")

    def activity(self, ref: str) -> Activity:
        """The activity of this ref. Raises ``ParameterError`` with the nearest ref otherwise."""
        return _find(ref, {activity.ref: activity for activity in self.activities}, "activity")

    def activities_of(self, priority_id: str) -> tuple[Activity, ...]:
        """The activities under a priority, in the order of their refs."""
        found = self.priority(priority_id)
        return tuple(activity for activity in self.activities if activity.priority == found.id)

    def commitments_of(self, duty_id: str) -> tuple[Commitment, ...]:
        """What is promised under a duty."""
        found = self.duty(duty_id)
        return tuple(commitment for commitment in self.commitments if commitment.duty == found.id)

    def horizon(self, scope: Literal["national", "local"]) -> tuple[HorizonItem, ...]:
        """What is on the horizon, nationally or locally."""
        return tuple(item for item in self.horizon_scan if item.scope == scope)


def _find(name: str, parts: dict[str, Part], kind: str) -> Part:
    if name not in parts:
        raise ParameterError(Problem(f'{kind} "{name}" is not in this plan', hint=suggest(name, list(parts))))
    return parts[name]
