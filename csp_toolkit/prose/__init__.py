"""The lint of human prose: plans and notebooks held against the evidence and against misreading.

The rules, each with an example, are listed in docs/lint.md.
"""

from __future__ import annotations

from csp_toolkit.prose.lint import lint_texts
from csp_toolkit.prose.outline import Outline, check_outline, outline_in
from csp_toolkit.prose.project import lint_project
from csp_toolkit.prose.sources import texts_in_notebook, texts_in_yaml
from csp_toolkit.prose.texts import Text

__all__ = [
    "Outline",
    "Text",
    "check_outline",
    "lint_project",
    "lint_texts",
    "outline_in",
    "texts_in_notebook",
    "texts_in_yaml",
]
