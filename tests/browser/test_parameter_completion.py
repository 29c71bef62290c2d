"""Completion in parameter files: which keys and values a place in the layout is offered, by the schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
PARAMETERS = ROOT / "parameters"
WORDS = ROOT / "csp_toolkit" / "lab" / "jupyterlab_extension" / "static" / "schema_words.js"
KINDS = {"packs": "pack", "partnerships": "partnership", "plans": "plan", "runs": "run"}
KEY = re.compile(r"( *)((?:- +)*)([\w-]+):( .*)?")
OFFERED = """async ([source, schema, places]) => {
  const { wordsAt } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  return places.map(([text, offset]) =>
    wordsAt(schema, text, offset)?.items.map(item => item.insertText ?? item.label) ?? null);
}"""


def offered(browser: Any, kind: str, texts: list[str]) -> list[list[str] | None]:
    """What is offered where "|" stands in each text."""
    schema = json.loads((PARAMETERS / "schemas" / f"{kind}.schema.json").read_text("utf-8"))
    places = [[text.replace("|", "", 1), text.index("|")] for text in texts]
    page = browser.new_page()
    try:
        return list(page.evaluate(OFFERED, [WORDS.read_text("utf-8"), schema, places]))
    finally:
        page.close()


LAYOUTS = (
    ("pack", "|", "title: ,audience: ,reports:"),
    ("pack", "# yaml 🎉\ntitle: 🎉\na|\nreports:\n- a\n", "audience: "),
    ("pack", "title: Ours, au|", None),
    ("run", "audience: p|", "public,partnership"),
    ("partnership", "problem_areas:\n  - |", "name: ,wards:,lsoas:,vintage: ,source: ,confirmed: "),
    (
        "partnership",
        "problem_areas:\n- name: a\n  |\n  source: b\n- wards: []",
        "wards:,lsoas:,vintage: ,confirmed: ",
    ),
    ("partnership", "problem_areas:\n  - name: a\n    confirmed: |", "true,false"),
    ("partnership", "problem_areas:\n  - name: a\nco|", "contact_email: ,comparators:"),
    ("partnership", "comparators:\n  |\nplan: x", "most_similar_group:"),
    ("plan", "note: >-\n  Some words\n  st|", None),
    ("plan", "duties:\n  - id: a\n    law:\n      - act: b\n        p|\nactivities: []", "provision: "),
)


@pytest.mark.parametrize(("kind", "text", "words"), LAYOUTS)
def test_a_place_is_offered_what_may_stand_there(
    browser: Any, kind: str, text: str, words: str | None
) -> None:
    assert offered(browser, kind, [text]) == [None if words is None else words.split(",")]


def keys_in(text: str) -> Iterator[tuple[str, str]]:
    """Each key of a file, and the file with "|" after the key's first letter in place of its line's end."""
    lines, prose = text.replace("|", "!").splitlines(), None
    for row, line in enumerate(lines):
        if prose is not None and (not line.strip() or len(line) - len(line.lstrip()) > prose):
            continue
        prose, found = None, KEY.fullmatch(line)
        if found:
            if line.endswith((">-", "!-", ">", "!")):
                prose = len(found[1] + found[2])
            yield (
                found[3],
                "\n".join([*lines[:row], found[1] + found[2] + found[3][0] + "|", *lines[row + 1 :]]),
            )


@pytest.mark.parametrize("folder", KINDS)
def test_every_key_that_people_wrote_is_offered_where_it_stands(browser: Any, folder: str) -> None:
    for path in sorted((PARAMETERS / folder).glob("*.yaml")):
        keys, texts = zip(*keys_in(path.read_text("utf-8")), strict=True)
        words = offered(browser, KINDS[folder], list(texts))
        missed = [
            key
            for key, there in zip(keys, words, strict=True)
            if key not in {word.rstrip(": ") for word in there or ()}
        ]
        assert missed == []
