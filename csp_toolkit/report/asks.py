"""What the partnership asks of the Health and Wellbeing Board, as its plan records it."""

from __future__ import annotations

from collections.abc import Sequence

from csp_toolkit.blocks.model import Callout, Column, Display, Heading, Table
from csp_toolkit.plan import NOT_STATED, Ask, Plan
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.narrative import FilledText

DRAFTS = "These asks are drafts, for the partnership to decide. It has not yet asked them of the Board."
COLUMNS = ("What is asked", "Of whom", "Returns to the Board", "Why")


def show_asks(figures: Figures, plan: Plan | None) -> Display:
    """Each ask with whom it is asked of, when it returns and why; or that none is recorded."""
    heading = Heading(text="What we ask of the Board")
    asks = plan.hwb_asks if plan else ()
    if not asks:
        text = (
            "The plan records no ask of the Board."
            if plan
            else "No plan is held, and so no ask of the Board."
        )
        return Display(blocks=(heading, Callout(title="No ask is recorded", text=text)))
    filled = [FilledText(figures, ask.why) for ask in asks]
    return Display(
        blocks=(heading, *_drafts(asks), _table(asks, filled)),
        evidence=tuple(row for text in filled for row in text.evidence),
        comparisons=tuple(row for text in filled for row in text.comparisons),
    )


def _drafts(asks: Sequence[Ask]) -> list[Callout]:
    """Before anything that nobody has agreed is read as asked."""
    drafts = [number for number, ask in enumerate(asks, start=1) if ask.standing == "draft"]
    if not drafts:
        return []
    if len(drafts) == len(asks):
        return [Callout(tone="warning", title="For the partnership to decide", text=DRAFTS)]
    text = f"Marked as draft below: {len(drafts)} of {len(asks)}. The partnership has not yet asked them."
    return [Callout(tone="warning", title="Some asks are for the partnership to decide", text=text)]


def _table(asks: Sequence[Ask], why: Sequence[FilledText]) -> Table:
    mixed = len({ask.standing for ask in asks}) > 1
    return Table(
        caption="Asks of the Health and Wellbeing Board",
        columns=tuple(Column(label=label) for label in COLUMNS),
        rows=tuple(
            (_what(ask, number, mixed), _stated(ask.of), _stated(ask.return_words), text.text)
            for number, (ask, text) in enumerate(zip(asks, why, strict=True), start=1)
        ),
    )


def _what(ask: Ask, number: int, mixed: bool) -> str:
    mark = " (draft)" if mixed and ask.standing == "draft" else ""
    return f"{number}. {ask.ask}{mark}"


def _stated(text: str) -> str:
    return "Not stated" if text == NOT_STATED else text[0].upper() + text[1:]
