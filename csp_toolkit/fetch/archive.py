"""The data.police.uk archive: one zip a month, each with three years of files for every force.

Which months exist is asked of the API. It answers a month that nobody supplied with 200 and ``[]``,
and a force that supplied nothing has no file in the archive: both mean missing, never zero.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from csp_toolkit.errors import CspError, DataError, Problem, suggest
from csp_toolkit.fetch.addresses import shown
from csp_toolkit.fetch.client import CHUNK
from csp_toolkit.loaders.archives import archive_members
from csp_toolkit.loaders.origin import Origin, write_origin
from csp_toolkit.loaders.source import Source
from csp_toolkit.periods import Month, parse_month

_MEMBER = re.compile(r"(?:.*/)?(\d{4}-\d\d)-([a-z0-9-]+?)-(street|outcomes|stop-and-search)\.csv")


def read_months(body: bytes, address: str) -> list[Month]:
    """The months with data, sorted, from the API's list. Raises DataError for an empty or a strange one."""
    try:
        months = sorted({parse_month(entry["date"]) for entry in json.loads(body)})
    except (CspError, ValueError, TypeError, KeyError) as error:
        hint = "The API seems to have changed: see docs/fetch.md."
        raise DataError(
            Problem(f"{shown(address)}: is not the list of months ({error})", hint=hint)
        ) from None
    if not months:
        raise DataError(
            Problem(
                f"{shown(address)}: the publisher lists no month at all ([])",
                hint="That is a fault there, not an absence of crime: nothing was taken. Try again later.",
            )
        )
    return months


def wanted_months(
    supplied: list[Month], first: Month | None, last: Month | None
) -> tuple[list[Month], list[Month]]:
    """The months asked for that are supplied, and those that are not; all that are where none is asked for.

    Raises DataError where none is supplied.
    """
    if first is None and last is None:
        return supplied, []
    begin, end = first or supplied[0], last or supplied[-1]
    asked = [begin]
    while asked[-1] < end:
        asked.append(asked[-1].plus(1))
    held = set(supplied)
    absent = [month for month in asked if month not in held]
    if len(absent) == len(asked):
        hint = f"It has {supplied[0]} to {supplied[-1]}. A month that is not supplied is missing, not zero."
        raise DataError(Problem(f"data.police.uk has nothing for {describe_months(asked)}", hint=hint))
    return [month for month in asked if month in held], absent


def needed_archives(newest: Month, months: list[Month], held: int) -> list[Month]:
    """The archives that hold these months, newest first: as few as there can be, as new as there can be."""
    needed, end = [], newest
    while end >= months[0]:
        start = end.plus(1 - held)
        if any(start <= month <= end for month in months):
            needed.append(end)
        end = end.plus(-held)
    return needed


def describe_months(months: list[Month]) -> str:
    """Months in a few words: one, a run, or a list."""
    if len(months) == 1:
        return str(months[0])
    run = months[-1] == months[0].plus(len(months) - 1)
    return f"{months[0]} to {months[-1]}" if run else ", ".join(str(month) for month in months)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which files of an archive are wanted: of these months (None: all), of one force (None: all)."""

    kind: str
    months: frozenset[Month] | None = None
    force: str | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out but files of other kinds."""
        return self.months is None and self.force is None


@dataclass(frozen=True, slots=True)
class _Member:
    info: zipfile.ZipInfo
    month: Month
    force: str
    kind: str

    @property
    def name(self) -> str:
        """A name of ours: the archive's own paths are not written to."""
        return f"{self.month}-{self.force}-{self.kind}.csv"


def _members(path: Path) -> Iterator[_Member]:
    for info in archive_members(Source(path, path.name)):
        if found := _MEMBER.fullmatch(info.filename):
            yield _Member(info, parse_month(found[1]), found[2], found[3])


def unpack(path: Path, origin: Origin, choice: Choice) -> tuple[list[Path], list[str]]:
    """The chosen files of an archive, unpacked beside it, and a note for each month that lacks one.

    Raises DataError for a force that the archive does not know, a damaged member or an absurd size.
    """
    members = [member for member in _members(path) if member.kind == choice.kind]
    forces = sorted({member.force for member in members})
    if choice.force is not None and choice.force not in forces:
        hint = suggest(choice.force, forces) or f"Forces in it: {', '.join(forces) or 'none'}."
        raise DataError(
            Problem(f'no {choice.kind} file of "{choice.force}" is in this archive', path, hint=hint)
        )
    chosen = [
        member
        for member in members
        if choice.force in (None, member.force) and (choice.months is None or member.month in choice.months)
    ]
    files = [_unpack_member(path, origin, member) for member in chosen]
    return files, _absences(chosen, choice)


def _absences(chosen: list[_Member], choice: Choice) -> list[str]:
    absent = sorted((choice.months or frozenset()) - {member.month for member in chosen})
    who = f"{choice.force} supplied" if choice.force else "nobody supplied"
    what = f"no {choice.kind} file" if choice.force else f"a {choice.kind} file"
    return [f"{who} {what} for {describe_months(absent)}: missing, not zero"] if absent else []


def _unpack_member(path: Path, origin: Origin, member: _Member) -> Path:
    """One member beside the archive, whole or not at all, with the record of where it came from."""
    target = path.with_suffix("") / member.name
    target.parent.mkdir(exist_ok=True)
    part, digest = target.with_name(target.name + ".part"), hashlib.sha256()
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member.info) as packed, part.open("wb") as out:
            while chunk := packed.read(CHUNK):
                digest.update(chunk)
                out.write(chunk)
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error) as error:
        part.unlink(missing_ok=True)
        raise DataError(Problem(f'"{member.info.filename}" cannot be unpacked ({error})', path)) from None
    size = part.stat().st_size
    os.replace(part, target)
    inside = replace(origin, member=member.info.filename, sha256=digest.hexdigest(), bytes=size, earlier=())
    write_origin(target, inside)
    return target
