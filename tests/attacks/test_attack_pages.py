"""What a report shows depends on nothing that it withholds: two stores, one report, the same bytes.

Rather than search a page for a number, change the number and see whether anything on the page moves: the
coordinates of charts, words for screen readers, data behind tables, order of rows, ids of editions.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from attack_pages import (
    OTHER_WORLD,
    ROOT,
    change_values,
    change_what_the_public_may_not_see,
    keep,
    make_store,
    open_sample,
    show_pages,
    write_returns,
)

from csp_toolkit.store import Store

QUARTER = "2024-25 Q4"


@pytest.fixture(scope="module")
def stores(sample_store: Store, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Store]:
    """The sample, and two that differ from it in what the partnership and the public may not see."""
    changes = {
        "sample": keep,
        "partnership": change_values(OTHER_WORLD),
        "public": change_what_the_public_may_not_see,
    }
    return {
        name: make_store(sample_store, tmp_path_factory.mktemp(name), change)
        for name, change in changes.items()
    }


@pytest.fixture(autouse=True)
def in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.mark.slow
@pytest.mark.parametrize("audience", ["partnership", "public"])
def test_nothing_on_a_report_moves_with_what_it_withholds(stores: dict[str, Store], audience: str) -> None:
    name = "quarterly_performance"
    pages = [
        show_pages(open_sample(stores[store], name, QUARTER, audience), name)
        for store in ("sample", audience)
    ]
    assert pages[0] == pages[1]


@pytest.mark.slow
def test_those_who_may_see_the_figures_see_them_move_so_the_attack_bites(stores: dict[str, Store]) -> None:
    reports = [
        open_sample(stores[store], "quarterly_performance", QUARTER, "restricted")
        for store in ("sample", "partnership")
    ]
    pages = [str(report.partner_tables().model_dump()) for report in reports]
    assert pages[0] != pages[1]


def test_the_fingerprint_of_a_return_would_confirm_a_guess(stores: dict[str, Store], tmp_path: Path) -> None:
    # Who knows the rest of a supplier's file tries each small number in place of the withheld one.
    known = {edition.id for edition in stores["sample"].of_dataset("partner_return")}
    fitting = []
    for guess in range(1, 6):
        day = ("restorative_justice_referrals_hate_crime", "", "2025-01-01")
        sent = write_returns(tmp_path / str(guess), change_values({day: str(guess)}))
        ids = {
            f"partner_return-{hashlib.sha256(path.read_bytes()).hexdigest()[:16]}" for path in sent.iterdir()
        }
        fitting += [guess] if ids <= known else []
    assert fitting == [4]


@pytest.mark.slow
def test_no_report_tells_the_fingerprint_of_a_return(stores: dict[str, Store]) -> None:
    report = open_sample(stores["sample"], "quarterly_performance", QUARTER, "partnership")
    shown = str(report.partner_tables().model_dump())
    assert "partner_return" in shown
    assert [e.id for e in stores["sample"].of_dataset("partner_return") if e.sha256[:8] in shown] == []
