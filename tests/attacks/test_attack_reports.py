"""Reports of earlier quarters, shares of a whole, parts of a total and answers to a question, together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from attack_reports import publish_reports
from attack_scenes import SCENES, attack_scene


@pytest.mark.parametrize("policy", ["nhs_sub_national", "ohid"])
@pytest.mark.parametrize("name", SCENES)
def test_all_reports_together_give_no_withheld_count_away(name: str, policy: str, tmp_path: Path) -> None:
    random = np.random.default_rng([7, *name.encode()])
    judged = attack_scene(SCENES[name](random, policy), policy, tmp_path, last=8)
    assert judged.recovered == []
    assert judged.tried > 0


@pytest.mark.parametrize("name", ["total_and_parts", "a_share"])
def test_nothing_in_a_row_tells_a_small_count_from_one_withheld_to_protect_it(
    name: str, tmp_path: Path
) -> None:
    scene = SCENES[name](np.random.default_rng(3), "ohid")
    collected = publish_reports(scene.supplied, "public", tmp_path, 7)
    told = {
        tuple((column, text) for column, text in row.items() if column not in ("indicator_id", "period"))
        for row in collected.rows
        if row["status"] == "suppressed"
    }
    assert len(told) == 1
