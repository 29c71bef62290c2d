"""Blocks look in a notebook as on the page: what notebook.css says of colour and type, report.css says."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from csp_toolkit.blocks.in_notebooks import notebook_style

Looks = dict[tuple[str, str], dict[str, str]]
"""What is declared, by mode (light or dark) and selector."""
CLASS = re.compile(r"csp-[a-z-]*[a-z]")
LOOKS = re.compile(r"--|color|background|border|font|line-height|content|text-decoration|text-underline")
IN_THE_DARK = ':is([data-jp-theme-light="false"], .vscode-dark) &'
PLAIN = {"inherit", "none", "0", "normal", "underline"}
"""Values that only take back what JupyterLab says of tables, headings and links."""
ON_THE_PAGE = {
    "": "body", "h2": "main h2", "h3": "main h3", "h4": "main h4",
    ".csp-cover": ".csp-header",
    ".csp-cover .csp-partnership": ".csp-header .csp-partnership",
    ".csp-cover .csp-period": ".csp-header .csp-period",
}  # fmt: skip
"""What is called otherwise there: the page has a body, a header and a main part."""
OF_THE_NOTEBOOK = {
    *(("", name) for name in ("color-scheme", "background", "--shade", "--strip")),
    (".csp-marks", "font-weight"),
    ("thead th", "font-weight"),
    (".csp-picture", "forced-color-adjust"),
}
"""What differs on purpose: JupyterLab has the scheme and the ground, and its own weight for heads of columns;
the page's strip and shades are not in a cell; the cover's marks are words there and boxes on the page."""
NOT_IN_A_CELL = {
    ".csp-marks li",
    ".csp-picture img",
    ".csp-caption",
    ".csp-note:has(+ .csp-download)",
    ".csp-source:has(+ .csp-download)",
}
"""What the page alone has: boxes of its cover, images of other cells, captions in sight, downloads."""


def blocks(sheet: str) -> tuple[list[tuple[str, str]], str]:
    """The outermost blocks of a sheet, each its head and what stands in it; and what stands in none."""
    found, plain, start, level, head = [], "", 0, 0, ""
    for place, letter in enumerate(sheet):
        if letter == "{":
            level += 1
            if level == 1:
                said, _, head = sheet[start:place].rpartition(";")
                plain, start = f"{plain}{said};", place + 1
        elif letter == "}":
            level -= 1
            if level == 0:
                found.append((head.strip(), sheet[start:place]))
                start = place + 1
    return found, plain + sheet[start:]


def declared(text: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in text.split(";") if part.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def add(looks: Looks, mode: str, head: str, text: str) -> None:
    for selector in re.split(r",\s*(?![^(]*\))", head):
        looks.setdefault((mode, selector.strip()), {}).update(declared(text))


def looks_of_the_page() -> Looks:
    sheet = (files("csp_toolkit.rendering") / "templates" / "report.css").read_text("utf-8")
    looks: Looks = {}
    for head, inside in blocks(re.sub(r"/\*.*?\*/|\s+", " ", sheet, flags=re.DOTALL))[0]:
        if head == "@media (prefers-color-scheme: dark)":
            for selector, text in blocks(inside)[0]:
                add(looks, "dark", selector, text)
        elif not head.startswith("@"):
            add(looks, "light", head, inside)
    for mode in ("light", "dark"):
        looks.setdefault((mode, "body"), {}).update(looks.pop((mode, ":root")))
    return looks


def looks_of_the_notebook() -> Looks:
    ((_, sheet),), _ = blocks(notebook_style())
    inside, own = blocks(sheet)
    looks: Looks = {("light", ""): declared(own)}
    for head, text in inside:
        if head.startswith(IN_THE_DARK):
            add(looks, "dark", head.removeprefix(IN_THE_DARK).strip(), text)
        else:
            add(looks, "light", head, text)
    return looks


NOTEBOOK, PAGE = looks_of_the_notebook(), looks_of_the_page()
DRAWN = ("html.py", "html_parts.py", "html_tables.py")
CLASSES = {
    name for file in DRAWN for name in CLASS.findall((files("csp_toolkit.blocks") / file).read_text("utf-8"))
}
SHARED = sorted(place for place in NOTEBOOK if (place[0], ON_THE_PAGE.get(place[1], place[1])) in PAGE)


def on_the_page(mode: str, selector: str) -> dict[str, str]:
    """What the page says of it; of a heading, what it says of every heading too."""
    there = ON_THE_PAGE.get(selector, selector)
    return PAGE.get((mode, there.removeprefix("main ")), {}) | PAGE[mode, there]


@pytest.mark.parametrize(("mode", "selector"), SHARED)
def test_what_both_sheets_dress_they_dress_alike(mode: str, selector: str) -> None:
    here, there = NOTEBOOK[mode, selector], on_the_page(mode, selector)
    names = {name for name in here | there if LOOKS.match(name) and (selector, name) not in OF_THE_NOTEBOOK}
    unlike = {name: (here.get(name), there.get(name)) for name in names if here.get(name) != there.get(name)}
    assert {name: pair for name, pair in unlike.items() if pair[0] not in PLAIN or pair[1]} == {}


def test_the_sheets_share_what_a_reader_judges_by() -> None:
    verdicts = {".csp-verdict", ".csp-clear-rise", ".csp-clear-fall", ".csp-cannot-say"}
    others = {
        ".csp-callout",
        ".csp-callout-warning",
        "table",
        "caption",
        "th",
        "td",
        "thead th",
        "h1",
        "h2",
        "",
    }
    wanted = verdicts | others
    assert wanted <= {selector for _, selector in SHARED}
    assert ("dark", "") in SHARED


def test_a_notebook_dresses_nothing_that_the_page_does_not() -> None:
    own = {selector for mode, selector in NOTEBOOK if (mode, selector) not in SHARED and mode == "light"}
    assert {selector for selector in own if not re.match(r"tr$|tbody tr:|thead$", selector)} == {
        ".csp-cover .csp-facts"
    }


def test_what_the_page_says_of_a_block_the_notebook_says_too() -> None:
    said = {ON_THE_PAGE.get(selector, selector) for _, selector in NOTEBOOK}
    of_blocks = {selector for _, selector in PAGE if CLASSES & set(CLASS.findall(selector))}
    assert of_blocks - said == NOT_IN_A_CELL
