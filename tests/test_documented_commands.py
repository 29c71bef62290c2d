"""What the pages tell readers to type or to open is there: commands, options, modules, files, verbs."""

from __future__ import annotations

import inspect
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer
from test_project import tracked_files

from csp_toolkit.cli import app
from csp_toolkit.indicators.catalogue import load_catalogue
from csp_toolkit.report import Report

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(file.relative_to(ROOT).as_posix() for file in tracked_files() if file.suffix == ".md")
HISTORY = ("CHANGELOG.md", "docs/decisions/")  # what was true then may name what has gone since

BLOCK_LINE = re.compile(r"^(?: {4}|exec |until )?(?:\$ )?(csp [a-z].*?)(?:; do)?$")
INLINE = re.compile(r"`(?:[A-Z_]+=\S+ )?(csp [a-z][^`]*)`")
COMMENT = re.compile(r"\s{3,}")  # a line of a block has its explanation after a gap
STAND_IN = re.compile(r"[A-Z]{2,}\b|\.\.\.$")  # NAME, FILE.xlsx: what a reader puts something in place of


@cache
def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def typed(page: str) -> Iterator[tuple[str, str, bool]]:
    """Every command of ours on a page, and whether it is a line to copy or named within a sentence."""
    for line in text_of(page).splitlines():
        if block := BLOCK_LINE.match(line):
            yield page, COMMENT.split(block[1])[0], True
        for command in INLINE.findall(line):
            yield page, command, False


COMMANDS = sorted({command for page in PAGES for command in typed(page)})
GROUP = typer.main.get_command(app)
UsageError = typer.BadParameter.__base__ or Exception


def fault_of(command: str, whole: bool) -> str:
    """Why a command cannot be typed: all of a line to copy, the names alone of one in a sentence."""
    _csp, name, *words = shlex.split(command)
    if name not in GROUP.commands:  # type: ignore[attr-defined]
        return f"there is no command {name}"
    chosen = GROUP.commands[name]  # type: ignore[attr-defined]
    if whole and not any(map(STAND_IN.match, words)):
        try:
            chosen.make_context(name, list(words))
        except UsageError as error:
            return str(error)
    known = {option for parameter in chosen.params for option in parameter.opts}
    return " ".join(word for word in words if word.startswith("--") and word not in known)


@pytest.mark.parametrize(("page", "command", "whole"), COMMANDS)
def test_a_command_in_a_page_can_be_typed_as_it_stands(page: str, command: str, whole: bool) -> None:
    assert fault_of(command, whole) == ""


def test_commands_are_found_and_false_ones_are_told() -> None:
    run = 'csp run quarterly_performance --partnership thurrock --period "2024-25 Q4"'
    assert ("README.md", run, True) in COMMANDS
    assert fault_of("csp rum quarterly_performance", whole=False) == "there is no command rum"
    assert fault_of("csp run REPORT --formatt docx", whole=True) == "--formatt"
    assert "--formatt" in fault_of("csp check --formatt docx", whole=True)
    assert "partnership" in fault_of("csp run quarterly_performance", whole=True)
    assert fault_of("csp run quarterly_performance", whole=False) == ""


def named(pattern: str, *, history: bool = True) -> list[tuple[str, str]]:
    pages = [page for page in PAGES if history or not page.startswith(HISTORY)]
    return sorted({(page, name) for page in pages for name in re.findall(pattern, text_of(page))})


FOLDERS = "csp_toolkit|tests|benchmarks|parameters/packs|parameters/runs|docs|notebooks"


@pytest.mark.parametrize(
    ("page", "name"), named(rf"\b((?:{FOLDERS})/[\w./-]*\.(?:py|md|yaml|ipynb|json|lock))", history=False)
)
def test_a_file_of_the_project_in_a_page_is_there(page: str, name: str) -> None:
    of_ones_own = f"csp new report {Path(name).stem}" in text_of(page)
    assert of_ones_own or (ROOT / name).is_file() or (ROOT / page).parent.joinpath(name).is_file()


@pytest.mark.parametrize(("page", "module"), named(r"python -m (csp_toolkit[\w.]*)"))
def test_a_module_that_a_page_runs_is_there(page: str, module: str) -> None:
    path = ROOT / module.replace(".", "/")
    assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()


@pytest.mark.parametrize(("page", "verb"), named(r"\breport\.([a-z_]+)\(", history=False))
def test_a_verb_of_the_report_in_a_page_is_there(page: str, verb: str) -> None:
    assert inspect.isfunction(getattr(Report, verb, None))


@pytest.mark.parametrize(
    ("page", "indicator"),
    named(r"report\.(?:trend|control_chart|ranking|small_area_map|seasons)\(\"(\w+)\"", history=False),
)
def test_an_indicator_that_a_page_asks_for_is_in_the_catalogue(page: str, indicator: str) -> None:
    assert indicator in load_catalogue().ids


def anchors_of(page: str) -> set[str]:
    """The addresses of a page's headings, as code hosts make them, and those that it gives by name."""
    headings = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    named = re.findall(r'<a (?:id|name)="([^"]+)">', text_of(page))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings} | {*named}


@pytest.mark.parametrize(("page", "link"), named(r"\]\(([^)\s:]*(?:#[^)\s]+)?)\)"))
def test_a_link_leads_to_a_file_and_its_heading(page: str, link: str) -> None:
    target, _hash, anchor = link.partition("#")
    file = ((ROOT / page).parent / target).resolve() if target else ROOT / page
    assert file.exists()
    assert not anchor or anchor in anchors_of(file.relative_to(ROOT).as_posix())
