"""Rules of what makes a report be made again: data that can have a say in it, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from test_runs import COVER, PARAMETERS, write_notebook

from csp_toolkit.areas import Area, Partnership
from csp_toolkit.batch.sources import Sources
from csp_toolkit.parameters import Project, find_project
from csp_toolkit.periods import Quarter
from csp_toolkit.runs import Run
from csp_toolkit.store import Edition, Slice

VERBS = """from csp_toolkit import open_report
report = open_report("small", partnership=partnership, period=period)"""


def partnership(number: int, name: str, force: str) -> Partnership:
    districts = (Area(f"E0700000{number}", name, "district", 2024),)
    area = Area(f"E2200000{number}", name, "csp", 2024)
    return Partnership(area, districts, Area(f"E23 {force}", force, "police_force", 2024), False)


HARLOW, MALDON = partnership(1, "Harlow", "Essex"), partnership(2, "Maldon", "Essex")
LUTON, CORBY = partnership(3, "Luton", "Bedfordshire"), partnership(4, "Corby", "Northamptonshire")
EVERYONE = (HARLOW, MALDON, LUTON, CORBY)


def edition(dataset: str, *keys: tuple[str, ...], id: str = "1", as_at: date = date(2025, 5, 31)) -> Edition:
    slices = tuple(Slice(key) for key in keys)
    return Edition(id, dataset, "T", "P", "L", "f.csv", "0", as_at, "2025-06-01", 1, 0, slices)


@dataclass(frozen=True)
class Editions:
    """A store, as far as digests are concerned."""

    editions: tuple[Edition, ...]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for folder in ("notebooks", "parameters/partnerships"):
        (tmp_path / folder).mkdir(parents=True)
    write_notebook(tmp_path / "notebooks" / "small.ipynb", [PARAMETERS, VERBS, "report.cover()"])
    similar = "partnership: maldon\ncomparators:\n  most_similar_group: [luton]\n"
    (tmp_path / "parameters" / "partnerships" / "maldon.yaml").write_text(similar)
    return find_project(tmp_path)


def digests(project: Project, *editions: Edition) -> dict[str, str]:
    sources = Sources(project, Editions(editions), EVERYONE)  # type: ignore[arg-type]
    return {p.slug: sources.digest_of(Run("small", p, Quarter(2024, 4))) for p in EVERYONE}


def touched_by(project: Project, *new: Edition) -> set[str]:
    held = edition("ons_partnerships", ("2024",))
    before, after = digests(project, held), digests(project, held, *new)
    return {place for place in before if before[place] != after[place]}


EVERYBODY = {"harlow", "maldon", "luton", "corby"}


@pytest.mark.parametrize(
    ("new", "touched"),
    [
        (edition("police_uk_street", ("Essex Police", "2025-04")), {"harlow", "maldon"}),
        # Maldon names Luton in its most similar group, and Luton's rates are those of its force's files.
        (edition("police_uk_street", ("Bedfordshire Police", "2025-04")), {"luton", "maldon"}),
        (edition("police_uk_street", ("British Transport Police", "2025-04")), EVERYBODY),
        (edition("police_uk_stops", ("Northamptonshire Police", "2025-04")), {"corby"}),
        (edition("recorded_crime", ("csp", "2024-25 Q4")), EVERYBODY),
        (edition("ons_lsoa_districts", ("2025",)), EVERYBODY),
        (edition("partner_return", ("S", "i", "E22000004", "month", "2025-01")), {"corby"}),
        (edition("partner_return", ("S", "i", "E07000001", "month", "2025-01")), {"harlow", "maldon"}),
        (edition("partner_return", ("S", "i", "E23000028", "month", "2025-01")), EVERYBODY),
        (edition("delivery_tracker", ("corby_2024-25", "a1", "2024-25 Q4")), {"corby"}),
        (edition("delivery_tracker", ("our_plan_2024-25", "a1", "2024-25 Q4")), EVERYBODY),
        (edition("a dataset to come", ("anything",)), EVERYBODY),
    ],
    ids=lambda value: f"{value.dataset} {value.slices[0].key}" if isinstance(value, Edition) else "",
)
def test_a_new_edition_touches_whose_figures_it_can_be_in(
    project: Project, new: Edition, touched: set[str]
) -> None:
    assert touched_by(project, new) == touched


def test_a_notebook_that_reads_data_by_itself_is_touched_by_any_edition(project: Project) -> None:
    reads = "from csp_toolkit.frames import load_street_counts"
    write_notebook(project.notebooks / "small.ipynb", [PARAMETERS, reads, COVER])
    assert (
        touched_by(project, edition("police_uk_stops", ("Northamptonshire Police", "2025-04"))) == EVERYBODY
    )


def test_which_edition_is_the_newest_counts_and_when_they_were_taken_in_does_not(project: Project) -> None:
    one, two = (edition("recorded_crime", ("csp", "2024-25 Q4"), id=id) for id in "12")
    assert digests(project, one, two) != digests(project, two, one)
    later = Edition(**{**{n: getattr(one, n) for n in one.__slots__}, "recorded_at": "2026-01-01"})
    assert digests(project, one) == digests(project, later)
    assert digests(project, one) != digests(
        project, edition("recorded_crime", id="1", as_at=date(2025, 6, 1))
    )
