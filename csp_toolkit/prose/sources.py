"""Where prose is found: every text of a YAML file, and what a notebook says in words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from csp_toolkit.errors import NotebookError
from csp_toolkit.notebooks import read_notebook
from csp_toolkit.parameters import LocatedYaml
from csp_toolkit.parameters.located_yaml import Location
from csp_toolkit.prose.texts import Text

NOT_PROSE_KEYS = frozenset(
    {
        "published",
        "id",
        "ref",
        "indicator",
        "indicators",
        "email",
        "contact_email",
        "social_media",
        "partnership",
    }
)
"""Keys whose texts are names, or are kept as somebody else printed them."""
SAYING = {"say": (0,), "note": (0, 1)}
"""The verbs of a report that take prose, and which of their arguments are."""
_ALLOWED = re.compile(r"lint:\s*allow\s+([a-z_]+(?:\s*,\s*[a-z_]+)*)")


def texts_in_yaml(located: LocatedYaml, source: str) -> list[Text]:
    """Every text of a YAML file, with the line of its first word. ``source`` is the file as written.

    A comment ``# lint: allow RULE`` on any line of a text sets that rule aside for it.
    """
    lines = source.splitlines()
    found: list[Text] = []
    places = [(at, value) for at, value in _scalars(located.value, ()) if not NOT_PROSE_KEYS & set(at)]
    starts = sorted(located.lines.values())
    for at, value in places:
        first = located.line_of(at) or 1
        last = next((start - 1 for start in starts if start > first), len(lines))
        begin, laid_out = _lay_out(value, lines[first - 1 : last])
        allowed = _allowed("\n".join(lines[first - 1 : last]))
        found.append(Text(laid_out, located.file, first + begin, _spell(at), allowed))
    return found


def _scalars(value: object, at: Location) -> Iterator[tuple[Location, str]]:
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _scalars(item, (*at, number))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _scalars(item, (*at, key))


def _spell(at: Location) -> str:
    """``activities[2].planned``: places in lists counted from 0, as an editor's path shows them."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in at).lstrip(".")


def _lay_out(value: str, lines: list[str]) -> tuple[int, str]:
    """A text with its line breaks where the file has them, and on which of ``lines`` it begins.

    YAML folds lines together; here each word goes back to the line on which it is written.
    """
    words, rows = value.split(), []
    for line in lines:
        row, position = [], 0
        while words and (found := line.find(words[0], position)) >= 0:
            position = found + len(words[0])
            row.append(words.pop(0))
        rows.append(" ".join(row))
    if words:  # an escape spells a word otherwise than it reads: the text stays as it is
        return 0, value
    begin = next((number for number, row in enumerate(rows) if row), 0)
    return begin, "\n".join(rows[begin:]).rstrip()


def _allowed(source: str) -> frozenset[str]:
    return frozenset(rule.strip() for found in _ALLOWED.findall(source) for rule in found.split(","))


def texts_in_notebook(path: Path, shown: Path | None = None) -> list[Text]:
    """The Markdown cells of a notebook, and the words that its code gives to ``say`` and ``note``.

    A place is ``cell 5``, counted from 1. A comment ``lint: allow RULE`` sets that rule aside in its cell.
    A file that is no notebook has no texts: the check of notebooks says so.
    """
    try:
        cells = read_notebook(path).cells
    except NotebookError:
        return []
    found = []
    for number, cell in enumerate(cells, start=1):
        allowed = _allowed(cell.source)
        values = [cell.source] if cell.cell_type == "markdown" else _said_in(cell.source)
        found += [Text(value, shown or path, None, f"cell {number}", allowed) for value in values]
    return found


def _said_in(code: str) -> list[str]:
    try:
        tree = ast.parse(code)
    except SyntaxError:  # a magic of Jupyter's, or a fault that running it will show
        return []
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [text for call in calls for text in _texts_given(call)]


def _texts_given(call: ast.Call) -> Iterator[str]:
    """The literal texts of a call to a verb that takes prose; of an f-string what is literal in it."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in SAYING:
        return
    by_place = [call.args[place] for place in SAYING[call.func.attr] if place < len(call.args)]
    for argument in (*by_place, *(keyword.value for keyword in call.keywords)):
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value
        elif isinstance(argument, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in argument.values)
            yield "".join(str(part) for part in parts)
