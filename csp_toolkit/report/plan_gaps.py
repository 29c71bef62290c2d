"""Where a plan is silent, in one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from csp_toolkit.blocks.model import Callout, Column, Display, Heading, Paragraph, Table
from csp_toolkit.plan import Gap, Plan, list_gaps
from csp_toolkit.report.formats import write_count_of
from csp_toolkit.report.plan_words import label_works

PARTS = {
    "priority": "Priorities",
    "finding": "Key findings",
    "activity": "Activities",
    "commitment": "Commitments",
}


def show_gaps(plan: Plan) -> Display:
    """Every gap: what is missing, in how many parts of which kind, and in which."""
    gaps = list_gaps(plan)
    heading = Heading(text="What the plan does not say")
    if not gaps:
        text = "Every activity and commitment has an owner, a due quarter and an indicator."
        return Display(blocks=(heading, Callout(title="No gaps", text=text)))
    rows = [
        (_capital(words), PARTS[part], _how_many(plan, part, group), _which(plan, part, group))
        for (part, words), group in _groups(gaps)
    ]
    text = f"The plan leaves open {write_count_of(len(gaps), 'point')}. Nothing was filled in for it."
    return Display(
        blocks=(
            heading,
            Paragraph(text=text),
            Table(
                caption="Gaps in the plan",
                columns=tuple(
                    Column(label=label) for label in ("What is missing", "Of", "How many", "Which")
                ),
                rows=tuple(rows),
            ),
        )
    )


def _groups(gaps: Sequence[Gap]) -> list[tuple[tuple[str, str], list[Gap]]]:
    """Gaps of the same words in the same kind of part, in the order of the kinds."""
    order = list(PARTS)
    first = {(gap.part, gap.words): n for n, gap in reversed(list(enumerate(gaps)))}

    def place(gap: Gap) -> tuple[int, int]:
        return order.index(gap.part), first[gap.part, gap.words]

    ranked = sorted(gaps, key=place)
    return [(key, list(found)) for key, found in groupby(ranked, key=lambda gap: (gap.part, gap.words))]


def _all_of(plan: Plan, part: str) -> int:
    sizes = {
        "priority": len(plan.priorities),
        "finding": len(plan.key_findings),
        "activity": len(plan.activities),
        "commitment": len(plan.commitments),
    }
    return sizes[part]


def _how_many(plan: Plan, part: str, group: Sequence[Gap]) -> str:
    return f"{len(group)} of {_all_of(plan, part)}"


def _which(plan: Plan, part: str, group: Sequence[Gap]) -> str:
    if len(group) == _all_of(plan, part):
        return "All of them"
    names: Mapping[str, str] = {}
    if part == "commitment":
        names = label_works(plan)
    elif part == "priority":
        names = {priority.id: priority.name for priority in plan.priorities}
    return ", ".join(names.get(gap.ref, gap.ref) for gap in group)


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
