"""The kinds of value that parameters are made of, each with the words that refuse anything else.

Names of partnerships, reports and plans are checked against what exists where a ``Known`` is given
as pydantic's validation context, so that they are found wrong together with everything else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, LiteralString, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

from csp_toolkit.areas import Partnership, find_partnership
from csp_toolkit.errors import ParameterError, suggest
from csp_toolkit.periods import parse_period

REFUSED: LiteralString = "refused"
"""Error type of ``refuse``; its context holds ``message`` and ``hint``, ready to show."""


@dataclass(frozen=True, slots=True)
class Known:
    """What names may stand for. None means that nobody has looked: any name passes."""

    partnerships: Sequence[Partnership] | None = None
    reports: Sequence[str] | None = None
    plans: Sequence[str] | None = None


def refuse(message: str, hint: str | None = None) -> PydanticCustomError:
    """The error to raise in a validator, with the message and hint that the user will read."""
    return PydanticCustomError(REFUSED, "{message}", {"message": message, "hint": hint})


def _matches(pattern: str, message: str, hint: str) -> AfterValidator:
    expression = re.compile(pattern, re.ASCII)

    def check(text: str) -> str:
        if not expression.fullmatch(text):
            raise refuse(f'"{text}" is not {message}.', hint)
        return text

    return AfterValidator(check)


def _read_period(value: Any) -> Any:
    """The label of a period. Numbers are turned to text first: a bare 2024 deserves its own hint."""
    text = str(value) if isinstance(value, int | float) else value
    if not isinstance(text, str):
        return text
    try:
        return parse_period(text).label
    except ParameterError as error:
        raise refuse(error.problems[0].message, error.problems[0].hint) from None


def _read_date(value: Any) -> Any:
    if isinstance(value, date):
        return value
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value), re.ASCII):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise refuse(f'"{value}" is not a date.', "Write a date as 2025-06-30.")


def _known(info: ValidationInfo) -> Known:
    return info.context if isinstance(info.context, Known) else Known()


def _check_partnership(name: str, info: ValidationInfo) -> str:
    known = _known(info).partnerships
    if known is not None:
        try:
            find_partnership(known, name)
        except ParameterError as error:
            raise refuse(error.problems[0].message, error.problems[0].hint) from None
    return name


def _check_known(kind: str, names: Callable[[Known], Sequence[str] | None]) -> AfterValidator:
    def check(name: str, info: ValidationInfo) -> str:
        known = names(_known(info))
        if known is not None and name not in known:
            hint = suggest(name, known) or f"Those that exist: {', '.join(known) or 'none'}."
            raise refuse(f'"{name}" is not a {kind}.', hint)
        return name

    return AfterValidator(check)


_Item = TypeVar("_Item")


def _check_once(items: tuple[_Item, ...]) -> tuple[_Item, ...]:
    for item in items:
        if items.count(item) > 1:
            raise refuse(f'"{item}" is listed twice.', "Delete one of the two.")
    return items


EachOnce = AfterValidator(_check_once)
"""For a list in which nothing may stand twice."""

_PERIOD_PATTERN = r"^([0-9]{4}-[0-9]{2}( Q[1-4])?|12 months to [0-9]{4}-[0-9]{2})$"
_EMAIL_PATTERN = r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Email = Annotated[
    Text,
    _matches(_EMAIL_PATTERN, "an email address", "Write the address alone, such as safety@council.gov.uk."),
    Field(json_schema_extra={"format": "email"}),
]
Day = Annotated[date, BeforeValidator(_read_date)]
PeriodLabel = Annotated[
    str, BeforeValidator(_read_period), Field(json_schema_extra={"pattern": _PERIOD_PATTERN})
]
WardCode = Annotated[
    Text, _matches(r"[EW]05\d{6}", "a ward code", "A ward code is E05 or W05 and six digits more.")
]
LsoaCode = Annotated[
    Text, _matches(r"[EW]01\d{6}", "an LSOA code", "An LSOA code is E01 or W01 and six digits more.")
]
PartnershipName = Annotated[Text, AfterValidator(_check_partnership)]
ReportName = Annotated[Text, _check_known("report", lambda known: known.reports)]
PlanName = Annotated[Text, _check_known("plan", lambda known: known.plans)]
