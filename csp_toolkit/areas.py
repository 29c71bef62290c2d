"""Areas as they stood in a year, the partnerships made of them, and how a name finds one.

Geography is vintaged data: nothing here knows an area by name or code. A community safety
partnership covers one district or more, and a district may belong to more than one partnership
(four share Buckinghamshire), in which case the district's figures cannot be split among them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from csp_toolkit.errors import DataError, ParameterError, Problem, suggest

AreaKind = Literal["lsoa", "ward", "district", "csp", "police_force", "country"]
AREA_KINDS: tuple[str, ...] = get_args(AreaKind)


@dataclass(frozen=True, slots=True)
class Area:
    """A geography of one kind, by its official code, as it stood in the year ``vintage``.

    Raises ``ValueError`` for an unknown kind or an empty code or name.
    """

    code: str
    name: str
    kind: AreaKind
    vintage: int

    def __post_init__(self) -> None:
        if self.kind not in AREA_KINDS:
            raise ValueError(f'"{self.kind}" is not a kind of area ({", ".join(AREA_KINDS)})')
        if not self.code.strip() or not self.name.strip():
            raise ValueError(f'an area needs a code and a name, not "{self.code}" and "{self.name}"')


@dataclass(frozen=True, slots=True)
class Partnership:
    """A community safety partnership: its area, the districts it covers and its police force area.

    ``shares_district`` is True when one of its districts also belongs to another partnership:
    figures published by district then describe more than this partnership.
    """

    area: Area
    districts: tuple[Area, ...]
    police_force: Area
    shares_district: bool

    @property
    def code(self) -> str:
        """The code of the CSP area, such as ``E22000258``."""
        return self.area.code

    @property
    def name(self) -> str:
        """The name of the CSP area."""
        return self.area.name

    @property
    def slug(self) -> str:
        """The name as commands, files and paths spell it: ``castle-point``."""
        return slug_of(self.name)


def slug_of(name: str) -> str:
    """Lower-case ASCII letters and digits of a name, with one hyphen for anything between them."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


_ROW_KEYS = ("district_code", "district_name", "csp_code", "csp_name", "force_code", "force_name")


def build_partnerships(rows: Iterable[Mapping[str, str]], vintage: int) -> tuple[Partnership, ...]:
    """The partnerships of a lookup with one row for each pair of district and CSP, sorted by code.

    Each row holds ``district_code``, ``district_name``, ``csp_code``, ``csp_name``, ``force_code``
    and ``force_name``; ``vintage`` is the year the lookup describes. Repeated rows count once.

    Raises ``DataError``, with every problem, for a row that lacks a value, a code with two names
    or a partnership in two police force areas.
    """
    table = [dict(row) for row in rows]
    problems = _check_values(table) or _check_consistency(table)
    if problems:
        raise DataError(problems)
    sharing = _collect(table, "district_code", "csp_code")
    members = _group(table, "csp_code")
    return tuple(_build_partnership(members[code], sharing, vintage) for code in sorted(members))


def _build_partnership(
    rows: Sequence[Mapping[str, str]], sharing: Mapping[str, set[str]], vintage: int
) -> Partnership:
    names = {row["district_code"]: row["district_name"] for row in rows}
    return Partnership(
        area=Area(rows[0]["csp_code"], rows[0]["csp_name"], "csp", vintage),
        districts=tuple(Area(code, names[code], "district", vintage) for code in sorted(names)),
        police_force=Area(rows[0]["force_code"], rows[0]["force_name"], "police_force", vintage),
        shares_district=any(len(sharing[code]) > 1 for code in names),
    )


def _check_values(table: Sequence[Mapping[str, str]]) -> list[Problem]:
    return [
        Problem(f"row {number} of the partnership lookup has no {key}")
        for number, row in enumerate(table, start=1)
        for key in _ROW_KEYS
        if not (row.get(key) or "").strip()
    ]


def _check_consistency(table: Sequence[Mapping[str, str]]) -> list[Problem]:
    once = (
        ("district_code", "district_name", "names"),
        ("csp_code", "csp_name", "names"),
        ("force_code", "force_name", "names"),
        ("csp_code", "force_code", "police force areas"),
    )
    return [
        Problem(f"{code} has {len(values)} {words} in the partnership lookup: {', '.join(sorted(values))}")
        for key, value, words in once
        for code, values in sorted(_collect(table, key, value).items())
        if len(values) > 1
    ]


def _collect(table: Iterable[Mapping[str, str]], key: str, value: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in table:
        found[row[key]].add(row[value])
    return found


def _group(table: Iterable[Mapping[str, str]], key: str) -> dict[str, list[Mapping[str, str]]]:
    groups: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in table:
        groups[row[key]].append(row)
    return groups


def find_partnership(partnerships: Iterable[Partnership], name: str) -> Partnership:
    """The partnership with this slug, CSP code (in capitals or not) or exact name.

    Raises ``ParameterError`` with the nearest name as a hint, and where the name is that of a
    district which several partnerships cover, with those.
    """
    partnerships = tuple(partnerships)
    wanted = name.strip()
    found = [p for p in partnerships if wanted.lower() in (p.slug, p.code.lower()) or wanted == p.name]
    if len(found) == 1:
        return found[0]
    if found:
        codes = ", ".join(p.code for p in found)
        raise ParameterError(Problem(f'"{name}" names several partnerships.', hint=f"Write a code: {codes}."))
    raise ParameterError(
        Problem(f'"{name}" is not a partnership.', hint=_partnership_hint(partnerships, wanted))
    )


def _partnership_hint(partnerships: Sequence[Partnership], wanted: str) -> str:
    slug = slug_of(wanted)
    slugs = [p.slug for p in partnerships]
    covering = [p.slug for p in partnerships for d in p.districts if slug == slug_of(d.name)]
    if slug not in slugs and covering:
        return f"That district is covered by: {', '.join(covering)}."
    near = suggest(slug, slugs)
    return near or "Write a slug such as castle-point, or a CSP code; csp list partnerships names them all."


# The police force area and the force are spelt differently; each pair is one force.
_FORCE_ALIASES = {"hampshire and isle of wight": "hampshire"}
_FORCE_ENDING = re.compile(r"( police service| police| constabulary)$")


def force_matches(force_name: str, reported_by: str) -> bool:
    """Whether a force that police.uk names in "Reported by" is that of an ONS police force area.

    "Devon & Cornwall" and "Devon & Cornwall Police" are one, as are "London, City of" and "City of
    London Police". Names must agree whole: "South Yorkshire" is not "Yorkshire".
    """
    return _plain_force(force_name) == _plain_force(reported_by)


@cache
def _plain_force(name: str) -> str:
    head, _, tail = name.lower().replace("&", " and ").partition(",")
    words = re.sub(r"[^a-z0-9]+", " ", f"{tail} {head}").strip()
    plain = _FORCE_ENDING.sub("", words)
    return _FORCE_ALIASES.get(plain, plain)
