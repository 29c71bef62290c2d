"""An analyst's prose held against what the report's own tests say, while the notebook runs.

The warnings go to the analyst: they are printed under the cell, which is not published.
"""

from __future__ import annotations

import sys

from csp_toolkit.prose.lint import lint_texts
from csp_toolkit.prose.texts import Text
from csp_toolkit.report.figures import Figures

LEAD = "Held against the figures: "


def hold_against_figures(text: str, figures: Figures) -> None:
    """Print what of a text, its figures put in, outruns or contradicts the report's comparisons.

    Only the rules that need comparisons look (docs/lint.md): the others need no run, and ``csp check`` has
    them. A report that has compared nothing says nothing.
    """
    place = Text(text, None, None, "")
    told = set(lint_texts([place]))
    for problem in lint_texts([place], figures.comparisons):
        if problem not in told:
            hint = f" {problem.hint}" if problem.hint else ""
            print(f"{LEAD}{problem.message.removeprefix(': ')}{hint}", file=sys.stderr)
