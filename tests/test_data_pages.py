"""Every dataset has a page, the index leads to it, and the rules of the index are those of the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_toolkit.coverage import SETTLING
from csp_toolkit.loaders.ingest import LOADERS

PAGES = Path(__file__).resolve().parents[1] / "docs" / "data"
DATASETS = {loader.dataset.id for loader in LOADERS}


def index() -> str:
    return (PAGES / "README.md").read_text("utf-8")


@pytest.mark.parametrize("dataset", sorted(DATASETS))
def test_every_dataset_has_a_page_that_names_it_and_its_licence_and_stands_in_the_index(dataset: str) -> None:
    page = (PAGES / f"{dataset}.md").read_text("utf-8")
    assert f"`{dataset}`" in page
    assert all(word in page.lower() for word in ("licence", "columns", "refused"))
    assert f"]({dataset}.md)" in index()


def test_no_page_is_about_a_dataset_that_is_not_there() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} - {"README"} <= DATASETS


@pytest.mark.parametrize("dataset", sorted(SETTLING))
def test_the_index_shows_when_a_datasets_figures_settle(dataset: str) -> None:
    assert dataset in DATASETS
    row = next(line for line in index().splitlines() if line.startswith("|") and f"`{dataset}`" in line)
    assert f"{SETTLING[dataset].months} months after" in row
    assert SETTLING[dataset].reason in row
