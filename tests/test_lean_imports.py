"""Importing without guests: rules of ``without``, and that the command's start keeps to it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from csp_toolkit.lean_imports import without


def test_a_hidden_module_cannot_be_imported_in_the_block_and_can_be_after_it() -> None:
    sys.modules.pop("tabnanny", None)
    with without("tabnanny"), pytest.raises(ImportError):
        import tabnanny
    import tabnanny

    assert tabnanny.check


def test_what_is_loaded_already_stays() -> None:
    import json

    with without("json"):
        assert sys.modules["json"] is json
    assert sys.modules["json"] is json


def test_a_failure_in_the_block_hides_nothing_for_good() -> None:
    with pytest.raises(ZeroDivisionError), without("no_such_module_anywhere"):
        _ = 1 / 0
    assert "no_such_module_anywhere" not in sys.modules


def test_running_a_notebook_loads_neither_grammars_of_addresses_nor_pyarrow() -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom csp_toolkit.notebooks import read_notebook\n"
        "try: read_notebook(Path('none.ipynb'))\nexcept Exception: pass\n"
        "from csp_toolkit.execution import load_papermill\nload_papermill()\nprint(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert {"nbformat", "papermill"} <= loaded
    assert not {"rfc3987_syntax", "pyarrow"} & loaded
