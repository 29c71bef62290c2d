"""Numbers of the sample's partner returns that no open data gives: all are choices of ours.

Where the plan published a figure, ``calibration`` says so and these agree with it. Numbers of 2024-25 that
the delivery tracker gives too are the same there.
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
    """A partner's counts by quarter, the last of 2024-25 last; a word is the reason why there is none."""

    supplier: str
    indicator_id: str
    counts: tuple[int | str, ...]
    note: str = ""


# fmt: off
SERIES = (
    Series(COUNCIL, "asb_case_review_applications", (1, 2, 2, 3, 2, 3, 3, 2, 4, 1, 2, 1, 3, 0)),
    Series(COUNCIL, "asb_case_review_threshold_not_met", (0, 1, 1, 1, 0, 1, 1, 0, 2, 0, 1, 0, 1, 0)),
    Series(COUNCIL, "asb_case_reviews_held", (1, 1, 1, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 0)),
    Series(COUNCIL, "asb_case_reviews_with_recommendations",
           (1, 0, 1, 1, 2, 1, 1, 2, 1, 1, 1, 0, 2, 0)),
    Series(COUNCIL, "prevent_training_sessions", (1, 2, 2, 1, 2, 3, 2, 2)),
    Series(COUNCIL, "prevent_webinars_on_ideology", (0, 1, 0, 1, 1, 0, 2, 0)),
    Series(COUNCIL, "prevent_champions_trained", (0, 3, 4, 1, 0, 5, 9, 2)),
    Series(COUNCIL, "community_events_held", (1, 2, 2, 1, 2, 3, 2, 2)),
    Series(COUNCIL, "hate_crime_week_schools", (0, 0, 9, 0, 0, 0, 12, 0)),
    Series(COUNCIL, "walk_and_talk_events", (0, 1, 1, 1, 1, 2, 1, 2)),
    Series(COUNCIL, "volunteers_recruited", (0, 0, 3, 2, 0, 4, 7, 9)),
    Series(COUNCIL, "sixteen_days_events", (0, 0, 4, 0, 0, 0, 6, 0)),
    Series(COUNCIL, "safe_accommodation_returns_made", (1, 1, 1, 2, 1, 1, 1, 2)),
    Series(COUNCIL, "locality_action_group_referrals",
           (22, 25, 24, 27, 29, 26, 31, 28, 35, 30, 38, 36, 41, 44)),
    Series(COUNCIL, "pspo_nuisance_vehicle_reports",
           (71, 60, 104, 133, 84, 70, 96, 121, 78, 64, 88, 104, 59, 52),
           "reports from the area of the order only"),
    Series(COUNCIL, "asb_enforcement_actions", (9, 8, 13, 15, 11, 10, 12, 17, 14, 11, 16, 21, 18, 15)),
    Series(COUNCIL, "safe_accommodation_households_supported",
           (29, 31, 30, 33, 35, 32, 34, 37, 31, 36, 38, 41, 35, 39)),
    Series(COUNCIL, "nrm_referrals_as_first_responder", (2, 3, 2, 4, 3, 5, 4, 2, 5, 3, 3, 6, 2, 4),
           "by the council as first responder; not offences and not by residence"),
    Series(COUNCIL, "modern_slavery_duty_to_notify", (1, 0, 2, 3, 0, 2, 1, "small_number")),
    Series(POLICE, "restorative_justice_referrals_hate_crime",
           (1, 1, 1, 2, 1, 2, 2, 1, 3, 2, 4, 3, 5, 4)),
    Series(POLICE, "hate_crime_reports_by_business", (8, 10, 12, 9, 11, 14, 13, "not_received")),
    Series(POLICE, "asb_problem_area_incidents",
           (196, 178, 214, 231, 152, 128, 118, 131, 96, 88, 102, 117, 89, 81),
           "the partnership's places in Tilbury, Grays and West Thurrock"),
    Series(POLICE, "serious_violence_public_space", (18, 16, 19, 20, 15, 14, 14, 17, 13, 12, 12, 15, 11, 10)),
)

TRAINING = {
    "domestic_abuse_training_completions":
        ((41, 44), (33, 36), (52, 47), (48, 57), (46, 52), (38, 41), (61, 58), (55, 73)),
    "stalking_training_completions":
        ((12, 15), (14, 10), (19, 22), (21, 18), (18, 22), (20, 17), (24, 31), (29, 26)),
    "sexual_abuse_training_completions":
        ((9, 13), (11, 8), (14, 17), (16, 15), (12, 16), (15, 11), (19, 23), (21, 27)),
}
"""By quarter, the last of 2024-25 last: completions in the council and at partners, who leave nobody out."""
UNABLE_TO_SUPPORT = {
    "no_space": (3, 4, 5, 4, 4, 3, 5, 4, 3, 6, 4, 6, 3, 5),
    "needs_too_high": (1, 1, 2, 1, 0, 2, 1, 2, 1, 2, 2, 1, 2, 1),
    "other": (0, 1, 0, 0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 2),
}
"""Households that safe accommodation could not take, by reason and quarter, the last of 2024-25 last."""
RESTORATIVE_JUSTICE = ((1, 1), (1, 2), (1, 1), (2, 2), (2, 3), (2, 2), (3, 4), (2, 3))
"""By quarter, the last of 2024-25 last: positive outcomes of restorative justice, of the referrals closed."""
# fmt: on

YOUTH_CASELOAD = {"bladed_articles": (23, 18, 14), "drug_supply": (20, 16, 11)}
"""Young people open to the youth justice service by financial year from 2021-22; 2024-25 is not there yet."""
FIRST_TIME_ENTRANTS = (38, 33, 31)
"""Young people's first cautions or sentences, in the same years."""
CONFIDENCE = ((212, 412), (187, 396), (168, 378), (159, 371), (148, 365))
"""Residents with confidence in the police, and asked, by financial year from 2020-21: falling each year."""
