"""Every rule of the lint that looks at one text at a time, in the order of docs/lint.md."""

from __future__ import annotations

from csp_toolkit.prose.rule import Rule
from csp_toolkit.prose.rules.claims import RULES as CLAIMS
from csp_toolkit.prose.rules.dates import RULES as DATES
from csp_toolkit.prose.rules.evidence import RULES as EVIDENCE
from csp_toolkit.prose.rules.numbers import RULES as NUMBERS
from csp_toolkit.prose.rules.wording import RULES as WORDING

RULES: tuple[Rule, ...] = (*NUMBERS, *CLAIMS, *EVIDENCE, *DATES, *WORDING)

__all__ = ["RULES"]
