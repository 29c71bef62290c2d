"""Writing the whole sample: one module for each source, called in turn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.sample.boundaries import write_boundaries
from csp_toolkit.sample.census import write_census
from csp_toolkit.sample.counts import sample_months
from csp_toolkit.sample.delivery import write_delivery_tracker
from csp_toolkit.sample.dwellings import write_dwellings
from csp_toolkit.sample.estimates import write_estimates
from csp_toolkit.sample.fires import write_fires
from csp_toolkit.sample.lookups import write_lookups
from csp_toolkit.sample.notes import MARKER, write_notes
from csp_toolkit.sample.partner_returns import write_partner_returns
from csp_toolkit.sample.recorded_crime import write_recorded_crime
from csp_toolkit.sample.street import write_street_month
from csp_toolkit.sample.survey import write_surveys
from csp_toolkit.sample.transport_police import write_transport_month

Progress = Callable[[str, int, int], None]
PARTS = (
    write_lookups, write_boundaries, write_census, write_estimates, write_dwellings, write_recorded_crime,
    write_partner_returns, write_delivery_tracker, write_surveys, write_fires,
)  # fmt: skip
"""The writers of everything but the street-level months."""


def write_sample(folder: Path, *, progress: Progress | None = None) -> None:
    """Write synthetic data for Essex, April 2021 to March 2025, into ``folder`` (made when absent).

    The same bytes come out every time. ``progress(what, done, of)`` is told after each file or group of
    files. A folder that holds an earlier sample is written over.

    Raises DataError for a folder that holds other things: made-up and published data must not be mixed.
    """
    _require_own_folder(folder)
    folder.mkdir(parents=True, exist_ok=True)
    write_notes(folder)
    months = sample_months()
    for done, write in enumerate(PARTS, start=1):
        write(folder)
        _tell(progress, "everything but street-level crime", done, len(PARTS) + len(months))
    for done, month in enumerate(months, start=len(PARTS) + 1):
        write_street_month(folder, month)
        write_transport_month(folder, month)
        _tell(progress, f"street-level crime {month.label}", done, len(PARTS) + len(months))


def _require_own_folder(folder: Path) -> None:
    if not folder.exists() or (folder.is_dir() and ((folder / MARKER).exists() or not any(folder.iterdir()))):
        return
    raise DataError(
        Problem(
            "this is not an empty folder, so the synthetic sample was not written there",
            file=folder,
            hint="Name a new folder: made-up data must not lie among published data.",
        )
    )


def _tell(progress: Progress | None, what: str, done: int, of: int) -> None:
    if progress is not None:
        progress(what, done, of)
