"""The three ONS lookups, under the names and headers of the Open Geography Portal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from csp_toolkit.sample.geography import small_areas
from csp_toolkit.sample.places import DISTRICTS, FORCE_CODE, FORCE_NAME

PARTNERSHIPS_FILE = "LAD24_CSP24_PFA24_EW_LU.csv"
VINTAGES_FILE = (
    "LSOA_(2011)_to_LSOA_(2021)_to_Local_Authority_District_(2022)_Exact_Fit_Lookup_for_EW_(V3).csv"
)
WARDS_FILE = "LSOA_(2021)_to_Electoral_Ward_(2024)_to_LAD_(2024)_Best_Fit_Lookup_in_EW.csv"

PARTNERSHIPS_HEADER = "LAD24CD,LAD24NM,CSP24CD,CSP24NM,PFA24CD,PFA24NM,ObjectId"
VINTAGES_HEADER = "LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHGIND,LAD22CD,LAD22NM,LAD22NMW,ObjectId"
WARDS_HEADER = "LSOA21CD,LSOA21NM,LSOA21NMW,WD24CD,WD24NM,WD24NMW,LAD24CD,LAD24NM,LAD24NMW,ObjectId"

BYTE_ORDER_MARK = "\ufeff"
"""The portal's CSV files begin with one: a quirk that readers must survive."""


def write_lookups(folder: Path) -> None:
    """Write the lookups into ``folder``/geography. Welsh names are empty, as they are in England."""
    target = folder / "geography"
    target.mkdir(parents=True, exist_ok=True)
    _write(target / PARTNERSHIPS_FILE, PARTNERSHIPS_HEADER, _partnership_rows())
    _write(target / VINTAGES_FILE, VINTAGES_HEADER, _vintage_rows())
    _write(target / WARDS_FILE, WARDS_HEADER, _ward_rows())


def _partnership_rows() -> list[Sequence[str]]:
    return [
        (place.code, place.name, place.csp_code, place.name, FORCE_CODE, FORCE_NAME)
        for place in sorted(DISTRICTS, key=lambda place: place.code)
    ]


def _vintage_rows() -> list[Sequence[str]]:
    return [
        (a.code_2011, a.name_2011, a.code_2021, a.name_2021, a.change, a.district_code, a.district_name, "")
        for a in small_areas()
    ]


def _ward_rows() -> list[Sequence[str]]:
    """One row a 2021 area, however many 2011 areas it was made of."""
    once = {area.code_2021: area for area in small_areas()}
    return [
        (a.code_2021, a.name_2021, "", a.ward_code, a.ward_name, "", a.district_code, a.district_name, "")
        for a in sorted(once.values(), key=lambda area: area.code_2021)
    ]


def _write(path: Path, header: str, rows: Iterable[Sequence[str]]) -> None:
    lines = [header, *(",".join([*row, str(number)]) for number, row in enumerate(rows, start=1))]
    path.write_bytes((BYTE_ORDER_MARK + "\n".join(lines) + "\n").encode("utf-8"))
