"""The folder that a partnership's analysts work in, and the parameter files it holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from csp_toolkit.errors import ParameterError, Problem, suggest
from csp_toolkit.parameters.located_yaml import read_yaml
from csp_toolkit.parameters.reading import load_settings
from csp_toolkit.parameters.settings import PackSettings, PartnershipSettings, RunSettings


def find_project(start: Path | None = None) -> Project:
    """The nearest folder, from ``start`` (default: the current one) upwards, that is a project.

    A project holds both ``notebooks/`` and ``parameters/``. Raises ``ParameterError`` where none is.
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "notebooks").is_dir() and (folder / "parameters").is_dir():
            return Project(folder)
    hint = "Go to the folder that holds notebooks/ and parameters/."
    raise ParameterError(Problem(f"{start.as_posix()} is not in a project.", hint=hint))


class RunName(NamedTuple):
    """What the name of a run's file says: ``thurrock_2024-25-q4_quarterly_performance``."""

    partnership: str
    period: str
    report: str


def parse_run_name(name: str) -> RunName | None:
    """The slugs of partnership and period and the report in the name of a run; None where it lacks one."""
    parts = name.split("_", maxsplit=2)
    return RunName(*parts) if len(parts) == 3 and all(parts) else None


@dataclass(frozen=True, slots=True)
class Project:
    """Where notebooks, parameters, outputs and data are, and what the parameters say.

    Every method that reads a file raises ``ParameterError`` with all of its problems; messages name
    files as they are called from ``root``.
    """

    root: Path

    @property
    def notebooks(self) -> Path:
        """One notebook for each report."""
        return self.root / "notebooks"

    @property
    def parameters(self) -> Path:
        """``partnerships/``, ``plans/``, ``packs/`` and ``runs/``."""
        return self.root / "parameters"

    @property
    def outputs(self) -> Path:
        """Where reports are written; may not exist yet."""
        return self.root / "outputs"

    @property
    def data(self) -> Path:
        """The store of this project; may not exist yet."""
        return self.root / "data"

    def shown(self, path: Path) -> Path:
        """A path as messages spell it: from the root of the project where it lies inside."""
        return path.relative_to(self.root) if path.is_relative_to(self.root) else path

    def files(self, kind: str) -> dict[str, Path]:
        """The YAML files of a folder of ``parameters/`` by their names without ending, sorted."""
        return {path.stem: path for path in sorted((self.parameters / kind).glob("*.yaml"))}

    def report_names(self) -> tuple[str, ...]:
        """The reports there are: the names of the notebooks, sorted."""
        return tuple(sorted(path.stem for path in self.notebooks.glob("*.ipynb")))

    def packs(self) -> tuple[str, ...]:
        """The names of the packs, sorted."""
        return tuple(self.files("packs"))

    def runs(self) -> tuple[str, ...]:
        """The names of the runs, sorted."""
        return tuple(self.files("runs"))

    def pack(self, name: str) -> PackSettings:
        """The settings of a pack."""
        path = self._file("packs", "pack", name)
        return load_settings(PackSettings, path, self.shown(path))

    def run(self, name: str) -> RunSettings:
        """The parameters of a run."""
        path = self._file("runs", "run", name)
        return load_settings(RunSettings, path, self.shown(path))

    def partnership_settings(self, slug_or_code: str) -> PartnershipSettings:
        """The settings of a partnership; where no file is about it, everything but its name is left out.

        A file is about the partnership that it is named for or whose code it holds.
        """
        path = self._partnership_file(slug_or_code.strip())
        if path is None:
            return PartnershipSettings(partnership=slug_or_code)
        return load_settings(PartnershipSettings, path, self.shown(path))

    def _partnership_file(self, name: str) -> Path | None:
        files = self.files("partnerships")
        if name.lower() in files:
            return files[name.lower()]
        about = (path for path in files.values() if _partnership_in(path).lower() == name.lower())
        return next(about, None)

    def _file(self, folder: str, kind: str, name: str) -> Path:
        files = self.files(folder)
        if name not in files:
            hint = suggest(name, list(files)) or f"Those that exist: {', '.join(files) or 'none'}."
            raise ParameterError(Problem(f'"{name}" is not a {kind}.', hint=hint))
        return files[name]


def _partnership_in(path: Path) -> str:
    return str(read_yaml(path).value.get("partnership", ""))
