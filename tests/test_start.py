"""The bootstrap refuses what cannot work and says so, and installs nothing twice."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def start() -> ModuleType:
    spec = spec_from_file_location("start", ROOT / "start.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def in_folder(start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """The bootstrap in an empty project; what it would run is listed instead."""
    ran: list[str] = []
    monkeypatch.setattr(start, "HERE", tmp_path)
    monkeypatch.setattr(start, "ENVIRONMENT", tmp_path / ".venv")
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    monkeypatch.setattr(start, "TEST_LOCK", tmp_path / "requirements-dev.lock")
    monkeypatch.setattr(start, "environment_works", lambda: (tmp_path / ".venv").is_dir())
    monkeypatch.setattr(start, "create_environment", lambda: (tmp_path / ".venv").mkdir())
    monkeypatch.setattr(start, "run", lambda *command: ran.append(" ".join(command[1:])) or 0)
    return lambda: [ran.pop(0) for _ in range(len(ran))]


@pytest.mark.parametrize("version", [(3, 10), (3, 15), (4, 0)])
def test_a_python_outside_the_range_is_named_and_refused(
    start: ModuleType,
    version: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "version_info", (*version, 0))
    monkeypatch.setattr(start.platform, "python_version", lambda: f"{version[0]}.{version[1]}.0")
    with pytest.raises(SystemExit):
        start.main(["test"])
    message = capsys.readouterr().err
    assert f"Python {version[0]}.{version[1]}.0" in message
    assert "3.11 to 3.14" in message


@pytest.mark.parametrize("version", [(3, 11), (3, 14)])
def test_both_ends_of_the_range_are_accepted(
    start: ModuleType, version: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (*version, 9))
    start.require_supported_python()


def test_the_range_begins_where_the_project_does(start: ModuleType) -> None:
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'requires-python = ">={start.version_text(start.OLDEST)}"' in pyproject


def test_an_old_python_can_read_the_file_and_so_print_the_message() -> None:
    source = (ROOT / "start.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 7))
    assert "from __future__ import annotations" not in source


@pytest.mark.parametrize("arguments", [[], ["sampel"], ["sample", "extra"]])
def test_anything_else_shows_the_usage_and_is_a_wrong_command(
    start: ModuleType, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert start.main(arguments) == 2
    assert "python start.py sample" in capsys.readouterr().out


def test_what_follows_test_goes_to_pytest_and_an_unchanged_lock_is_installed_once(
    start: ModuleType, in_folder: Callable[[], list[str]]
) -> None:
    start.main(["test", "-k", "periods"])
    first = in_folder()
    assert "--require-hashes" in first[0]
    assert "--no-deps" in first[1]
    assert first[2].startswith("-m jupyter kernelspec install --sys-prefix --name=csp")
    assert first[3] == "-m pytest -k periods"
    start.main(["test"])
    assert in_folder() == ["-m pytest"]


@pytest.mark.parametrize("changed", ["pyproject.toml", "requirements-dev.lock"])
def test_a_changed_lock_or_project_is_installed_again(
    start: ModuleType, in_folder: Callable[[], list[str]], tmp_path: Path, changed: str
) -> None:
    start.main(["install"])
    in_folder()
    (tmp_path / changed).write_text("other", encoding="utf-8")
    start.main(["install"])
    assert len(in_folder()) == 3


def test_a_failed_installation_is_tried_again(
    start: ModuleType, in_folder: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(start, "run", lambda *command: 1)
        with pytest.raises(SystemExit):
            start.main(["install"])
    start.main(["install"])
    assert len(in_folder()) == 3
