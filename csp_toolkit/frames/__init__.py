"""From the store to the frames that indicators are computed from: a module for each kind of data."""

from __future__ import annotations

from csp_toolkit.frames.boundaries import Boundaries, load_boundaries
from csp_toolkit.frames.fire import load_fire_counts, load_fire_coverage, load_fire_service_counts
from csp_toolkit.frames.households import load_households
from csp_toolkit.frames.lookups import load_partnerships, lookup_editions, newest_lookup, open_areas
from csp_toolkit.frames.partners import load_delivery, load_partner_returns, load_survey
from csp_toolkit.frames.population import load_population, load_small_area_population
from csp_toolkit.frames.recorded_crime import (
    load_force_crime_counts,
    load_recorded_crime_counts,
    load_recorded_crime_coverage,
    load_recorded_crime_rows,
    load_unresolved_names,
)
from csp_toolkit.frames.small_areas import (
    load_small_area_counts,
    load_small_areas,
    load_unit_populations,
    load_unplaceable_months,
    load_wards_of_small_areas,
)
from csp_toolkit.frames.street import (
    STREET,
    StreetMonth,
    count_unplaced,
    load_street_counts,
    load_street_coverage,
    load_transport_counts,
    street_months,
    transport_months,
)

__all__ = [
    "STREET",
    "Boundaries",
    "StreetMonth",
    "count_unplaced",
    "load_boundaries",
    "load_delivery",
    "load_fire_counts",
    "load_fire_coverage",
    "load_fire_service_counts",
    "load_force_crime_counts",
    "load_households",
    "load_partner_returns",
    "load_partnerships",
    "load_population",
    "load_recorded_crime_counts",
    "load_recorded_crime_coverage",
    "load_recorded_crime_rows",
    "load_small_area_counts",
    "load_small_area_population",
    "load_small_areas",
    "load_street_counts",
    "load_street_coverage",
    "load_survey",
    "load_transport_counts",
    "load_unit_populations",
    "load_unplaceable_months",
    "load_unresolved_names",
    "load_wards_of_small_areas",
    "lookup_editions",
    "newest_lookup",
    "open_areas",
    "street_months",
    "transport_months",
]
