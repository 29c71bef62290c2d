"""The words of columns' names: which tell of a person, which of places and things."""

from __future__ import annotations

import re
import unicodedata


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


NOT_PERSONS = _words(
    "activity agency area authority band board body borough brand category change city class column",
    "commitment company council country county course csp csv dataset date district division domain",
    "event exercise field file fire force fra frs geography group hub indicator la lad location lookup",
    "lower lsoa ltla mca measure middle month msoa nation neighbourhood oa offence operation organisation",
    "organization outcome output parish park partner partnership pathway pcc pfa place police policy",
    "priority prison product programme project provider publisher railway region report rgn road route",
    "scheme school sector series service sheet site source station status street strategy supplier",
    "table target team territory theme title topic town training type unit utla variable ward wd zone",
)
"""Words that may stand before "name" because they name no person."""
PERSONS = _words(
    "accused aggrieved applicant arrestee carer child client complainant customer defendant detainee",
    "employee father guardian informant kin mother nominal offender parent patient perp perpetrator",
    "person pupil student suspect tenant victim witness",
)
"""Words for one person. Their plurals head counts and are fine."""
LABELS = _words("id ids no num number ref reference initials nominal details detail info")
"""What makes a column about a person one that singles the person out."""
COUNTED = _words("count counts pct percent percentage rate snatch stolen theft thefts total")
"""Words of columns that count: "phone thefts"."""
TRAITS = _words("age ethnicity gender nationality race religion sex sexuality")
"""What describes a person, and beside the reference of a crime points to one."""
GEOGRAPHY = _words("geography geography_code area_code la_code lad_code lsoa_code")
"""Columns beside which a bare "name" is an area's."""

_IDENTIFYING = (
    r"(fore|sur|first|last|middle|maiden|given|family|full|preferred|known|user|nick) ?names?",
    r"known as|initials|next of kin",
    r"d ?o ?b|(date|day) of birth|birth ?(date|day)|dateofbirth",
    r"(home|postal|street|email|full)?addr(ess)?(es)?( (lines?|text|details|of|at|home|postal|work)\b.*)?$",
    r"(house|flat|door) (number|no|name)|uprn",
    r"post ?codes?|postal ?code|pcds?",
    r"(tele|i)?phones?|tel|landline|mobile( (number|no|phone|tel))?|contact (number|no|details)",
    r"e ?mails?",
    r"ni (number|no)|nino|national insurance|nhs (number|no|id)|passport|pnc|cro (number|no)",
    r"(prison|noms|nomis) (number|no|id)|driv(ing|er) licence|vrm|number ?plate|vehicle registration",
)
IDENTIFYING = re.compile("|".join(rf"\b(?:{phrase})(?:$|\b)" for phrase in _IDENTIFYING))
HARMLESS = re.compile(r"post ?code (area|district|sector)|^(number|no|count) of ")
CRIME_REFERENCE = re.compile(
    r"\b(crime|incident|occurrence|investigation|athena|offence) (id|ref|reference|number|no|urn)\b|\burn\b"
)


def split_words(field: str) -> list[str]:
    """A column's name as words: "VictimName2" is victim, name; look-alike letters are undone."""
    normal = unicodedata.normalize("NFKD", field)
    text = "".join(letter for letter in normal if unicodedata.category(letter) not in ("Cf", "Mn"))
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).lower()
    words = (word.strip("0123456789") for word in re.split(r"[^a-z0-9]+", text))
    return [part for word in words if word for part in _unglued(word)]


def _unglued(word: str) -> list[str]:
    """The words of "victimname"; other words are themselves."""
    rest = re.sub(r"names?$", "", word)
    return [rest, "name"] if rest not in ("", word) else [word]
