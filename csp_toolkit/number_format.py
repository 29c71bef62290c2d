"""How figures are rounded and written for people, so that tables, charts and sentences agree."""

from __future__ import annotations

MINUS = "\N{MINUS SIGN}"
MOST_DECIMALS = 3


def rate_decimals(rate: float) -> int:
    """Two decimals for rates under 10, so that small ones can be told apart, else one."""
    return 2 if rate < 10 else 1


def percent_decimals(lower: float, upper: float) -> int:
    """One decimal for a change whose interval is narrower than 10 points, else none."""
    return 1 if upper - lower < 10 else 0


def write_percent(change: float, decimals: int) -> str:
    """The size of a change; one that would round to nothing is "under 1%"."""
    smallest = 10**-decimals
    if change != 0 and round(abs(change), decimals) == 0:
        return f"under {smallest:.{decimals}f}%"
    return f"{abs(change):,.{decimals}f}%"


def write_signed_percent(change: float, decimals: int) -> str:
    """A change with its sign: "+12%", "−30%", "0%" for none; one that rounds to nothing has more digits."""
    while change != 0 and decimals < MOST_DECIMALS and round(abs(change), decimals) == 0:
        decimals += 1
    sign = "" if change == 0 else "+" if change > 0 else MINUS
    return sign + write_percent(change, decimals)
