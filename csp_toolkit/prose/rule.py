"""What a rule of the lint is, and what it may look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from csp_toolkit.indicators.change import Comparison
from csp_toolkit.periods import FinancialYear
from csp_toolkit.prose.texts import Reading


@dataclass(frozen=True, slots=True)
class Hit:
    """Words of a text that break a rule, by position, and what is wrong with them.

    ``hint`` stands in for the rule's own advice where these words deserve another.
    """

    start: int
    end: int
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known besides the text: comparisons by the ids of their indicators, and the plan's year.

    ``names`` are the ways to write each indicator of ``evidence`` in prose.
    """

    evidence: Mapping[str, Comparison] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    plan_year: FinancialYear | None = None


Look = Callable[[Reading, Context], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule: why it is one, what to do, and an example of each kind.

    ``bad`` breaks it and ``good`` says the same and keeps to it; a test holds both to that. ``needs`` says
    what the rule is silent without, such as evidence.
    """

    id: str
    reason: str
    advice: str
    bad: str
    good: str
    look: Look
    needs: str = ""
