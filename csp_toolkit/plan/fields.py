"""The kinds of value a plan is made of, beside those that all parameters share."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, PlainValidator, WithJsonSchema

from csp_toolkit.errors import ParameterError
from csp_toolkit.parameters.fields import EachOnce, Text, refuse
from csp_toolkit.periods import FinancialYear, TwelveMonths, parse_period
from csp_toolkit.plan.timescale import NOT_STATED, Timescale, parse_timescale

_PLACEHOLDERS = {"?", "??", "-", "tbc", "tbd", "tba", "n/a", "na", "none", "unknown", "to be confirmed"}
_NOT_STATED_HINT = f"Write {NOT_STATED}: it is then shown as a gap."


def _check_stated(text: str) -> str:
    if text.lower() in _PLACEHOLDERS or (text.lower() == NOT_STATED and text != NOT_STATED):
        raise refuse(f'"{text}" says nothing.', _NOT_STATED_HINT)
    return text


def _check_shape(pattern: str, kind: str, hint: str) -> AfterValidator:
    expression = re.compile(pattern, re.ASCII)

    def check(text: str) -> str:
        if not expression.fullmatch(text):
            raise refuse(f'"{text}" is not {kind}.', hint)
        return text

    return AfterValidator(check)


def _read_timescale(value: Any) -> Timescale:
    if isinstance(value, Timescale):
        return value
    try:
        return parse_timescale(str(value))
    except ParameterError as error:
        raise refuse(error.problems[0].message, error.problems[0].hint) from None


def _read_number(value: Any) -> float | None:
    """A number as it was published; None where it is not stated."""
    if value == NOT_STATED or value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refuse(f'"{value}" is not a number.', f"Write digits alone, such as -4.4, or {NOT_STATED}.")
    return float(value)


def _read_whole_number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise refuse(f'"{value}" is not a whole number above zero.', "Write digits alone, such as 9.")
    return value


def _check_year(value: Any) -> str:
    # A bare 2024 comes as a number, and deserves the same hint.
    label = str(value)
    try:
        if isinstance(parse_period(label), FinancialYear):
            return label
    except ParameterError:
        pass
    raise refuse(f'"{label}" is not a financial year.', "Write a financial year as 2024-25.")


def _check_twelve_months(label: str) -> str:
    try:
        if isinstance(parse_period(label), TwelveMonths):
            return label
    except ParameterError:
        pass
    hint = "Write the months an assessment looks at as 12 months to 2023-09."
    raise refuse(f'"{label}" is not a period of twelve months.', hint)


TextOrNotStated = Annotated[Text, AfterValidator(_check_stated)]
"""Text, or ``not stated``; a question mark or "tbc" is refused, since a reader cannot tell what it means."""

Id = Annotated[
    Text,
    _check_shape(
        r"[a-z][a-z0-9_]{1,63}", "an id", "Write small letters, digits and underscores: hate_crime_training."
    ),
]
Slug = Annotated[
    Text,
    _check_shape(r"[a-z0-9]+(-[a-z0-9]+)*", "a partnership's slug", "Write its slug, such as castle-point."),
]
ActivityRef = Annotated[
    Text,
    _check_shape(
        r"[1-9]\d*\.[1-9]\d*",
        "the ref of an activity",
        "Write the priority's number, a point and the activity's: 1.2.",
    ),
]
FindingRef = Annotated[
    Text,
    _check_shape(
        r"[1-9]\d*[a-z]?", "the ref of a finding", "Write its number, and a letter for a part of it: 3a."
    ),
]
YearLabel = Annotated[
    Text, BeforeValidator(_check_year), Field(json_schema_extra={"pattern": r"^\d{4}-\d{2}$"})
]
TwelveMonthsLabel = Annotated[Text, AfterValidator(_check_twelve_months)]
Number = Annotated[
    float | None,
    PlainValidator(_read_number),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"const": NOT_STATED}]}),
]
WholeNumber = Annotated[
    int, BeforeValidator(_read_whole_number), WithJsonSchema({"type": "integer", "minimum": 1})
]
When = Annotated[
    Timescale,
    PlainValidator(_read_timescale),
    PlainSerializer(lambda timescale: timescale.label),
    WithJsonSchema({"type": "string"}),
]
Ids = Annotated[tuple[Id, ...], EachOnce]
Texts = Annotated[tuple[Text, ...], EachOnce]
