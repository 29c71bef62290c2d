"""Rules of the settings: what a file may hold, and what it is when a key is left out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from pydantic import BaseModel, ValidationError

from csp_toolkit.errors import ParameterError
from csp_toolkit.parameters import (
    Comparators,
    PackSettings,
    PartnershipSettings,
    ProblemArea,
    RunSettings,
    load_settings,
)
from csp_toolkit.periods import Quarter

Kind = TypeVar("Kind", bound=BaseModel)

FULL = """\
partnership: thurrock
contact_email: safety@council.gov.uk
named_analyst: Lead analyst
release_date: 2025-06-30
next_release: 2025-07-01
comparators:
  most_similar_group: [basildon, E22000003]
plan: thurrock_2024-25
problem_areas:
  - name: Grays town centre
    wards: [E05002235]
    lsoas: [E01015973, W01000001]
"""


def read(model: type[Kind], folder: Path, text: str) -> Kind:
    file = folder / "settings.yaml"
    file.write_text(text, encoding="utf-8")
    return load_settings(model, file)


def test_a_full_file_is_read_whole(tmp_path: Path) -> None:
    assert read(PartnershipSettings, tmp_path, FULL) == PartnershipSettings(
        partnership="thurrock",
        contact_email="safety@council.gov.uk",
        named_analyst="Lead analyst",
        release_date=date(2025, 6, 30),
        next_release=date(2025, 7, 1),
        comparators=Comparators(most_similar_group=("basildon", "E22000003")),
        plan="thurrock_2024-25",
        problem_areas=(
            ProblemArea(name="Grays town centre", wards=("E05002235",), lsoas=("E01015973", "W01000001")),
        ),
    )


def test_all_but_the_name_of_the_partnership_may_be_left_out(tmp_path: Path) -> None:
    settings = read(PartnershipSettings, tmp_path, "partnership: thurrock\n")
    assert settings == PartnershipSettings(partnership="thurrock")
    assert settings.comparators is None
    assert settings.problem_areas == ()


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    settings = read(PartnershipSettings, tmp_path, FULL)
    with pytest.raises(ValidationError):
        settings.plan = "other"


def test_a_run_knows_its_period_as_a_value(tmp_path: Path) -> None:
    run = read(RunSettings, tmp_path, "partnership: thurrock\nperiod: 2024-25 Q4\nas_at: 2025-05-31\n")
    assert run.parsed_period == Quarter(2024, 4)
    assert run.as_at == date(2025, 5, 31)
    assert run.data is None


@pytest.mark.parametrize("audience", ["public", "partnership", "restricted"])
def test_a_pack_has_one_of_three_audiences(tmp_path: Path, audience: str) -> None:
    text = f"title: A pack\naudience: {audience}\nreports: [quarterly_performance]\n"
    assert read(PackSettings, tmp_path, text).audience == audience


def test_a_pack_keeps_the_order_of_its_reports(tmp_path: Path) -> None:
    text = "title: A pack\naudience: public\nreports: [b, a]\n"
    assert read(PackSettings, tmp_path, text).reports == ("b", "a")


@pytest.mark.parametrize("code", ["E0500223", "E050022355", "E01002235", "S05002235", "e05002235"])
def test_a_ward_code_has_its_own_letters_and_eight_digits(tmp_path: Path, code: str) -> None:
    with pytest.raises(ParameterError, match=f'"{code}" is not a ward code'):
        read(PartnershipSettings, tmp_path, FULL.replace("E05002235", code))


@pytest.mark.parametrize("day", ["2025-6-30", "20250630", "2025-06", "2025-06-31", "2025-06-30T00:00"])
def test_a_date_has_one_spelling(tmp_path: Path, day: str) -> None:
    with pytest.raises(ParameterError, match=f'"{day}" is not a date'):
        read(RunSettings, tmp_path, f"partnership: thurrock\nperiod: 2024-25\nas_at: {day}\n")


@pytest.mark.parametrize("address", ["council.gov.uk", "a@b", "a b@c.uk", "<a@c.uk>", "mailto:a@@c.uk"])
def test_an_email_address_stands_alone(tmp_path: Path, address: str) -> None:
    with pytest.raises(ParameterError, match="is not an email address"):
        read(PartnershipSettings, tmp_path, f"partnership: thurrock\ncontact_email: {address}\n")
