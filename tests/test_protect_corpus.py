"""Every broken file is refused, or its rows rejected, in the words approved for it.

Files of text lie in ``data/broken``, named for their dataset and fault; what is binary is made here.
Their approved words stand in ``approved/broken``. After a wanted change of words, read the
difference that pytest shows and put it into the approved file.
"""

from __future__ import annotations

import csv
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hostile_files import (
    DISTRICT,
    STREET,
    in_first_sheet,
    rewrite_zip,
    write_estimates,
    write_open_document,
    write_zip,
)
from population_files import small_area_row, write_small_areas
from recorded_crime_files import NOW, crime_row, write_ods

from csp_toolkit.errors import DataError
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.store import Store, open_store

HERE = Path(__file__).parent
TEXTS = sorted((HERE / "data" / "broken").iterdir())
APPROVED = HERE / "approved" / "broken"
MORE_CASES = ["Ref", "Surname", "Date of birth"]


def replaced_in(part: str, old: bytes, new: bytes) -> Callable[[Path], Path]:
    """Writes a workbook of estimates with one text of one part replaced."""
    return lambda path: rewrite_zip(
        write_estimates(path), lambda name, content: content.replace(old, new) if name == part else content
    )


def cut_short(path: Path) -> Path:
    path.write_bytes(write_estimates(path).read_bytes()[:-200])
    return path


def damaged_member(path: Path) -> Path:
    content = bytearray(write_zip(path, {"2024-01/a.csv": STREET * 50}, zipfile.ZIP_STORED).read_bytes())
    content[100] ^= 0x01
    path.write_bytes(bytes(content))
    return path


def old_workbook(path: Path) -> Path:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)
    return path


MADE: dict[str, Callable[[Path], Path]] = {
    "estimates_year_not_in_the_title.xlsx": lambda path: write_estimates(path, title="Population"),
    "estimates_header_missing.xlsx": lambda path: write_estimates(path, header=["Area", "Persons"]),
    "estimates_an_age_missing.xlsx": lambda path: write_estimates(
        path, header=["Code", "Name", "Geography", "All ages", *range(90)]
    ),
    "estimates_ages_that_do_not_sum.xlsx": lambda path: write_estimates(
        path, [DISTRICT, [*DISTRICT[:3], 911, *DISTRICT[4:]]]
    ),
    "estimates_larger_areas_alone.xlsx": lambda path: write_estimates(
        path, [["E92000001", "ENGLAND", "Country", *DISTRICT[3:]]]
    ),
    "estimates_text_for_a_number.xlsx": lambda path: write_estimates(
        path, [DISTRICT, [*DISTRICT[:10], "[c]", *DISTRICT[11:]]]
    ),
    "estimates_sheet_of_cases.xlsx": lambda path: write_estimates(
        path, more=lambda book: book.add_worksheet("Cases").write_row(0, 0, MORE_CASES)
    ),
    "estimates_cell_in_the_furthest_corner.xlsx": replaced_in(
        "xl/worksheets/sheet1.xml", b'r="A9"', b'r="XFD1048576"'
    ),
    "estimates_document_type.xlsx": replaced_in(
        "xl/sharedStrings.xml", b"<sst", b'<!DOCTYPE x [<!ENTITY a "ha">]><sst'
    ),
    "estimates_text_not_closed.xlsx": replaced_in("xl/sharedStrings.xml", b"</sst>", b""),
    "estimates_macros.xlsm": lambda path: rewrite_zip(
        write_estimates(path), lambda name, part: part, {"xl/vbaProject.bin": b"\0"}
    ),
    "estimates_bomb.xlsx": lambda path: rewrite_zip(
        write_estimates(path), in_first_sheet(b"</worksheet>", b" " * 30_000_000 + b"</worksheet>")
    ),
    "estimates_cut_short.xlsx": cut_short,
    "estimates_old_kind.xls": old_workbook,
    "recorded_crime_not_a_whole_number.ods": lambda path: write_ods(
        path, {"2024_25": [NOW, crime_row(), crime_row(quarter=2, count="[x]"), crime_row(quarter=7)]}
    ),
    "recorded_crime_sheet_of_suspects.ods": lambda path: write_ods(
        path, {"2024_25": [NOW, crime_row()], "Notes": [["Ref", "Suspect", "DOB"], ["1", "Jane Roe", "1987"]]}
    ),
    "small_areas_without_their_ages.xlsx": lambda path: write_small_areas(
        path, {"Mid-2022 LSOA 2021": [small_area_row("E01015921", [])]}, ages=[]
    ),
    "table_document_type.ods": lambda path: write_open_document(
        path, [["a"]], before='<!DOCTYPE x [<!ENTITY a "ha">]>'
    ),
    "archive_bomb.zip": lambda path: write_zip(path, {"a.csv": b"0" * 20_000_000}),
    "archive_leading_out_of_its_folder.zip": lambda path: write_zip(path, {"../../a.csv": STREET}),
    "archive_in_an_archive.zip": lambda path: write_zip(path, {"latest.zip": b"PK", "older.zip": b"PK"}),
    "archive_damaged_member.zip": damaged_member,
    "archive_without_tables.zip": lambda path: write_zip(path, {"read me.txt": "hello"}),
    "archive_broken_street_file.zip": lambda path: write_zip(
        path, {"2024-01/a.csv": STREET.splitlines()[0] + "\n", "2024-02/b.csv": STREET}
    ),
}


def written(name: str, folder: Path) -> Path:
    """The broken file of this name, in a folder of its own."""
    folder.mkdir()
    if name in MADE:
        return MADE[name](folder / name)
    return Path(shutil.copy(HERE / "data" / "broken" / name, folder / name))


def what_is_said(store: Store, path: Path) -> str:
    """The message of the refusal, or rows and rejected rows with their reasons."""
    message = ""
    try:
        ingest(store, [path])
    except DataError as error:
        message = str(error).replace(path.as_posix(), "<file>").partition("\nRecognised are: ")[0] + "\n"
        # How small something packs, and where XML ends, is the packer's and the writer's affair.
        message = re.sub(r"unpack from [0-9,]+ to [0-9,]+", "unpack from ... to ...", message)
        message = re.sub(r"line [0-9]+, column [0-9]+", "line ..., column ...", message)
    return message + "".join(
        f"{edition.dataset}: {edition.rows} stored, {edition.rejected} rejected\n"
        + "".join(rejected_rows(store.file(edition, "rejects.csv")))
        for edition in store.editions
    )


def rejected_rows(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            f"  line {row['line']}  {row['column'] or '(row)'}: {row['reason']}  {row['text']!r}\n"
            for row in csv.DictReader(file)
        ]


NAMES = sorted([*MADE, *(path.name for path in TEXTS)])


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_file_is_refused_in_the_approved_words(name: str, tmp_path: Path) -> None:
    store = open_store(tmp_path / "store", create=True)
    said = what_is_said(store, written(name, tmp_path / "in"))
    assert said == (APPROVED / f"{name}.txt").read_text("utf-8")


def test_there_are_approved_words_for_broken_files_alone_and_enough_of_them() -> None:
    assert sorted(path.name.removesuffix(".txt") for path in APPROVED.iterdir()) == NAMES
    assert len(NAMES) >= 30


@pytest.mark.parametrize("name", NAMES)
def test_no_approved_words_repeat_what_a_person_was_called(name: str) -> None:
    words = (APPROVED / f"{name}.txt").read_text("utf-8")
    assert not any(value in words for value in ("Jane", "roe.example", "1987", "01375"))
