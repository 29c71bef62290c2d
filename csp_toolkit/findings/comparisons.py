"""What a comparison shows, or why it shows nothing, in the words that its scale asks for."""

from __future__ import annotations

from csp_toolkit.findings.changes import state_change
from csp_toolkit.findings.doubts import explain_doubt
from csp_toolkit.findings.groups import state_difference_of_areas
from csp_toolkit.findings.sentence import (
    Sentence,
    as_sentence,
    choose_short,
    count_of,
    give_reasons,
    join_sentences,
    state_remarks,
    with_article,
)
from csp_toolkit.findings.shares import state_shares, write_share
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.change import Comparison


def describe_comparison(comparison: Comparison, indicator: Indicator) -> Sentence:
    """What a comparison shows, or why it shows nothing.

    Over time the percentage and its interval are those of the rate per person and day, introduced as
    "allowing for population and days" where those differ between the periods. They are never mixed with the
    percent change of the counts, which an interval of the rate could exclude. Areas are told as a ratio of
    rates, proportions in percentage points.
    """
    if comparison.verdict == "cannot say":
        return join_sentences(_cannot_say(comparison, indicator), comparison.verdict)
    told = {"percent": state_change, "ratio": state_difference_of_areas, "points": state_shares}
    parts = told[comparison.scale](comparison, indicator)
    return join_sentences([*parts, *_remarks(comparison, indicator)], comparison.verdict)


def _remarks(comparison: Comparison, indicator: Indicator) -> list[str]:
    """What a reader of the verdict should know, each a sentence."""
    remarks = [explain_doubt(comparison)]
    remarks += state_remarks(comparison.reason)
    if comparison.verdict != "no clear change" and indicator.better == "neither" and indicator.caveats:
        remarks.append(as_sentence(indicator.caveats[0]))
    return list(dict.fromkeys(remarks))


def _cannot_say(comparison: Comparison, indicator: Indicator) -> list[str]:
    current, baseline = comparison.current, comparison.baseline
    heading = indicator.name if not comparison.between_areas else f"{indicator.name} in {current.area.name}"
    if not current.has_value or current.numerator is None:
        figure = "no figure for"
    elif comparison.scale == "points":
        figure = f"{write_share(current, indicator.denominator, few=True)} in"
    else:
        figure = f"{count_of(current.numerator, indicator.numerator)} in"
    comparator = with_article(comparison.comparator)
    doubt = f"We cannot say how this compares with {comparator}."
    if not comparison.between_areas:
        when = baseline.period.long_label
        doubt = choose_short(f"{doubt.rstrip('.')}, {when}.", f"We cannot say how this compares with {when}.")
    opening = f"{heading}: {figure} {current.period.long_label}."
    return [opening, doubt, *give_reasons(comparison.reason)]
