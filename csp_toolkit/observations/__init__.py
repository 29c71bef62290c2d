"""From the store to what an indicator is calculated from: counts, coverage and denominators, per dataset.

``Observations`` reads each dataset once for a whole report; ``gather_inputs`` is for a single indicator.
"""

from __future__ import annotations

from csp_toolkit.observations.gathering import Observations, gather_inputs
from csp_toolkit.observations.larger_areas import (
    ENGLAND_AND_WALES,
    LargerAreas,
    force_as_partnership,
    gather_country_inputs,
    gather_force_inputs,
)
from csp_toolkit.observations.places import Place, find_place, gather_place_inputs
from csp_toolkit.observations.pooling import pool_areas
from csp_toolkit.observations.small_areas import gather_small_area_inputs
from csp_toolkit.observations.street import find_doubtful_months

__all__ = [
    "ENGLAND_AND_WALES",
    "LargerAreas",
    "Observations",
    "Place",
    "find_doubtful_months",
    "find_place",
    "force_as_partnership",
    "gather_country_inputs",
    "gather_force_inputs",
    "gather_inputs",
    "gather_place_inputs",
    "gather_small_area_inputs",
    "pool_areas",
]
