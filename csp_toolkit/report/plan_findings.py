"""The findings that a plan rests on, worked out again from the data: which are clear changes, which are not.

Where the plan's own assessment looked at another period, its published figures are left out: they would
stand beside figures of other months.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from csp_toolkit.blocks.model import Callout, Column, Display, Finding, Findings, Heading, Paragraph, Table
from csp_toolkit.findings import (
    Sentence,
    describe_comparison,
    describe_detectable_change,
    describe_level,
    describe_rank,
)
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.change import Comparison
from csp_toolkit.indicators.detectable import find_detectable_change
from csp_toolkit.number_format import MINUS, write_signed_percent
from csp_toolkit.plan import KeyFinding, Plan
from csp_toolkit.report.comparison_tables import write_change
from csp_toolkit.report.evidence import compared_results, comparison_rows
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.formats import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    name_in_text,
    notes_for_shorthand,
    write_list,
    write_result_count,
    write_share,
)
from csp_toolkit.report.notes import source_line

COLUMNS = (
    "Finding",
    "Measured by",
    "Clear change?",
    "From these data",
    "Change in rate (95% interval)",
    "Published",
)
NOT_MEASURED = "No figures held"


@dataclass(frozen=True, slots=True)
class _Tested:
    """A finding with one indicator that measures it, and the comparison where figures are held."""

    finding: KeyFinding
    indicator: Indicator
    comparison: Comparison


def show_plan_findings(figures: Figures, plan: Plan | None) -> Display:
    """A table of all findings, what is clear among them in words, and a sentence for each that was tested."""
    heading = Heading(text="The findings behind the plan")
    if plan is None or not plan.key_findings:
        text = f"No plan with key findings is held for {figures.partnership.name}."
        return Display(blocks=(heading, Callout(title="No findings to work out again", text=text)))
    tested = _tested(figures, plan)
    comparisons = [one.comparison for one in tested]
    return Display(
        blocks=(
            heading,
            *(Paragraph(text=text) for text in _summary(figures, tested)),
            _table(figures, plan, tested),
            Heading(text="Each finding in words", level=3),
            Findings(items=tuple(_items(figures, tested))),
        ),
        evidence=compared_results(comparisons),
        comparisons=comparison_rows(comparisons),
    )


def _tested(figures: Figures, plan: Plan) -> list[_Tested]:
    """Every pair of a finding and an indicator of which something is held."""
    held = {indicator.id: indicator for indicator in figures.indicators}
    return [
        _Tested(finding, held[name], figures.comparisons[name])
        for finding in plan.key_findings
        for name in finding.indicators
        if name in held and figures.comparisons[name].current.status != "missing"
    ]


def _is_change(one: _Tested) -> bool:
    """Whether the finding tells of a change; others tell how large something is."""
    return one.finding.compared_with is not None


def _summary(figures: Figures, tested: Sequence[_Tested]) -> list[str]:
    """What a reader should take away: which of the changes the data bear out."""
    changes = [one for one in tested if _is_change(one)]
    clear = [one for one in changes if one.comparison.verdict in ("clear rise", "clear fall")]
    unclear = [one for one in changes if one.comparison.verdict == "no clear change"]
    total = len(_names(clear)) + len(_names(unclear))
    texts = [f"Figures are for the {figures.period.label}, set against {figures.comparator}."]
    if clear:
        names = write_list(_names(clear))
        texts.append(f"{len(_names(clear))} of {total} changes are clear: {names}.")
    if unclear:
        names = write_list(_names(unclear))
        number = len(_names(unclear))
        texts.append(f"{number} cannot be told from chance, allowing for the number of looks: {names}.")
    return texts


def _names(tested: Sequence[_Tested]) -> list[str]:
    """Each indicator once, as several findings can speak of one."""
    return list(dict.fromkeys(_name(one) for one in tested))


def _name(one: _Tested) -> str:
    return name_in_text(one.indicator.name)


def _table(figures: Figures, plan: Plan, tested: Sequence[_Tested]) -> Table:
    same_period = plan.assessment.parsed_period == figures.period
    shown = COLUMNS if same_period else COLUMNS[:-1]
    rows: list[tuple[str, ...]] = []
    for finding in plan.key_findings:
        subject = f"{finding.ref}. {finding.subject}"
        published = _published(finding)
        own = [one for one in tested if one.finding is finding]
        repeated = [published, *["See the first row of this finding"] * len(own)]
        rows += [
            (subject, one.indicator.name, *_cells(one), said)
            for one, said in zip(own, repeated, strict=False)
        ]
        if not own:
            rows.append((subject, NOT_MEASURED, *[NOT_AVAILABLE] * 3, published))
    notes = [*notes_for_shorthand([list(row) for row in rows])]
    notes.append(
        "Published: what the plan printed. From these data: the figure, the one before, and their "
        "difference. The change with its interval allows for population and days."
    )
    return Table(
        caption=f"Findings of {plan.assessment.name}, worked out again for the {figures.period.label}",
        columns=tuple(Column(label=label) for label in shown),
        rows=tuple(row[: len(shown)] for row in rows),
        notes=tuple(notes),
        source=source_line(figures),
    )


def _published(finding: KeyFinding) -> str:
    return "; ".join(f"{figure.what}: {figure.published}" for figure in finding.figures) or "No figure"


def _cells(one: _Tested) -> tuple[str, str, str]:
    comparison = one.comparison
    write = write_share if one.indicator.kind == "proportion" else write_result_count
    now = write(comparison.current)
    if not _is_change(one):
        return "Not a change", now, NOT_APPLICABLE
    before = f"{now}, before {write(comparison.baseline)}{_write_count_change(comparison)}"
    return comparison.verdict.capitalize(), before, write_change(comparison)


def _write_count_change(comparison: Comparison) -> str:
    """The change of the counts, as plans print it: ": −747 (−4.4%)"."""
    if comparison.difference is None:
        return ""
    sign = MINUS if comparison.difference < 0 else "+" if comparison.difference > 0 else ""
    percent = comparison.percent_change
    share = f" ({write_signed_percent(percent, 1)})" if percent is not None else ""
    return f": {sign}{abs(comparison.difference):,}{share}"


def _items(figures: Figures, tested: Sequence[_Tested]) -> list[Finding]:
    """A sentence or two for each; a count too small to show much says what it could have shown."""
    items = []
    for one in tested:
        if _is_change(one):
            sentence = describe_comparison(one.comparison, one.indicator)
        else:
            sentence = _describe_place(figures, one)
        text = f"{sentence.text} {_describe_reach(figures, one)}".strip()
        items.append(Finding(text=f"Finding {one.finding.ref}. {text}", verdict=sentence.verdict))
    return items


def _describe_place(figures: Figures, one: _Tested) -> Sentence:
    """How large something is, and where the area stands if the plan says how it compares with others."""
    if not one.finding.has_comparator or one.indicator.kind != "rate":
        return describe_level(one.comparison.current, one.indicator)
    ranks = figures.rank(one.indicator, one.comparison.current.period)
    own = next(rank for rank in ranks if rank.area.code == figures.area.code)
    return describe_rank(own, one.indicator, f"partnerships in {figures.partnership.police_force.name}")


def _describe_reach(figures: Figures, one: _Tested) -> str:
    base, comparison = one.comparison.baseline.numerator, one.comparison
    if (
        not _is_change(one)
        or comparison.verdict != "no clear change"
        or comparison.scale != "percent"
        or (comparison.difference or 0) > 0
        or not base
    ):
        return ""
    found = find_detectable_change(base, dispersion=figures.looks.dispersion(one.indicator))
    return describe_detectable_change(found).text
