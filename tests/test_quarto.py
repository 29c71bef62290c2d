"""Rules of the engine quarto: asked for first, called the same way, its documents held against the report."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from example_notebook import example_cover, example_notebook, small_notebook
from hostile_text import HOSTILE, everywhere
from test_runs import COVER, PARAMETERS, write_notebook

from csp_toolkit.areas import Partnership, find_partnership
from csp_toolkit.errors import ParameterError, RenderingError
from csp_toolkit.frames import load_partnerships
from csp_toolkit.parameters import find_project
from csp_toolkit.periods import Quarter
from csp_toolkit.quarto.binary import Quarto, require_quarto
from csp_toolkit.quarto.exporting import CspQuartoExporter
from csp_toolkit.quarto.preparing import prepare_notebook
from csp_toolkit.quarto.running import render_with_quarto
from csp_toolkit.runs import Run, run_report
from csp_toolkit.store import Store

STAND_IN = Path(__file__).with_name("stand_in_quarto.py")
SetUp = Callable[..., Path]


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SetUp:
    """Puts a stand-in for Quarto on the path; keyword arguments say how it behaves."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("QUARTO_PATH", raising=False)

    def put(version: str = "1.9.37", **behaviour: Any) -> Path:
        (folder / "behaviour.json").write_text(json.dumps({"version": version, **behaviour}))
        shutil.copyfile(STAND_IN, folder / "stand_in.py")
        command = [sys.executable, str(folder / "stand_in.py")]
        if os.name == "nt":
            (folder / "quarto.cmd").write_text(f'@"{command[0]}" "{command[1]}" %*\n')
        else:
            program = folder / "quarto"
            program.write_text(f'#!/bin/sh\nexec "{command[0]}" "{command[1]}" "$@"\n')
            program.chmod(0o755)
        return folder

    return put


