"""From the store to the frames that indicators are computed from: a module for each kind of data."""

from __future__ import annotations

from csp_toolkit.frames.households import load_households
from csp_toolkit.frames.lookups import load_partnerships, lookup_editions, newest_lookup
from csp_toolkit.frames.partners import load_delivery, load_partner_returns, load_survey
from csp_toolkit.frames.population import load_population, load_small_area_population
from csp_toolkit.frames.street import (
    STREET,
    StreetMonth,
    count_unplaced,
    load_street_counts,
    load_street_coverage,
    street_months,
)

__all__ = [
    "STREET",
    "StreetMonth",
    "count_unplaced",
    "load_delivery",
    "load_households",
    "load_partner_returns",
    "load_partnerships",
    "load_population",
    "load_small_area_population",
    "load_street_counts",
    "load_street_coverage",
    "load_survey",
    "lookup_editions",
    "newest_lookup",
    "street_months",
]
