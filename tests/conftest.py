"""What tests share: the real data and worked figures beside a checkout, and a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from csp_toolkit.store import Store

ROOT = Path(__file__).resolve().parents[1]
BESIDE = ROOT.parent / "shared"

# Examples are found by chance on a desk, and are the same in every run of CI.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

BROWSER_COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
BROWSER_FILES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)


NOT_BESIDE = "are not beside this checkout"
"""A reason for which a test may skip under CI: the publishers' files are no part of the project."""
NO_QUARTO = "Quarto is not on this machine"
"""The other: no registry carries Quarto's program."""
_skipped_under_ci: list[str] = []


def _is_allowed(reason: str) -> bool:
    return NOT_BESIDE in reason or NO_QUARTO in reason


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note every other skip under CI: a missing tool must not pass for a passed test."""
    if report.skipped and os.environ.get("CI") and not _is_allowed(str(report.longrepr)):
        _skipped_under_ci.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run of CI in which something was skipped."""
    if _skipped_under_ci and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which they were."""
    for test in _skipped_under_ci:
        terminalreporter.write_line(f"skipped under CI, which fails the run: {test}")


def _folder_beside(name: str, what: str) -> Path:
    folder = BESIDE / name
    if not folder.is_dir():
        pytest.skip(f"{what} {NOT_BESIDE} (looked for ../shared/{name})")
    return folder


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The publishers' real files; they are never part of the project."""
    return _folder_beside("realdata", "the publishers' real files")


@pytest.fixture(scope="session")
def oracles() -> Path:
    """Figures that were computed elsewhere, to compare with."""
    return _folder_beside("oracles", "figures computed elsewhere")


def find_browser() -> str | None:
    """A Chromium of any make: CSP_BROWSER first, then the usual commands and places."""
    named = os.environ.get("CSP_BROWSER")
    found = [named] if named else [shutil.which(command) for command in BROWSER_COMMANDS]
    installed = [file for file in BROWSER_FILES if not named and Path(file).is_file()]
    return next((path for path in [*found, *installed] if path), None)


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Where a Chromium is. Without one a test skips with the reason; under CI it fails."""
    path = find_browser()
    if path is None:
        reason = "no Chromium, Chrome or Edge found (name one in CSP_BROWSER)"
        if os.environ.get("CI"):
            pytest.fail(f"{reason}: under CI the browser tests must run")
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def sample_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder of the tests' own, so that no test reads or removes what a person has built."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSP_TOOLKIT_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="session")
def sample_store(sample_cache: Path) -> Store:
    """The embedded sample, taken into a store once for all tests."""
    from csp_toolkit.workspace import sample_store

    return sample_store(announce=lambda line: None)


@pytest.fixture(scope="session")
def sample_reports(sample_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Every report as ``csp run`` makes it of the sample, once for all tests: the folder of each by name.

    To be read, never to be written to.
    """
    from reports_of_the_sample import REPORTS_OF_THE_SAMPLE

    from csp_toolkit.frames import load_partnerships
    from csp_toolkit.parameters import find_project
    from csp_toolkit.periods import parse_period
    from csp_toolkit.runs import Run, run_report
    from csp_toolkit.workspace import sample_store

    store = sample_store(announce=lambda line: None)
    thurrock = next(each for each in load_partnerships(store) if each.slug == "thurrock")
    project, outputs = find_project(ROOT), tmp_path_factory.mktemp("reports")
    return {
        report: run_report(project, Run(report, thurrock, parse_period(period), "sample"), outputs)
        for report, period in REPORTS_OF_THE_SAMPLE.items()
    }
