"""A Chromium for the tests in this folder. Without one they skip, except under CI, where that fails."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

NAMES = ("chromium", "chromium-browser", "google-chrome")


def leave_out(reason: str) -> None:
    """Skip, or fail where the checks are meant to be complete."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason}; under CI the browser tests have to run")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium from the system; playwright's own is never downloaded."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        leave_out("no Chromium is installed")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        leave_out("playwright is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as a published page."""
    from example_notebook import example_notebook

    from csp_toolkit.rendering import render_notebook_html

    path = tmp_path_factory.mktemp("site") / "report.html"
    path.write_text(render_notebook_html(example_notebook()), encoding="utf-8")
    return path
