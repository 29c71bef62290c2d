"""Rules of archives and files: what is not plain is refused before anything of it is unpacked or opened."""

from __future__ import annotations

import os
import struct
import sys
import zipfile
from pathlib import Path

import pytest
from hostile_files import STREET, refusal, write_zip
from street_files import street_row, write_street

from csp_toolkit.errors import DataError
from csp_toolkit.loaders import archives, folders, harmless
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.store import Store, open_store

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


@pytest.mark.parametrize("name", ["../a.csv", "x/../../a.csv", "/etc/a.csv", "C:/a.csv", "..\\a.csv"])
def test_a_name_that_leads_out_of_its_archive_is_refused(store: Store, tmp_path: Path, name: str) -> None:
    path = write_zip(tmp_path / "in.zip", {"fine.csv": STREET, name: STREET})
    assert "names a place outside its folder" in refusal(store, path)


def test_a_link_in_an_archive_is_refused(store: Store, tmp_path: Path) -> None:
    info = zipfile.ZipInfo("a.csv")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert '"a.csv" is a link, not a file' in refusal(store, tmp_path / "in.zip")


def test_members_that_lie_over_each_other_are_refused(store: Store, tmp_path: Path) -> None:
    """The trick by which forty kilobytes hold petabytes: every member is the same bytes."""
    path = write_zip(tmp_path / "in.zip", {"a.csv": STREET, "b.csv": STREET})
    content = bytearray(path.read_bytes())
    second = content.rfind(b"PK\1\2")
    content[second + 42 : second + 46] = struct.pack("<L", 0)
    path.write_bytes(bytes(content))
    assert "lies over another part of this archive" in refusal(store, path)


def test_a_member_protected_by_a_password_is_refused(store: Store, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "in.zip", {"a.csv": STREET})
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.rfind(b"PK\1\2") + 8] |= 1
    path.write_bytes(bytes(content))
    assert '"a.csv" is protected by a password' in refusal(store, path)


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packings_that_no_publisher_uses_are_refused(store: Store, tmp_path: Path, packing: int) -> None:
    assert "packed in an unusual way" in refusal(
        store, write_zip(tmp_path / "in.zip", {"a.csv": STREET}, packing)
    )


def test_an_archive_in_an_archive_is_named_and_not_opened(store: Store, tmp_path: Path) -> None:
    inner = write_zip(tmp_path / "inner.zip", {"a.csv": STREET}).read_bytes()
    path = write_zip(tmp_path / "in.zip", {"b.csv": STREET, "inner.zip": inner})
    assert refusal(store, path).startswith(
        '<file>: this archive holds another archive, the first "inner.zip"'
    )


