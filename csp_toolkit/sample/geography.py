"""Invented small areas of both vintages, their wards, residents and streets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count

import numpy as np

from csp_toolkit.sample.places import (
    DISTRICTS,
    NEIGHBOURS,
    THURROCK_WARD_CODES,
    THURROCK_WARDS,
    District,
)
from csp_toolkit.sample.seeded import Stream, share_out

CODES_OF_2011, CODES_NEW_IN_2021, CODES_BEYOND_ESSEX = "E0190{:04d}", "E0195{:04d}", "E0199{:04d}"
WARD_CODES = "E0590{:04d}"
LETTERS = "ABCDE"
RENAMED = ("Thurrock 002C", "Thurrock 002F")
"""One area whose name, but not its code, changed between the vintages: a quirk of the real lookup."""


@dataclass(frozen=True, slots=True)
class SmallArea:
    """A piece of ground that lies in one 2011 area and one 2021 area: a row of the published lookup.

    ``change``: U unchanged, S one of two that a 2011 area was split into, M one of two merged.
    """

    code_2011: str
    name_2011: str
    code_2021: str
    name_2021: str
    change: str
    district_code: str
    district_name: str
    ward_code: str
    ward_name: str


@cache
def small_areas() -> tuple[SmallArea, ...]:
    """All of them, Essex's districts by name and then one beyond each border."""
    return tuple(area for pieces in (_essex_areas(), _areas_beyond()) for area in pieces)


@cache
def residents_2021() -> dict[str, int]:
    """People by 2021 area code; a district's areas sum to its residents in 2021. Essex only."""
    residents: dict[str, int] = {}
    for district in DISTRICTS:
        codes = list(dict.fromkeys(a.code_2021 for a in small_areas() if a.district_code == district.code))
        weights = 1000 + Stream(f"residents {district.code}").below(900, len(codes))
        parts = share_out(district.residents_2021, weights)
        residents.update(zip(codes, map(int, parts), strict=True))
    return residents


def _essex_areas() -> Iterator[SmallArea]:
    old_serial, new_serial, ward_serial = count(1), count(1), 0
    for district in DISTRICTS:
        codes_2011: dict[str, str] = {}
        codes_2021: dict[str, str] = {}
        for old, new, change in _district_pieces(district):
            if old not in codes_2011:
                codes_2011[old] = CODES_OF_2011.format(next(old_serial))
            if new not in codes_2021:
                unchanged = change == "U"
                codes_2021[new] = codes_2011[old] if unchanged else CODES_NEW_IN_2021.format(next(new_serial))
            ward = list(codes_2021).index(new) * district.wards // district.lsoas
            yield SmallArea(
                codes_2011[old], old, codes_2021[new], new, change, district.code, district.name,
                _ward_code(district, ward, ward_serial), _ward_name(district, ward),
            )  # fmt: skip
        ward_serial += district.wards


def _district_pieces(district: District) -> list[tuple[str, str, str]]:
    """(name in 2011, name in 2021, change) of each piece, the changes spread over the district."""
    old_count = district.lsoas - district.splits + district.merges
    changes = district.splits + district.merges
    places = [old_count * (place + 1) // (changes + 1) for place in range(changes)]
    splits, merges = places[: district.splits], [place // 5 * 5 for place in places[district.splits :]]
    pieces = []
    for place in range(old_count):
        group = f"{district.name} {place // 5 + 1:03d}"
        old = group + LETTERS[place % 5]
        if place in splits:
            pieces += [(old, group + "F", "S"), (old, group + "G", "S")]
        elif place in merges or place - 1 in merges:
            pieces.append((old, group + "F", "M"))
        else:
            pieces.append((old, RENAMED[1] if old == RENAMED[0] else old, "U"))
    return pieces


def _ward_code(district: District, ward: int, serial: int) -> str:
    """Thurrock's are its own; every other is the next of those that no ward has."""
    if district.name == "Thurrock":
        return THURROCK_WARD_CODES[ward]
    return WARD_CODES.format(serial + ward + 1)


def _ward_name(district: District, ward: int) -> str:
    return (
        THURROCK_WARDS[ward] if district.name == "Thurrock" else f"{district.name} sample ward {ward + 1:02d}"
    )


def _areas_beyond() -> Iterator[SmallArea]:
    """One unchanged area for each neighbour."""
    serial = sum(district.wards for district in DISTRICTS)
    for number, neighbour in enumerate(NEIGHBOURS, start=1):
        code, name = CODES_BEYOND_ESSEX.format(number), f"{neighbour.name} 001A"
        yield SmallArea(
            code, name, code, name, "U", neighbour.code, neighbour.name,
            WARD_CODES.format(serial + number), f"{neighbour.name} sample ward 01",
        )  # fmt: skip


STREETS_IN_AN_AREA = 6
FLAVOURS = ("Sample", "Specimen", "Pretend", "Example", "Mock", "Dummy")
NAMES = ("Otter", "Bramble", "Teasel", "Plover", "Sextant", "Quince", "Pebble", "Damson", "Curlew", "Withy")
KINDS = ("Road", "Close", "Avenue", "Lane", "Drive", "Way", "Mews")
SPOTS = ("Supermarket", "Parking Area", "Shopping Area", "Petrol Station", "Park/Open Space", "Nightclub")
"""Kinds of place that data.police.uk names instead of a street."""


@dataclass(frozen=True, slots=True)
class Street:
    """A point that rows are snapped to, with the place texts of both vintages as they stand in the file."""

    area: int
    text_2011: str
    text_2021: str


@cache
def streets() -> tuple[Street, ...]:
    """Six for each small area, in the order of ``small_areas()``.

    The texts hold Longitude, Latitude, Location, LSOA code and LSOA name, commas between.
    """
    total = len(small_areas()) * STREETS_IN_AN_AREA
    stream = Stream("streets")
    offsets = stream.below(8000, total * 2).reshape(total, 2) - 4000
    words = stream.bits(total)
    made = []
    for number in range(total):
        area = small_areas()[number // STREETS_IN_AN_AREA]
        east, north = _centres()[number // STREETS_IN_AN_AREA]
        place = f"{(east + offsets[number, 0]) / 1e6:.6f},{(north + offsets[number, 1]) / 1e6:.6f}"
        place += f",On or near {_street_name(int(words[number]))}"
        made.append(
            Street(
                number // STREETS_IN_AN_AREA,
                f"{place},{area.code_2011},{area.name_2011}",
                f"{place},{area.code_2021},{area.name_2021}",
            )
        )
    return tuple(made)


def _street_name(word: int) -> str:
    """One in nine is a kind of place, the others are streets."""
    word, is_spot = word // 9, word % 9 == 0
    if is_spot:
        return SPOTS[word % len(SPOTS)]
    word, flavour = divmod(word, len(FLAVOURS))
    word, name = divmod(word, len(NAMES))
    return f"{FLAVOURS[flavour]} {NAMES[name]} {KINDS[word % len(KINDS)]}"


@cache
def _centres() -> tuple[tuple[int, int], ...]:
    """Longitude and latitude of each small area in millionths of a degree: invented, round its district."""
    middles = {place.code: (place.longitude, place.latitude) for place in (*DISTRICTS, *NEIGHBOURS)}
    areas = small_areas()
    spread = Stream("centres").below(60_000, len(areas) * 2).reshape(len(areas), 2) - 30_000
    base = np.array([middles[area.district_code] for area in areas], dtype=np.int64) * 1000
    return tuple((int(east), int(north)) for east, north in base + spread)
