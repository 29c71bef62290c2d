"""Where each dataset is published: the library's list, and a project's own entries over it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from csp_toolkit.errors import ParameterError, Problem, suggest
from csp_toolkit.fetch.addresses import Reach
from csp_toolkit.fetch.contents import Content
from csp_toolkit.parameters.fields import Text, refuse
from csp_toolkit.parameters.reading import load_settings
from csp_toolkit.parameters.settings import Settings

OWN_FILE = "publishers.yaml"
"""In a project's ``parameters/``: entries that stand in for the library's."""

_HERE = Path(__file__).parent / "publishers.yaml"


def _check_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise refuse(f'"{text}" is not a pattern ({error}).', "Write a regular expression.") from None
    return text


class Publisher(Settings):
    """Somebody who publishes: the address that paths are added to, and the hosts that files may lie on."""

    name: Text
    base: Text
    hosts: tuple[Text, ...] = ()
    last_confirmed: Text = Field(description='The day a person last saw that this works, or "not confirmed".')


class Published(Settings):
    """One dataset as it is published.

    ``how``: a monthly ``archive``, a ``link`` on a landing page, or a ``table`` behind a query service.
    """

    title: Text
    publisher: Text
    how: Literal["archive", "link", "table"]
    content: Content
    path: Text
    largest_bytes: int = Field(gt=0)
    columns: tuple[Text, ...] = ()
    months_path: Text | None = None
    months_held: int = Field(default=36, gt=0)
    member_kind: Text | None = None
    file_pattern: Annotated[Text, AfterValidator(_check_pattern)] | None = None
    example: Text | None = None

    @model_validator(mode="after")
    def _holds_what_its_kind_needs(self) -> Published:
        needed: dict[str, dict[str, object]] = {
            "archive": {"months_path": self.months_path, "member_kind": self.member_kind},
            "link": {"file_pattern": self.file_pattern, "example": self.example},
            "table": {"columns": self.columns},
        }
        missing = [name for name, value in needed[self.how].items() if not value]
        if missing:
            raise refuse(f'how: "{self.how}" needs {" and ".join(missing)}.', "See docs/fetch.md.")
        return self


class _File(Settings):
    publishers: dict[str, Publisher] = Field(default_factory=dict)
    datasets: dict[str, Published] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Publishers:
    """Everything that can be fetched, and from whom."""

    publishers: dict[str, Publisher]
    datasets: dict[str, Published]

    def dataset(self, name: str) -> Published:
        """Where a dataset is published. Raises ParameterError for one that is not on the list."""
        if name not in self.datasets:
            hint = suggest(name, list(self.datasets)) or "Known: " + ", ".join(self.datasets)
            raise ParameterError(Problem(f'"{name}" cannot be fetched', hint=hint))
        return self.datasets[name]

    def loaded_as(self, name: str) -> str | None:
        """The only dataset to take in of what was fetched; None: whatever it is recognised as."""
        return name if self.dataset(name).how == "archive" else None

    def reach(self, dataset: Published, base_url: str | None = None) -> Reach:
        """The addresses that may be asked for a dataset; ``base_url`` stands in for the publisher's."""
        publisher = self.publishers[dataset.publisher]
        return Reach(base_url or publisher.base, publisher.hosts)


def check_publishers(parameters: Path) -> list[Problem]:
    """Every problem in a project's own list of publishers; none where it has no such list."""
    try:
        load_publishers(parameters)
    except ParameterError as error:
        return list(error.problems)
    return []


def load_publishers(parameters: Path | None = None) -> Publishers:
    """The library's list, with the entries of ``publishers.yaml`` in this folder instead of its own.

    Raises ParameterError with every problem in the project's file.
    """
    ours, own = load_settings(_File, _HERE), _File()
    path = parameters / OWN_FILE if parameters else None
    if path and path.is_file():
        own = load_settings(_File, path, Path(path.parent.name) / OWN_FILE)
    both = Publishers({**ours.publishers, **own.publishers}, {**ours.datasets, **own.datasets})
    problems = [
        Problem(f'dataset "{name}" names the publisher "{dataset.publisher}", which is not listed', path)
        for name, dataset in both.datasets.items()
        if dataset.publisher not in both.publishers
    ]
    if problems:
        raise ParameterError(problems)
    return both
