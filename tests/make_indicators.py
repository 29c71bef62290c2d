"""Indicators of every kind to write tests with, whatever the catalogue holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from csp_toolkit.indicators.catalogue import Indicator, Kind, Measure, load_catalogue
from csp_toolkit.periods import Step

MULTIPLIERS: Mapping[Kind, int] = {"rate": 1000, "count": 1, "output": 1, "proportion": 100}


def make_indicator(
    kind: Kind,
    dataset: str = "partner_return",
    step: Step = "quarter",
    select: Mapping[str, tuple[str, ...]] | None = None,
    whole: Mapping[str, tuple[str, ...]] | None = None,
    *,
    per: str = "",
    version: int = 1,
) -> Indicator:
    """An indicator that counts offences, set against residents where it is a rate."""
    return replace(
        load_catalogue().get("street_burglary"),
        id="made_up",
        version=version,
        kind=kind,
        multiplier=MULTIPLIERS[kind],
        measure=Measure(dataset, step, select or {}, whole or {}),
        per=per or ("residents" if kind == "rate" else ""),
        breaks=(),
    )
