"""Rounding of counts, and what a reader can tell of a count from the rounded one."""

from __future__ import annotations

from csp_toolkit.disclosure.policies import Policy


def round_count(count: int, nearest: int) -> int:
    """The multiple of ``nearest`` closest to a count from 0 up, halves up: 15 to the nearest 10 is 20.

    Python's ``round`` would send halves to the even neighbour, which no publisher of these figures does.
    """
    return (2 * count + nearest) // (2 * nearest) * nearest


def show_count(count: int, policy: Policy) -> int:
    """A released count as it is shown; a small one that was released by another rule, as it is."""
    return count if count <= policy.small_up_to else round_count(count, policy.nearest)


def limits_of_shown(count: int, policy: Policy) -> tuple[int, int]:
    """The least and the largest count that a policy shows as it shows this one.

    A reader knows the rule: to the nearest 5 with 1 to 7 withheld, a 10 stands for 8 to 12. A 0 is 0, and a
    small count that stands open for other reasons is known as it is.
    """
    if count <= policy.small_up_to:
        return count, count
    shown = show_count(count, policy)
    lowest = shown - policy.nearest // 2
    return max(lowest, policy.small_up_to + 1), lowest + policy.nearest - 1
