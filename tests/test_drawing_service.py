"""Rules of charts drawn for kernels by the process that started them: the same picture, or drawn without."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from csp_toolkit.blocks import drawing_service
from csp_toolkit.blocks.chart_svg import draw_svg
from csp_toolkit.blocks.drawing_service import ADDRESS, KEY, ask_for_drawing, start_drawing

SPEC = json.dumps(
    {
        "data": {"values": [{"month": "2025-01", "count": 3}, {"month": "2025-02", "count": 5}]},
        "mark": "bar",
        "encoding": {"x": {"field": "month", "type": "ordinal"}, "y": {"field": "count"}},
    }
)
ASK = (
    "import sys; from csp_toolkit.blocks.drawing_service import ask_for_drawing\n"
    "print(ask_for_drawing(sys.argv[1]))"
)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service of this test's own, in this process."""
    monkeypatch.setattr(drawing_service, "_serving", [])
    monkeypatch.setenv(ADDRESS, "")
    monkeypatch.setenv(KEY, "")
    start_drawing(draw_svg)


def ask(spec: str, **environment: str) -> str:
    """What another process is told."""
    command = [sys.executable, "-c", ASK, spec]
    told = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60, check=True
    )
    return told.stdout.strip()


def test_the_picture_is_the_one_that_a_kernel_draws_itself(service: None) -> None:
    assert ask(SPEC) == draw_svg(SPEC).strip() == ask(SPEC)


def test_what_cannot_be_drawn_is_left_to_the_kernel_and_the_next_is_drawn(service: None) -> None:
    assert ask('{"mark": "no such mark"}') == "None"
    assert ask(SPEC).startswith("<svg")


def test_nothing_is_drawn_for_who_does_not_know_the_key(service: None) -> None:
    assert ask(SPEC, **{KEY: "00" * 32}) == "None"
    assert ask(SPEC).startswith("<svg")


@pytest.mark.parametrize("address", ["", "/nowhere/at/all"])
def test_without_a_service_kernels_draw_themselves(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv(ADDRESS, address)
    monkeypatch.setenv(KEY, "00" * 32)
    assert ask_for_drawing(SPEC) is None


def test_the_serving_process_does_not_ask_itself(service: None) -> None:
    assert ask_for_drawing(SPEC) is None


def test_a_second_start_changes_nothing(service: None) -> None:
    before = os.environ[ADDRESS]
    start_drawing(draw_svg)
    assert os.environ[ADDRESS] == before
