"""The lint of human prose: plans and notebooks held against the evidence and against misreading."""

from __future__ import annotations

from csp_toolkit.prose.lint import lint_texts
from csp_toolkit.prose.texts import Text

__all__ = ["Text", "lint_texts"]
