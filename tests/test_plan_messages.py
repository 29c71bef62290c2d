"""Every broken plan in ``data/plans`` is refused with the message approved for it.

After a wanted change of words, read the difference that pytest shows and put it into the approved file.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_toolkit.errors import ParameterError
from csp_toolkit.plan import load_plan

HERE = Path(__file__).parent
BROKEN = sorted((HERE / "data" / "plans").glob("*.yaml"))
APPROVED = HERE / "approved" / "plans"
INDICATORS = ("street_burglary", "street_shoplifting")


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_plan_is_refused_with_the_approved_message(path: Path) -> None:
    with pytest.raises(ParameterError) as caught:
        load_plan(path, Path(path.name), INDICATORS)
    assert str(caught.value) + "\n" == (APPROVED / f"{path.stem}.txt").read_text(encoding="utf-8")


def test_every_approved_message_has_its_broken_plan() -> None:
    assert {path.stem for path in APPROVED.glob("*.txt")} == {path.stem for path in BROKEN}


def test_an_unknown_indicator_a_quarter_outside_the_year_and_a_missing_unit_come_at_once() -> None:
    path = HERE / "data" / "plans" / "three_mistakes.yaml"
    with pytest.raises(ParameterError) as caught:
        load_plan(path, Path(path.name), INDICATORS)
    found = [(problem.line, problem.message) for problem in caught.value.problems]
    assert [line for line, _ in found] == [17, 25, 33]
    for (_, message), words in zip(found, ("street_burglry", "2025-26 Q2", "has no unit"), strict=True):
        assert words in message
