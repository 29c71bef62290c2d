"""The lint of human prose: what in a text contradicts the evidence, outruns it, or can be misread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from csp_toolkit.errors import Problem
from csp_toolkit.indicators.catalogue import Catalogue, load_catalogue
from csp_toolkit.indicators.change import Comparison
from csp_toolkit.periods import FinancialYear
from csp_toolkit.prose.mentions import names_of
from csp_toolkit.prose.rule import Context, Hit, Rule
from csp_toolkit.prose.rules import RULES
from csp_toolkit.prose.texts import Reading, Text
from csp_toolkit.prose.timescales import check_timescales

LONGEST_EXCERPT = 70


def lint_texts(
    texts: Sequence[Text],
    evidence: Mapping[str, Comparison] | None = None,
    plan_year: FinancialYear | None = None,
    catalogue: Catalogue | None = None,
) -> list[Problem]:
    """What is wrong in texts, by every rule of docs/lint.md, in the order of the texts.

    ``evidence`` holds a comparison by the id of its indicator. Without it, and without ``plan_year``,
    the rules that need them are silent. ``catalogue`` says what indicators are called (default: the
    toolkit's).
    """
    evidence = evidence or {}
    names = names_of(catalogue or load_catalogue(), tuple(evidence)) if evidence else {}
    context = Context(evidence, names, plan_year)
    found = [problem for text in texts for problem in _lint_text(text, context)]
    return list(dict.fromkeys([*found, *check_timescales(texts)]))


def _lint_text(text: Text, context: Context) -> Iterator[Problem]:
    reading = Reading(text)
    hits = [
        (hit, rule) for rule in RULES if rule.id not in text.allowed for hit in rule.look(reading, context)
    ]
    for hit, rule in sorted(hits, key=lambda pair: (pair[0].start, pair[0].end, pair[1].id)):
        yield _problem(text, hit, rule)


def _problem(text: Text, hit: Hit, rule: Rule) -> Problem:
    words = " ".join(text.value[hit.start : hit.end].split())
    excerpt = words if len(words) <= LONGEST_EXCERPT else f"{words[: LONGEST_EXCERPT - 3]}..."
    message = f'{text.place}: "{excerpt}": {hit.message} ({rule.id}).'
    return Problem(message, text.file, text.line_at(hit.start), hit.hint or rule.advice)


def rule_ids(rules: Iterable[Rule] = RULES) -> tuple[str, ...]:
    """The ids of rules, in their order."""
    return tuple(rule.id for rule in rules)
