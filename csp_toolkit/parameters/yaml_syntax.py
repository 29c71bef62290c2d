"""What is wrong with a text that is not YAML, in words an analyst can act on."""

from __future__ import annotations

from pathlib import Path

import yaml

from csp_toolkit.errors import Problem

# Part of the parser's own wording -> what it means, what to do, and whether the fault lies where the
# parser began (something is not closed) rather than where it gave up.
_MEANINGS = (
    ("anchor", "& and * (one value in several places) are not read here.",
     "Write the value out.", False),
    ("'\\t'", "a tab stands where spaces belong.",
     "Indent with spaces.", False),
    ("mapping values are not allowed", "a colon stands inside a value, or the indentation is uneven.",
     "Put text with a colon in quotation marks; indent keys of one level alike.", False),
    ("could not find expected ':'", "a key has no colon after it.",
     'Write "key: value".', True),
    ("expected a single document", "a line --- begins a second document.",
     "Keep one document in a file.", False),
    ("while scanning a quoted scalar", "a quotation mark is not closed.",
     "Close it on the same line.", True),
    ("expected <block end>", "this line is not indented like those above.",
     "Indent keys of one level alike.", False),
    ("expected ',' or", "a bracket is not closed.",
     "Close it, or write each item on a line after a hyphen.", True),
    ("special characters are not allowed", "a control character stands in the file.",
     "Delete it.", False),
)  # fmt: skip


def describe_syntax_error(error: yaml.YAMLError, file: Path) -> Problem:
    """The problem behind a parser's error, with its line where that is known."""
    for words, message, hint, at_beginning in _MEANINGS:
        if words in str(error):
            return Problem(message, file, _line_of(error, at_beginning), hint)
    hint = "Look for a missing quotation mark, colon or bracket nearby."
    return Problem("this is not YAML.", file, _line_of(error, at_beginning=False), hint)


def _line_of(error: yaml.YAMLError, at_beginning: bool) -> int | None:
    first = getattr(error, "context_mark", None) if at_beginning else None
    mark = first or getattr(error, "problem_mark", None)
    return None if mark is None else int(mark.line) + 1
