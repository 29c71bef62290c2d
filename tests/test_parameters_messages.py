"""Every broken file in ``data/parameters`` is refused with the message approved for it.

A file is named for its kind and its fault; its message stands in ``approved/parameters``. After a
wanted change of words, read the difference that pytest shows and put it into the approved file.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from csp_toolkit.areas import build_partnerships
from csp_toolkit.errors import ParameterError
from csp_toolkit.parameters import PackSettings, PartnershipSettings, RunSettings, load_settings
from csp_toolkit.parameters.fields import Known

HERE = Path(__file__).parent
BROKEN = sorted((HERE / "data" / "parameters").glob("*.yaml"))
APPROVED = HERE / "approved" / "parameters"
MODELS: dict[str, type[BaseModel]] = {
    "partnership": PartnershipSettings,
    "pack": PackSettings,
    "run": RunSettings,
}


def lookup_row(number: int, district: str, csp: str) -> dict[str, str]:
    return {
        "district_code": f"E060000{number:02d}",
        "district_name": district,
        "csp_code": f"E220000{number:02d}",
        "csp_name": csp,
        "force_code": "E23000028",
        "force_name": "Essex",
    }


KNOWN = Known(
    partnerships=build_partnerships(
        [
            lookup_row(1, "Thurrock", "Thurrock"),
            lookup_row(2, "Basildon", "Basildon"),
            lookup_row(3, "Castle Point", "Castle Point"),
            lookup_row(4, "Buckinghamshire", "Chiltern"),
        ],
        vintage=2024,
    ),
    reports=["annual_delivery_plan", "quarterly_performance"],
    plans=["thurrock_2024-25"],
)


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_is_refused_with_the_approved_message(path: Path) -> None:
    model = MODELS[path.stem.partition("_")[0]]
    with pytest.raises(ParameterError) as caught:
        load_settings(model, path, Path(path.name), KNOWN)
    assert str(caught.value) + "\n" == (APPROVED / f"{path.stem}.txt").read_text(encoding="utf-8")


def test_every_approved_message_has_its_broken_file() -> None:
    assert {path.stem for path in APPROVED.glob("*.txt")} == {path.stem for path in BROKEN}


@pytest.mark.parametrize("path", sorted(APPROVED.glob("*.txt")), ids=lambda path: path.stem)
def test_no_message_shows_the_words_of_a_library(path: Path) -> None:
    words = path.read_text(encoding="utf-8").lower()
    for foreign in ("pydantic", "yaml.org", "traceback", "input should be", "nonetype", "validation error"):
        assert foreign not in words


def test_braces_with_nothing_in_them_lack_every_key(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("{}\n")
    with pytest.raises(ParameterError, match='key "partnership" is missing'):
        load_settings(PartnershipSettings, file)
