"""What is written about the project keeps up with it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
import typer
from test_layers import ROWS
from test_project import pyproject, tracked_files

from csp_toolkit.areas import AREA_KINDS
from csp_toolkit.blocks.model import AnyBlock, VerdictName
from csp_toolkit.cli import app
from csp_toolkit.indicators.results import STATUSES

ROOT = Path(__file__).resolve().parents[1]
DECISIONS = ROOT / "docs" / "decisions"
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def command_names() -> list[str]:
    group = typer.main.get_command(app)
    return sorted(group.commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", command_names())
def test_the_readme_shows_every_command(command: str) -> None:
    assert f"csp {command}" in read("README.md")


@pytest.mark.parametrize("command", ["sample", "test"])
def test_the_readme_shows_both_set_up_commands(command: str) -> None:
    assert f"start.py {command}" in read("README.md")


def glossary_words() -> set[str]:
    """What the glossary explains: words in bold, and code at the start of an entry."""
    text = read("GLOSSARY.md")
    entries = re.findall(r"^\s*- (.*?):", text, re.MULTILINE)
    return {*re.findall(r"\*\*`?([^*`]+)`?\*\*", text), *re.findall(r"`([^`]+)`", "\n".join(entries))}


def test_the_glossary_explains_every_status_and_verdict() -> None:
    assert {*STATUSES, *get_args(VerdictName)} - glossary_words() == set()


def test_the_glossary_names_every_kind_of_area_and_block() -> None:
    text = read("GLOSSARY.md")
    blocks = [block.model_fields["kind"].default for block in get_args(get_args(AnyBlock)[0])]
    assert [kind for kind in AREA_KINDS if f"`{kind}`" not in text] == []
    assert [block for block in blocks if block not in text] == []


def test_contributing_shows_the_rows_that_are_enforced() -> None:
    shown = re.findall(r"^\| (\d+) \| ([^|]+) \|", read("CONTRIBUTING.md"), re.MULTILINE)
    assert [(int(row), set(re.findall(r"`(\w+)`", names))) for row, names in shown] == [
        (row, set(modules)) for row, modules in enumerate(ROWS)
    ]


def test_the_changelog_begins_with_this_version_and_says_whether_figures_move() -> None:
    latest = re.split(r"^## ", read("CHANGELOG.md"), flags=re.MULTILINE)[1]
    assert latest.startswith(pyproject()["project"]["version"])
    assert "**Published figures:**" in latest


def test_decisions_are_numbered_without_a_gap_and_all_are_listed() -> None:
    files = sorted(file.name for file in DECISIONS.glob("[0-9]*.md"))
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    assert re.findall(r"\]\((\d{4}[^)]+)\)", read("docs/decisions/README.md")) == files


def documents() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


@pytest.mark.parametrize("file", documents(), ids=lambda file: file.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_somewhere_tracked(file: Path) -> None:
    targets = [target for target in LINK.findall(file.read_text(encoding="utf-8")) if "://" not in target]
    inside = [(file.parent / target).resolve() for target in targets if not target.startswith("mailto:")]
    assert [str(path) for path in inside if not path.exists()] == []
    tracked = {tracked.resolve() for tracked in tracked_files()}
    assert [str(path) for path in inside if path.is_file() and path not in tracked] == []
