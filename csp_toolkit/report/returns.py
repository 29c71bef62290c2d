"""What members of the partnership supplied for the period, what is late or missing, what nobody supplies.

A return that is late is one that came for an earlier period and not for this one, as known on the report's
day. What nobody supplies is named too: a reader cannot see what is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from csp_toolkit.blocks.model import Callout, Column, Display, Heading, Paragraph, Table
from csp_toolkit.errors import ParameterError
from csp_toolkit.frames import load_partner_returns
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.periods import parse_period
from csp_toolkit.report.data_held import area_codes
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.formats import write_list

SUPPLIED = ("partner_return", "resident_survey")
"""Datasets that somebody local has to send; the others are published for everyone."""
NOBODY = "not known"


@dataclass(frozen=True, slots=True)
class Return:
    """How one indicator was supplied for the report's period.

    ``is_missing`` says that there is no figure because none came, with ``reason``; ``last`` is the newest
    period for which one came, empty where none ever did.
    """

    indicator: Indicator
    suppliers: tuple[str, ...]
    is_missing: bool
    reason: str
    last: str

    @property
    def is_late(self) -> bool:
        """Whether it came before and did not come now."""
        return self.is_missing and bool(self.last)


def find_returns(figures: Figures) -> list[Return]:
    """Every indicator that somebody local supplies, or once did, in the catalogue's order."""
    suppliers = _suppliers(figures)
    told = [i for i in figures.indicators if i.measure.dataset in SUPPLIED]
    return [_return(figures, indicator, suppliers) for indicator in told]


def _return(figures: Figures, indicator: Indicator, suppliers: dict[str, set[str]]) -> Return:
    own = figures.own(indicator, figures.current_of(indicator))
    measure = indicator.measure
    ids = [*measure.select.get("indicator_id", ()), *measure.whole.get("indicator_id", ())]
    named = {name for id in ids for name in suppliers.get(id, ())}
    if measure.dataset == "resident_survey":
        named = {"Resident survey"}
    missing = own.status == "missing"
    last = _last_supplied(figures, indicator) if missing else own.period.label
    return Return(indicator, tuple(sorted(named)), missing, own.status_reason if missing else "", last)


def _suppliers(figures: Figures) -> dict[str, set[str]]:
    """By id of the return, who supplies it for the partnership."""
    rows = load_partner_returns(figures.store)
    mine = rows[rows["area_code"].isin(area_codes(figures))]
    found: dict[str, set[str]] = {}
    for name, supplier in zip(mine["indicator_id"], mine["supplier"], strict=True):
        found.setdefault(str(name), set()).add(str(supplier))
    return found


def _last_supplied(figures: Figures, indicator: Indicator) -> str:
    """The newest period, up to the report's, that has a figure or was withheld by its supplier."""
    coverage = figures.observations.gather(indicator).coverage
    mine = coverage[(coverage["area_code"] == figures.area.code) & (coverage["status"] != "missing")]
    ends = {str(label): _end_of(str(label)) for label in mine["period"]}
    held = [(end, label) for label, end in ends.items() if end and end <= figures.period.end]
    return max(held)[1] if held else ""


def _end_of(label: str) -> date | None:
    """The last day of a period by its label, or the day of a snapshot."""
    with suppress(ParameterError):
        return parse_period(label).end
    with suppress(ValueError):
        return date.fromisoformat(label)
    return None


def show_returns(figures: Figures) -> Display:
    """Who supplied what for the period, what is late or missing, and what nobody supplies."""
    found = find_returns(figures)
    return Display(
        blocks=(
            Heading(text="What partners supplied"),
            Paragraph(text=_summary(figures, found)),
            *_by_supplier(figures, found),
            *_missing(figures, found),
            *_nobody(figures, found),
        )
    )


def _summary(figures: Figures, found: Sequence[Return]) -> str:
    late = sum(one.is_late for one in found)
    if not found:
        return f"Partners have supplied no figures for {figures.partnership.name}."
    here = sum(not one.is_missing for one in found)
    text = f"Of {len(found)} indicators that partners supply, {here} came for {figures.period.label}."
    return f"{text} {late} came before and not now." if late else f"{text} None that came before is missing."


def _by_supplier(figures: Figures, found: Sequence[Return]) -> Iterator[Table]:
    pairs = sorted((name, one.is_missing) for one in found for name in one.suppliers or (NOBODY,))
    rows = []
    for name, group in groupby(pairs, key=lambda pair: pair[0]):
        missing = [is_missing for _, is_missing in group]
        rows.append((name, f"{len(missing)}", f"{missing.count(False)}", f"{missing.count(True)}"))
    if rows:
        yield Table(
            caption=f"Indicators supplied for {figures.period.label}, by supplier",
            columns=(
                Column(label="Supplier"),
                Column(label="Indicators", numeric=True),
                Column(label="Supplied", numeric=True),
                Column(label="Missing", numeric=True),
            ),
            rows=tuple(rows),
            notes=("A figure of work that is done once a year counts for the last year that had ended.",),
        )


def _missing(figures: Figures, found: Sequence[Return]) -> Iterator[Heading | Table]:
    missing = [one for one in found if one.is_missing]
    if missing:
        yield Heading(text="Missing for this period", level=3)
        yield Table(
            caption=f"Indicators without a figure for {figures.period.label}, as nobody supplied it in full",
            columns=(
                Column(label="Indicator"),
                Column(label="Supplier"),
                Column(label="Last supplied for"),
                Column(label="What is missing"),
            ),
            rows=tuple(
                (
                    one.indicator.name,
                    write_list(list(one.suppliers)) or NOBODY,
                    one.last or "never",
                    one.reason,
                )
                for one in missing
            ),
        )


def _nobody(figures: Figures, found: Sequence[Return]) -> Iterator[Heading | Table | Callout]:
    """The indicators of the catalogue that nobody has ever supplied, by theme."""
    absent = [i for i in figures.not_held if i.measure.dataset in SUPPLIED]
    names: dict[str, list[str]] = {}
    for indicator in absent:
        names.setdefault(figures.catalogue.theme(indicator.theme).name, []).append(indicator.name)
    yield Heading(text="What nobody supplies", level=3)
    if not names:
        yield Callout(title="Everything is supplied", text="Every indicator of the catalogue has a supplier.")
        return
    yield Table(
        caption=f"{len(absent)} indicators that nobody has supplied for {figures.partnership.name}",
        columns=(Column(label="Subject"), Column(label="Indicators")),
        rows=tuple((theme, "; ".join(listed)) for theme, listed in names.items()),
        notes=(
            "They are in no table of the reports. What each would count stands in the list of indicators.",
        ),
    )
