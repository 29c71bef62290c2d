"""docs/indicators.md, made from the catalogue: every indicator in words that a councillor can read.

``python -m csp_toolkit.listing.indicators_page`` writes it anew, from the project's own folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from csp_toolkit.disclosure.policies import get_policy
from csp_toolkit.indicators.catalogue import (
    AUDIENCES,
    Catalogue,
    Indicator,
    OffenceList,
    Theme,
    load_catalogue,
)
from csp_toolkit.listing.explaining import (
    BETTER,
    KINDS,
    NOT_CONFIRMED,
    describe_break,
    describe_rows,
    name_priorities,
)

PAGE = Path("docs", "indicators.md")
DATASETS = {
    "police_uk_street": "Crime and anti-social behaviour by small area, every month, from data.police.uk",
    "recorded_crime": "Police recorded crime by offence, every quarter, from the Home Office",
    "transport_police": "Crimes recorded by British Transport Police, every month, from data.police.uk",
    "fire_incidents": "Fires that the fire and rescue service attended",
    "partner_return": "Figures that members of the partnership supply themselves",
    "resident_survey": "What residents answer in surveys",
}
OPENING = """# Indicators

What every figure counts, where it comes from, which way is better and what to bear in mind. How figures are
worked out stands in [methods](methods.md). `csp explain ID` prints one entry in full.

An indicator is here even where nobody supplies its numbers yet. A report then says that they are missing.

This page is made from the catalogue (`csp_toolkit/indicators/definitions`) and never edited by hand:
`python -m csp_toolkit.listing.indicators_page` writes it anew."""


def write_indicators_page(catalogue: Catalogue) -> str:
    """The whole page as Markdown; the same for the same catalogue."""
    shared = _shared_caveats(catalogue)
    parts = [
        OPENING,
        _contents(catalogue),
        _kinds(),
        _datasets(catalogue, shared),
        _disclosure(catalogue),
        *(_theme(catalogue, theme, shared) for theme in catalogue.themes),
        _offence_lists(catalogue),
        _unconfirmed(catalogue),
    ]
    return "\n\n".join(parts) + "\n"


def _shared_caveats(catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
    """By dataset, the caveats of all its indicators, where there are several: they are said once."""
    shared = {}
    for dataset in DATASETS:
        indicators = [i for i in catalogue if i.measure.dataset == dataset]
        common = indicators[0].caveats if len(indicators) > 1 else ()
        shared[dataset] = tuple(c for c in common if all(c in i.caveats for i in indicators))
    return shared


def _contents(catalogue: Catalogue) -> str:
    lines = ["## Contents", ""]
    for theme in catalogue.themes:
        links = ", ".join(f"[{i.name}](#{i.id})" for i in catalogue.of_theme(theme.id))
        lines.append(f"- **[{theme.name}](#theme-{theme.id})**: {links}")
    lines.append("- **[Offence lists](#offence-lists)**")
    lines.append("- **[Still to be confirmed](#still-to-be-confirmed)**")
    return "\n".join(lines)


def _kinds() -> str:
    words = [text.partition(": ") for text in KINDS.values()]
    rows = [f"| {name[0].upper()}{name[1:]} | {what} |" for name, _, what in words]
    return "\n".join(["## Kinds of figures", "", "| kind | what it says |", "|---|---|", *rows])


def _datasets(catalogue: Catalogue, shared: Mapping[str, tuple[str, ...]]) -> str:
    lines = [
        "## Where the numbers come from",
        "",
        "| source | indicators | holds for all of them |",
        "|---|---|---|",
    ]
    for dataset, words in DATASETS.items():
        number = len(catalogue.of_dataset(dataset))  # type: ignore[arg-type]
        lines.append(f"| {words} (`{dataset}`) | {number} | {' '.join(shared[dataset])} |")
    return "\n".join(lines)


def _disclosure(catalogue: Catalogue) -> str:
    used = {policy for indicator in catalogue for policy in indicator.disclosure.values()}
    rows = [f"| `{name}` | {get_policy(name).rule} |" for name in sorted(used)]
    return "\n".join(
        [
            "## Who sees small numbers",
            "",
            "Each indicator names a rule for each audience. More in [disclosure](disclosure.md).",
            "",
            "| rule | what it does |",
            "|---|---|",
            *rows,
        ]
    )


def _theme(catalogue: Catalogue, theme: Theme, shared: Mapping[str, tuple[str, ...]]) -> str:
    entries = (
        _entry(catalogue, indicator, shared[indicator.measure.dataset])
        for indicator in catalogue.of_theme(theme.id)
    )
    return "\n\n".join([f'<a id="theme-{theme.id}"></a>\n\n## {theme.name}', *entries])


def _entry(catalogue: Catalogue, indicator: Indicator, shared: Iterable[str]) -> str:
    heading = f'<a id="{indicator.id}"></a>\n\n### {indicator.name}'
    better = BETTER[indicator.better].removeprefix("neither: ")
    facts = f"`{indicator.id}`, version {indicator.version}. In {indicator.unit}. Direction: {better}."
    points = "\n".join(_points(catalogue, indicator, set(shared)))
    return "\n\n".join([heading, indicator.definition, facts, points])


def _points(catalogue: Catalogue, indicator: Indicator, shared: set[str]) -> Iterator[str]:
    yield f"- Source: {indicator.source}. Rows: {describe_rows(indicator)}."
    if names := name_priorities(catalogue, indicator):
        yield f"- Priorities: {', '.join(names)}."
    if found := indicator.offence_list:
        yield f"- Offences: [{found.name}](#list-{found.id}), version {found.version}{_state(found)}."
    if indicator.against:
        other = catalogue.get(indicator.against)
        yield f"- Compared with: [{other.name}](#{other.id}), as a ratio of rates."
    policies = ", ".join(f"{audience} `{indicator.disclosure[audience]}`" for audience in AUDIENCES)
    yield f"- Small numbers: {policies}."
    for caveat in indicator.caveats:
        if caveat not in shared:
            yield f"- Bear in mind: {caveat}"
    for gap in indicator.breaks:
        yield f"- Break in the series {describe_break(gap)}. {gap.source}"
    for fact in indicator.facts:
        label = "Known" if fact.confirmed else "To be confirmed"
        yield f"- {label}: {fact.text} Source: {fact.source.rstrip('.')}."


def _offence_lists(catalogue: Catalogue) -> str:
    lists = {i.offence_list.id: i.offence_list for i in catalogue if i.offence_list}
    parts = ["## Offence lists"]
    for found in lists.values():
        rows = [f"| {code} | {words} |" for code, words in found.offences.items()]
        parts.append(f'<a id="list-{found.id}"></a>\n\n### {found.name}')
        parts.append(f"`{found.id}`, version {found.version}{_state(found)}. {found.source}")
        parts.append("\n".join(["| code | offence |", "|---|---|", *rows]))
    return "\n\n".join(parts)


def _state(found: OffenceList) -> str:
    return "" if found.confirmed else f", {NOT_CONFIRMED}"


def _unconfirmed(catalogue: Catalogue) -> str:
    lines = [
        "## Still to be confirmed",
        "",
        "A person has to look these up, or agree them, before they are printed as facts.",
        "",
    ]
    wanting: dict[str, list[str]] = {}
    for indicator in catalogue:
        for text in indicator.unconfirmed:
            wanting.setdefault(text, []).append(f"[{indicator.name}](#{indicator.id})")
    lines += [f"- {text} ({', '.join(links)})" for text, links in wanting.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(write_indicators_page(load_catalogue()), encoding="utf-8", newline="\n")
