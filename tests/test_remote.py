"""Rules of stores and outputs in object stores: all arrives, nothing twice, nothing that is not ours."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from test_batch import project
from test_cli import csp

from csp_toolkit.errors import CspError, DataError, ParameterError
from csp_toolkit.parameters import Project
from csp_toolkit.remote import addresses as addresses_module
from csp_toolkit.remote import is_address, local_folder, mirror_store, send_outputs
from csp_toolkit.store import Store, open_store

__all__ = ["project"]  # a fixture

STORE, OUTPUTS = "memory://bucket/store", "memory://bucket/reports"


@pytest.fixture
def bucket() -> Iterator[MemoryFileSystem]:
    """An object store in memory."""
    files = fsspec.filesystem("memory")
    yield files
    files.store.clear()
    files.pseudo_dirs[:] = [""]


@pytest.fixture
def uploaded(bucket: MemoryFileSystem, sample_store: Store) -> MemoryFileSystem:
    """The sample's store in it."""
    bucket.put(f"{sample_store.root.as_posix()}/editions", "/bucket/store/", recursive=True)
    return bucket


@pytest.mark.parametrize("text", ["s3://b/store", "abfs://c/x", "memory://x", "S3://b"])
def test_an_address_names_its_kind(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize("text", ["data", "/srv/store", "C:\\store", "c:/store", "sample", "", None])
def test_a_folder_is_no_address(text: str | None) -> None:
    assert not is_address(text)


def test_two_addresses_have_two_folders_in_the_project(tmp_path: Path) -> None:
    first, second = (local_folder(tmp_path, f"s3://{name}/store") for name in "ab")
    assert first != second
    assert first.parent == second.parent == tmp_path / "mirrors"
    assert first.name.startswith("store-")
    assert local_folder(tmp_path, "s3://a/../..").parent == tmp_path / "mirrors"


def test_a_mirror_holds_what_the_store_holds_byte_for_byte(
    uploaded: MemoryFileSystem, sample_store: Store, tmp_path: Path
) -> None:
    mirror = open_store(mirror_store(STORE, tmp_path / "mirror"))
    assert mirror.editions == sample_store.editions
    assert mirror.damaged() == []
    for path in sorted(sample_store.root.glob("editions/*/*/*")):
        assert (mirror.root / path.relative_to(sample_store.root)).read_bytes() == path.read_bytes()


def test_an_edition_is_fetched_once_and_one_taken_out_there_is_gone_here(
    uploaded: MemoryFileSystem, sample_store: Store, tmp_path: Path
) -> None:
    mirror_store(STORE, tmp_path / "mirror")
    said: list[str] = []
    mirror_store(STORE, tmp_path / "mirror", said.append)
    assert said == []
    gone = sample_store.editions[0]
    uploaded.rm(f"/bucket/store/editions/{gone.dataset}/{gone.id}", recursive=True)
    mirror = open_store(mirror_store(STORE, tmp_path / "mirror", said.append))
    assert said == []
    assert {edition.id for edition in sample_store.editions} - {e.id for e in mirror.editions} == {gone.id}


def test_an_edition_still_on_its_way_there_is_not_taken_yet(
    uploaded: MemoryFileSystem, sample_store: Store, tmp_path: Path
) -> None:
    late = sample_store.editions[0]
    uploaded.rm(f"/bucket/store/editions/{late.dataset}/{late.id}/edition.json")
    mirror = open_store(mirror_store(STORE, tmp_path / "mirror"))
    assert late.id not in {edition.id for edition in mirror.editions}


@pytest.mark.parametrize("fault", ["cut off", "missing", "another's", "unreadable"])
def test_an_edition_that_is_not_whole_is_refused_and_leaves_no_trace(
    uploaded: MemoryFileSystem, sample_store: Store, tmp_path: Path, fault: str
) -> None:
    edition, other = sample_store.editions[:2]
    place = f"/bucket/store/editions/{edition.dataset}/{edition.id}"
    data = f"{place}/data.parquet"
    if fault == "cut off":
        uploaded.pipe_file(data, uploaded.cat_file(data)[:-1])
    elif fault == "missing":
        uploaded.rm(data)
    elif fault == "another's":
        source = sample_store.file(other, "edition.json")
        uploaded.put_file(str(source), f"{place}/edition.json")
    else:
        uploaded.pipe_file(f"{place}/edition.json", b"{")
    with pytest.raises(DataError):
        mirror_store(STORE, tmp_path / "mirror")
    assert not open_store(tmp_path / "mirror").holds(edition.dataset, edition.id)
    assert list((tmp_path / "mirror" / "incoming").iterdir()) == []


@pytest.mark.parametrize("name", ["../../escaped", ".hidden/x/edition.json", "a/b\x00c/edition.json"])
def test_a_name_that_leads_elsewhere_is_refused(
    uploaded: MemoryFileSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    real = uploaded.find
    hostile = f"/bucket/store/editions/{name}"
    monkeypatch.setattr(type(uploaded), "find", lambda self, path: [*real(path), hostile])
    with pytest.raises(DataError, match="a file no store has"):
        mirror_store(STORE, tmp_path / "mirror")


def test_a_place_without_a_store_says_so(bucket: MemoryFileSystem, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no data"):
        mirror_store(STORE, tmp_path / "mirror")


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    """Two reports, what a failed run left, and what a batch knows."""
    folder = tmp_path / "outputs"
    for name in ("one/report.html", "two/report.html", "two.failed/report.ipynb", ".made/one.json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def there(bucket: MemoryFileSystem) -> dict[str, str]:
    start = "/bucket/reports/"
    return {p.removeprefix(start): bucket.cat_file(p).decode() for p in bucket.find(start)}


def test_reports_are_sent_and_what_is_not_for_readers_is_not(bucket: MemoryFileSystem, outputs: Path) -> None:
    bucket.pipe_file("/bucket/reports/of_others.txt", b"not ours")
    assert send_outputs(outputs, OUTPUTS) == 2
    arrived = there(bucket)
    note = json.loads(arrived.pop(".sent.json"))
    assert set(note) == {"one/report.html", "two/report.html"}
    assert arrived == {**{name: name for name in note}, "of_others.txt": "not ours"}


def test_only_what_changed_is_sent_again_and_what_is_gone_goes(
    bucket: MemoryFileSystem, outputs: Path
) -> None:
    send_outputs(outputs, OUTPUTS)
    assert send_outputs(outputs, OUTPUTS) == 0
    (outputs / "one" / "report.html").write_text("new")
    shutil.rmtree(outputs / "two")
    assert send_outputs(outputs, OUTPUTS) == 1
    assert {name: text for name, text in there(bucket).items() if name != ".sent.json"} == {
        "one/report.html": "new"
    }


def test_what_arrived_before_a_failure_is_noted_and_the_rest_follows(
    bucket: MemoryFileSystem, outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = type(bucket).put_file

    def put_file(self: MemoryFileSystem, here: str, target: str) -> None:
        if "two" in target:
            raise PermissionError("no more room")
        real(self, here, target)

    monkeypatch.setattr(type(bucket), "put_file", put_file)
    with pytest.raises(DataError, match="PermissionError: no more room"):
        send_outputs(outputs, OUTPUTS)
    monkeypatch.setattr(type(bucket), "put_file", real)
    assert send_outputs(outputs, OUTPUTS) == 1


@pytest.mark.parametrize("note", [b"x", b"[]", b'{"../../others": "%s"}' % (b"a" * 64), b'{"a": "b"}'])
def test_a_note_that_is_none_of_ours_removes_nothing(
    bucket: MemoryFileSystem, outputs: Path, note: bytes
) -> None:
    bucket.pipe_file("/bucket/reports/.sent.json", note)
    with pytest.raises(DataError, match="not a note of what was sent"):
        send_outputs(outputs, OUTPUTS)


@pytest.mark.parametrize(
    ("address", "kind", "said"),
    [
        ("s3://user:secret@b/x", ParameterError, "no user or password"),
        ("nosuchkind://b/x", ParameterError, "cannot be used"),
        ("memory://nothing/here", DataError, "holds no data"),
    ],
)
def test_an_address_that_will_not_do_is_told_in_one_line(
    tmp_path: Path, address: str, kind: type[CspError], said: str
) -> None:
    with pytest.raises(kind, match=said) as caught:
        mirror_store(address, tmp_path / "mirror")
    assert "secret" not in str(caught.value)


def test_without_fsspec_it_is_said_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses_module, "find_spec", lambda name: None)
    with pytest.raises(ParameterError, match="which is not installed") as caught:
        mirror_store(STORE, tmp_path / "mirror")
    assert 'pip install "csp-toolkit[remote]"' in str(caught.value)


def test_a_batch_reads_from_one_address_and_sends_to_another(
    project: Project, sample_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSP_TOOLKIT_KERNEL", "cold")
    sent = tmp_path / "bucket"
    asked = ("batch", "small", "--partnership", "harlow", "--period", "2024-25 Q4", "--format", "html")
    places = ("--data", sample_store.root.as_uri(), "--output", sent.as_uri())
    done = csp(*asked, *places, cwd=project.root)
    assert done.returncode == 0, done.stderr
    assert (sent / "harlow" / "2024-25-q4" / "small" / "report.html").is_file()
    assert (sent / "batches" / "small_2024-25-q4" / "index.html").is_file()
    # What is published names no folder of this machine.
    notebook = (sent / "harlow" / "2024-25-q4" / "small" / "report.ipynb").read_text("utf-8")
    assert '"mirrors/' in notebook
    assert str(tmp_path) not in notebook
    again = csp(*asked, *places, cwd=project.root)
    assert "0 made, 1 already there" in again.stderr
    assert "0 files sent" in again.stderr


def test_a_single_report_is_not_sent(tmp_path: Path) -> None:
    asked = ("--partnership", "thurrock", "--period", "2024-25 Q4", "--output", "s3://b/x")
    done = csp("run", "quarterly_performance", *asked)
    assert done.returncode == ParameterError.exit_code
    assert "csp batch sends" in done.stderr
