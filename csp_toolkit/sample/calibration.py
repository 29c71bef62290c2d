"""The figures the sample is made to agree with, each with its origin.

Three kinds stand apart: figures that Thurrock's plan published and the sample meets exactly;
levels rounded from open data, which it resembles; and choices of ours, which mean nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from csp_toolkit.periods import Month, Quarter

FIRST_MONTH, LAST_MONTH = Month(2021, 4), Month(2025, 3)
FIRST_MONTH_OF_2021_CODES = Month(2023, 6)
"""From this month on data.police.uk publishes 2021 small areas; every month before keeps those of 2011."""

ASB = "Anti-social behaviour"
CRIME_TYPES = (
    ASB, "Bicycle theft", "Burglary", "Criminal damage and arson", "Drugs", "Other crime", "Other theft",
    "Possession of weapons", "Public order", "Robbery", "Shoplifting", "Theft from the person",
    "Vehicle crime", "Violence and sexual offences",
)  # fmt: skip
"""The crime types of data.police.uk in alphabetical order, the order of every tuple of fourteen below."""


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A figure somebody published, and where."""

    value: int
    origin: str


PLAN = "Thurrock Community Safety Partnership, Annual Delivery Plan 2024/25, strategic assessment 2023"
ALL_CRIME_12_MONTHS_TO_2022_09 = PublishedFigure(16_977, f"{PLAN}, finding 3 (-747, -4.4%): implied count")
ALL_CRIME_12_MONTHS_TO_2023_09 = PublishedFigure(16_230, f"{PLAN}, finding 3 (-747, -4.4%): implied count")
ASB_12_MONTHS_TO_2022_09 = PublishedFigure(2_541, f"{PLAN}, finding 5 (-831, -32.7%): implied count")
ASB_12_MONTHS_TO_2023_09 = PublishedFigure(1_710, f"{PLAN}, finding 5 (-831, -32.7%): implied count")


@dataclass(frozen=True, slots=True)
class Window:
    """Totals that one district's counts meet exactly over a run of months, in the order of CRIME_TYPES."""

    first: Month
    last: Month
    totals: tuple[int, ...]


# The sums over all types but ASB, and ASB itself, are the published figures above. The plan says that
# violence, burglary and robbery (-3%) fell and that vehicle crime and theft rose; how much of the
# total each type makes up is our choice. So are both January to March windows, chosen to teach:
# burglary and vehicle crime clearly fall, shoplifting clearly rises, the others show no clear change.
# fmt: off
THURROCK_WINDOWS = (
    Window(Month(2021, 10), Month(2022, 9),
           (2541, 140, 800, 1830, 620, 370, 1290, 167, 1420, 200, 1180, 130, 1960, 6870)),
    Window(Month(2022, 10), Month(2023, 9),
           (1710, 152, 690, 1745, 610, 365, 1390, 164, 1340, 194, 1330, 150, 2110, 5990)),
    Window(Month(2024, 1), Month(2024, 3),
           (372, 22, 184, 352, 140, 92, 298, 34, 252, 36, 384, 34, 548, 1420)),
    Window(Month(2025, 1), Month(2025, 3),
           (381, 14, 131, 331, 155, 101, 280, 27, 229, 33, 545, 29, 436, 1398)),
)

YEARLY_LEVELS = {
    "Basildon":        (2100, 80, 640, 1600, 780, 430, 1150, 190, 1250, 180, 1500, 105, 1450, 7300),
    "Braintree":       (870, 29, 350, 720, 390, 280, 730, 105, 680, 75, 620, 43, 460, 4500),
    "Brentwood":       (500, 16, 260, 360, 340, 110, 410, 63, 370, 40, 770, 35, 640, 1800),
    "Castle Point":    (660, 34, 190, 540, 190, 120, 320, 60, 340, 34, 350, 24, 270, 2300),
    "Chelmsford":      (1050, 130, 480, 940, 750, 380, 990, 120, 1000, 110, 1450, 135, 610, 6300),
    "Colchester":      (1500, 270, 540, 1400, 460, 340, 1050, 160, 1250, 155, 1550, 105, 1000, 7900),
    "Epping Forest":   (840, 27, 520, 820, 450, 190, 620, 72, 710, 100, 790, 67, 1150, 3600),
    "Harlow":          (880, 100, 240, 810, 600, 230, 570, 145, 870, 110, 810, 85, 610, 4000),
    "Maldon":          (230, 7, 100, 260, 160, 85, 210, 42, 260, 8, 170, 7, 150, 1600),
    "Rochford":        (400, 9, 150, 350, 150, 120, 270, 55, 300, 23, 230, 13, 240, 2000),
    "Southend-on-Sea": (1850, 240, 590, 1400, 860, 390, 1150, 240, 1300, 230, 2000, 135, 1150, 8300),
    "Tendring":        (1200, 72, 370, 1250, 310, 310, 860, 165, 990, 91, 910, 62, 540, 6600),
    "Thurrock":        (1700, 110, 520, 1600, 760, 380, 1100, 155, 1050, 170, 2000, 110, 1800, 5800),
    "Uttlesford":      (730, 19, 250, 520, 180, 130, 630, 87, 320, 16, 340, 84, 380, 2000),
}
"""Rows a year by type, rounded from data.police.uk for Essex, 2025 (Open Government Licence v3.0)."""
# fmt: on

