"""The embedded sample's store in a user's cache: one for each version of the code that makes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_toolkit import workspace
from csp_toolkit.store import open_store

MADE_OF = (
    "workspace.py", "store/folders.py", "area_names.py", "periods/quarters.py", "loaders/homes.py",
    "sample/figures.py", "sample/x.csv",
)  # fmt: skip


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of a few files, in place of ours."""
    for name in (*MADE_OF, "report/cover.py", "sample/__pycache__/figures.pyc"):
        path = tmp_path / "package" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a = 1\n")
    monkeypatch.setattr(workspace, "__file__", str(tmp_path / "package" / "workspace.py"))
    monkeypatch.setenv("CSP_TOOLKIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "package"


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that a sample was built into; the building itself is left out."""
    folders: list[Path] = []

    def build(folder: Path) -> None:
        folders.append(folder)
        open_store(folder, create=True)
        (folder / "editions").mkdir(exist_ok=True)

    monkeypatch.setattr(workspace, "_build_sample", build)
    return folders


def open_sample() -> Path:
    return workspace.sample_store(announce=lambda line: None).root


@pytest.mark.parametrize("name", MADE_OF)
def test_a_change_to_the_code_of_the_sample_builds_it_anew(
    package: Path, built: list[Path], name: str
) -> None:
    before = open_sample()
    (package / name).write_text("a = 2\n")
    assert open_sample() != before
    assert len(set(built)) == 2


@pytest.mark.parametrize("name", ["sample/more.py", "loaders/more.py"])
def test_so_does_a_file_more_and_a_file_less(package: Path, built: list[Path], name: str) -> None:
    before = open_sample()
    (package / name).write_text("")
    assert open_sample() != before
    (package / name).unlink()
    assert open_sample() == before
    assert len(built) == 2


def test_a_text_that_goes_from_one_file_to_the_next_is_a_change(package: Path, built: list[Path]) -> None:
    (package / "sample/figures.py").write_text("a = 1\nb = 2\n")
    before = open_sample()
    (package / "sample/figures.py").write_text("a = 1\n")
    (package / "sample/x.csv").write_text("b = 2\na = 1\n")
    assert open_sample() != before


@pytest.mark.parametrize("name", ["report/cover.py", "sample/__pycache__/figures.pyc"])
def test_a_change_elsewhere_does_not(package: Path, built: list[Path], name: str) -> None:
    before = open_sample()
    (package / name).write_text("a = 2\n")
    assert open_sample() == before
    assert len(built) == 1


def test_an_unchanged_sample_is_built_once(package: Path, built: list[Path]) -> None:
    assert open_sample() == open_sample() == built[0]
    assert len(built) == 1
