"""The page docs/lint.md, written from the rules: ``python -m csp_toolkit.prose.rules_page``."""

from __future__ import annotations

import sys
from pathlib import Path

from csp_toolkit.prose.outline import OUTLINE_RULES, OutlineRule
from csp_toolkit.prose.rule import Rule
from csp_toolkit.prose.rules import RULES
from csp_toolkit.prose.timescales import RULE_ID

PAGE = Path("docs") / "lint.md"
_HEAD = "| rule | why | do not write | write |\n|---|---|---|---|\n"
_OPENING = f"""# The lint of prose

What people write in plans (`parameters/plans/*.yaml`) and notebooks is held against the rules below.
`csp check` prints what it finds as warnings, with file and line, or the number of the cell. They stop
nothing, unless `csp check --strict` is asked for. What needs the comparisons of a report is looked at while
the report runs: `report.say`, `report.note` and `report.narrative` print their warnings under the cell, which
is not published, and `csp run` repeats them.

A rule can be wrong about a sentence. Then say so beside it, in a comment: `# lint: allow cause` on a line
of the text in a plan or in a cell of code, `<!-- lint: allow cause -->` in a Markdown cell. Words in double
quotation marks count as quoted, not as said. What stands under `published:` in a plan is kept as it was
printed, and is not looked at.

This page is written from the rules by `python -m csp_toolkit.prose.rules_page`.

## Texts

{_HEAD}"""
_PLANS = f"\n## Parts of a plan\n\n{_HEAD}"
_WHOLE = f"""
## A whole document

{_HEAD}| `{RULE_ID}` | Nobody can sort, count or remind by dates that are written in several ways. """
_WHOLE += """| Q4, end Q1 and April 2025 in one plan | one way throughout, such as 2024-25 Q4 |

## What a rule needs

"""


def write_rules_page() -> str:
    """The page as text."""
    needs = "".join(f"- `{rule.id}` is silent without {rule.needs}.\n" for rule in RULES if rule.needs)
    texts = "".join(_row(rule) for rule in RULES)
    parts = "".join(_row(rule) for rule in OUTLINE_RULES)
    return f"{_OPENING}{texts}{_PLANS}{parts}{_WHOLE}{needs}"


def _row(rule: Rule | OutlineRule) -> str:
    return f"| `{rule.id}` | {rule.reason} | {rule.bad} | {rule.good} |\n"


if __name__ == "__main__":
    page = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    page.write_text(write_rules_page(), encoding="utf-8", newline="\n")