TREND_MONTHS = (Month(2021, 4), Month(2022, 6), Month(2023, 6), Month(2024, 2), Month(2025, 2))
TREND_PERCENT = (
    (180, 135, 100, 108, 100),
    (115, 120, 115, 113, 100),
    (135, 150, 140, 135, 100),
    (103, 107, 107, 106, 100),
    (105, 95, 90, 88, 100),
    (100, 100, 95, 92, 100),
    (95, 105, 114, 115, 100),
    (115, 120, 120, 120, 100),
    (105, 112, 112, 112, 100),
    (100, 115, 120, 120, 100),
    (60, 70, 80, 88, 100),
    (75, 105, 112, 110, 100),
    (95, 108, 122, 125, 100),
    (98, 103, 102, 104, 100),
)
"""A row a type: the level at each of TREND_MONTHS in percent of YEARLY_LEVELS, lines between. Our choice."""

FLAT = (98, 92, 101, 100, 102, 100, 104, 102, 98, 102, 100, 101)
SUMMER = (90, 87, 101, 102, 108, 107, 110, 107, 99, 100, 95, 94)
SEASON_PERCENT = (
    (79, 79, 100, 104, 117, 117, 130, 117, 96, 94, 88, 79),
    (72, 70, 88, 95, 100, 122, 124, 120, 114, 112, 97, 86),
    (104, 100, 97, 92, 94, 95, 99, 88, 92, 100, 117, 122),
    SUMMER, FLAT, FLAT, FLAT, FLAT, SUMMER, FLAT,
    (95, 91, 104, 99, 98, 99, 101, 104, 95, 103, 106, 105),
    (88, 88, 98, 98, 100, 95, 108, 110, 96, 96, 108, 115),
    FLAT, SUMMER,
)  # fmt: skip
"""A row a type: January to December in percent of the average month, month lengths included. Our choice."""

DISPERSION_SIZES = (45, 30, 60, 120, 50, 60, 100, 50, 100, 60, 80, 40, 80, 300)
"""Sizes of the negative binomial by type: variance = mean + mean^2 / size. Our choice, close to life."""

BTP_12_MONTHS_TO_2022_09 = PublishedFigure(
    225, f"{PLAN}, finding 4 (-12%): a count of ours, as none was given"
)
BTP_12_MONTHS_TO_2023_09 = PublishedFigure(
    198, f"{PLAN}, finding 4 (-12%): a count of ours, as none was given"
)
BTP_WINDOWS = (
    (Month(2021, 10), Month(2022, 9), BTP_12_MONTHS_TO_2022_09.value),
    (Month(2022, 10), Month(2023, 9), BTP_12_MONTHS_TO_2023_09.value),
)
"""First and last month, and the British Transport Police's rows that lie in Thurrock in them."""

# fmt: off
BTP_MONTHLY_LEVELS = {
    "Basildon": 18, "Braintree": 10, "Brentwood": 16, "Castle Point": 4, "Chelmsford": 9, "Colchester": 5,
    "Epping Forest": 30, "Harlow": 5, "Maldon": 2, "Rochford": 5, "Southend-on-Sea": 14, "Tendring": 9,
    "Thurrock": 19, "Uttlesford": 8,
}
"""Rows a month, rounded from data.police.uk for British Transport Police, January to April 2024 (Open
Government Licence v3.0)."""
STATIONS = {
    "Basildon": 5, "Braintree": 8, "Brentwood": 4, "Castle Point": 1, "Chelmsford": 2, "Colchester": 6,
    "Epping Forest": 7, "Harlow": 2, "Maldon": 4, "Rochford": 4, "Southend-on-Sea": 9, "Tendring": 11,
    "Thurrock": 7, "Uttlesford": 7,
}
"""How many stations each district is given: about as many as it has. Where they lie is invented."""
BTP_TYPE_WEIGHTS = (0, 35, 1, 72, 9, 2, 62, 9, 131, 27, 2, 28, 84, 154)
"""In the order of CRIME_TYPES; Essex, from the same four months. Incidents of ASB are not supplied."""
# fmt: on
BTP_DISPERSION_SIZE = 40

SERIOUS_VIOLENCE_CODES = ("1/4.1/4.10/4.2", "2", "5D", "5E", "10A")
"""The sample's selection of serious violence: homicide, attempted murder, assault with intent to cause
serious harm, endangering life, possession of firearms with intent. Our choice: each area defines serious
violence itself, so a local selection is configuration and not to be taken from here."""
MODERN_SLAVERY_CODE = "106"
MODERN_SLAVERY_BEFORE = PublishedFigure(50, f"{PLAN}, finding 8 (16 fewer, -32%): implied count")
MODERN_SLAVERY_AFTER = PublishedFigure(34, f"{PLAN}, finding 8 (16 fewer, -32%): implied count")
SERIOUS_VIOLENCE_BEFORE = PublishedFigure(128, f"{PLAN}, finding 10 (-24, -18.8%): implied count")
SERIOUS_VIOLENCE_AFTER = PublishedFigure(104, f"{PLAN}, finding 10 (-24, -18.8%): implied count")
"""Before: the twelve months to September 2022; after: those to September 2023."""
QUARTERS_TO_2022_09 = (Quarter(2021, 3), Quarter(2021, 4), Quarter(2022, 1), Quarter(2022, 2))
QUARTERS_TO_2023_09 = (Quarter(2022, 3), Quarter(2022, 4), Quarter(2023, 1), Quarter(2023, 2))