def test_the_same_name_twice_is_refused(store: Store, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr("a.csv", STREET)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.csv", STREET)
    assert '"a.csv" is in this archive twice' in refusal(store, tmp_path / "in.zip")


def test_a_member_may_expand_a_hundredfold_and_no_more(store: Store, tmp_path: Path) -> None:
    bomb = write_zip(tmp_path / "in.zip", {"a.csv": b"0" * 20_000_000})
    assert "to 20,000,000 bytes" in refusal(store, bomb)


def test_a_member_that_lies_about_its_size_is_damaged(store: Store, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "in.zip", {"a.csv": STREET * 50})
    content = bytearray(path.read_bytes())
    entry = content.rfind(b"PK\1\2")
    content[entry + 24 : entry + 28] = struct.pack("<L", 100)
    path.write_bytes(bytes(content))
    assert "is damaged" in refusal(store, path)


def test_too_many_members_are_refused_before_they_are_listed(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_zip(tmp_path / "in.zip", {f"{number}.txt": "" for number in range(12)})
    monkeypatch.setattr(archives, "MOST_MEMBERS", 12)
    assert "this archive holds no CSV files" in refusal(store, path)
    monkeypatch.setattr(archives, "MOST_MEMBERS", 11)
    monkeypatch.setattr("csp_toolkit.loaders.archives.zipfile.ZipFile", None)
    assert "this archive lists 12 files" in refusal(store, path)


def test_all_members_together_have_a_bound_too(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_zip(tmp_path / "in.zip", {"a.csv": STREET, "b.csv": STREET})
    monkeypatch.setattr(archives, "LARGEST_TOTAL", 2 * len(STREET) - 1)
    assert f"would unpack to {2 * len(STREET)} bytes" in refusal(store, path)


def test_every_kind_of_fault_is_told_at_once_and_no_more_than_twenty(store: Store, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "in.zip", {f"../{number}.csv": STREET for number in range(30)})
    assert refusal(store, path).startswith("20 problems in <file>")


def test_a_members_name_cannot_make_a_mess_of_the_message(store: Store, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "in.zip", {"../\x1b[2J\n" + "a" * 200 + ".csv": STREET})
    message = refusal(store, path)
    assert "\x1b" not in message
    assert max(map(len, message.splitlines())) < 200


def test_a_zip_whose_table_of_contents_is_garbage_is_damaged(store: Store, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "in.zip", {"a.csv": STREET})
    content = path.read_bytes()
    path.write_bytes(content.replace(b"PK\1\2", b"PK\7\7"))
    assert "this archive is damaged" in refusal(store, path)


@posix
def test_a_pipe_is_refused_by_name_and_not_waited_for(store: Store, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    assert "this is a pipe, not a file" in refusal(store, tmp_path / "a.csv")


@posix
def test_a_device_is_refused(store: Store) -> None:
    assert "this is a device, not a file" in refusal(store, Path("/dev/zero"))


@posix
def test_a_pipe_or_a_dead_link_in_a_folder_keeps_no_other_file_out(store: Store, tmp_path: Path) -> None:
    write_street(tmp_path / "in" / "1.csv", [street_row()])
    os.mkfifo(tmp_path / "in" / "2.csv")
    (tmp_path / "in" / "3.csv").symlink_to(tmp_path / "nowhere.csv")
    with pytest.raises(DataError) as caught:
        ingest(store, [tmp_path / "in"])
    assert [problem.message for problem in caught.value.problems] == [
        "this is a pipe, not a file",
        "this link leads nowhere (No such file or directory)",
    ]
    assert len(store.editions) == 1


@posix
def test_a_folder_that_links_to_itself_is_read_once(store: Store, tmp_path: Path) -> None:
    write_street(tmp_path / "in" / "1.csv", [street_row()])
    (tmp_path / "in" / "again").symlink_to(tmp_path / "in")
    with pytest.raises(DataError, match="link to a folder"):
        ingest(store, [tmp_path / "in"])
    assert len(store.editions) == 1


def test_a_folder_without_end_is_refused(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        write_street(tmp_path / "in" / f"{number}.csv", [street_row()])
    monkeypatch.setattr(folders, "MOST_FILES", 2)
    assert "this folder holds more than 2 files" in refusal(store, tmp_path / "in")


def test_a_file_that_may_not_be_read_is_named_and_keeps_no_other_out(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_street(tmp_path / "in" / "1.csv", [street_row()])
    write_street(tmp_path / "in" / "2.csv", [street_row(crime_id="b")])
    whole_open = Path.open

    def denied(path: Path, *options: object, **named: object) -> object:
        if path.name == "1.csv":
            raise PermissionError(13, "Permission denied")
        return whole_open(path, *options, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(DataError, match=r"cannot be read \(Permission denied\)"):
        ingest(store, [tmp_path / "in"])
    assert len(store.editions) == 1


def test_a_file_that_changes_while_it_is_read_is_not_stored(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_street(tmp_path / "a.csv", [street_row()])

    def grow(source: object) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.write(street_row() + "\n")

    monkeypatch.setattr("csp_toolkit.loaders.ingest.require_sane_header", grow)
    assert "this file changed while it was read" in refusal(store, path)


def test_an_absurdly_wide_or_long_header_is_refused(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header, row = STREET.splitlines()
    wide = tmp_path / "wide.csv"
    wide.write_text(f"{header},{','.join(f'c{n}' for n in range(2000))}\n{row}\n", "utf-8")
    assert "this table has 2,012 columns" in refusal(store, wide)
    long = tmp_path / "long.csv"
    long.write_text(f"{header},{'c' * harmless.LONGEST_HEADER}\n{row}\n", "utf-8")
    assert "the first line is longer than" in refusal(store, long)


def test_a_header_that_goes_on_over_the_line_is_refused(store: Store, tmp_path: Path) -> None:
    header, row = STREET.splitlines()
    path = tmp_path / "a.csv"
    path.write_text(f'{header},"Victim\nname"\n{row},x\n', "utf-8")
    assert "a quotation mark in the header is not closed" in refusal(store, path)


def test_a_row_of_many_megabytes_is_refused_with_its_line(store: Store, tmp_path: Path) -> None:
    rows = [street_row(), street_row(crime_id="x" * 5_000_000), street_row()]
    message = refusal(store, write_street(tmp_path / "a.csv", rows))
    assert message.startswith("<file>, line 3: this row holds a value longer than any published one")
    assert len(message) < 300
