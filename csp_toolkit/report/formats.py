"""What a report's cells say: counts, rates, shorthand and its explanations, dates, lists."""

from __future__ import annotations

from datetime import date

from csp_toolkit.indicators.results import Result
from csp_toolkit.number_format import MINUS, rate_decimals

NOT_AVAILABLE = "[x]"
CONFIDENTIAL = "[c]"
NOT_APPLICABLE = "[z]"
PROVISIONAL = "[p]"
SHORTHAND = {"missing": NOT_AVAILABLE, "suppressed": CONFIDENTIAL, "not_comparable": NOT_APPLICABLE}
SHORTHAND_NOTES = {
    NOT_AVAILABLE: "[x]: not available.",
    PROVISIONAL: "[p]: provisional; it may still change, and the reason stands in results.csv.",
    CONFIDENTIAL: "[c]: withheld, because a small number could identify a person.",
    NOT_APPLICABLE: "[z]: not applicable; no such figure can be worked out.",
}


def write_result_count(result: Result) -> str:
    """A result's count, or the shorthand for why there is none. Zero is written 0."""
    if result.numerator is None:
        return write_absence(result)
    mark = f" {PROVISIONAL}" if result.status == "provisional" else ""
    return f"{result.numerator:,}{mark}"


def write_absence(*results: Result) -> str:
    """The shorthand for why there is no figure: of the first result that has none."""
    empty = next(result for result in results if not result.has_value)
    return SHORTHAND.get(empty.status, NOT_AVAILABLE)


def write_rate(result: Result) -> str:
    """A result's rate with its interval: "23.1 (22.4 to 23.8)"."""
    if result.value is None or result.lower is None or result.upper is None:
        return write_absence(result)
    digits = rate_decimals(result.value)
    return f"{result.value:.{digits}f} ({result.lower:.{digits}f} to {result.upper:.{digits}f})"


def write_plain_interval(result: Result) -> str:
    """The interval of a count: "12.2 to 30.9"."""
    if result.lower is None or result.upper is None:
        return write_absence(result) if not result.has_value else NOT_APPLICABLE
    return f"{result.lower:,.1f} to {result.upper:,.1f}"


def write_count_with_interval(result: Result) -> str:
    """A count with its interval: "20 (12.2 to 30.9)"."""
    if result.numerator is None or result.lower is None or result.upper is None:
        return write_result_count(result)
    return f"{result.numerator:,} ({write_plain_interval(result)})"


def write_share(result: Result) -> str:
    """A proportion with its interval: "67.9% (57.3 to 76.9)"."""
    if result.value is None or result.lower is None or result.upper is None:
        return write_absence(result)
    mark = f" {PROVISIONAL}" if result.status == "provisional" else ""
    return f"{result.value:.1f}%{mark} ({result.lower:.1f} to {result.upper:.1f})"


def write_count_of(number: int, noun: str) -> str:
    """A number with its noun: "1 figure", "1,204 figures"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def write_share_of(part: int, whole: int) -> str:
    """A part of a whole as a percentage: "1.4%", and "0%" of nothing."""
    return f"{part / whole:.1%}" if whole else "0%"


def write_points(difference: float | None, lower: float | None, upper: float | None) -> str:
    """A difference of two proportions: "+4.1 (−2.0 to +9.8)"."""
    if difference is None or lower is None or upper is None:
        return NOT_APPLICABLE
    return f"{_signed(difference)} ({_signed(lower)} to {_signed(upper)})"


def _signed(points: float) -> str:
    rounded = round(points, 1)
    sign = "+" if rounded > 0 else MINUS if rounded < 0 else ""
    return f"{sign}{abs(rounded):.1f}"


def write_difference(difference: int) -> str:
    """A difference of counts in words: "6 fewer", "1 more", "no difference"."""
    if difference == 0:
        return "no difference"
    return f"{abs(difference):,} {'more' if difference > 0 else 'fewer'}"


def write_date(day: date) -> str:
    """31 May 2025, without a leading zero."""
    return f"{day.day} {day:%B %Y}"


def name_in_text(name: str) -> str:
    """A name as it stands within a sentence; one that begins with an abbreviation keeps it: "ASB reports"."""
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def write_short_date(day: date) -> str:
    """31 May 2025 as a narrow column has it: "31 May 2025", "22 Nov 2026"."""
    return f"{day.day} {day:%b %Y}"


def write_list(words: list[str]) -> str:
    """ "a", "a and b", "a, b and c"; "a, of b; c" where a name has a comma of its own."""
    if len(words) < 2:
        return "".join(words)
    if any("," in word for word in words):
        return "; ".join(words)
    return ", ".join(words[:-1]) + " and " + words[-1]


def notes_for_shorthand(rows: list[list[str]]) -> list[str]:
    """The explanations of the shorthand that a table's cells use, and of no other."""
    used = {mark for row in rows for cell in row for mark in SHORTHAND_NOTES if mark in cell}
    return [text for mark, text in SHORTHAND_NOTES.items() if mark in used]
