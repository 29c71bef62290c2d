"""Quarto at work: in a folder of its own, for a limited time, its documents checked before use."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Literal

from csp_toolkit.errors import Problem, RenderingError
from csp_toolkit.fonts import font_files
from csp_toolkit.quarto.binary import Quarto
from csp_toolkit.quarto.checks import require_sound_page, require_sound_pdf
from csp_toolkit.quarto.preparing import prepare_document
from csp_toolkit.quarto.surroundings import minimal_environment
from csp_toolkit.rendering.document import Document
from csp_toolkit.rendering.reader import read_document

Form = Literal["html", "pdf"]
SOURCE, LOG = "report.qmd", "quarto.log"
LONGEST_SECONDS = 300
"""A report takes Quarto about ten seconds; its first start on a machine up to a minute."""
_TO = {"html": "html", "pdf": "typst"}
_LAST_LINES, _LONGEST_LOG = 12, 1500
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def render_with_quarto(
    notebook: Mapping[str, Any], form: Form, quarto: Quarto, *, seconds: float = LONGEST_SECONDS
) -> bytes:
    """The page or the PDF that Quarto makes of an executed notebook.

    Raises ``RenderingError`` with what keeps the report from being accessible, and as ``set_with_quarto``
    does.
    """
    return set_with_quarto(read_document(notebook), form, quarto, seconds=seconds)


def set_with_quarto(
    document: Document, form: Form, quarto: Quarto, *, seconds: float = LONGEST_SECONDS
) -> bytes:
    """The page or the PDF that Quarto makes of a checked document.

    Raises ``RenderingError`` with what Quarto said where it failed, where it took longer than ``seconds``,
    and where what it made lacks what the report holds.
    """
    with TemporaryDirectory(prefix="csp-quarto-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / SOURCE).write_text(prepare_document(document), encoding="utf-8", newline="\n")
        write_fonts(folder)
        made = _render(folder, form, quarto, document, seconds)
    return require_sound_page(made, document) if form == "html" else require_sound_pdf(made, document)


def write_fonts(folder: Path) -> None:
    """The typeface beside the source, where its front matter says that it is."""
    (folder / "fonts").mkdir()
    for file in font_files():
        shutil.copyfile(file, folder / "fonts" / file.name)


def _render(folder: Path, form: Form, quarto: Quarto, document: Document, seconds: float) -> bytes:
    command = [quarto.program, "render", SOURCE, "--to", _TO[form], "--no-execute"]
    environment = minimal_environment(document.cover.data_as_at)
    with (folder / LOG).open("wb") as log:
        code = _run(command, folder, environment, log, seconds)
    made = folder / f"report.{form}"
    if code is None:
        raise _failure(f"was not done after {seconds:g} seconds and was ended", quarto, folder)
    if code != 0:
        raise _failure(f"could not make report.{form} (exit code {code})", quarto, folder)
    if not made.is_file() or not made.stat().st_size:
        raise _failure(f"said it was done, but made no report.{form}", quarto, folder)
    return made.read_bytes()


def _run(
    command: list[str], folder: Path, environment: dict[str, str], log: IO[bytes], seconds: float
) -> int | None:
    """Its exit code; None where it was ended for the time it took."""
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        raise RenderingError(Problem(f"Quarto cannot be started ({error.strerror}).")) from None
    try:
        return process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End Quarto and the programs it started, which an interrupt at the terminal does not reach."""
    if process.poll() is not None:
        return
    if os.name == "nt":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _failure(what: str, quarto: Quarto, folder: Path) -> RenderingError:
    said = _last_words(folder)
    return RenderingError(
        Problem(f"Quarto {quarto.version} {what}.", hint=f"It said:\n{said}" if said else None)
    )


def _last_words(folder: Path) -> str:
    """The end of what Quarto said, without colours and without the folder that is gone by then."""
    text = _ANSI.sub("", (folder / LOG).read_text(encoding="utf-8", errors="replace"))
    text = text.replace(f"{folder.resolve()}{os.sep}", "").replace(f"{folder}{os.sep}", "")
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    return "\n".join(f"  {line}" for line in lines[-_LAST_LINES:])[-_LONGEST_LOG:]
