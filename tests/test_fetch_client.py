"""Rules of asking a publisher: unhurried, patient within bounds, led astray by nobody."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from publisher import Publisher, Reply, StillClock, redirect, without_proxies

from csp_toolkit.errors import CspError, DataError
from csp_toolkit.fetch.addresses import Reach
from csp_toolkit.fetch.client import LARGEST_PAGE, Client, Limits
from csp_toolkit.fetch.download import Download

PAGE = Reply(b"<title>Open data</title>")


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    without_proxies(monkeypatch)
    with Publisher() as running:
        yield running


def read(publisher: Publisher, clock: StillClock, path: str = "/page", limits: Limits | None = None) -> bytes:
    said: list[str] = []
    client = Client(Reach(publisher.url), limits or Limits(timeout=5), clock, said.append)
    return client.read_page(client.reach.at(path))[1]


def test_requests_begin_half_a_second_apart(publisher: Publisher, clock: StillClock) -> None:
    publisher.routes = {"/page": redirect("/second"), "/second": redirect("/third"), "/third": PAGE}
    assert read(publisher, clock) == PAGE.body
    assert clock.waits == [0.5, 0.5]


def test_an_answer_of_not_now_is_tried_again_after_waits_that_double(
    publisher: Publisher, clock: StillClock
) -> None:
    publisher.routes = {"/page": [Reply(status=503)] * 3 + [PAGE]}
    assert read(publisher, clock) == PAGE.body
    assert clock.waits == [1, 2, 4]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_not_now_for_ever_ends_after_a_bounded_number_of_tries(
    publisher: Publisher, clock: StillClock, status: int
) -> None:
    publisher.routes = {"/page": Reply(status=status)}
    with pytest.raises(
        DataError, match=rf"/page: the server answers {status}.*, after 5 tries\nRun the same"
    ):
        read(publisher, clock)
    assert len(publisher.asked) == 5
    assert clock.waits == [1, 2, 4, 8]


def test_waits_grow_to_a_minute_and_no_further(publisher: Publisher, clock: StillClock) -> None:
    publisher.routes = {"/page": Reply(status=503)}
    with pytest.raises(DataError):
        read(publisher, clock, limits=Limits(tries=9))
    assert clock.waits == [1, 2, 4, 8, 16, 32, 60, 60]


@pytest.mark.parametrize(
    ("asked_wait", "date"), [("7", None), ("Thu, 23 Jul 2026 08:30:07 GMT", "Thu, 23 Jul 2026 08:30:00 GMT")]
)
def test_the_server_says_how_long_to_wait(
    publisher: Publisher, clock: StillClock, asked_wait: str, date: str | None
) -> None:
    headers = {"Retry-After": asked_wait} | ({"Date": date} if date else {})
    publisher.routes = {"/page": [Reply(status=503, headers=headers), PAGE]}
    assert read(publisher, clock) == PAGE.body
    assert clock.waits == [7]


def test_a_server_that_asks_for_an_hour_is_not_waited_for(publisher: Publisher, clock: StillClock) -> None:
    publisher.routes = {"/page": Reply(status=503, headers={"Retry-After": "3600"})}
    with pytest.raises(DataError, match="asks to come back in 3,600 seconds"):
        read(publisher, clock)
    assert clock.waits == []


@pytest.mark.parametrize("asked_wait", ["soon", "-5", "Thu, 99 Jul 2026"])
def test_a_wait_that_cannot_be_read_is_passed_over(
    publisher: Publisher, clock: StillClock, asked_wait: str
) -> None:
    publisher.routes = {"/page": [Reply(status=503, headers={"Retry-After": asked_wait}), PAGE]}
    read(publisher, clock)
    assert clock.waits == [1]


@pytest.mark.parametrize(
    ("status", "said"), [(404, "nothing is published there"), (410, "nothing"), (403, "refuses")]
)
def test_an_answer_that_will_not_change_is_not_asked_for_twice(
    publisher: Publisher, clock: StillClock, status: int, said: str
) -> None:
    publisher.routes = {"/page": Reply(status=status)}
    with pytest.raises(DataError, match=said) as caught:
        read(publisher, clock)
    assert caught.value.exit_code == 11
    assert len(publisher.asked) == 1


def test_a_body_that_stops_coming_is_given_up_after_the_timeout_and_tried_again(
    publisher: Publisher, clock: StillClock
) -> None:
    publisher.routes = {"/page": [Reply(PAGE.body, stalls_after=5), PAGE]}
    assert read(publisher, clock, limits=Limits(timeout=0.2)) == PAGE.body
    assert len(publisher.asked) == 2


def test_a_body_that_comes_in_drops_is_not_waited_for(
    publisher: Publisher, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csp_toolkit.fetch.client.CHUNK", 2)
    ticks = iter(range(0, 100_000, 20))
    monkeypatch.setattr(clock, "seconds", lambda: next(ticks))
    publisher.routes = {"/page": PAGE}
    with pytest.raises(DataError, match="hardly anything comes, after 5 tries"):
        read(publisher, clock)


def test_a_page_that_is_cut_short_is_not_half_read(publisher: Publisher, clock: StillClock) -> None:
    publisher.routes = {"/page": [Reply(PAGE.body, cut_after=5), PAGE]}
    assert read(publisher, clock) == PAGE.body


def test_a_page_has_a_largest_size(publisher: Publisher, clock: StillClock) -> None:
    publisher.routes = {"/page": Reply(b" " * (LARGEST_PAGE + 1))}
    with pytest.raises(DataError, match="on and on"):
        read(publisher, clock)


def test_an_encoding_that_was_not_asked_for_is_refused(publisher: Publisher, clock: StillClock) -> None:
    publisher.routes = {"/page": Reply(b"\x1f\x8b", headers={"Content-Encoding": "gzip"})}
    with pytest.raises(DataError, match="encoding"):
        read(publisher, clock)
    assert publisher.asked[0].headers["accept-encoding"] == "identity"


def test_redirects_without_an_end_are_refused(publisher: Publisher, clock: StillClock) -> None:
    publisher.routes = {"/page": redirect("/page")}
    with pytest.raises(DataError, match="without an end"):
        read(publisher, clock)
    assert len(publisher.asked) == 6


ASTRAY = {
    "another host": "https://elsewhere.example/data.zip",
    "another port of this machine": "http://127.0.0.1:9/data.zip",
    "this machine by another name": "http://localhost/data.zip",
    "a file": "file:///etc/hostname",
    "another scheme": "ftp://127.0.0.1/data.zip",
    "a name before the host": "http://127.0.0.1@elsewhere.example/",
    "nowhere": "https:///data.zip",
}


@pytest.mark.parametrize("target", ASTRAY.values(), ids=ASTRAY)
def test_a_redirect_to_a_foreign_host_is_refused_and_nothing_asked_there(
    publisher: Publisher, clock: StillClock, target: str
) -> None:
    publisher.routes = {"/page": redirect(target)}
    with pytest.raises(DataError, match="not the publisher's") as caught:
        read(publisher, clock)
    assert "publishers.yaml" in str(caught.value)
    assert publisher.paths == ["/page"]


def test_a_redirect_to_a_host_the_publisher_is_known_to_use_is_followed(
    publisher: Publisher, clock: StillClock
) -> None:
    with Publisher() as other:
        publisher.routes = {"/page": redirect(f"{other.url}/page", 307)}
        other.routes = {"/page": PAGE}
        client = Client(Reach(publisher.url, (other.netloc,)), Limits(), clock)
        assert client.read_page(client.reach.at("/page")) == (f"{other.url}/page", PAGE.body)


def test_a_proxy_is_used_where_the_environment_names_one(
    publisher: Publisher, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Publisher() as proxy:
        proxy.routes = {"/page": PAGE}
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "elsewhere.example")
        assert read(publisher, clock) == PAGE.body
        assert [asked.target for asked in proxy.asked] == [f"{publisher.url}/page"]
        assert publisher.asked == []


def test_no_proxy_is_used_for_an_address_that_is_excepted(
    publisher: Publisher, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.routes = {"/page": PAGE}
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert read(publisher, clock) == PAGE.body


def test_a_server_that_does_not_answer_is_an_error_after_some_tries(clock: StillClock) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        client = Client(Reach(f"http://127.0.0.1:{closed.getsockname()[1]}"), Limits(), clock)
        with pytest.raises(DataError, match="no connection, after 5 tries"):
            client.read_page(client.reach.at("/page"))


FAULTS: dict[str, tuple[OSError, str]] = {
    "no network": (socket.gaierror(-2, "Name or service not known"), "Is there a network"),
    "a certificate nobody vouches for": (
        ssl.SSLCertVerificationError("self-signed"),
        "certificate is not trusted",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_will_not_pass_is_told_at_once_with_what_to_do(
    fault: str, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    error, said = FAULTS[fault]
    without_proxies(monkeypatch)

    def connect(*arguments: object, **options: object) -> None:
        raise error

    monkeypatch.setattr(socket, "create_connection", connect)
    client = Client(Reach("https://data.police.uk"), Limits(), clock)
    with pytest.raises(CspError, match=said) as caught:
        client.read_page(client.reach.at("/api"))
    assert caught.value.exit_code == 11
    assert clock.waits == []


def test_certificates_are_checked() -> None:
    client = Client(Reach("https://data.police.uk"))
    contexts = [
        handler._context
        for handler in client._opener.handlers
        if hasattr(handler, "_context") and handler._context
    ]
    assert [(context.verify_mode, context.check_hostname) for context in contexts] == [
        (ssl.CERT_REQUIRED, True)
    ]


@given(cuts=st.lists(st.integers(0, 5000), max_size=6), resumable=st.booleans())
@settings(max_examples=20)
def test_wherever_and_however_often_a_line_breaks_the_file_is_the_same(
    cuts: list[int], resumable: bool
) -> None:
    body = bytes(range(250)) * 20
    with Publisher() as running, TemporaryDirectory() as folder:
        replies = [Reply(body, cut_after=cut, ranges=resumable) for cut in cuts]
        running.routes = {"/a": [*replies, Reply(body)]}
        client = Client(Reach(running.url), Limits(tries=8), StillClock())
        done = Download(
            client, client.reach.at("/a"), Path(folder) / "a", 9999, lambda part, came: None
        ).run()
        assert done.path.read_bytes() == body
