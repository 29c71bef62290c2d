"""Blocks as a notebook shows them, which is as the report will: the same markup, dressed the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from pydantic import BaseModel

from csp_toolkit.blocks.html import render_html

_SPACE = re.compile(r"\s+")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def show_in_notebook(blocks: Sequence[BaseModel]) -> str:
    """The blocks of a cell as HTML that carries its own looks, light or dark as JupyterLab is.

    Every cell's output carries them, for JupyterLab takes out of the page what is scrolled out of sight.
    """
    fragments = "".join(render_html(block) for block in blocks)
    return f'<style>{notebook_style()}</style>\n<div class="csp-display">\n{fragments}\n</div>'


@cache
def notebook_style() -> str:
    """The style sheet of blocks in notebooks, without comments and spare space."""
    text = (files("csp_toolkit.blocks") / "notebook.css").read_text(encoding="utf-8")
    return _SPACE.sub(" ", _COMMENT.sub("", text)).strip()