@pytest.fixture
def no_quarto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path without Quarto."""
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.delenv("QUARTO_PATH", raising=False)


def calls(folder: Path) -> list[dict[str, Any]]:
    """How the stand-in was called to render."""
    found: list[dict[str, Any]] = json.loads((folder / "calls.json").read_text())
    return found


def test_without_quarto_one_line_says_how_to_get_it(no_quarto: None) -> None:
    with pytest.raises(RenderingError) as caught:
        require_quarto()
    message = str(caught.value)
    assert "\n" not in message
    assert all(words in message for words in ("Quarto 1.9 or later", "not on this machine", "conda install"))
    assert caught.value.exit_code == 14


@pytest.mark.parametrize("version", ["1.9.0", "1.10.19", "2.0.0", "99.9.9"])
def test_a_version_from_1_9_on_is_taken(stand_in: SetUp, version: str) -> None:
    stand_in(version=version)
    assert require_quarto().version == version


@pytest.mark.parametrize(
    ("version", "said"), [("1.8.27", "1.8.27 is installed"), ("soon", "does not tell its version")]
)
def test_an_older_one_is_refused(stand_in: SetUp, version: str, said: str) -> None:
    stand_in(version=version)
    with pytest.raises(RenderingError, match=said):
        require_quarto()


def test_quarto_path_names_the_program(stand_in: SetUp, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = stand_in()
    program = str(next(path for path in folder.iterdir() if path.stem == "quarto"))
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("QUARTO_PATH", program)
    assert require_quarto().program == program
    monkeypatch.setenv("QUARTO_PATH", str(folder / "nothing"))
    with pytest.raises(RenderingError, match="not on this machine"):
        require_quarto()


@pytest.mark.parametrize(("form", "to"), [("html", "html"), ("pdf", "typst")])
def test_quarto_is_called_with_the_source_the_format_and_nothing_to_run(
    stand_in: SetUp, form: Any, to: str
) -> None:
    folder = stand_in()
    render_with_quarto(example_notebook(), form, require_quarto())
    (call,) = calls(folder)
    assert call["arguments"] == ["render", "report.qmd", "--to", to, "--no-execute"]
    fonts = [name for name in call["files"] if name.startswith("fonts/SourceSansPro-")]
    assert sorted({*call["files"]} - {*fonts}) == ["quarto.log", "report.qmd"]
    assert len(fonts) == 4


def test_quarto_gets_the_day_of_the_data_and_no_secrets(
    stand_in: SetUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_TOKEN", "secret")
    monkeypatch.setenv("QUARTO_PDF_STANDARD", "a-1b")
    monkeypatch.setenv("QUARTO_SHARE_PATH", "share")
    folder = stand_in()
    render_with_quarto(small_notebook(), "html", require_quarto())
    environment = calls(folder)[0]["environment"]
    assert environment["SOURCE_DATE_EPOCH"] == "1748649600"  # 31 May 2025
    assert environment["QUARTO_SHARE_PATH"] == "share"
    assert {"SOME_TOKEN", "QUARTO_PDF_STANDARD"} & set(environment) == set()


def test_the_same_notebook_gives_the_same_bytes(stand_in: SetUp) -> None:
    stand_in()
    quarto = require_quarto()
    for form in ("html", "pdf"):
        first, second = (render_with_quarto(example_notebook(), form, quarto) for _ in range(2))  # type: ignore[arg-type]
        assert first == second


def test_a_failure_of_quarto_is_told_in_its_own_last_words(stand_in: SetUp) -> None:
    noise = "".join(f"line {n}\n" for n in range(500))
    stand_in(says=f"{noise}\x1b[31mERROR\x1b[0m: HERE/report.qmd cannot be read", code=3)
    with pytest.raises(RenderingError) as caught:
        render_with_quarto(small_notebook(), "html", require_quarto())
    message = str(caught.value)
    assert "Quarto 1.9.37 could not make report.html (exit code 3)" in message
    assert message.endswith("ERROR: report.qmd cannot be read")
    assert len(message.splitlines()) < 20


def test_quarto_that_makes_nothing_has_not_succeeded(stand_in: SetUp) -> None:
    stand_in(says="all well", code=0)
    with pytest.raises(RenderingError, match=r"made no report\.pdf"):
        render_with_quarto(small_notebook(), "pdf", require_quarto())


def test_quarto_that_does_not_end_is_ended(stand_in: SetUp) -> None:
    stand_in(hangs=True)
    quarto, began = require_quarto(), time.monotonic()
    with pytest.raises(RenderingError, match="not done after 1 seconds"):
        render_with_quarto(small_notebook(), "html", quarto, seconds=1)
    assert time.monotonic() - began < 20


def test_a_program_that_is_gone_is_told() -> None:
    with pytest.raises(RenderingError, match="cannot be started"):
        render_with_quarto(small_notebook(), "html", Quarto("/no/such/quarto", "1.9"))


LOST = {
    "a language": ("html", '"en-GB"', '"en-US"', "language is en-US"),
    "an alternative text": ("html", "Line chart of recorded", "Chart of", "lost the alternative text"),
    "a header cell's scope": ("html", ' scope="row"', "", "have no scope"),
    "a caption": ("html", "<caption", "<p", "captions"),
    "a request": ("html", "<dl", '<img alt="x" src="https://a.example/x.png"><dl', 'fetches "https://a.exam'),
    "a picture's words in print": ("pdf", 'alt: "Line chart of', 'alt: "Chart of', "alternative text is"),
    "a table in print": ("pdf", "```{=typst}\n#{\n  show", "```{=none}\n#{\n  show", "it has 0 tables"),
}


@pytest.mark.parametrize("loss", LOST)
def test_a_document_that_lost_something_is_not_handed_on(stand_in: SetUp, loss: str) -> None:
    form, loses, puts, said = LOST[loss]
    stand_in(loses=loses, puts=puts)
    with pytest.raises(RenderingError, match=said):
        render_with_quarto(example_notebook(), form, require_quarto())  # type: ignore[arg-type]


@pytest.mark.parametrize("fault", HOSTILE)
def test_hostile_text_reaches_both_formats_as_text(stand_in: SetUp, fault: str) -> None:
    stand_in()
    text = HOSTILE[fault][:1_000]
    notebook = small_notebook(*everywhere(text), cover=example_cover(title=text[:150], period=text[:60]))
    page = render_with_quarto(notebook, "html", require_quarto()).decode()
    assert "<script>" not in page
    assert render_with_quarto(notebook, "pdf", require_quarto()).startswith(b"%PDF")


def test_the_exporter_writes_the_source_and_the_typeface_beside_it() -> None:
    source, resources = CspQuartoExporter().from_notebook_node(example_notebook())
    assert source == prepare_notebook(example_notebook())
    assert resources["output_extension"] == ".qmd"
    assert sorted(resources["outputs"])[0] == "fonts/SourceSansPro-Bold.ttf"
    assert '"font-paths": ["fonts"]' in source


@pytest.fixture(scope="module")
def thurrock(sample_store: Store) -> Partnership:
    return find_partnership(load_partnerships(sample_store), "thurrock")


def run_small(folder: Path, thurrock: Partnership, cell: str = COVER, **changes: Any) -> Path:
    for name in ("notebooks", "parameters"):
        (folder / "project" / name).mkdir(parents=True, exist_ok=True)
    project = find_project(folder / "project")
    write_notebook(project.notebooks / "small.ipynb", [PARAMETERS, cell])
    run = Run("small", thurrock, Quarter(2024, 4), **{"engine": "quarto", **changes})
    return run_report(project, run, project.outputs)


def test_a_run_by_quarto_gives_the_same_files(stand_in: SetUp, tmp_path: Path, thurrock: Partnership) -> None:
    folder = stand_in()
    made = run_small(tmp_path, thurrock)
    names = ["comparisons.csv", "report.html", "report.ipynb", "report.pdf", "results.csv"]
    assert sorted(path.name for path in made.iterdir()) == names
    assert b"quarto-document-content" in (made / "report.html").read_bytes()
    assert [call["arguments"][3] for call in calls(folder)] == ["html", "typst"]


def test_quarto_is_asked_for_before_the_notebook_runs(
    no_quarto: None, tmp_path: Path, thurrock: Partnership
) -> None:
    with pytest.raises(RenderingError, match="not on this machine"):
        run_small(tmp_path, thurrock, cell="1 / 0")
    assert not (tmp_path / "project" / "outputs").exists()


def test_quarto_is_not_asked_for_where_only_office_documents_are_wanted(
    no_quarto: None, tmp_path: Path, thurrock: Partnership
) -> None:
    made = run_small(tmp_path, thurrock, formats=("docx",))
    assert (made / "report.docx").exists()


def test_a_failure_of_quarto_leaves_the_last_good_output(
    stand_in: SetUp, tmp_path: Path, thurrock: Partnership
) -> None:
    stand_in()
    made = run_small(tmp_path, thurrock)
    before = {path.name: path.read_bytes() for path in made.iterdir()}
    stand_in(says="ERROR: no room", code=1)
    with pytest.raises(RenderingError, match="no room"):
        run_small(tmp_path, thurrock)
    assert {path.name: path.read_bytes() for path in made.iterdir()} == before
    assert (made.with_name("small.failed") / "report.ipynb").exists()


def test_an_engine_that_is_none_is_refused(tmp_path: Path, thurrock: Partnership) -> None:
    with pytest.raises(ParameterError, match="Known: builtin, quarto"):
        run_small(tmp_path, thurrock, engine="latex")


@pytest.fixture
def real_quarto() -> Quarto:
    """The Quarto of this machine; without one a test skips, on CI's machines too (no registry carries it)."""
    try:
        return require_quarto()
    except RenderingError as error:
        # The words by which tests/conftest.py knows a skip that is allowed everywhere.
        pytest.skip(f"Quarto is not on this machine: {error}")


@pytest.mark.slow
@pytest.mark.parametrize("form", ["html", "pdf"])
def test_the_real_quarto_makes_sound_documents(real_quarto: Quarto, form: Any) -> None:
    made = render_with_quarto(example_notebook(), form, real_quarto)
    assert made == render_with_quarto(example_notebook(), form, real_quarto)
