"""What ``csp explain`` prints of an indicator."""

from __future__ import annotations

from csp_toolkit.indicators.catalogue import Catalogue


def explain_indicator(catalogue: Catalogue, indicator_id: str) -> list[str]:
    """An indicator's entry in the catalogue, in lines. Raises ParameterError for an unknown id."""
    i = catalogue.get(indicator_id)
    rate = f"{i.numerator} per {i.multiplier:,} {i.denominator}"
    better = {
        "lower": "a fall is better",
        "higher": "a rise is better",
        "neither": "neither: a rise can be good or bad",
    }
    lines = [
        f"{i.name} ({i.id}, version {i.version})",
        f"  What      {i.definition}",
        f"  Rate      {rate}",
        f"  Source    {i.source}",
        f"  Better    {better[i.better]}",
        "  Method    exact Poisson interval under 10, Byar's from 10; change by the exact conditional test,",
        "            its interval by score, adjusted for many looks (docs/methods.md)",
    ]
    lines += [f"  Caveat    {caveat}" for caveat in i.caveats]
    lines += [
        f"  Break     after {b.after.long_label}, before {b.before.long_label}: {b.reason}" for b in i.breaks
    ]
    return lines
