"""Names of districts, streets and stations that sound like names and are put together from syllables."""

from __future__ import annotations

from collections.abc import Sequence


def _words(text: str) -> tuple[str, ...]:
    """The words of a text; what stands twice is drawn twice as often, and "~" is a space within one."""
    return tuple(word.replace("~", " ") for word in text.split())


STARTS = _words("""
    Al Ash Bar Beck Bel Brad Bran Brook Bur Cal Car Cher Clay Cold Cor Crow Dal Den Dor East Elm Fal Far
    Fen Gar Glen Green Ha Hal Har Hazel Hol Horn Ken Kings Lan Lang Lin Long Mar May Mel Mil Mor Nor Oak
    Old Or Pen Pres Quar Raven Red Ros Row Sal Sed Shel Stan Stoke Sud Sun Tam Thorn Up Wal Wen Wes Whit
    Win
""")
ENDS = _words("""
    bourne bridge brook bury by by church combe cote dale den don ey field field ford gate grave ham ham
    hill hurst ing ington land leigh ley ling low mead mere mond more mouth ness port ridge sted stone
    thorpe ton ton vale well wick wold wood worth worthy
""")
KINDS_OF_STREET = _words("""
    Road Road Road Road Road Road Close Close Close Close Close Close Avenue Avenue Way Way Lane Lane
    Drive Drive Gardens Court Crescent Place Street Street Mews Hill Grove Chase Walk Green
""")
PLACES = _words("""
    Supermarket Supermarket Supermarket Parking~Area Parking~Area Parking~Area Parking~Area Parking~Area
    Petrol~Station Petrol~Station Shopping~Area Shopping~Area Nightclub Police~Station Hospital
    Sports/Recreation~Area Park/Open~Space Further/Higher~Educational~Building
    Conference/Exhibition~Centre
""")
PLACES_IN_100 = 14


def district_name(number: int) -> str:
    """A district's name: one word, or two for every eighth."""
    word = STARTS[number % len(STARTS)] + ENDS[number // len(STARTS) % len(ENDS)]
    return f"{word} and {STARTS[number % 7]}{ENDS[number % 11]}" if number % 8 == 0 else word


def _list(words: Sequence[str]) -> str:
    return "[" + ", ".join(f"'{word}'" for word in words) + "]"


def _pick(words: Sequence[str], number: str) -> str:
    return f"{_list(words)}[1 + {number} % {len(words)}]"


_WORD = f"{_pick(STARTS, 'c')} || {_pick(ENDS, 'd')}"
CREATE_NAMES = f"""
CREATE OR REPLACE TEMP MACRO hex4(id, place) AS ('0x' || id[place:place + 3])::BIGINT;
CREATE OR REPLACE TEMP MACRO hex8(id, place) AS ('0x' || id[place:place + 7])::BIGINT;
CREATE OR REPLACE TEMP MACRO point_name(c, d, e) AS
    CASE WHEN e % 100 < {PLACES_IN_100} THEN {_pick(PLACES, "d")}
    ELSE {_WORD} || ' ' || {_pick(KINDS_OF_STREET, "e // 100")} END;
CREATE OR REPLACE TEMP MACRO station_name(c, d, e) AS
    {_WORD} || CASE WHEN e % 10 < 4 THEN ' ' || {_pick(STARTS, "e // 10")} || ' Street' ELSE '' END
    || CASE WHEN e % 500 = 0 THEN ', Main Line' ELSE '' END
    || if(e % 10 < 7, ' (Station)', ' (Lu Station)');"""
