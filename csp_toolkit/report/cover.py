"""The cover: who, when, how fresh, from where."""

from __future__ import annotations

from csp_toolkit.blocks.model import Callout, Cover, Display, Fact
from csp_toolkit.parameters import Audience, PartnershipSettings
from csp_toolkit.periods import Month
from csp_toolkit.report.figures import Figures
from csp_toolkit.report.formats import write_date, write_list

MARKINGS: dict[Audience, str] = {
    "public": "OFFICIAL",
    "partnership": "OFFICIAL: for the partnership",
    "restricted": "OFFICIAL-SENSITIVE",
}
"""Printed on every page, so that a document for few is not taken for one for all."""
AUDIENCE_WORDS: dict[Audience, str] = {
    "public": "Everyone. Small numbers that could identify a person are withheld.",
    "partnership": "Members of the partnership. Do not pass it on.",
    "restricted": "Named readers. Small numbers stand in it: do not copy it or pass it on.",
}


def show_cover(title: str, figures: Figures, settings: PartnershipSettings) -> Display:
    """The cover and, where the period's own data are incomplete, a warning before anything else is read."""
    cover = Cover(
        title=title,
        partnership=f"{figures.partnership.name} Community Safety Partnership",
        period=f"{figures.period.label} ({figures.period.long_label})",
        data_as_at=figures.data_as_at,
        synthetic=figures.synthetic,
        marking=MARKINGS[figures.audience],
        facts=_facts(figures, settings),
    )
    return Display(blocks=(cover, *_warnings(figures)))


def _facts(figures: Figures, settings: PartnershipSettings) -> tuple[Fact, ...]:
    publishers = list(dict.fromkeys(edition.publisher for edition in figures.editions))
    sources = "; ".join(publishers)
    if figures.synthetic:
        sources = f"SYNTHETIC data in the formats of: {sources}"
    licences = list(dict.fromkeys(edition.licence for edition in figures.editions))
    facts = [
        Fact(label="Compared with", text=f"{figures.baseline.label} ({figures.baseline.long_label})"),
        Fact(label="Police force", text=figures.partnership.police_force.name),
        Fact(label="Written for", text=AUDIENCE_WORDS[figures.audience]),
        Fact(label="Data as at", text=write_date(figures.data_as_at)),
        Fact(label="Sources", text=sources),
        Fact(label="Licence", text="; ".join(licences)),
    ]
    if settings.named_analyst:
        facts.append(Fact(label="Analyst", text=settings.named_analyst))
    if settings.contact_email:
        facts.append(
            Fact(label="Contact", text=settings.contact_email, link=f"mailto:{settings.contact_email}")
        )
    return tuple(facts)


def _compared(figures: Figures) -> tuple[Month, ...]:
    """Every month that a comparison of the report rests on."""
    year = figures.twelve_months
    return (*figures.period.months, *figures.baseline.months, *year.months, *year.previous().months)


def _warnings(figures: Figures) -> list[Callout]:
    supplied = {found.month for found in figures.street_months}
    warnings = []
    for period, role in (
        (figures.period, "this period"),
        (figures.baseline, "the period it is compared with"),
    ):
        missing = [month.long_label for month in period.months if month not in supplied]
        if missing:
            text = (
                f"No police data are held for {write_list(missing)}. "
                "Where these months are needed the report says that it cannot say."
            )
            warnings.append(Callout(tone="warning", title=f"Data are missing for {role}", text=text))
    doubts = [reason for month, reason in figures.doubtful_months.items() if month in _compared(figures)]
    if doubts:
        text = f"{'. '.join(doubts)}. Figures that rest on these months are provisional and may be too low."
        warnings.append(Callout(tone="warning", title="Some police data look incomplete", text=text))
    if figures.partnership.shares_district:
        text = (
            "This partnership shares a district with others. "
            "Its figures cannot be worked out from data by district, so none are given."
        )
        warnings.append(Callout(tone="warning", title="No figures for this partnership", text=text))
    return warnings
