"""What free text of a partner must not hold: personal data, or a person's name behind a rank or an office."""

from __future__ import annotations

import re

from csp_toolkit.loaders.personal_data import looks_personal

_TITLED = re.compile(
    r"\b(?:Dr|Cllr|Councillor|PC|PCSO|DC|DS|DI|DCI|Sgt|Sergeant|Insp|Inspector|Superintendent)\.?\s+[A-Z][a-z]+"
)
WITHHELD = "(not kept: it may be personal data)"
"""Stands in the rejects for a row that was refused because of what its text says about a person."""


def find_personal(text: str) -> str:
    """What in a text points to a person ("an e-mail address"); empty where nothing obvious does."""
    return looks_personal(text) or ("a person's name" if _TITLED.search(text) else "")
