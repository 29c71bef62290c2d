"""Where the sample plays: the real districts of Essex as facts, and a few neighbours across its border."""

from __future__ import annotations

from dataclasses import dataclass

FORCE_CODE, FORCE_NAME = "E23000028", "Essex"
FIRE_SERVICE_CODE, FIRE_SERVICE_NAME = "E31000015", "Essex"
COUNTY_CODE, COUNTY_NAME = "E10000012", "Essex"


@dataclass(frozen=True, slots=True)
class District:
    """A district that is a partnership of its own.

    Names and codes are facts (ONS, 2024). Residents are close to the real ones, rounded. ``older`` tilts
    the made-up age profile. Longitude and latitude are rough, in thousandths of a degree.
    """

    code: str
    name: str
    csp_code: str
    residents_2021: int
    residents_2024: int
    lsoas: int
    splits: int
    merges: int
    wards: int
    older: int
    longitude: int
    latitude: int

    @property
    def is_unitary(self) -> bool:
        """Whether it stands outside the county of Essex."""
        return self.code.startswith("E06")

    def residents(self, year: int) -> int:
        """People at 30 June of a year from 2021 to 2024, on a straight line."""
        return self.residents_2021 + (self.residents_2024 - self.residents_2021) * (year - 2021) // 3


# fmt: off
DISTRICTS = (
    District("E07000066", "Basildon", "E22000079", 187_600, 191_500, 112, 2, 0, 14, -2, 460, 51575),
    District("E07000067", "Braintree", "E22000080", 155_200, 160_600, 88, 1, 0, 26, 1, 560, 51885),
    District("E07000068", "Brentwood", "E22000081", 77_000, 78_500, 48, 2, 0, 13, 2, 305, 51625),
    District("E07000069", "Castle Point", "E22000082", 89_600, 90_000, 57, 0, 0, 13, 6, 575, 51550),
    District("E07000070", "Chelmsford", "E22000083", 181_500, 188_000, 113, 6, 0, 24, 0, 475, 51735),
    District("E07000071", "Colchester", "E22000084", 192_700, 199_500, 117, 9, 0, 17, -2, 895, 51890),
    District("E07000072", "Epping Forest", "E22000085", 135_000, 136_500, 78, 0, 1, 18, 1, 100, 51675),
    District("E07000073", "Harlow", "E22000086", 93_300, 98_500, 58, 3, 0, 11, -5, 100, 51770),
    District("E07000074", "Maldon", "E22000087", 66_200, 69_000, 41, 1, 0, 17, 6, 690, 51725),
    District("E07000075", "Rochford", "E22000088", 85_700, 88_500, 53, 0, 0, 13, 4, 690, 51590),
    District("E06000033", "Southend-on-Sea", "E22000089", 180_700, 183_000, 108, 1, 0, 17, 1, 705, 51545),
    District("E07000076", "Tendring", "E22000090", 148_300, 154_000, 89, 0, 1, 32, 9, 1120, 51835),
    District("E06000034", "Thurrock", "E22000091", 176_000, 180_000, 100, 2, 1, 20, -6, 340, 51500),
    District("E07000077", "Uttlesford", "E22000092", 91_300, 95_500, 49, 2, 0, 22, 2, 280, 51925),
)
# fmt: on

THURROCK_WARDS = (
    "Aveley and Uplands", "Belhus", "Chadwell St Mary", "Chafford and North Stifford",
    "Corringham and Fobbing", "East Tilbury", "Grays Riverside", "Grays Thurrock",
    "Little Thurrock Blackshots", "Little Thurrock Rectory", "Ockendon", "Orsett", "South Chafford",
    "Stanford East and Corringham Town", "Stanford-le-Hope West", "Stifford Clays", "The Homesteads",
    "Tilbury Riverside and Thurrock Park", "Tilbury St Chads", "West Thurrock and South Stifford",
)  # fmt: skip
"""Names of Thurrock's wards (ONS, 2024). Every other ward is invented."""

THURROCK_WARD_CODES = tuple(f"E0500{number}" for number in range(2229, 2249))
"""Their codes in the same order (ONS, 2024): a partnership's settings name its wards by code."""

ASB_WARDS = ("Grays Riverside", "Tilbury Riverside and Thurrock Park", "West Thurrock and South Stifford")
"""Wards where the sample concentrates anti-social behaviour: the plan's activity 3.1 names these places."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A district beyond the border that a few of the force's rows fall in; its partnership is left out."""

    code: str
    name: str
    weight: int
    longitude: int
    latitude: int


NEIGHBOURS = (
    Neighbour("E07000200", "Babergh", 2, 900, 51990),
    Neighbour("E07000095", "Broxbourne", 5, -10, 51720),
    Neighbour("E07000242", "East Hertfordshire", 2, 90, 51820),
    Neighbour("E09000016", "Havering", 3, 240, 51560),
    Neighbour("E09000026", "Redbridge", 7, 60, 51600),
    Neighbour("E07000012", "South Cambridgeshire", 1, 180, 52060),
    Neighbour("E07000245", "West Suffolk", 2, 400, 52080),
)
