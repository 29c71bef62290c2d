"""What pandoc, by which Quarto reads, makes of the source that Quarto is handed: in HTML and in Typst.

Quarto's own part, which is to leave out what is for the other format and to put the document into its
template, is done by a few lines here.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
import typst
from example_notebook import block_cell, example_cover, example_notebook, notebook_of, small_notebook
from hostile_text import HOSTILE, everywhere
from nbformat.v4 import new_markdown_cell

from csp_toolkit.blocks.markup_text import markdown_text
from csp_toolkit.blocks.model import Finding, Findings
from csp_toolkit.blocks.plain_text import clean_text
from csp_toolkit.fonts import font_folder
from csp_toolkit.quarto.checks import require_sound_page, require_sound_pdf
from csp_toolkit.quarto.preparing import prepare_notebook
from csp_toolkit.rendering.reader import read_document

pypandoc = pytest.importorskip("pypandoc", reason="pandoc is not installed")

LEAVE_OUT = """
local function only(element)
  local form = element.attributes["when-format"]
  if form == nil then return nil end
  if form == FORMAT or (form == "html" and FORMAT == "html5") then return element.content end
  return {}
end
return {{ Div = only, Span = only }}
"""
PAGE = """<!DOCTYPE html>
<html lang="$lang$"><head><meta charset="utf-8"><title>$pagetitle$</title>$header$</head>
<body>$before$<main id="quarto-document-content"><h1>$title$</h1><nav aria-label="Contents">$toc$</nav>
$body$</main></body></html>
"""
PRINT = """$header$
#set text(lang: "en", region: "GB", font: "Source Sans Pro")
#set document(title: [$title$])
#outline(title: [Contents], depth: 2)
$body$
"""
READS = "markdown+emoji+autolink_bare_uris+tex_math_single_backslash"


@cache
def filter_file(folder: Path) -> Path:
    (folder / "only.lua").write_text(LEAVE_OUT)
    return folder / "only.lua"


def settings_of(source: str) -> dict[str, Any]:
    lines = source.split("\n---\n", 1)[0].removeprefix("---\n").split("\n")
    return {key: json.loads(value) for key, value in (line.split(": ", 1) for line in lines)}


def convert(source: str, form: str, folder: Path) -> str:
    """The source in a template as Quarto would fill one."""
    settings = settings_of(source)["format"]["html" if form == "html5" else "typst"]
    template = folder / f"{form}.template"
    before = settings.get("include-before-body", {"text": ""})["text"].replace("$", "$$")
    text = (PAGE if form == "html5" else PRINT).replace("$before$", before)
    template.write_text(
        text.replace("$header$", settings["include-in-header"]["text"].replace("$", "$$")), encoding="utf-8"
    )
    arguments = ["-s", f"--template={template}", f"--lua-filter={filter_file(folder)}", "--toc"]
    shift = [] if form == "html5" else [f"--shift-heading-level-by={settings['shift-heading-level-by']}"]
    made: str = pypandoc.convert_text(source, form, format=READS, extra_args=[*arguments, *shift])
    return made


def compiled(source: str, folder: Path) -> bytes:
    made = convert(source, "typst", folder).encode()
    pdf: bytes = typst.compile(made, font_paths=[str(font_folder())], pdf_standards=["ua-1"])
    return pdf


def test_the_example_makes_a_sound_page_and_a_sound_pdf(tmp_path: Path) -> None:
    notebook = example_notebook()
    source, document = prepare_notebook(notebook), read_document(notebook)
    assert require_sound_page(convert(source, "html5", tmp_path).encode(), document)
    assert require_sound_pdf(compiled(source, tmp_path), document).startswith(b"%PDF")


@pytest.mark.slow
def test_every_report_makes_a_sound_page_and_a_sound_pdf(
    sample_reports: dict[str, Path], tmp_path: Path
) -> None:
    for folder in sample_reports.values():
        notebook = nbformat.read(folder / "report.ipynb", as_version=4)
        source, document = prepare_notebook(notebook), read_document(notebook)
        page = convert(source, "html5", tmp_path)
        require_sound_page(page.encode(), document)
        require_sound_pdf(compiled(source, tmp_path), document)
        missing = [h.text for _item, h in document.headings if " ".join(h.text.split()) not in plain(page)]
        assert missing == []


def test_lists_stay_apart_and_keep_their_numbers(tmp_path: Path) -> None:
    listed = "\n".join(f"{n}. point {n}" for n in range(98, 102))
    one = block_cell(Findings(items=(Finding(text="First finding"),)))
    two = block_cell(Findings(items=(Finding(text="Second finding"),)))
    notebook = notebook_of(block_cell(example_cover()), one, two, new_markdown_cell(listed))
    page = convert(prepare_notebook(notebook), "html5", tmp_path)
    assert page.count("<ul>") == 2
    assert page.count("<ol") == 1
    assert 'start="98"' in page
    assert page.count("<li>") == 6


def plain(page: str) -> str:
    from html import unescape

    return " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())


@pytest.mark.parametrize("fault", HOSTILE)
def test_hostile_text_makes_a_sound_page_and_a_sound_pdf(fault: str, tmp_path: Path) -> None:
    text = HOSTILE[fault][:1_000]
    cover = example_cover(title=text[:150], partnership=text[:100], period=text[:60])
    notebook = small_notebook(*everywhere(text), cover=cover)
    source, document = prepare_notebook(notebook), read_document(notebook)
    page = convert(source, "html5", tmp_path)
    require_sound_page(page.encode(), document)
    require_sound_pdf(compiled(source, tmp_path), document)
    assert not re.search(r"<script|<link|\son\w+=", page)


MARKUP = {
    **{name: text[:1_000] for name, text in HOSTILE.items() if name != "unknown-characters"},
    "lists": "1. a\n(1) b\n- c\n+ d\n* e\n#. f\ni. g\n(@) h\na) b\n(@good) x",
    "cell": "```{python}\nprint(1)\n```",
    "references": "see @smith2020 and [@a; @b], @fig-1, x[^1]\n\n[^1]: y\n[a]: https://x.example",
    "mathematics": "$x^2$ $$y$$ \\(a\\) \\[b\\]",
    "metadata": "---\ntitle: x\n---",
    "structure": "::: {.callout-note}\nx\n:::\n# x\n===\n***\nterm\n: what\n| a\n| b\n%%% x",
    "html": "<b>x</b> &amp; <!-- c -->",
    "markup": "*a* **b** _c_ ~~d~~ ~e~ ^f^ [x]{.y} `c`{=typst} ![x](y.png) \\newpage",
    "signs": ":smile: \"q\" 'r' ... -- --- www.y.example https://x.example a\\",
    "typst": '#import "x"; $ @a <b> = h / t: x // c /* d */ \\u{40}',
}


@pytest.mark.parametrize("name", MARKUP)
def test_text_comes_back_from_markdown_as_it_was(name: str) -> None:
    text = re.sub(r"[ \t\xa0]+", " ", clean_text(MARKUP[name]))
    parsed = json.loads(pypandoc.convert_text(f"{markdown_text(text)}\n", "json", format=READS))
    (paragraph,) = parsed["blocks"]
    marks = {"Space": " ", "SoftBreak": " ", "LineBreak": "\n"}
    words = "".join(part["c"] if part["t"] == "Str" else marks[part["t"]] for part in paragraph["c"])
    assert words.replace("\xa0", " ") == "\n".join(line.strip() for line in text.split("\n") if line.strip())
