"""What can be named on the command line: partnerships, indicators, reports."""

from __future__ import annotations

from csp_toolkit.frames import load_partnerships
from csp_toolkit.indicators.catalogue import load_catalogue
from csp_toolkit.listing.table import align_columns
from csp_toolkit.notebooks import declared_parameters
from csp_toolkit.parameters import Project
from csp_toolkit.store import Store


def list_partnerships(store: Store) -> list[str]:
    """Slug, code, name and police force of every partnership in the lookup."""
    rows = [(p.slug, p.code, p.name, p.police_force.name) for p in load_partnerships(store)]
    return align_columns([("SLUG", "CODE", "NAME", "POLICE FORCE"), *sorted(rows)])


def list_indicators() -> list[str]:
    """Id, name and which way is better of every indicator."""
    rows = [(i.id, i.name, i.better) for i in load_catalogue()]
    return align_columns([("INDICATOR", "NAME", "BETTER"), *rows])


def list_reports(project: Project) -> list[str]:
    """Every notebook, the kind of period it is for, and the parameters it takes."""
    from csp_toolkit.report.kinds import REPORTS, own_report

    rows = [
        (
            name,
            (REPORTS.get(name) or own_report(name, name)).period_words,
            ", ".join(declared_parameters(project.notebooks / f"{name}.ipynb")),
        )
        for name in project.report_names()
    ]
    return align_columns([("REPORT", "FOR", "PARAMETERS"), *rows])
