"""How the names of areas are compared where a publisher gives no codes.

Names are brought to one spelling ("London, City of" and "City of London" are one), then to a looser
one without "City of" and the like, which counts only where it is unambiguous. What remains is a
table of aliases, each with its reason and where that comes from.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NameAlias:
    """A published name and the name of the same partnership in the ONS lookup, with the evidence."""

    published: str
    lookup: str
    reason: str
    source: str


PARTNERSHIP_ALIASES = (
    NameAlias(
        "Folkestone and Hythe",
        "Shepway",
        "the district was renamed in April 2018; the lookup keeps the partnership's older name",
        "ONS lookup of districts to partnerships, April 2024: district and partnership side by side",
    ),
    NameAlias(
        "York",
        "City of York",
        "short form",
        "ONS lookup of districts to partnerships, April 2024",
    ),
    NameAlias(
        "Hull",
        "Kingston upon Hull, City of",
        "short form",
        "expert knowledge, not yet seen in a published file",
    ),
    NameAlias(
        "South Worcestershire",
        "South Worcester",
        "the lookup's spelling differs from the partnership's own",
        "expert knowledge, not yet seen in a published file",
    ),
)


def area_key(name: str) -> str:
    """One spelling for a name: lower case, "and" for "&", no punctuation, "City of" from behind a comma."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = plain.replace("&", " and ").replace("'", "").replace("`", "")
    head, comma, tail = plain.partition(",")
    if comma and re.fullmatch(r"\s*(city|county|royal borough|borough) of\s*", tail):
        plain = f"{tail} {head}"
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


_TITLES = re.compile(r"^(the |city of |county of |county |royal borough of |london borough of |borough of )+")


def loose_area_key(name: str) -> str:
    """The key without "City of", "County" and the like before the name proper."""
    key = area_key(name)
    return _TITLES.sub("", key) or key
