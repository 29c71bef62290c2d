"""What surrounds the work of a plan: why there is one, priorities and duties, what is coming, for whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csp_toolkit.blocks.model import AnyBlock, Callout, Column, Display, Heading, Paragraph, Table
from csp_toolkit.indicators.catalogue import Catalogue
from csp_toolkit.plan import Contact, Duty, HorizonItem, Plan, Priority
from csp_toolkit.report.formats import write_list
from csp_toolkit.report.plan_words import bullets, join_sentences

STANDINGS = {
    "published": "The partnership has adopted this plan and published it.",
    "draft": "This plan is a draft. The partnership has not adopted it.",
    "example": "This plan is an example. It was made up, and no partnership has adopted it.",
}
SCOPES = {"national": "Policy and legislation", "local": "Local risks and opportunities"}
NO_INDICATOR = "No indicator"


def show_background(plan: Plan) -> Display:
    """Why there is a plan, who has to make it, which plans of others it regards, and how it stands."""
    blocks: list[AnyBlock] = [Heading(text="Background and duties")]
    blocks += [Paragraph(text=text) for text in plan.background]
    blocks.append(Heading(text="Responsible authorities", level=3))
    blocks += bullets(_with_note(one.name, one.note) for one in plan.responsible_authorities)
    if plan.has_regard_to:
        blocks.append(Heading(text="Plans of others that this plan regards", level=3))
        blocks += bullets(plan.has_regard_to)
    standing = join_sentences([STANDINGS[plan.standing], plan.note or ""])
    return Display(blocks=(*blocks, Callout(title="About this plan", text=standing)))


def show_priorities(plan: Plan, catalogue: Catalogue) -> Display:
    """The priorities with their aims, the duties beside them, and the law on which both rest."""
    duties = [
        _duties(title, found)
        for title, found in (
            ("Duties delivered beside the priorities", plan.duties),
            ("Law on which the plan and its priorities rest", plan.legal_basis),
        )
        if found
    ]
    return Display(
        blocks=(Heading(text="Priorities and duties"), _priorities(plan, catalogue), *duties),
    )


def _priorities(plan: Plan, catalogue: Catalogue) -> Table:
    return Table(
        caption=f"Priorities for {plan.year}",
        columns=_columns("Priority", "Aim", "Duties it answers", "Indicators that would show it"),
        rows=tuple(_priority(plan, priority, catalogue) for priority in plan.priorities),
    )


def _priority(plan: Plan, priority: Priority, catalogue: Catalogue) -> tuple[str, ...]:
    return (
        f"{priority.number}. {priority.name}",
        _with_note(priority.aim, priority.note),
        write_list([plan.duty(name).name for name in priority.duties]) or "None named",
        "; ".join(catalogue.get(name).name for name in priority.indicators) or NO_INDICATOR,
    )


def _duties(title: str, duties: Sequence[Duty]) -> Table:
    added = [duty.name for duty in duties if not duty.named_in_plan]
    text = f"Not named in the plan, and added here as the law behind it: {write_list(added)}."
    return Table(
        caption=title,
        columns=_columns("Duty", "What it asks", "Law"),
        rows=tuple((one.name, _with_note(one.requires, one.note), one.citation) for one in duties),
        notes=(text,) if added else (),
    )


def show_horizon(plan: Plan) -> Display:
    """What is coming, nationally and locally."""
    blocks: list[AnyBlock] = [Heading(text="Horizon scan")]
    for scope, title in SCOPES.items():
        items = [item for item in plan.horizon_scan if item.scope == scope]
        blocks.append(Heading(text=title, level=3))
        blocks += bullets(_horizon_item(item) for item in items) if items else [_nothing("the horizon")]
    return Display(blocks=tuple(blocks))


def _horizon_item(item: HorizonItem) -> str:
    return _with_note(f"{item.name}: {item.text}" if item.text else item.name, item.note)


def show_equality(plan: Plan) -> Display:
    """What the Community Equality Impact Assessment covers, and what it records."""
    impact = plan.equality_impact
    blocks: list[AnyBlock] = [Heading(text="Community Equality Impact Assessment (CEIA)")]
    blocks.append(Heading(text="Strategies with an assessment of their own", level=3))
    blocks += bullets(impact.in_place_for) if impact.in_place_for else [_nothing("other strategies")]
    blocks.append(Heading(text="What the assessment of this plan records", level=3))
    records = [join_sentences([one.text, _groups(one.groups)]) for one in impact.records]
    blocks += bullets(records) if records else [_nothing("its own assessment")]
    return Display(blocks=tuple(blocks))


def _groups(groups: Sequence[str]) -> str:
    return f"Groups: {write_list(list(groups))}" if groups else ""


def show_contact(plan: Plan) -> Display:
    """Where a reader turns to."""
    return Display(
        blocks=(
            Heading(text="Contact"),
            Table(
                caption="How to reach the partnership",
                columns=_columns("By", "Where"),
                rows=tuple(_ways(plan.contact)),
            ),
        )
    )


def _ways(contact: Contact) -> Iterator[tuple[str, str]]:
    if contact.team:
        yield "Team", contact.team
    if contact.email:
        yield "E-mail", contact.email
    yield from (("Organisation", name) for name in contact.organisations)
    yield from (("Social media", name) for name in contact.social_media)
    if contact.newsletter:
        yield "Newsletter", contact.newsletter


def _with_note(text: str, note: str | None) -> str:
    return join_sentences([text, f"Note: {note}"]) if note else text


def _nothing(subject: str) -> Paragraph:
    return Paragraph(text=f"The plan says nothing of {subject}.")


def _columns(*labels: str) -> tuple[Column, ...]:
    return tuple(Column(label=label) for label in labels)
