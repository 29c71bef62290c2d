"""What a process that writes many reports holds: no more than one report's worth."""

from __future__ import annotations

import subprocess
import sys

import pytest

ONE_AFTER_ANOTHER = """
import re
from pathlib import Path
import typst
from csp_toolkit.rendering import forget_documents

def set_documents(words, after):
    for number in range(4):
        source = f"#table(columns: 6, ..range(2000).map(each => [#each {words} {number}]))"
        typst.compile(source.encode(), ignore_system_fonts=True)
        after()
        if number == 0:
            first = resident()
    return resident() - first

def resident():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

print(set_documents("forgotten", forget_documents), set_documents("kept", lambda: None))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux what a process holds")
def test_documents_that_are_forgotten_do_not_add_up() -> None:
    forgotten, kept = map(int, run(ONE_AFTER_ANOTHER).split())
    assert kept > 30_000, "Typst keeps less by itself: is forgetting still wanted?"
    assert forgotten < kept / 4


def test_forgetting_loads_nothing_where_nothing_was_set() -> None:
    script = "import sys\nfrom csp_toolkit.rendering import forget_documents\nforget_documents()\n"
    assert run(f"{script}print('typst' in sys.modules)").strip() == "False"


def run(script: str) -> str:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return done.stdout
