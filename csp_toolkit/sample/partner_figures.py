"""Numbers of the sample's partner returns that no open data gives: all are choices of ours.

Where the plan published a figure, ``calibration`` says so and these agree with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from csp_toolkit.periods import Quarter

POLICE, COUNCIL = "SYNTHETIC Essex Police", "SYNTHETIC Thurrock Council"
PROBATION, YOUTH_JUSTICE = "SYNTHETIC Probation Service", "SYNTHETIC Thurrock Youth Justice Service"

STRANDS = ("race", "religion", "sexual_orientation", "disability", "transgender", "sex_or_gender")
STRAND_WEIGHTS = (62, 6, 14, 12, 3, 3)
SECOND_STRANDS_PERCENT = 7
"""So many in a hundred hate crimes have a second strand: strands sum to more than the total."""
SEX_OR_GENDER_FROM = Quarter(2021, 3)
"""The force records this strand since October 2021; before, it was not collected, which is not zero."""

NUISANCE_ASB_BEFORE = 1_470
DOMESTIC_ABUSE = (3_420, 3_210)
"""Flagged offences in the twelve months to September 2022 and 2023: down, as the plan says, by our amount."""
VICTIMS = {"female": 68, "male": 27, "not_recorded": 5}
"""Victims of an offence list of violence against women and girls, in a hundred."""
VAWG_A_QUARTER = 420


@dataclass(frozen=True, slots=True)
class Series:
    """A partner's counts of consecutive quarters; None was not supplied. Parts come as several series."""

    supplier: str
    indicator_id: str
    first: Quarter
    counts: tuple[int | None, ...]
    sensitivity: str = "partnership"
    note: str = ""


YEAR_BEFORE, THIS_YEAR = Quarter(2023, 1), Quarter(2024, 1)
# fmt: off
SERIES = (
    Series(COUNCIL, "asb_case_review_applications", YEAR_BEFORE, (3, 2, 4, 1, 2, 1, 3, 0), "public"),
    Series(COUNCIL, "asb_case_review_threshold_not_met", YEAR_BEFORE, (1, 0, 2, 0, 1, 0, 1, 0), "public"),
    Series(COUNCIL, "asb_case_reviews_held", YEAR_BEFORE, (2, 2, 2, 1, 1, 1, 2, 0), "public"),
    Series(COUNCIL, "asb_case_reviews_with_recommendations", YEAR_BEFORE, (1, 2, 1, 1, 1, 0, 2, 0), "public"),
    Series(COUNCIL, "prevent_training_sessions", THIS_YEAR, (2, 3, 2, 2)),
    Series(COUNCIL, "prevent_webinars_on_ideology", THIS_YEAR, (1, 0, 2, 0)),
    Series(COUNCIL, "prevent_champions_trained", THIS_YEAR, (0, 5, 9, 2)),
    Series(COUNCIL, "locality_action_group_referrals", YEAR_BEFORE, (31, 28, 35, 30, 38, 36, 41, 44)),
    Series(COUNCIL, "pspo_nuisance_vehicle_reports", YEAR_BEFORE, (96, 121, 78, 64, 88, 104, 59, 52),
           note="reports from the area of the order only"),
    Series(COUNCIL, "asb_enforcement_actions", YEAR_BEFORE, (12, 17, 14, 11, 16, 21, 18, 15)),
    Series(COUNCIL, "safe_accommodation_households_supported", YEAR_BEFORE,
           (34, 37, 31, 36, 38, 41, 35, 39)),
    Series(COUNCIL, "nrm_referrals_as_first_responder", YEAR_BEFORE, (4, 2, 5, 3, 3, 6, 2, 4), "restricted",
           "by the council as first responder; not offences and not by residence"),
    Series(POLICE, "restorative_justice_referrals_hate_crime", YEAR_BEFORE, (2, 1, 3, 2, 4, 3, 5, 4)),
    Series(POLICE, "hate_crime_reports_by_business", THIS_YEAR, (11, 14, 13, None)),
)
# fmt: on

TRAINING = {
    "domestic_abuse_training_completions": ((46, 52), (38, 41), (61, 58), (55, 73)),
    "stalking_training_completions": ((18, 22), (20, 17), (24, 31), (29, 26)),
    "sexual_abuse_training_completions": ((12, 16), (15, 11), (19, 23), (21, 27)),
}
"""By quarter of 2024-25: completions inside the council and across partners. The two leave nobody out."""
UNABLE_TO_SUPPORT = {"no_space": (4, 6, 3, 5), "needs_too_high": (2, 1, 2, 1), "other": (1, 0, 0, 2)}
"""Households that safe accommodation could not take, by reason and quarter of 2024-25."""

YOUTH_CASELOAD = {"bladed_articles": (21, 18, 15), "drug_supply": (20, 17, 14)}
"""Young people open to the youth justice service by financial year from 2021-22; 2024-25 is not there yet."""
CONFIDENCE = ((212, 412), (187, 396), (168, 378), (159, 371))
"""Residents with confidence in the police, and asked, by financial year from 2020-21: falling each year."""

SUPERVISED = {
    "Basildon": 790, "Braintree": 420, "Brentwood": 190, "Castle Point": 240, "Chelmsford": 510,
    "Colchester": 610, "Epping Forest": 330, "Harlow": 470, "Maldon": 130, "Rochford": 185,
    "Southend-on-Sea": 905, "Tendring": 590, "Thurrock": 650, "Uttlesford": 140,
}  # fmt: skip
"""People supervised by probation on 30 September 2023."""
SUPERVISED_FOR_VIOLENCE = {
    "Basildon": 245, "Braintree": 122, "Brentwood": 51, "Castle Point": 70, "Chelmsford": 148,
    "Colchester": 189, "Epping Forest": 99, "Harlow": 151, "Maldon": None, "Rochford": 50,
    "Southend-on-Sea": 290, "Tendring": 177, "Thurrock": 208, "Uttlesford": 36,
}  # fmt: skip
"""Of whom for a violent crime; one partnership's number was too small to supply."""
