"""What a report is made from, as one digest: the same digest, the same documents.

It covers the toolkit's own files and the libraries under it, the notebook, the parameters, the plans and
settings of the partnership, and of the store every edition that can have a say in its figures.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from importlib import metadata
from pathlib import Path

from csp_toolkit.areas import Partnership, find_partnership, force_matches
from csp_toolkit.errors import ParameterError
from csp_toolkit.parameters import Project
from csp_toolkit.report.data_held import AREA, BY_FORCE, TRANSPORT_POLICE
from csp_toolkit.runs import Run, notebook_path
from csp_toolkit.store import Edition, Store

READS_BY_ITSELF = re.compile(
    r"csp_toolkit\.\w|duckdb|read_(csv|excel|parquet|json)|open\(|\.(figures|store)\b"
)
"""What stands in a notebook that reads more than its report's verbs do: all of the store counts then."""


@cache
def code_digest() -> str:
    """A digest of the package's files, and of the versions of the libraries that it asks for."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256(json.dumps(_libraries()).encode())
    for path in sorted(package.rglob("*")):
        if path.is_file() and path.suffix != ".pyc" and ".mypy_cache" not in path.parts:
            content = path.read_bytes()
            digest.update(f"{path.relative_to(package).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _libraries() -> list[tuple[str, str]]:
    """The libraries that pyproject.toml names, those of extras left out, with their versions."""
    try:
        asked = metadata.requires("csp-toolkit") or []
    except metadata.PackageNotFoundError:
        return []
    names = (re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in asked if "extra ==" not in line)
    return [(name, metadata.version(name)) for name in sorted(names)]


class Sources:
    """Digests for the reports of one project and store."""

    def __init__(self, project: Project, store: Store, partnerships: Sequence[Partnership]) -> None:
        self._project = project
        self._store = store
        self._partnerships = tuple(partnerships)

    def digest_of(self, run: Run) -> str:
        """The digest of all that this report is made from. Raises ParameterError for wrong settings."""
        notebook = notebook_path(self._project, run.report).read_bytes()
        told = {
            "code": code_digest(),
            "report": run.report,
            "notebook": _digest(notebook),
            "parameters": run.parameters(),
            "formats": sorted(run.formats),
            "interactive": run.interactive,
            "settings": self._settings(run.partnership),
            "data": self._data(run, notebook.decode("utf-8", "replace")),
        }
        return _digest(json.dumps(told, sort_keys=True).encode())

    def _settings(self, partnership: Partnership) -> dict[str, str]:
        """Its own file, and its plans of every year: a quarter looks back into the year before."""
        own = self._project.partnership_settings(partnership.slug)
        plans = self._project.files("plans")
        wanted = [n for n in plans if n.startswith(f"{partnership.slug}_") or n == own.plan]
        return {"own": own.model_dump_json(), **{name: _digest(plans[name].read_bytes()) for name in wanted}}

    def _data(self, run: Run, notebook: str) -> str:
        if READS_BY_ITSELF.search(notebook):
            return _digest_of_editions(self._store.editions)
        return self._data_of(run.partnership)

    @cached_property
    def _by_code(self) -> dict[str, str]:
        return {}

    def _data_of(self, partnership: Partnership) -> str:
        if partnership.code not in self._by_code:
            concerned = self._concerned(partnership)
            found = [e for e in self._store.editions if self._is_read(e, concerned)]
            self._by_code[partnership.code] = _digest_of_editions(found)
        return self._by_code[partnership.code]

    def _concerned(self, partnership: Partnership) -> tuple[Partnership, ...]:
        """Whose figures a report of the partnership sets beside its own: its force's and those it names."""
        comparators = self._project.partnership_settings(partnership.slug).comparators
        similar = comparators.most_similar_group if comparators else ()
        peers = [p for p in self._partnerships if p.police_force.code == partnership.police_force.code]
        return (*peers, *(p for name in similar if (p := self._find(name))))

    def _find(self, name: str) -> Partnership | None:
        try:
            return find_partnership(self._partnerships, name)
        except ParameterError:
            return None  # the report says so

    def _is_read(self, edition: Edition, concerned: Sequence[Partnership]) -> bool:
        slices = self._slices[edition.id]
        if edition.dataset in BY_FORCE:
            forces = {p.police_force.name for p in concerned}
            return any(self._is_of_force(name, key) for key in slices for name in forces)
        if edition.dataset == "partner_return":
            return not slices <= self._areas_of_others(concerned)
        if edition.dataset == "delivery_tracker":
            own = {p.slug for p in concerned}
            return any(slug not in self._slugs or slug in own for slug in slices)
        return True

    @cached_property
    def _slices(self) -> dict[str, frozenset[str]]:
        """The part of each edition's slices that says whom they are about, where they are about somebody."""
        place = {**dict.fromkeys(BY_FORCE, 0), "partner_return": AREA, "delivery_tracker": 0}
        found: dict[str, set[str]] = defaultdict(set)
        for edition in self._store.editions:
            for part in edition.slices if edition.dataset in place else ():
                said = part.key[place[edition.dataset]]
                found[edition.id].add(
                    said.rpartition("_")[0] if edition.dataset == "delivery_tracker" else said
                )
        return {edition.id: frozenset(found[edition.id]) for edition in self._store.editions}

    @cached_property
    def _slugs(self) -> frozenset[str]:
        return frozenset(partnership.slug for partnership in self._partnerships)

    def _areas_of_others(self, concerned: Sequence[Partnership]) -> set[str]:
        """Codes of partnerships and districts, but for those concerned; any other code is about them too."""
        return _codes(self._partnerships) - _codes(concerned)

    @staticmethod
    @cache
    def _is_of_force(force: str, reported_by: str) -> bool:
        return reported_by == TRANSPORT_POLICE or force_matches(force, reported_by)


def _codes(partnerships: Iterable[Partnership]) -> set[str]:
    return {code for p in partnerships for code in (p.code, *(district.code for district in p.districts))}


def _digest_of_editions(editions: Sequence[Edition]) -> str:
    """Oldest first, as the newest counts. When they were taken in is no part of it: only in which order."""
    return _digest(json.dumps([(e.dataset, e.id, e.as_at.isoformat()) for e in editions]).encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
