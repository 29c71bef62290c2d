"""Rules of areas, of the partnerships made of them and of the names that find one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_toolkit.areas import (
    Area,
    Partnership,
    build_partnerships,
    find_partnership,
    force_matches,
    slug_of,
)
from csp_toolkit.errors import DataError, ParameterError


def row(district: str, csp: str, force: str = "Essex") -> dict[str, str]:
    """A row of a lookup whose codes are made from its names."""
    codes = (f"D-{district.lower()}", f"C-{csp.lower()}", f"F-{force.lower()}")
    return dict(
        zip(
            ("district_code", "csp_code", "force_code", "district_name", "csp_name", "force_name"),
            (*codes, district, csp, force),
            strict=True,
        )
    )


LOOKUP = [
    row("Thurrock", "Thurrock"),
    row("Castle Point", "Castle Point"),
    row("Southend-on-Sea", "Southend-on-Sea"),
    row("Dartford", "Dartford and Gravesham", "Kent"),
    row("Gravesham", "Dartford and Gravesham", "Kent"),
    row("Buckinghamshire", "Chiltern", "Thames Valley"),
    row("Buckinghamshire", "Wycombe", "Thames Valley"),
]


@pytest.fixture
def partnerships() -> tuple[Partnership, ...]:
    return build_partnerships(LOOKUP, vintage=2024)


def test_an_area_has_a_code_a_name_and_a_known_kind() -> None:
    assert Area("E06000034", "Thurrock", "district", 2024).kind == "district"
    with pytest.raises(ValueError, match='"borough" is not a kind of area'):
        Area("E06000034", "Thurrock", "borough", 2024)  # type: ignore[arg-type]
    for code, name in ((" ", "Thurrock"), ("E06000034", "")):
        with pytest.raises(ValueError, match="needs a code and a name"):
            Area(code, name, "district", 2024)


def test_partnerships_are_sorted_by_code_and_carry_the_vintage(
    partnerships: tuple[Partnership, ...],
) -> None:
    codes = [partnership.code for partnership in partnerships]
    assert codes == sorted(codes)
    assert len(codes) == 6
    assert {p.area.vintage for p in partnerships} == {2024}
    assert {p.area.kind for p in partnerships} == {"csp"}


def test_a_partnership_may_cover_two_districts_alone(partnerships: tuple[Partnership, ...]) -> None:
    found = find_partnership(partnerships, "dartford-and-gravesham")
    assert [district.name for district in found.districts] == ["Dartford", "Gravesham"]
    assert found.police_force == Area("F-kent", "Kent", "police_force", 2024)
    assert not found.shares_district


def test_partnerships_of_one_district_share_it(partnerships: tuple[Partnership, ...]) -> None:
    assert [p.slug for p in partnerships if p.shares_district] == ["chiltern", "wycombe"]


def test_a_repeated_row_counts_once() -> None:
    assert build_partnerships(LOOKUP + LOOKUP, vintage=2024) == build_partnerships(LOOKUP, vintage=2024)


def test_the_order_of_rows_does_not_matter() -> None:
    assert build_partnerships(LOOKUP[::-1], vintage=2024) == build_partnerships(LOOKUP, vintage=2024)


def test_every_missing_value_is_reported_with_its_row() -> None:
    broken = [LOOKUP[0], {**LOOKUP[1], "csp_code": " "}, {"csp_code": "C"}]
    with pytest.raises(DataError) as caught:
        build_partnerships(broken, vintage=2024)
    messages = [problem.message for problem in caught.value.problems]
    assert messages[0] == "row 2 of the partnership lookup has no csp_code"
    assert len(messages) == 6


def test_a_code_with_two_names_or_in_two_forces_is_refused() -> None:
    other = {**LOOKUP[0], "csp_name": "Thurock", "force_code": "F-kent", "force_name": "Kent"}
    with pytest.raises(DataError) as caught:
        build_partnerships([LOOKUP[0], other], vintage=2024)
    assert [problem.message for problem in caught.value.problems] == [
        "C-thurrock has 2 names in the partnership lookup: Thurock, Thurrock",
        "C-thurrock has 2 police force areas in the partnership lookup: F-essex, F-kent",
    ]


@pytest.mark.parametrize(
    "name",
    ["castle-point", "CASTLE-POINT", "c-castle point", "C-CASTLE POINT", "Castle Point", " castle-point "],
)
def test_a_partnership_is_found_by_slug_code_or_name(
    partnerships: tuple[Partnership, ...], name: str
) -> None:
    assert find_partnership(partnerships, name).name == "Castle Point"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("thurock", '"thurock" is not a partnership (did you mean "thurrock"?)'),
        ("Southend on Sea", '"Southend on Sea" is not a partnership (did you mean "southend-on-sea"?)'),
        (
            "Buckinghamshire",
            '"Buckinghamshire" is not a partnership.\nThat district is covered by: chiltern, wycombe.',
        ),
        (
            "zzz",
            '"zzz" is not a partnership.\nWrite a slug such as castle-point, or a CSP code; '
            "csp list partnerships names them all.",
        ),
        ("", '"" is not a partnership.\nWrite a slug such as castle-point, or a CSP code; '
            "csp list partnerships names them all."),
    ],
)  # fmt: skip
def test_an_unknown_name_is_refused_with_what_may_have_been_meant(
    partnerships: tuple[Partnership, ...], name: str, text: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        find_partnership(partnerships, name)
    assert str(caught.value) == text


def test_a_name_that_two_partnerships_bear_needs_a_code() -> None:
    twins = build_partnerships([row("A", "Newport"), {**row("B", "Newport"), "csp_code": "X"}], vintage=2024)
    with pytest.raises(ParameterError, match=r"names several partnerships\.\nWrite a code: C-newport, X\."):
        find_partnership(twins, "newport")
    assert find_partnership(twins, "x").code == "X"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Southend-on-Sea", "southend-on-sea"),
        ("Bristol, City of", "bristol-city-of"),
        ("King's Lynn & West Norfolk", "king-s-lynn-west-norfolk"),
        ("Ynys Môn", "ynys-mon"),
    ],
)
def test_a_slug_is_plain_letters_and_hyphens(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@given(st.text())
def test_the_slug_of_a_slug_is_itself(name: str) -> None:
    assert slug_of(slug_of(name)) == slug_of(name)


FORCES = {
    "Avon and Somerset": "Avon and Somerset Constabulary",
    "Bedfordshire": "Bedfordshire Police",
    "Cambridgeshire": "Cambridgeshire Constabulary",
    "Cheshire": "Cheshire Constabulary",
    "Cleveland": "Cleveland Police",
    "Cumbria": "Cumbria Constabulary",
    "Derbyshire": "Derbyshire Constabulary",
    "Devon & Cornwall": "Devon & Cornwall Police",
    "Dorset": "Dorset Police",
    "Durham": "Durham Constabulary",
    "Dyfed-Powys": "Dyfed-Powys Police",
    "Essex": "Essex Police",
    "Gloucestershire": "Gloucestershire Constabulary",
    "Greater Manchester": "Greater Manchester Police",
    "Gwent": "Gwent Police",
    "Hampshire": "Hampshire Constabulary",
    "Hertfordshire": "Hertfordshire Constabulary",
    "Humberside": "Humberside Police",
    "Kent": "Kent Police",
    "Lancashire": "Lancashire Constabulary",
    "Leicestershire": "Leicestershire Police",
    "Lincolnshire": "Lincolnshire Police",
    "London, City of": "City of London Police",
    "Merseyside": "Merseyside Police",
    "Metropolitan Police": "Metropolitan Police Service",
    "Norfolk": "Norfolk Constabulary",
    "North Wales": "North Wales Police",
    "North Yorkshire": "North Yorkshire Police",
    "Northamptonshire": "Northamptonshire Police",
    "Northumbria": "Northumbria Police",
    "Nottinghamshire": "Nottinghamshire Police",
    "South Wales": "South Wales Police",
    "South Yorkshire": "South Yorkshire Police",
    "Staffordshire": "Staffordshire Police",
    "Suffolk": "Suffolk Constabulary",
    "Surrey": "Surrey Police",
    "Sussex": "Sussex Police",
    "Thames Valley": "Thames Valley Police",
    "Warwickshire": "Warwickshire Police",
    "West Mercia": "West Mercia Police",
    "West Midlands": "West Midlands Police",
    "West Yorkshire": "West Yorkshire Police",
    "Wiltshire": "Wiltshire Police",
}


def test_each_of_the_43_forces_matches_its_own_area_and_no_other() -> None:
    assert len(FORCES) == 43
    pairs = {(area, force) for area in FORCES for force in FORCES.values() if force_matches(area, force)}
    assert pairs == set(FORCES.items())


@pytest.mark.parametrize(
    ("area", "reported_by"),
    [
        ("Devon and Cornwall", "Devon & Cornwall Police"),
        ("Avon & Somerset", "Avon and Somerset Constabulary"),
        ("Hampshire", "Hampshire and Isle of Wight Constabulary"),
        ("Hampshire and Isle of Wight", "Hampshire Constabulary"),
        ("essex", "ESSEX POLICE"),
        ("Dyfed Powys", "Dyfed-Powys Police"),
        ("Metropolitan Police", "Metropolitan Police"),
    ],
)
def test_spellings_of_one_force_match(area: str, reported_by: str) -> None:
    assert force_matches(area, reported_by)


@pytest.mark.parametrize(
    ("area", "reported_by"),
    [
        ("Dorset", "Dorsetshire Police"),
        ("South Yorkshire", "Yorkshire Police"),
        ("London, City of", "Metropolitan Police Service"),
        ("Essex", "British Transport Police"),
        ("Essex", "Police Service of Northern Ireland"),
        ("Essex", ""),
    ],
)
def test_a_part_of_a_name_is_another_force(area: str, reported_by: str) -> None:
    assert not force_matches(area, reported_by)


def test_the_published_lookup_gives_314_partnerships_in_43_force_areas(realdata: Path) -> None:
    with (realdata / "geography" / "lookup_ltla24_csp24_pfa24.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        rows = [rename_columns(published) for published in csv.DictReader(file)]
    partnerships = build_partnerships(rows, vintage=2024)
    assert len(partnerships) == len({p.slug for p in partnerships}) == 314
    assert {p.police_force.name for p in partnerships} == set(FORCES)
    sharing = {p.districts[0].name for p in partnerships if p.shares_district}
    assert sum(p.shares_district for p in partnerships) == 21
    assert "Buckinghamshire" in sharing
    assert find_partnership(partnerships, "thurrock").police_force.name == "Essex"


def rename_columns(published: dict[str, str]) -> dict[str, str]:
    columns = {"ltla24": "district", "csp24": "csp", "pfa24": "force"}
    return {
        f"{ours}_{part}": published[f"{theirs}_{part}"]
        for theirs, ours in columns.items()
        for part in ("code", "name")
    }
