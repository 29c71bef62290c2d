"""The Nu HTML checker, which is a Java program: where it is, and what it says of pages."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
JAR = ROOT / ".ci" / "nu" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"

ACCEPTED = (
    # Lists without bullets are no lists to Safari and VoiceOver unless they say that they are.
    "The “list” role is unnecessary for element “ul”.",
    "The “list” role is unnecessary for element “ol”.",
    # It does not work out hashes; the tests in the browser show that the style sheet is let through.
    "Inline style violates Content Security Policy (meta tag): blocked by “style-src” directive "
    "(missing “‘unsafe-inline’” or nonce/hash).",
)
"""Warnings that are answered; errors never are."""


def messages(files: Sequence[Path]) -> list[str]:
    """All that the checker has to say of the pages, errors and warnings, but for what is accepted.

    Skips where Java or the checker is missing, except under CI, where that fails.
    """
    jar, java = Path(os.environ.get("CSP_NU_CHECKER", JAR)), shutil.which("java")
    if java is None or not jar.is_file():
        _leave_out(f"the Nu HTML checker needs Java and {jar.name} (npm ci in .ci/nu, or CSP_NU_CHECKER)")
    command = [str(java), "-jar", str(jar), "--format", "json", "--stdout", "--exit-zero-always"]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return [_line(found) for found in json.loads(done.stdout)["messages"] if found["message"] not in ACCEPTED]


def _line(found: dict[str, Any]) -> str:
    where = Path(found.get("url", "")).parent.name
    return f"{where}, line {found.get('lastLine')}: {found['type']}: {found['message']}"


def _leave_out(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"{reason}; under CI the pages have to be checked")
    pytest.skip(reason)
