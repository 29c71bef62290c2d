"""The cover of a plan: whose, for which year, what it follows, and how fresh its progress is."""

from __future__ import annotations

from collections.abc import Iterable

from csp_toolkit.blocks.model import Cover, Display, Fact
from csp_toolkit.parameters import PartnershipSettings
from csp_toolkit.plan import Plan
from csp_toolkit.report.cover import AUDIENCE_WORDS, MARKINGS
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.formats import write_date
from csp_toolkit.report.plan_background import STANDINGS
from csp_toolkit.report.plan_delivery import NO_TRACKER, Delivery
from csp_toolkit.store import Edition, newest_as_at


def show_plan_cover(
    figures: Figures, delivery: Delivery, tracker: Iterable[Edition], settings: PartnershipSettings
) -> Display:
    """The cover; ``figures`` are those of the plan's assessment, ``tracker`` the editions of its tracker."""
    plan = delivery.plan
    editions = [*figures.editions, *tracker]
    year = plan.financial_year
    cover = Cover(
        title=plan.title,
        partnership=f"{figures.partnership.name} Community Safety Partnership",
        period=f"{year.label} ({year.long_label})",
        data_as_at=newest_as_at(editions),
        synthetic=any(edition.synthetic for edition in editions),
        marking=MARKINGS[figures.audience],
        facts=_facts(figures, delivery, editions, settings),
    )
    return Display(blocks=(cover,))


def _standing(plan: Plan) -> str:
    """How the plan stands; what is made of it here has yet to be approved, even where the plan is."""
    draft = " This document of it is a draft." if plan.standing == "published" else ""
    return f"{STANDINGS[plan.standing]}{draft}"


def _facts(
    figures: Figures, delivery: Delivery, editions: list[Edition], settings: PartnershipSettings
) -> tuple[Fact, ...]:
    plan, period = delivery.plan, delivery.plan.assessment_period
    progress = f"By the end of {delivery.quarter.label}" if delivery.has_tracker else NO_TRACKER
    publishers = "; ".join(dict.fromkeys(edition.publisher for edition in editions))
    sources = f"SYNTHETIC data in the formats of: {publishers}" if figures.synthetic else publishers
    licences = dict.fromkeys(edition.licence for edition in editions)
    facts = [
        Fact(label="Standing", text=_standing(plan)),
        Fact(label="Follows", text=f"{plan.assessment.name} ({period.long_label})"),
        Fact(label="Progress", text=progress),
        Fact(label="Written for", text=AUDIENCE_WORDS[figures.audience]),
        Fact(label="Data as at", text=write_date(newest_as_at(editions))),
        Fact(label="Sources", text=sources),
        Fact(label="Licence", text="; ".join(licences)),
    ]
    if settings.named_analyst:
        facts.append(Fact(label="Analyst", text=settings.named_analyst))
    facts.append(Fact(label="Contact", text=plan.contact.email, link=f"mailto:{plan.contact.email}"))
    return tuple(facts)
