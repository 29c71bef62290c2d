"""The layering: a module imports only from lower rows, neighbours in a row never import each other."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import csp_toolkit

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "csp_toolkit"

# From the bottom up. A package counts as one module. CONTRIBUTING.md shows the same rows with a line on each.
ROWS: tuple[frozenset[str], ...] = (
    frozenset({"errors"}),
    frozenset(
        {"periods", "areas", "area_names", "fonts", "locks", "number_format", "constant_zip", "lean_imports"}
    ),
    frozenset({"parameters"}),
    frozenset({"store", "plan", "disclosure"}),
    frozenset({"loaders", "indicators", "sample", "frames", "coverage"}),
    frozenset(
        {
            "findings",
            "blocks",
            "workspace",
            "workbook_templates",
            "fetch",
            "revisions",
            "observations",
            "release",
            "remote",
        }
    ),
    frozenset({"notebooks"}),
    frozenset({"prose"}),
    frozenset({"report"}),
    frozenset({"rendering", "kernels", "lab"}),
    frozenset({"checks", "listing", "quarto", "execution"}),
    frozenset({"runs"}),
    frozenset({"packs", "watching"}),
    frozenset({"batch"}),
    frozenset({"cli"}),
)
ROW_OF = {module: row for row, modules in enumerate(ROWS) for module in modules}
LONGEST_FILE = 300


def module_files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def module_of(file: Path) -> str:
    """``csp_toolkit/blocks/charts.py`` and ``csp_toolkit/blocks/__init__.py`` are both ``blocks``."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def modules() -> set[str]:
    return {module_of(file) for file in module_files()} - {"__init__"}


def dotted_imports(tree: ast.AST, package: tuple[str, ...]) -> Iterator[str]:
    """Every dotted name a file imports, wherever it stands; relative ones made absolute."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def imported_modules(source: str, file: Path) -> set[str]:
    """The modules of this package that a file imports, its own left out."""
    package = file.relative_to(ROOT).parent.parts
    found = set()
    for name in dotted_imports(ast.parse(source), package):
        parts = name.split(".")
        if parts[0] == "csp_toolkit" and len(parts) > 1:
            found.add(csp_toolkit._HOMES.get(parts[1], parts[1]).split(".")[0])
    return found - {module_of(file), "__version__"}


def upward_imports(source: str, file: Path) -> set[str]:
    """What a file imports from its own row or above."""
    own = ROW_OF[module_of(file)]
    return {name for name in imported_modules(source, file) if ROW_OF[name] >= own}


def test_every_module_has_exactly_one_row_and_every_row_holds_modules_that_exist() -> None:
    assert sorted(modules()) == sorted(name for row in ROWS for name in row)


# The package's own __init__ names words of every row, and loads none before it is used.
LAYERED = [file for file in module_files() if module_of(file) != "__init__"]


@pytest.mark.parametrize("file", LAYERED, ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_lower_rows(file: Path) -> None:
    wrong = upward_imports(file.read_text(encoding="utf-8"), file)
    assert not wrong, f"{sorted(wrong)} is not below row {ROW_OF[module_of(file)]} of {module_of(file)}"


@pytest.mark.parametrize(
    "line",
    [
        "from csp_toolkit.report import open_report",
        "import csp_toolkit.report",
        "from csp_toolkit import report",
        "from csp_toolkit import open_report",
        "from . import report",
        "from .report import open_report",
        "def late():\n    from csp_toolkit.report import open_report",
        "if TYPE_CHECKING:\n    from csp_toolkit.report import open_report",
    ],
)
def test_an_upward_import_is_found_however_it_is_written(line: str) -> None:
    assert upward_imports(line, PACKAGE / "findings.py") == {"report"}


def test_a_neighbour_counts_as_upward_and_a_file_of_the_same_package_does_not() -> None:
    file = PACKAGE / "loaders" / "ingest.py"
    assert upward_imports("from csp_toolkit.indicators.rates import calculate_rates", file) == {"indicators"}
    assert upward_imports("from csp_toolkit.loaders.shape import x", file) == set()
    assert upward_imports("from .shape import x\nfrom ..indicators import y", file) == {"indicators"}


def test_no_file_of_the_library_is_longer_than_a_reader_can_hold() -> None:
    lengths = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in module_files()}
    assert {str(file): lines for file, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_nothing_is_called_utils() -> None:
    vague = {"utils", "util", "helpers", "misc", "common"}
    assert [file for file in module_files() if file.stem in vague] == []


def in_a_fresh_interpreter(code: str) -> str:
    return subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True).strip()


def test_importing_the_package_does_not_pay_for_pandas() -> None:
    heavy = ("pandas", "numpy", "duckdb", "scipy", "pydantic", "altair", "typer")
    code = f"import sys, csp_toolkit; print([name for name in {heavy} if name in sys.modules])"
    assert in_a_fresh_interpreter(code) == "[]"


def test_every_word_of_the_package_leads_to_what_its_home_calls_the_same() -> None:
    code = "import csp_toolkit as c; print([n for n in c._HOMES if getattr(c, n).__name__ != n])"
    assert in_a_fresh_interpreter(code) == "[]"


def test_a_word_the_package_does_not_have_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="open_raport"):
        csp_toolkit.open_raport  # noqa: B018
