"""What a plan sets out to do: priorities and duties, and the activities and commitments under them."""

from __future__ import annotations

from typing import Any

from pydantic import Field, model_validator

from csp_toolkit.parameters.fields import Text, refuse
from csp_toolkit.parameters.settings import Settings
from csp_toolkit.periods import FinancialYear, Quarter
from csp_toolkit.plan.fields import (
    ActivityRef,
    Id,
    Ids,
    TextOrNotStated,
    Texts,
    When,
    WholeNumber,
)
from csp_toolkit.plan.timescale import NOT_STATED


class Law(Settings):
    """Where a duty stands in law, or in guidance made under it."""

    act: Text = Field(description="The Act, regulations or guidance, such as Crime and Disorder Act 1998.")
    provision: Text | None = Field(default=None, description="The part of it, such as section 6.")

    @property
    def citation(self) -> str:
        """``Crime and Disorder Act 1998, section 6``."""
        return f"{self.act}, {self.provision}" if self.provision else self.act


class Duty(Settings):
    """Something that the law asks of the partnership or of its members."""

    id: Id = Field(description="A short id by which the rest of the plan names it.")
    name: Text = Field(description="What it is called, such as Prevent Duty.")
    requires: Text = Field(description="What it asks, in own words.")
    law: tuple[Law, ...] = Field(min_length=1, description="Where it stands in law.")
    indicators: Ids = Field(default=(), description="The indicators that would show it, by id.")
    named_in_plan: bool = Field(
        description="true where the plan itself names the duty; false where it is the law behind it."
    )
    note: Text | None = Field(default=None, description="What a reader of it should know.")

    @property
    def citation(self) -> str:
        """All of its law in one line."""
        return "; ".join(law.citation for law in self.law)


class Priority(Settings):
    """What the partnership puts first."""

    id: Id = Field(description="A short id by which activities name it, such as hate_crime.")
    number: WholeNumber = Field(description="Its number; the refs of its activities begin with it.")
    name: Text = Field(description="Its name, as a heading.")
    aim: Text = Field(description="What is to be achieved, in own words.")
    duties: Ids = Field(default=(), description="The duties it answers, by id.")
    indicators: Ids = Field(default=(), description="The indicators that would show it, by id.")
    note: Text | None = Field(default=None, description="What a reader of it should know.")


class Outcome(Settings):
    """A change wanted for people, and the indicators that would show it."""

    change: TextOrNotStated = Field(description="The change wanted, in own words, or not stated.")
    indicators: Ids = Field(default=(), description="The indicators that would show it, by id.")
    places: Texts = Field(default=(), description="Where, if not everywhere.")


class Target(Settings):
    """How much is to be delivered in the plan's year, counted up from its first quarter."""

    number: WholeNumber = Field(description="How many.")
    unit: Text = Field(description="Of what, as the delivery tracker spells it: training sessions.")
    indicator: Id | None = Field(default=None, description="The indicator that counts them, by id.")

    @model_validator(mode="before")
    @classmethod
    def _counts_something(cls, found: Any) -> Any:
        """A number without a unit is refused in so many words; a unit misspelt as an unknown key."""
        if isinstance(found, dict) and "number" in found and found.keys() <= {"number", "indicator"}:
            hint = "Say of what, as the delivery tracker spells it, such as unit: sessions."
            raise refuse(f"a target of {found['number']} has no unit.", hint)
        return found


class Work(Settings):
    """What activities and commitments have in common."""

    planned: TextOrNotStated = Field(description="What is to be done, in own words, or not stated.")
    owner: TextOrNotStated = Field(
        description="The role or organisation that answers for it, never a person's name; or not stated."
    )
    outcomes: tuple[Outcome, ...] = Field(default=(), description="The changes wanted from it.")
    timescale: When = Field(
        description="2024-25 Q2; 2024-25 Q2, 2024-25 Q3; end of 2024-25 Q2; 2025-03; 2024-25 (across the "
        "year); quarterly; quarterly and annually; ongoing; or not stated."
    )
    carries_over: bool = Field(
        default=False, description="true where it is due after the plan's year, and is meant to be."
    )
    target: Target | None = Field(default=None, description="How much is to be delivered.")
    note: Text | None = Field(default=None, description="What a reader of it should know.")

    @property
    def has_owner(self) -> bool:
        """Whether the plan says who answers for it."""
        return self.owner != NOT_STATED

    @property
    def indicators(self) -> tuple[str, ...]:
        """The ids of the indicators that would show its outcomes or count its target, each once."""
        ids = [indicator for outcome in self.outcomes for indicator in outcome.indicators]
        if self.target and self.target.indicator:
            ids.append(self.target.indicator)
        return tuple(dict.fromkeys(ids))

    def due_quarters(self, year: FinancialYear) -> tuple[Quarter, ...]:
        """The quarters in which it is due, in a plan for ``year``; none where no quarter is."""
        return self.timescale.due_quarters(year)


class Activity(Work):
    """Something planned under a priority."""

    ref: ActivityRef = Field(description='The priority\'s number and its own, in quotation marks: "1.2".')
    id: Id | None = Field(
        default=None, description="What the delivery tracker calls it; activity_1_2 where it is left out."
    )
    priority: Id = Field(description="The id of the priority it is planned under.")
    also_supports: Ids = Field(default=(), description="Further priorities it supports, by id.")
    duties: Ids = Field(default=(), description="The duties it answers, by id.")

    @property
    def tracker_id(self) -> str:
        """What the delivery tracker calls it."""
        return self.id or f"activity_{self.ref.replace('.', '_')}"

    @property
    def label(self) -> str:
        """How a reader finds it in the plan: its ref."""
        return self.ref


class Commitment(Work):
    """Something promised under a duty."""

    id: Id = Field(description="A short id, by which the delivery tracker names it too.")
    duty: Id = Field(description="The id of the duty it is promised under.")

    @property
    def tracker_id(self) -> str:
        """What the delivery tracker calls it."""
        return self.id

    @property
    def label(self) -> str:
        """How a reader finds it in the plan: its id."""
        return self.id
