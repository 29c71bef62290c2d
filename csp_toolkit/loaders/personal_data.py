"""Personal data is kept out: files with columns of it are refused, texts that look like it are dropped.

Columns are judged by their names, in every sheet of a workbook. A column of names is refused unless
what it names is known to be no person ("LSOA name", "Force Name"): an unknown word counts as one.
Values are judged by pattern, in Python and in DuckDB by the same expressions. Messages name columns
and lines, never a value (docs/data-protection.md).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.personal_words import (
    COUNTED,
    CRIME_REFERENCE,
    GEOGRAPHY,
    HARMLESS,
    IDENTIFYING,
    LABELS,
    NOT_PERSONS,
    PERSONS,
    TRAITS,
    split_words,
)
from csp_toolkit.loaders.source import LONGEST_HEADER, Source
from csp_toolkit.loaders.workbook_outline import outline

if TYPE_CHECKING:
    import duckdb

REASON = "looks like personal data"
"""Why a row is rejected for a value; what the value was is not kept."""
LONGEST_NAME = 80
"""Characters of a column's name in a sheet; what is longer is a sentence."""


def find_in_header(fields: Iterable[str]) -> list[str]:
    """The columns that hold personal data by their names, as they are written; none where all is well."""
    named = [(field, split_words(field)) for field in fields]
    areas = any("_".join(words) in GEOGRAPHY for _, words in named)
    found = [field for field, words in named if _is_personal(words, among_areas=areas)]
    references = [field for field, words in named if CRIME_REFERENCE.search(" ".join(words))]
    about = [field for field, words in named if (PERSONS | TRAITS) & set(words)]
    about = [field for field in about if field not in [*references, *found]]
    beside = [*references, *about] if references and about else []
    return list(dict.fromkeys([*found, *beside]))


def _is_personal(words: Sequence[str], *, among_areas: bool) -> bool:
    text = " ".join(words)
    if not words or HARMLESS.search(text) or COUNTED & set(words):
        return False
    if IDENTIFYING.search(text):
        return True
    if len(PERSONS & set(words)) == 1 and (len(words) == 1 or LABELS & set(words)):
        return True
    return _names_a_person(words, among_areas=among_areas)


def _names_a_person(words: Sequence[str], *, among_areas: bool) -> bool:
    """Whether a column says "name" of what is not known to be no person."""
    if not {"name", "names"} & set(words):
        return False
    place = next(place for place, word in enumerate(words) if word in ("name", "names"))
    if words[place + 1 : place + 2] == ["of"]:
        named = [word for word in words[place + 2 :] if word != "the"]
        return not named or named[0] not in NOT_PERSONS
    if place == 0:
        return not (among_areas and len(words) == 1)
    return words[place - 1] not in NOT_PERSONS


def require_no_personal_columns(source: Source) -> None:
    """Raise DataError, naming the columns, where a file's header or any sheet's holds personal data."""
    problems = []
    if source.header and (found := _find_in_first_line(tuple(_published_header(source)))):
        problems.append(_refusal(source, "", found))
    for sheet in outline(source):
        found = [field for row in _header_rows(sheet.rows) for field in find_in_header(row)]
        if found:
            problems.append(_refusal(source, sheet.name, list(dict.fromkeys(found))))
    if problems:
        raise DataError(problems)


@lru_cache(maxsize=256)
def _find_in_first_line(fields: tuple[str, ...]) -> list[str]:
    """The files of a folder mostly have the same columns: what is found in them is found once."""
    return find_in_header(fields)


def _published_header(source: Source) -> list[str]:
    """The first line's fields as they are written."""
    with source.path.open("rb") as file:
        line = file.readline(LONGEST_HEADER).decode("utf-8-sig")
    return next(csv.reader([line]), [])


