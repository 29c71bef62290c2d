"""Rules of addresses: which may be asked, what a file at one is called, how one is shown."""

from __future__ import annotations

import pytest

from csp_toolkit.errors import ParameterError
from csp_toolkit.fetch.addresses import Reach, file_name, shown

REACH = Reach("https://data.police.uk", ("policeuk-data.s3.amazonaws.com",))


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://data.police.uk/data/archive/2025-12.zip", True),
        ("https://policeuk-data.s3.amazonaws.com/archive/2025-12.zip", True),
        ("http://policeuk-data.s3.amazonaws.com/archive/2025-12.zip", False),
        ("http://data.police.uk/data/archive/2025-12.zip", False),
        ("https://s3.amazonaws.com/archive/2025-12.zip", False),
        ("https://data.police.uk.example.org/", False),
        ("https://user@data.police.uk/", False),
        ("http://127.0.0.1/", False),
    ],
)
def test_only_https_to_the_publishers_own_hosts_is_allowed(address: str, allowed: bool) -> None:
    assert REACH.allows(address) is allowed


@pytest.mark.parametrize(
    "base", ["http://data.police.uk", "ftp://data.police.uk", "data.police.uk", "", "https://"]
)
def test_a_base_address_without_a_safe_connection_is_refused(base: str) -> None:
    with pytest.raises(ParameterError, match="https://"):
        Reach(base)


def test_a_link_with_spaces_is_asked_for_as_browsers_do() -> None:
    followed = REACH.follow("https://data.police.uk/page", "files/a b.zip ")
    assert followed == "https://data.police.uk/files/a%20b.zip"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://www.gov.uk/media/1/prc-csp.ods", "prc-csp.ods"),
        ("https://www.ons.gov.uk/file?uri=/a/mid2024/mye24tablesew.xlsx", "mye24tablesew.xlsx"),
        ("https://www.ons.gov.uk/file?uri=%2fa%2fmye24tablesew.xlsx", "mye24tablesew.xlsx"),
        ("https://www.gov.uk/a/..%2f..%2fevil.ods", "evil.ods"),
        ("https://www.gov.uk/help/cookies", "cookies"),
    ],
)
def test_a_file_is_called_what_its_address_ends_in(address: str, name: str) -> None:
    assert file_name(address) == name


def test_a_message_shows_no_password_and_no_control_characters() -> None:
    assert shown("https://me:secret@host/a\x1b[31m") == "https://host/a?[31m"
    assert len(shown("https://host/" + "a" * 500)) == 200
