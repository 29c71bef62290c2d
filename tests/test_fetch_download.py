"""Rules of one download, from a real server: resumed, checked, bounded; nothing waits in real time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from publisher import Publisher, Reply, StillClock, redirect, without_proxies

from csp_toolkit.errors import DataError
from csp_toolkit.fetch.addresses import Reach
from csp_toolkit.fetch.client import USER_AGENT, Client, Limits
from csp_toolkit.fetch.download import Download, Downloaded
from csp_toolkit.loaders.origin import origin_file, read_origin

BODY = bytes(range(256)) * 4096
FILE = "/data/archive/2025-12.zip"


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    without_proxies(monkeypatch)
    with Publisher() as running:
        yield running


LIMITS = Limits(seconds_between_requests=0, timeout=5, tries=4)


def client(publisher: Publisher, clock: StillClock, limits: Limits = LIMITS, *hosts: str) -> Client:
    return Client(Reach(publisher.url, hosts), limits, clock)


def download(
    asking: Client, folder: Path, *, largest: int = 10_000_000, path: str = FILE, refuse: str = ""
) -> Downloaded:
    def check(part: Path, came_from: str) -> None:
        if refuse:
            raise DataError(refuse)

    return Download(asking, asking.reach.at(path), folder / "2025-12.zip", largest, check).run()


def left_over(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_comes_whole_with_a_record_of_where_it_came_from(
    publisher: Publisher, clock: StillClock, tmp_path: Path
) -> None:
    publisher.routes = {FILE: redirect("/elsewhere.zip"), "/elsewhere.zip": Reply(BODY)}
    done = download(client(publisher, clock), tmp_path)
    assert done.path.read_bytes() == BODY
    origin = read_origin(done.path)
    assert origin == done.origin
    assert origin.address == publisher.url + FILE
    assert origin.final_address == publisher.url + "/elsewhere.zip"
    assert (origin.bytes, origin.sha256) == (len(BODY), hashlib.sha256(BODY).hexdigest())
    assert origin.etag == Reply(BODY).sent_etag
    assert origin.last_modified == "Thu, 23 Jul 2026 08:30:00 GMT"
    assert origin.fetched_at == "2026-07-24T09:00:00+00:00"
    assert left_over(tmp_path) == ["2025-12.zip", "2025-12.zip.origin.json"]


def test_every_request_names_the_project(publisher: Publisher, clock: StillClock, tmp_path: Path) -> None:
    publisher.routes = {FILE: Reply(BODY)}
    download(client(publisher, clock), tmp_path)
    assert [asked.headers["user-agent"] for asked in publisher.asked] == [USER_AGENT]


def test_a_file_that_breaks_off_is_resumed_where_it_broke_off(
    publisher: Publisher, clock: StillClock, tmp_path: Path
) -> None:
    publisher.routes = {FILE: [Reply(BODY, cut_after=300_000), Reply(BODY)]}
    assert download(client(publisher, clock), tmp_path).path.read_bytes() == BODY
    assert publisher.asked[1].headers["range"] == "bytes=300000-"
    assert publisher.asked[1].headers["if-range"] == Reply(BODY).sent_etag
    assert left_over(tmp_path) == ["2025-12.zip", "2025-12.zip.origin.json"]


def test_a_file_that_keeps_breaking_off_is_given_up_and_resumed_by_the_next_command(
    publisher: Publisher, clock: StillClock, tmp_path: Path
) -> None:
    publisher.routes = {FILE: Reply(BODY, cut_after=300_000)}
    with pytest.raises(DataError, match=r"ended after 300,000 of 1,048,576 bytes, after 4 tries\n.*resumed"):
        download(client(publisher, clock), tmp_path)
    assert left_over(tmp_path) == ["2025-12.zip.part", "2025-12.zip.part.json"]
    publisher.routes = {FILE: Reply(BODY)}
    assert download(client(publisher, clock), tmp_path).path.read_bytes() == BODY
    assert publisher.asked[-1].headers["range"] == "bytes=300000-"


def test_an_interrupted_download_is_resumed_by_the_next_command(
    publisher: Publisher, clock: StillClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.routes = {FILE: Reply(BODY)}
    asking = client(publisher, clock)
    pressed = replace_say_with_ctrl_c(asking, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        download(pressed, tmp_path)
    size = (tmp_path / "2025-12.zip.part").stat().st_size
    assert 0 < size < len(BODY)
    assert download(client(publisher, clock), tmp_path).path.read_bytes() == BODY
    assert publisher.asked[-1].headers["range"] == f"bytes={size}-"


def replace_say_with_ctrl_c(asking: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    def press(line: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("csp_toolkit.fetch.download.PROGRESS_EVERY", 100_000)
    asking.say = press
    return asking


def test_a_whole_part_that_was_never_checked_costs_one_byte_to_finish(
    publisher: Publisher, clock: StillClock, tmp_path: Path
) -> None:
    publisher.routes = {FILE: Reply(BODY, cut_after=len(BODY) - 1)}
    with pytest.raises(DataError):
        download(client(publisher, clock), tmp_path)
    with (tmp_path / "2025-12.zip.part").open("ab") as part:
        part.write(BODY[-1:])
    publisher.routes = {FILE: Reply(BODY)}
    assert download(client(publisher, clock), tmp_path).path.read_bytes() == BODY
    assert publisher.asked[-1].headers["range"] == f"bytes={len(BODY) - 1}-"


def test_a_server_that_ignores_ranges_gives_the_file_anew_not_twice(
    publisher: Publisher, clock: StillClock, tmp_path: Path
) -> None:
    publisher.routes = {FILE: [Reply(BODY, cut_after=300_000), Reply(BODY, ranges=False)]}
    assert download(client(publisher, clock), tmp_path).path.read_bytes() == BODY
    assert "range" in publisher.asked[1].headers


NEWER = BODY[::-1]


def test_a_file_that_changes_between_two_parts_is_begun_again(
    publisher: Publisher, clock: StillClock, tmp_path: Path
) -> None:
    publisher.routes = {FILE: [Reply(BODY, cut_after=300_000), Reply(NEWER)]}
    done = download(client(publisher, clock), tmp_path)
    assert done.path.read_bytes() == NEWER
    assert done.origin.etag == Reply(NEWER).sent_etag


def test_a_server_that_goes_on_in_another_version_is_not_believed(
    publisher: Publisher, clock: StillClock, tmp_path: Path
) -> None:
    # Asked to vouch for the first version, it sends the rest of a newer one all the same.
    part = {"Content-Range": f"bytes 300000-{len(NEWER) - 1}/{len(NEWER)}"}
    astray = Reply(NEWER[300_000:], 206, part, etag='"new"')
    publisher.routes = {FILE: [Reply(BODY, cut_after=300_000), astray, Reply(NEWER)]}
    assert download(client(publisher, clock), tmp_path).path.read_bytes() == NEWER
    assert "range" not in publisher.asked[2].headers


@pytest.mark.parametrize("etag", ["", 'W/"weak"'])
def test_without_a_strong_etag_the_date_vouches_for_the_rest(
    publisher: Publisher, clock: StillClock, tmp_path: Path, etag: str
) -> None:
    publisher.routes = {FILE: [Reply(BODY, etag=etag, cut_after=300_000), Reply(BODY, etag="")]}
    assert download(client(publisher, clock), tmp_path).path.read_bytes() == BODY
    assert publisher.asked[1].headers["if-range"] == "Thu, 23 Jul 2026 08:30:00 GMT"


def test_where_nothing_vouches_for_the_rest_the_file_is_begun_again(
    publisher: Publisher, clock: StillClock, tmp_path: Path
) -> None:
    nameless = Reply(BODY, etag="", last_modified="")
    publisher.routes = {FILE: [replace(nameless, cut_after=300_000), nameless]}
    assert download(client(publisher, clock), tmp_path).path.read_bytes() == BODY
    assert "range" not in publisher.asked[1].headers


def test_a_part_of_another_address_is_not_resumed(
    publisher: Publisher, clock: StillClock, tmp_path: Path
) -> None:
    publisher.routes = {FILE: Reply(BODY, cut_after=300_000), "/other.zip": Reply(BODY)}
    with pytest.raises(DataError):
        download(client(publisher, clock), tmp_path)
    assert download(client(publisher, clock), tmp_path, path="/other.zip").path.read_bytes() == BODY
    assert "range" not in publisher.asked[-1].headers


def test_a_length_that_promises_too_much_is_an_error_that_gives_both_sizes(
    publisher: Publisher, clock: StillClock, tmp_path: Path
) -> None:
    publisher.routes = {FILE: Reply(BODY[:1000], claims=1200, ranges=False)}
    with pytest.raises(DataError, match="1,000 of 1,200 bytes"):
        download(client(publisher, clock), tmp_path)
    assert not (tmp_path / "2025-12.zip").exists()


def test_what_fails_its_check_is_not_kept_and_the_file_held_stays(
    publisher: Publisher, clock: StillClock, tmp_path: Path
) -> None:
    publisher.routes = {FILE: [Reply(BODY), Reply(NEWER)]}
    download(client(publisher, clock), tmp_path)
    with pytest.raises(DataError, match="no zip"):
        download(client(publisher, clock), tmp_path, refuse="no zip")
    assert (tmp_path / "2025-12.zip").read_bytes() == BODY
    assert left_over(tmp_path) == ["2025-12.zip", "2025-12.zip.origin.json"]


def test_a_file_already_held_is_not_downloaded_again(
    publisher: Publisher, clock: StillClock, tmp_path: Path
) -> None:
    publisher.routes = {FILE: Reply(BODY)}
    first = download(client(publisher, clock), tmp_path)
    again = download(client(publisher, clock), tmp_path)
    assert again.unchanged
    assert again.origin == first.origin
    assert publisher.asked[1].headers["if-none-match"] == Reply(BODY).sent_etag


def test_not_modified_is_not_believed_where_nothing_is_held(
    publisher: Publisher, clock: StillClock, tmp_path: Path
) -> None:
    publisher.routes = {FILE: Reply(status=304)}
    with pytest.raises(DataError, match="nothing is held"):
        download(client(publisher, clock), tmp_path)


def test_a_file_that_was_tampered_with_is_downloaded_again(
    publisher: Publisher, clock: StillClock, tmp_path: Path
) -> None:
    publisher.routes = {FILE: Reply(BODY)}
    download(client(publisher, clock), tmp_path)
    (tmp_path / "2025-12.zip").write_bytes(NEWER)
    assert download(client(publisher, clock), tmp_path).path.read_bytes() == BODY


def test_a_record_that_cannot_be_read_costs_a_download_and_no_more(
    publisher: Publisher, clock: StillClock, tmp_path: Path
) -> None:
    publisher.routes = {FILE: Reply(BODY)}
    download(client(publisher, clock), tmp_path)
    for broken in ("{", "[]", json.dumps({"address": 1, "earlier": 5}), json.dumps({"format": 9})):
        origin_file(tmp_path / "2025-12.zip").write_text(broken)
        assert download(client(publisher, clock), tmp_path).path.read_bytes() == BODY


def test_a_file_that_has_changed_since_says_so_and_remembers_its_earlier_content(
    publisher: Publisher, clock: StillClock, tmp_path: Path
) -> None:
    publisher.routes = {FILE: [Reply(BODY), Reply(NEWER)]}
    first = download(client(publisher, clock), tmp_path)
    second = download(client(publisher, clock), tmp_path)
    assert second.changed
    assert not second.unchanged
    assert [one.sha256 for one in second.origin.earlier] == [first.origin.sha256]


def test_a_file_larger_than_expected_is_refused_before_it_comes(
    publisher: Publisher, clock: StillClock, tmp_path: Path
) -> None:
    publisher.routes = {FILE: Reply(BODY)}
    with pytest.raises(DataError, match="more than 1,000 bytes"):
        download(client(publisher, clock), tmp_path, largest=1000)
    assert left_over(tmp_path) == []


def test_a_file_without_a_length_is_refused_when_it_grows_too_large(
    publisher: Publisher, clock: StillClock, tmp_path: Path
) -> None:
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(BODY), BODY) for _ in range(2)) + b"0\r\n\r\n"
    publisher.routes = {FILE: Reply(chunked, headers={"Transfer-Encoding": "chunked"})}
    with pytest.raises(DataError, match="more than 1,500,000 bytes"):
        download(client(publisher, clock), tmp_path, largest=1_500_000)
    assert download(client(publisher, clock), tmp_path).path.read_bytes() == BODY * 2


def test_a_full_disk_is_noticed_before_the_file_comes(
    publisher: Publisher, clock: StillClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.routes = {FILE: Reply(BODY)}
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage)
    with pytest.raises(DataError, match=r"1,048,576 bytes are to come, 1,000 are free"):
        download(client(publisher, clock), tmp_path)
