"""Work done against what was planned: counted in full, so that there is neither test nor interval."""

from __future__ import annotations

from csp_toolkit.findings.sentence import (
    Sentence,
    count_of,
    give_reasons,
    join_sentences,
    singular,
    state_remarks,
)
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.results import Result
from csp_toolkit.periods import Period


def describe_output(
    result: Result, indicator: Indicator, target: int | None = None, target_period: Period | None = None
) -> Sentence:
    """How much was done, and how that stands to its target: ``7 of 9 sessions``.

    ``target_period`` is when the target is to be reached (default: the result's period). Until it ends a
    target that is not reached is not missed either. Without a target only the count is told.
    """
    opening = f"{indicator.name}: {{}} {result.period.long_label}."
    if not result.has_value or result.numerator is None:
        aim = f"We cannot say how this stands to the target of {target:,}." if target else ""
        reasons = give_reasons(result.status_reason)
        return join_sentences([opening.format("no figure for"), aim, *reasons], "cannot say")
    done = opening.format(f"{_write_amount(result.numerator, target, indicator.numerator)} in")
    reached = "No target is stated."
    if target:
        reached = _state_target(result.numerator, target, result.period, target_period or result.period)
    provisional = "the figure is provisional: " if result.status == "provisional" else ""
    return join_sentences([done, reached, *state_remarks(f"{provisional}{result.status_reason}")])


def _write_amount(done: int, target: int | None, plural: str) -> str:
    """``7 of 9 sessions``; what is more than its target is no part of it."""
    if not target:
        return count_of(done, plural)
    if done > target:
        return f"{count_of(done, plural)} against a target of {target:,}"
    return f"{done:,} of {target:,} {singular(plural) if target == 1 else plural}"


def _state_target(done: int, target: int, period: Period, until: Period) -> str:
    if done >= target:
        return "The target is reached." if done == target else "That is more than the target."
    left = target - done
    if until.end > period.end:
        last = until.months[-1]
        return f"{left:,} {'is' if left == 1 else 'are'} left to do by the end of {last.long_label}."
    return f"That is {left:,} short of the target."
