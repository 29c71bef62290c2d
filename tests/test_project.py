"""The project's own files agree with each other: dependencies, locks, environment, what is tracked."""

from __future__ import annotations

import ast
import importlib
import json
import re
import subprocess
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(?: ; (.+?))? \\$", re.MULTILINE)

# Where conda-forge calls a package differently, and what it has that no wheel carries.
CONDA_NAMES = {"python-duckdb": "duckdb", "typst-py": "typst"}
CONDA_ONLY = {"python", "pip", "quarto"}

# Imported through the package that brings it.
COMPANIONS = {"markupsafe": "jinja2", "pydantic-core": "pydantic", "tornado": "jupyter-server"}
# Needed, though no line of ours imports it: the kernel that papermill starts, the way between DuckDB's
# columns and pandas', and the typeface, which is found by its package's place.
NEEDED_WITHOUT_IMPORT = {"ipykernel", "pyarrow", "font-source-sans-pro"}

# Written so that these patterns do not match this file.
REGISTRY_HOST = re.compile(
    r"(p[y]pi[.]org|p[y]thonhosted[.]org|n[p]mjs[.](org|com)|y[a]rnpkg[.]com|deb[.]d[e]bian[.]org|conda[.]a[n]aconda[.]org)"
)
MACHINE_PATH = re.compile(r"(^|[^a-zA-Z0-9_.~])/(w[o]rk/|r[o]ot/|f[a]rm/|h[o]me/|U[s]ers/|t[m]p/\w)")


@cache
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def requirements(*extras: str, runtime: bool = True) -> dict[str, Requirement]:
    project = pyproject()["project"]
    lines = list(project["dependencies"]) if runtime else []
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    parsed = [Requirement(line) for line in lines]
    return {canonicalize_name(requirement.name): requirement for requirement in parsed}


@cache
def pins(lock: str) -> dict[str, str]:
    found = PIN.findall((ROOT / lock).read_text(encoding="utf-8"))
    return {canonicalize_name(name): version for name, version, _marker in found}


def environment() -> dict[str, str]:
    """Package to bound, under the names of pyproject.toml; conda and pip sections together."""
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    lines = [line for line in listed if isinstance(line, str)]
    for section in listed:
        if isinstance(section, dict):
            lines += [line for line in section["pip"] if line != "--editable ."]
    parsed = [Requirement(line) for line in lines]
    return {CONDA_NAMES.get(name.name, canonicalize_name(name.name)): str(name.specifier) for name in parsed}


@cache
def tracked_files() -> tuple[Path, ...]:
    try:
        listed = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout, so nothing says which files belong to the project")
    files = (ROOT / name for name in listed.split("\0") if name)
    return tuple(file for file in files if file.is_file())


def text_lines(files: Iterable[Path]) -> Iterable[tuple[str, str]]:
    for file in files:
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            yield f"{file.relative_to(ROOT)}:{number}", line


def test_conda_and_pip_install_the_same_packages_with_the_same_bounds() -> None:
    declared = {name: str(requirement.specifier) for name, requirement in requirements("lab", "docx").items()}
    assert {name: bound for name, bound in environment().items() if name not in CONDA_ONLY} == declared


def test_the_environment_has_the_oldest_python_of_the_project_and_quarto() -> None:
    assert environment()["python"] == pyproject()["project"]["requires-python"]
    assert set(environment()) >= CONDA_ONLY


@pytest.mark.parametrize(
    ("lock", "extras"),
    [("requirements.lock", ["lab", "docx"]), ("requirements-dev.lock", ["lab", "docx", "dev"])],
)
def test_a_lock_holds_a_fitting_version_of_everything_declared(lock: str, extras: list[str]) -> None:
    build = [Requirement(line) for line in pyproject()["build-system"]["requires"]]
    wanted = {**requirements(*extras), **{requirement.name: requirement for requirement in build}}
    locked = pins(lock)
    assert {name for name in wanted if name not in locked} == set()
    unfit = {name: locked[name] for name, needed in wanted.items() if locked[name] not in needed.specifier}
    assert unfit == {}


def test_the_tests_run_on_the_versions_of_the_laptop() -> None:
    laptop, tests = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: tests.get(name) for name in laptop} == laptop


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash_and_no_line_is_anything_else(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=\S)", text, flags=re.MULTILINE)
    shape = re.compile(r"[A-Za-z0-9._-]+==[^\s/@]+(?: ; [^\n\\]+)?(?: \\\n    --hash=sha256:[0-9a-f]{64})+\n")
    assert len(pins(lock)) > 100
    assert [block.splitlines()[0] for block in blocks if block and not shape.fullmatch(block)] == []


def imported_packages() -> set[str]:
    names = set()
    for file in (ROOT / "csp_toolkit").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    distributions = packages_distributions()
    found = {canonicalize_name(distributions[name][0]) for name in names if name in distributions}
    return {COMPANIONS.get(name, name) for name in found} - {"csp-toolkit"}


def test_what_the_library_imports_is_declared_and_what_is_declared_is_used() -> None:
    declared = set(requirements("cluster", "docx", "remote"))
    assert declared <= imported_packages() | NEEDED_WITHOUT_IMPORT
    assert imported_packages() | NEEDED_WITHOUT_IMPORT <= declared | set(requirements("lab"))


def test_every_dependency_has_its_reason_beside_it() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = re.search(r"^dependencies = \[\n(.*?)^\]", text, re.DOTALL | re.MULTILINE)
    assert block
    assert [line for line in block[1].splitlines() if not re.search(r'",\s+# .{10,}', line)] == []


def test_commands_and_exporters_point_to_what_exists() -> None:
    project = pyproject()["project"]
    for target in [*project["scripts"].values(), *project["entry-points"]["nbconvert.exporters"].values()]:
        module, _, name = target.partition(":")
        assert callable(getattr(importlib.import_module(module), name)), target


def test_every_data_file_of_the_library_is_packaged() -> None:
    patterns = pyproject()["tool"]["setuptools"]["package-data"]["csp_toolkit"]
    package = ROOT / "csp_toolkit"
    packaged = {file for pattern in patterns for file in package.glob(pattern)}
    data = {file for file in tracked_files() if package in file.parents and file.suffix != ".py"}
    assert data - packaged == set()


def test_no_tracked_file_names_a_registry_host() -> None:
    assert [where for where, line in text_lines(tracked_files()) if REGISTRY_HOST.search(line)] == []


def test_no_tracked_file_names_a_path_of_one_machine() -> None:
    assert [where for where, line in text_lines(tracked_files()) if MACHINE_PATH.search(line)] == []


def test_notebooks_carry_no_outputs() -> None:
    notebooks = [file for file in tracked_files() if file.suffix == ".ipynb"]
    assert notebooks
    for file in notebooks:
        cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        run = [cell["id"] for cell in code if cell["outputs"] or cell["execution_count"] is not None]
        assert run == [], f"{file.name}: strip with nbstripout"


def test_tracked_text_has_unix_line_ends() -> None:
    kept = {ROOT / "tests" / "data"}
    text = [file for file in tracked_files() if not kept & set(file.parents) and file.suffix != ".png"]
    assert [file for file in text if b"\r\n" in file.read_bytes()[:200_000]] == []
