"""The page of Quarto's source in a browser, as far as pandoc makes it: axe, with every table opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from example_notebook import example_notebook
from windows import open_everything, window

from csp_toolkit.quarto.preparing import prepare_notebook


def test_axe_finds_nothing_in_the_source_s_own_parts(browser: Any, tmp_path: Path) -> None:
    from test_quarto_pandoc import convert

    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    file = tmp_path / "report.html"
    file.write_text(convert(prepare_notebook(example_notebook()), "html5", tmp_path), encoding="utf-8")
    with window(browser, file) as page:
        open_everything(page)
        assert [rule["id"] for rule in axe.run(page).response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
