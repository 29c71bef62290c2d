"""What members of the partnership supplied, out of the store: figures, delivery, survey answers.

Numbers are as they were supplied, small ones too: disclosure control comes before display.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from csp_toolkit.frames.current_rows import load_current_rows
from csp_toolkit.store import Store

if TYPE_CHECKING:
    import pandas as pd

RETURN_KEY = ("supplier", "indicator_id", "area_code", "period_type", "period")
RETURN_COLUMNS = (
    "indicator_id", "definition_version", "area_code", "geography_vintage", "period_type", "period",
    "period_start", "period_end", "breakdown", "breakdown_value", "measure", "value", "status",
    "missing_reason", "data_as_at", "sensitivity", "supplier", "note",
)  # fmt: skip
TRACKER_KEY = ("plan", "activity_id", "quarter")
SURVEY_KEY = ("survey", "period")
SURVEY_COLUMNS = (
    "survey", "period", "question", "question_text", "answer", "count", "weighted_count", "answered",
    "weighted_answered", "effective_n",
)  # fmt: skip


def load_partner_returns(store: Store, indicators: Collection[str] | None = None) -> pd.DataFrame:
    """Every current row of the partner return, or of these indicators alone, with its ``edition``.

    ``value`` is a number, and not there (NaN) where ``missing_reason`` says why. A figure that is
    in no row was not supplied, which is not zero.
    """
    frame = load_current_rows(store, "partner_return", RETURN_KEY, RETURN_COLUMNS)
    if indicators is not None:
        frame = frame[frame["indicator_id"].isin(list(indicators))].reset_index(drop=True)
    for name in ("period_start", "period_end", "data_as_at"):
        if len(frame):
            frame[name] = frame[name].dt.date
    return frame


def load_delivery(store: Store, plan: str | None = None) -> pd.DataFrame:
    """The frame plan, activity_id, quarter, status, value, unit, comment, edition, for one plan or all."""
    columns = (*TRACKER_KEY, "status", "value", "unit", "comment")
    frame = load_current_rows(store, "delivery_tracker", TRACKER_KEY, columns)
    return frame if plan is None else frame[frame["plan"] == plan].reset_index(drop=True)


def load_survey(store: Store, survey: str | None = None) -> pd.DataFrame:
    """A row for each survey, wave, question and answer, with what a proportion and its interval need.

    The proportion is weighted_count / weighted_answered; ``effective_n`` stands for the number of
    respondents in its Wilson interval (Kish, Survey Sampling, 1965).
    """
    frame = load_current_rows(store, "resident_survey", SURVEY_KEY, SURVEY_COLUMNS)
    return frame if survey is None else frame[frame["survey"] == survey].reset_index(drop=True)
