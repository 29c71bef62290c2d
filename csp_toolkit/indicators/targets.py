"""Work done, set against what was promised. No interval and no test: sessions held are counted, not drawn."""

from __future__ import annotations

from dataclasses import dataclass

from csp_toolkit.indicators.results import Result


@dataclass(frozen=True, slots=True)
class Progress:
    """How much was done of what was promised for a period.

    ``done`` is ``None`` where it is not known, for the reason in ``reason``; then so are the others, and not
    known is not zero. ``percent`` is of the target and can exceed 100, ``remaining`` is never under 0.
    """

    result: Result
    target: int
    done: int | None
    percent: float | None
    remaining: int | None
    reason: str

    @property
    def met(self) -> bool | None:
        """Whether the target was reached or passed; ``None`` where that is not known."""
        return None if self.done is None else self.done >= self.target


def compare_with_target(result: Result, target: int) -> Progress:
    """Set a count, such as training sessions held, against the number promised for the same period.

    Raises ``ValueError`` for a target that is not above zero.
    """
    if target <= 0:
        raise ValueError(f"a target is above zero, not {target}")
    done = result.numerator
    if not result.has_value or done is None:
        return Progress(result, target, None, None, None, result.status_reason)
    return Progress(result, target, done, 100 * done / target, max(0, target - done), result.status_reason)
