"""Disclosure policies: which counts an audience may see, and how exactly; read from ``policies.yaml``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Self

from pydantic import Field, model_validator

from csp_toolkit.errors import ParameterError, Problem, suggest
from csp_toolkit.parameters import load_settings
from csp_toolkit.parameters.fields import Text, refuse
from csp_toolkit.parameters.settings import Settings

POLICIES_FILE = Path(__file__).with_name("policies.yaml")

WIDTH_WITHOUT_RULE = 10
"""How wide a reader's best interval for a withheld figure stays where no rule on small counts says more."""


class Policy(Settings):
    """What is shown of a count: withheld from 1 to ``small_up_to``, else to the nearest ``nearest``.

    Zero always stays. ``rule`` and ``source`` are in words, ``confirmed`` says whether a person read the rule
    in its source, and ``sentence`` stands on the page.
    """

    id: Text
    rule: Text
    small_up_to: int = Field(ge=0)
    nearest: int = Field(ge=1)
    withholds_all: bool
    source: Text
    confirmed: bool
    sentence: Text

    @model_validator(mode="after")
    def _rounds_nothing_to_none(self) -> Self:
        largest = (self.nearest - 1) // 2
        if self.small_up_to < largest:
            message = f'policy "{self.id}" would round {largest} to 0, which says that there were none.'
            raise refuse(message, f"Let small_up_to be {largest} at least.")
        return self

    @property
    def changes_nothing(self) -> bool:
        """Whether every count may be shown as it is."""
        return not self.withholds_all and self.small_up_to == 0 and self.nearest == 1

    @property
    def width(self) -> int:
        """The least width of a reader's interval for a withheld figure, as wide as the small counts lie."""
        return self.small_up_to - 1 if self.small_up_to > 1 else WIDTH_WITHOUT_RULE

    def is_small(self, count: int) -> bool:
        """Whether the rule withholds a count of this size."""
        return 1 <= count <= self.small_up_to


class _File(Settings):
    policies: tuple[Policy, ...]

    @model_validator(mode="after")
    def _lists_each_once(self) -> Self:
        times = Counter(policy.id for policy in self.policies)
        repeated = [name for name, number in times.items() if number > 1]
        if repeated:
            raise refuse(f'policy "{repeated[0]}" is there twice.', "Give each policy an id of its own.")
        return self


@cache
def load_policies(file: Path = POLICIES_FILE) -> Mapping[str, Policy]:
    """The policies by id, in the order of the file. Raises ``ParameterError`` with every problem in it."""
    listed = load_settings(_File, file, Path(file.name)).policies
    return MappingProxyType({policy.id: policy for policy in listed})


def check_policies(file: Path = POLICIES_FILE) -> list[Problem]:
    """Every problem in the file of policies, with its line; none where it can be used."""
    try:
        load_policies(file)
    except ParameterError as error:
        return list(error.problems)
    return []


def get_policy(policy_id: str) -> Policy:
    """The policy of this id. Raises ``ParameterError`` with the nearest id otherwise."""
    policies = load_policies()
    if policy_id not in policies:
        message = f'"{policy_id}" is not a disclosure policy'
        raise ParameterError(Problem(message, hint=suggest(policy_id, list(policies))))
    return policies[policy_id]
