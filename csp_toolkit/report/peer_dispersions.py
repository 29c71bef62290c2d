"""How unevenly events come in every area of a force: estimated once for the reports of all of them.

Each report draws its own area's estimate towards those of its peers, so the fourteen reports of a force would
fit the same series fourteen times. The estimates of openly published counts are kept under the series
themselves, so that a changed count is another question.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from csp_toolkit.indicators.catalogue import Break
from csp_toolkit.indicators.dispersion import Dispersion, Steps, estimate_dispersion
from csp_toolkit.periods import Period
from csp_toolkit.report.kept_files import keep, read_kept

FOLDER = "dispersions"
Kept = list[list[float] | None]


def estimate_dispersions(
    series: Mapping[str, Steps], breaks: Sequence[Break], tested: Period | None
) -> dict[str, Dispersion | None]:
    """By area code what ``estimate_dispersion`` says of its series, from an earlier run that asked the same.

    The series must be of openly published counts. Raises ValueError as it does.
    """
    key = _fingerprint(series, breaks, tested)
    found = _read(read_kept(FOLDER, key), len(series))
    if found is None:
        found = [estimate_dispersion(steps, breaks, tested=tested) for steps in series.values()]
        keep(FOLDER, key, [_plain(one) for one in found])
    return dict(zip(series, found, strict=True))


def _plain(one: Dispersion | None) -> list[float] | None:
    return None if one is None else [one.estimate, one.degrees_of_freedom, one.mean_count]


def _read(kept: Kept | None, areas: int) -> list[Dispersion | None] | None:
    """What was kept; ``None`` where that is no answer to the question."""
    try:
        found = [one if one is None else Dispersion(*one) for one in kept or ()]
    except (TypeError, ValueError):
        return None
    return found if len(found) == areas else None


def _fingerprint(series: Mapping[str, Steps], breaks: Sequence[Break], tested: Period | None) -> str:
    told = hashlib.sha256(repr((_code(), tuple(breaks), tested)).encode())
    for code, steps in series.items():
        told.update(repr((code, [(step.label, count) for step, count in steps])).encode())
    return told.hexdigest()


@cache
def _code() -> str:
    """A hash of the files that estimate, and of the versions of what they use."""
    import numpy as np
    import statsmodels

    import csp_toolkit.indicators

    folder = Path(csp_toolkit.indicators.__file__).parent
    files = b"\0".join((folder / name).read_bytes() for name in ("dispersion.py", "residual_moments.py"))
    return f"{hashlib.sha256(files).hexdigest()} {statsmodels.__version__} {np.__version__}"
