"""The sample's delivery tracker and resident survey: taken without a reject, with what the plan published."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from csp_toolkit.loaders.delivery_tracker import DeliveryTracker
from csp_toolkit.loaders.resident_survey import ResidentSurvey
from csp_toolkit.loaders.shape import Loaded, Loader
from csp_toolkit.loaders.source import Source
from csp_toolkit.sample.calibration import SURVEY_ANSWERED, SURVEY_RESPONDENTS
from csp_toolkit.sample.delivery import COMMITMENTS, PROGRESS, TRACKER_FILE, write_delivery_tracker
from csp_toolkit.sample.partner_returns import all_figures
from csp_toolkit.sample.survey import WAVES, write_surveys


def load(loader: Loader, path: Path, folder: Path) -> tuple[Loaded, pd.DataFrame]:
    folder.mkdir()
    with duckdb.connect() as connection:
        source = Source(path, path.name)
        assert loader.recognises(source)
        loaded = loader.load(source, folder, connection)
    assert loaded.rejected == 0
    return loaded, pd.read_parquet(folder / "data.parquet")


@pytest.fixture(scope="module")
def tracker(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    folder = tmp_path_factory.mktemp("delivery")
    write_delivery_tracker(folder)
    return load(DeliveryTracker(), folder / "delivery" / TRACKER_FILE, folder / "loaded")[1]


@pytest.fixture(scope="module")
def waves(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Loaded, pd.DataFrame]]:
    folder = tmp_path_factory.mktemp("survey")
    write_surveys(folder)
    return [
        load(ResidentSurvey(), folder / "survey" / wave.file, folder / wave.file.removesuffix(".csv"))
        for wave in WAVES
    ]


def test_all_activities_and_commitments_of_the_plan_are_in_every_quarter(tracker: pd.DataFrame) -> None:
    last = {1: 4, 2: 6, 3: 5, 4: 5, 5: 7}
    refs = [f"{priority}.{number}" for priority, most in last.items() for number in range(1, most + 1)]
    assert [progress.ref for progress in PROGRESS] == refs
    assert tracker.groupby("activity_id")["quarter"].nunique().eq(4).all()
    assert len({progress.activity_id for progress in COMMITMENTS}) == 19
    assert len(tracker) == 4 * (27 + 19)


def test_what_the_plan_lost_is_not_reported_and_never_not_started(tracker: pd.DataFrame) -> None:
    lost = tracker[tracker["activity_id"].isin(["activity_4_3", "activity_4_5"])]
    assert set(lost["status"]) == {"not reported"}
    assert len(set(tracker["status"])) == 7


def test_the_tracker_counts_what_the_partner_returns_count(tracker: pd.DataFrame) -> None:
    returned: dict[str, int] = {}
    for figure in all_figures():
        if str(figure.period).startswith("2024-25") and figure.part in ("", "all"):
            returned[figure.indicator_id] = returned.get(figure.indicator_id, 0) + (figure.value or 0)
    delivered = tracker.groupby("activity_id")["value"].sum()
    pairs = {
        "activity_1_3": ("domestic_abuse_training_completions", "stalking_training_completions"),
        "activity_1_2": ("safe_accommodation_returns_made",),
        "activity_2_2": ("community_events_held",),
        "activity_2_3": ("hate_crime_week_schools",),
        "activity_2_4": ("restorative_justice_referrals_hate_crime",),
        "activity_3_1": ("asb_enforcement_actions",),
        "activity_3_2": ("pspo_nuisance_vehicle_reports",),
        "activity_3_3": ("locality_action_group_referrals",),
        "activity_5_3": ("sexual_abuse_training_completions",),
        "activity_5_6": ("walk_and_talk_events",),
        "activity_5_7": ("volunteers_recruited",),
        "prevent_training": ("prevent_training_sessions",),
        "prevent_webinars": ("prevent_webinars_on_ideology",),
        "prevent_champions": ("prevent_champions_trained",),
    }
    assert set(delivered[delivered > 0].index) == set(pairs)
    for activity, indicators in pairs.items():
        assert delivered[activity] == sum(returned[indicator] for indicator in indicators)


def shares(frame: pd.DataFrame) -> dict[str, float]:
    """Percent of those who answered who call something a top concern."""
    yes = frame[frame["answer"] == "yes"].set_index("question")
    return dict((100 * yes["count"] / yes["answered"]).round(1))


def test_the_top_concerns_of_2023_are_those_of_the_plan(waves: list[tuple[Loaded, pd.DataFrame]]) -> None:
    loaded, frame = waves[0]
    assert loaded.rows == SURVEY_RESPONDENTS
    found = shares(frame)
    assert found["top_concern_knife_crime"] == 67.9
    assert found["top_concern_gangs_and_county_lines"] == 66.7
    assert int(found["top_concern_people_using_or_dealing_drugs"]) == 78
    answered = frame.set_index("question")["answered"]
    assert set(answered["top_concern_knife_crime"]) == {SURVEY_ANSWERED}


def test_weights_do_not_move_the_published_shares(waves: list[tuple[Loaded, pd.DataFrame]]) -> None:
    frame = waves[0][1]
    concerns = frame[frame["question"].str.contains("drugs|knife|gangs")]
    assert concerns["weighted_count"].to_list() == pytest.approx(concerns["count"].to_list())
    assert (concerns["effective_n"] < concerns["answered"]).all()


def test_age_groups_are_in_the_file_and_not_in_what_is_stored(
    waves: list[tuple[Loaded, pd.DataFrame]],
) -> None:
    for _, frame in waves:
        assert not frame["question"].str.contains("age_group").any()
