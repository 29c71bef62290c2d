"""What the partnership asks of the Health and Wellbeing Board: of whom, and by when it comes back."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from csp_toolkit.errors import ParameterError
from csp_toolkit.parameters.fields import Text, refuse
from csp_toolkit.parameters.settings import Settings
from csp_toolkit.periods import Month, Quarter, parse_period
from csp_toolkit.plan.fields import Ids, TextOrNotStated
from csp_toolkit.plan.timescale import NOT_STATED

_WAYS = "Write a day (2025-09-30), a month (2025-09), a quarter (2025-26 Q2) or not stated."


def _check_return(text: str) -> str:
    _read_return(text)
    return text


def _read_return(text: str) -> date | Month | Quarter | None:
    """The day, month or quarter in a text, None where it is not stated. Refuses anything else."""
    if text == NOT_STATED:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        period = parse_period(text)
    except ParameterError:
        period = None
    if not isinstance(period, Month | Quarter):
        raise refuse(f'"{text}" does not say when an ask returns.', _WAYS)
    return period


ReturnBy = Annotated[Text, AfterValidator(_check_return)]


class Ask(Settings):
    """One thing that is asked of the Board. It is a draft until the partnership has agreed it."""

    ask: Text = Field(description="What is asked, in one sentence that begins with a verb.")
    of: TextOrNotStated = Field(
        description="The role or organisation that is asked, never a person's name; or not stated."
    )
    returns: ReturnBy = Field(
        description="When it comes back to the Board: 2025-09-30, 2025-09, 2025-26 Q2, or not stated."
    )
    why: Text = Field(description="What it rests on, in own words; {marac_cases.value} stands for a figure.")
    indicators: Ids = Field(default=(), description="The indicators that it rests on, by id.")
    standing: Literal["draft", "agreed"] = Field(
        description="draft: proposed for the partnership to decide; agreed: the partnership asks it."
    )

    @property
    def return_words(self) -> str:
        """When it returns, in prose, the last day of a month or quarter: ``by 30 September 2025``."""
        found = _read_return(self.returns)
        if found is None:
            return NOT_STATED
        last = found if isinstance(found, date) else found.end
        return f"by {last.day} {last:%B %Y}"
