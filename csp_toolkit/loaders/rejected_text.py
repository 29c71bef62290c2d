"""What is kept of a rejected row: the value at fault, where it is safe to keep and safe to look at.

Rejects are read by people, often in a spreadsheet program. So of a row that is broken as a whole
nothing is kept (which of its values stand in listed columns cannot be told), nothing that looks
like personal data is, and no text can act as a formula.
"""

from __future__ import annotations

from csp_toolkit.loaders.personal_data import personal_data_sql

KEPT_TEXT = 1000
"""Characters of a rejected value that are kept, enough to recognise it."""
_CONVERTED = 'Could not convert string "'
_NUMBER = r"[+-]?[0-9][0-9.,]*%?"


def failed_value_sql(message: str) -> str:
    """DuckDB's SQL for the value named in its message that a value cannot be converted; '' for others."""
    value = f"regexp_replace(split_part({message}, '{_CONVERTED}', 2), '(?s)\" to ''[A-Z0-9(), ]+''.*$', '')"
    return f"replace({value}, '\"\"', '\"')"


def kept_text_sql(text: str) -> str:
    """DuckDB's SQL for what is kept of a rejected text.

    An apostrophe goes before what a spreadsheet program would take for a formula (=, +, -, @ or a
    control character first); a plain number stays as it is.
    """
    formula = (
        rf"regexp_matches({text}, '^[\s\p{{Cc}}]*[=+@|%-]') AND NOT regexp_full_match({text}, '{_NUMBER}')"
    )
    return f"""CASE WHEN {personal_data_sql(text)} THEN ''
        WHEN {formula} THEN '''' || left({text}, {KEPT_TEXT}) ELSE left({text}, {KEPT_TEXT}) END"""
