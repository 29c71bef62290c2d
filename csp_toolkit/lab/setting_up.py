"""One command's worth of set-up: git for notebooks, schemas for editors, JupyterLab's menu in words."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from csp_toolkit.lab.git_setup import set_up_git
from csp_toolkit.parameters import Project, write_schemas
from csp_toolkit.plan.schema import write_plan_schema

EXTENSION = "csp-toolkit"
SCRIPTS = ("remoteEntry.js", "new_report.js", "yaml_completion.js", "schema_words.js", "charts.js")


def set_up(project: Project, environment: Path | None = None) -> list[str]:
    """Set up all of it; gives back a line for each thing changed. Run twice it changes nothing.

    ``environment`` is where JupyterLab looks for extensions; else the one this interpreter is in. Raises
    ``ParameterError`` where git, a clone or the tools are missing: the rest has been set up then.
    """
    environment = environment or Path(sys.prefix)
    extensions = environment / "share" / "jupyter" / "labextensions"
    return [
        *_write_changed(_extension_files(), extensions / EXTENSION, "JupyterLab"),
        *_write_changed(_server_files(), environment / "etc" / "jupyter", "JupyterLab"),
        *_set_up_schemas(project),
        *set_up_git(project.root),
    ]


def _extension_files() -> Iterator[tuple[str, bytes]]:
    own = files("csp_toolkit.lab") / "jupyterlab_extension"
    yield "package.json", (own / "package.json").read_bytes()
    for script in SCRIPTS:
        yield f"static/{script}", (own / "static" / script).read_bytes()
    fonts = files("csp_toolkit") / "rendering" / "templates" / "fonts"
    for face in ("regular", "bold", "italic"):
        name = f"csp-report-sans-{face}.woff2"
        yield f"static/{name}", (fonts / name).read_bytes()


def _server_files() -> Iterator[tuple[str, bytes]]:
    name = "jupyter_server_config.d/csp_toolkit.json"
    yield name, (files("csp_toolkit.lab") / name).read_bytes()


def _write_changed(contents: Iterator[tuple[str, bytes]], folder: Path, subject: str) -> list[str]:
    changed = []
    for name, data in contents:
        path = folder / name
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            changed.append(f"{subject}: {path.as_posix()}")
    return changed


def _set_up_schemas(project: Project) -> list[str]:
    folder = project.parameters / "schemas"
    before = {path.name: path.read_bytes() for path in folder.glob("*.json")}
    write_schemas(folder)
    write_plan_schema(folder)
    return [
        f"schemas: {project.shown(path).as_posix()}"
        for path in sorted(folder.glob("*.json"))
        if before.get(path.name) != path.read_bytes()
    ]
