"""The benchmark of spreadsheets still runs: its file has the published layout, and all of it is read."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from csp_toolkit.loaders.recorded_crime import RecordedCrime
from csp_toolkit.loaders.source import Source

FILE = Path(__file__).resolve().parents[1] / "benchmarks" / "ods.py"


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FILE.parent))  # as when it is run, beside what it shares
        spec = importlib.util.spec_from_file_location("benchmark_ods", FILE)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def spreadsheet(benchmark: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("ods") / "t.ods"
    benchmark.write_spreadsheet(path, 2)
    return path


def test_its_spreadsheet_is_recognised_and_taken_whole(benchmark: ModuleType, spreadsheet: Path) -> None:
    assert RecordedCrime().recognises(Source(spreadsheet, spreadsheet.name))
    # The rows alone have the notes' row and the header too.
    assert benchmark.take_in(spreadsheet, spreadsheet.parent) == benchmark.read_rows(spreadsheet, FILE) - 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not say how much memory a process took")
def test_each_way_is_measured_in_a_process_of_its_own(benchmark: ModuleType, spreadsheet: Path) -> None:
    held = b"x" * (400 * 2**20)  # by this process, which must not count
    found = benchmark.measure("rows alone", spreadsheet, spreadsheet.parent)
    assert int(found.printed) > 1000
    assert 5 < found.memory < 300 < len(held) / 2**20