def _header_rows(rows: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    """The rows of a sheet that head a table: wider than all above, as data and titles are not.

    Below, words of data ("Theft of mobile phone") mean nothing; two columns of persons side by side
    head a second table.
    """
    widest = 0
    for row in rows:
        texts_alone = not any(character.isdigit() for cell in row for character in cell)
        if _may_be_header(row) and (len(row) > widest or (texts_alone and len(find_in_header(row)) >= 2)):
            yield row
        widest = max(widest, len(row))


def _may_be_header(row: Sequence[str]) -> bool:
    """Two short texts at least, and no pair of label and value.

    A cover sheet says "Email" and then an address: whom to ask about published figures is no secret.
    """
    if len(row) == 2 and (row[0].endswith(":") or re.search(r"[0-9@]", row[1])):
        return False
    return len(row) >= 2 and all(len(cell) <= LONGEST_NAME for cell in row)


def _refusal(source: Source, sheet: str, found: Sequence[str]) -> Problem:
    columns = ", ".join(f'"{_shown(field)}"' for field in found)
    where = f'sheet "{sheet}" of this file' if sheet else "this file"
    return Problem(
        f"{where} has columns that look like personal data: {columns}",
        source.path,
        hint="Nothing of it was stored. Delete these columns at the source, then send and ingest it again.",
    )


def _shown(field: str) -> str:
    """A column's name, shortened: what stands in a header row by mistake may be a value."""
    return field if len(field) <= 40 else field[:40] + "..."


_AREAS = (
    "A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE|K[ATWY]|"
    "L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE"
)
_DATE = r"[0-9]{1,2}(?:st|nd|rd|th)?[/. -]{1,2}(?:[0-9]{1,2}|[A-Z][a-z]+)[/. -]{1,2}"
# Written for both re and RE2: no looking around, ASCII only; a space may be one that does not break.
_TEXTS = {
    "an e-mail address": r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
    "a telephone number": r"(?:\+|\b00)44[ \xa0]?(?:\(0\))?(?:[ \xa0-]?[0-9]){9,10}\b"
    r"|(?:^|[^A-Za-z0-9.,/-])\(?0(?:7(?:[ \xa0-]?[0-9]){9}|[1238][0-9]{1,3}\)?(?:[ \xa0-]?[0-9]{3,4}){2})\b",
    "a postcode": rf"(?i:\b(?:{_AREAS})[0-9][A-Z0-9]?[ \xa0]?[0-9][ABD-HJLNP-UW-Z]{{2}}\b)",
    "a National Insurance number": (
        r"(?i:\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:[ \xa0-]?[0-9]{2}){3}[ \xa0-]?[A-D]\b)"
    ),
    "a date of birth": r"(?i:\b(?:d\.?o\.?b|date of birth|birthday|born)\b[^0-9]{0,20}[0-9]{1,4}[/. -])"
    rf"|\b[A-Z][a-z'-]+,?[ \xa0][A-Z][A-Za-z'-]+[^A-Za-z0-9]{{1,4}}{_DATE}(?:19[0-9][0-9]|200[0-9])\b",
    "a person's name": r"\b(?:Mr|Mrs|Ms|Miss|Mx)\.?[ \xa0][A-Z][A-Za-z'-]*",
}
_VALUES = {kind: re.compile(pattern, re.ASCII) for kind, pattern in _TEXTS.items()}


def looks_personal(text: str) -> str | None:
    """What personal data a text looks like it holds ("an e-mail address"), or None. Never says the text."""
    return next((kind for kind, pattern in _VALUES.items() if pattern.search(text)), None)


def personal_data_sql(column: str) -> str:
    """The condition in DuckDB's SQL under which a text column looks like personal data; none never does."""
    patterns = "|".join(f"(?:{pattern})" for pattern in _TEXTS.values()).replace("'", "''")
    return f"regexp_matches(coalesce({column}::VARCHAR, ''), '{patterns}')"


def reject_personal(connection: duckdb.DuckDBPyConnection, columns: Iterable[str]) -> int:
    """Move rows of ``taken`` whose text looks like personal data to the rejects, without the text.

    To be called before any other rule rejects a row, so that no other keeps the text.
    """
    moved = 0
    for column in columns:
        condition = personal_data_sql(column)
        connection.execute(
            f"INSERT INTO rejects SELECT line, '{column}', ?, '', 1 FROM taken WHERE {condition}", [REASON]
        )
        moved += int(connection.execute(f"DELETE FROM taken WHERE {condition}").fetchall()[0][0])
    return moved