THURROCK_OFFENCES = {
    MODERN_SLAVERY_CODE: (50, 34),
    "1/4.1/4.10/4.2": (2, 1),
    "2": (4, 3),
    "5D": (117, 96),
    "5E": (2, 1),
    "10A": (3, 3),
}
"""Thurrock's offences in the twelve months to September 2022 and to September 2023. The first is published,
the sum of the others is; how it divides among them is our choice. Before and after, levels go on."""

CORRECTIONS = (
    (Quarter(2022, 3), "Basildon", "36", -1),
    (Quarter(2023, 2), "Colchester", "10A", -2),
    (Quarter(2024, 2), "Southend-on-Sea", "1/4.1/4.10/4.2", -1),
)
"""Numbers below zero, as the published table has where an earlier quarter's offences were cancelled."""
UNASSIGNED_A_QUARTER = (20, 45)
"""Least and most offences a quarter that the force could not assign to a partnership. Our choice."""

HATE_CRIME_BEFORE = PublishedFigure(595, f"{PLAN}, finding 7 (-11.9%): a count of ours, as none was given")
HATE_CRIME_AFTER = PublishedFigure(524, f"{PLAN}, finding 7 (-11.9%): a count of ours, as none was given")
NUISANCE_ASB_AFTER = PublishedFigure(975, f"{PLAN}, finding 5 (57% of 1,710 are nuisance): implied count")
COUNTY_LINES = PublishedFigure(0, f"{PLAN}, finding 9: county lines known to be operating")
DRUG_LINES = PublishedFigure(3, f"{PLAN}, finding 9: drug lines known to be operating")
PROBATION_VIOLENCE_PERCENT = PublishedFigure(32, f"{PLAN}, finding 11: share supervised for violent crime")
PROBATION_RANK = PublishedFigure(3, f"{PLAN}, finding 11: third highest cohort in Essex")
PREVENT_SESSIONS = PublishedFigure(9, f"{PLAN}, Prevent commitments: training sessions across the year")
PREVENT_WEBINARS = PublishedFigure(4, f"{PLAN}, Prevent commitments: webinars on ideology")

SURVEY_RESPONDENTS, SURVEY_ANSWERED = 93, 84
"""Respondents, and those of them who answered on concerns, who can give both published shares. Our choice."""
SURVEY_TOP_CONCERNS = ((16, 17, 16, 17), (14, 14, 14, 15), (14, 14, 14, 14))
"""By concern (drugs, knife crime, gangs and county lines) and age group: who calls it a top concern. 57 and
56 of 84 are the plan's 67.9% and 66.7% (finding 1). Its first figure reads "78.?%": the decimal is lost and
is not stated. 66 of 84, our choice, is 78.6%, which says nothing about what was published."""

FIRES_BEFORE = PublishedFigure(441, f"{PLAN}, finding 6 (+39% to 613): implied count, fires attended")
FIRES_AFTER = PublishedFigure(613, f"{PLAN}, finding 6 (+39% to 613): fires attended")
DWELLING_FIRES_AFTER = PublishedFigure(80, f"{PLAN}, finding 6: of which accidental dwelling fires")
ACCIDENTAL_DWELLING_FIRES = (76, DWELLING_FIRES_AFTER.value)
"""In the twelve months to September 2022 and to September 2023; the first is our choice."""
FIRES_PER_10000_RESIDENTS, DWELLING_FIRES_PER_10000_RESIDENTS = 22, 4
"""A year: other fires, and accidental dwelling fires. Our choice, near what Essex sees."""
FIRE_DISPERSION_SIZE = 25

# fmt: off
DWELLINGS = {
    "Basildon": (79_200, 81_000), "Braintree": (67_600, 70_300), "Brentwood": (33_900, 34_800),
    "Castle Point": (38_900, 39_300), "Chelmsford": (78_300, 81_000), "Colchester": (84_500, 88_000),
    "Epping Forest": (58_200, 59_300), "Harlow": (39_300, 41_600), "Maldon": (29_700, 31_100),
    "Rochford": (36_600, 37_700), "Southend-on-Sea": (83_000, 84_400), "Tendring": (72_300, 75_000),
    "Thurrock": (69_300, 70_800), "Uttlesford": (39_100, 41_200),
}
# fmt: on
"""Dwellings on 31 March 2021 and 2024. Thurrock's go on from the 68,266 that the Valuation Office counted in
April 2019, as the council's page of facts and statistics gives it (its census of 2021 has 66,384 households);
that growth and every other district's level are our choice, with 2.0 to 2.6 residents to a dwelling."""
