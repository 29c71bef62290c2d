"""Text from hostile files in every field that reaches a document: it is text in all formats, no more."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from types import UnionType
from typing import Any, get_args

import pikepdf
import pytest
from example_notebook import block_cell, code_cell, data_cell, draw_line, draw_png, notebook_of
from hostile_text import HOSTILE
from make_results import SPRING_2024, SPRING_2025, compare_counts, make_missing
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output

from csp_toolkit import rendering
from csp_toolkit.areas import Area
from csp_toolkit.blocks.model import (
    AnyBlock,
    Callout,
    Chart,
    Column,
    Cover,
    Fact,
    Finding,
    Findings,
    Heading,
    Paragraph,
    Table,
)
from csp_toolkit.indicators.comparisons_csv import make_comparison_row, write_comparisons
from csp_toolkit.indicators.results import write_results
from csp_toolkit.rendering.gates.page_tree import read_page
from csp_toolkit.rendering.table_files import table_files

TEXTS = {
    **HOSTILE,
    "long-word": "x" * 10_000,
    "long-name": "Name " * 2_000,
    "typst": '#panic("x") $x^2$ *b* _i_ @ref <label> // c /* */ \\ #import "a.typ" #read("/etc/passwd")',
    "closing": "</style></script></title></svg></td></table>--><h1>x",
    "template": "{{ 7 * 7 }} {% include 'x' %}",
    "turned-markdown": "[a](javascript:alert(1)) ![b](https://a.example/x.png) <img src=x onerror=alert(1)>",
}


def table(text: str) -> Table:
    columns = (Column(label=text), Column(label=text), Column(label=text, numeric=True))
    rows = ((text, text, text), (f"b {text}", text, "1,204 [p]"), ("c", "d", "[x]"))
    return Table(caption=text, columns=columns, rows=rows, notes=(text, f"[x] = {text}"), source=text)


def blocks(text: str) -> list[AnyBlock]:
    """The text in every field of every block that takes text as it comes."""
    chart = Chart(
        title=text,
        subtitle=text,
        alternative=f"Words {text}"[:1500],
        svg=draw_line(),
        table=table(text),
        notes=(text,),
        source=text,
    )
    facts = (Fact(label=text, text=text), Fact(label=text, text=text, link=f"https://a.example/{text[:500]}"))
    head = {"title": text[:200], "partnership": text[:200], "period": text[:80], "marking": text[:80]}
    return [
        Cover(**head, data_as_at=date(2025, 5, 31), facts=facts),  # type: ignore[arg-type]
        Heading(text=text[:200]),
        Paragraph(text=text),
        Findings(items=(Finding(text=text, verdict="clear rise"), Finding(text=text))),
        Callout(title=text, text=text),
        Callout(title=text, text=text, tone="warning"),
        table(text),
        chart,
    ]


def cells(text: str) -> Iterator[NotebookNode]:
    """The text in what is no block: Markdown, what was printed, a data frame, an image's words."""
    safe = text.replace("javascript:", "https://a.example/").replace("![b](https://a.example/x.png)", "")
    yield new_markdown_cell(f"Words {re.sub(r'[#=|>*_`~-]', '', safe)[:2_000]}")
    yield code_cell([new_output("stream", name="stdout", text=f"Printed {text}")], source="print(...)")
    frame = (
        f"<table><thead><tr><th></th><th>a</th></tr></thead><tbody><tr><th>{_xml(text)}</th><td>1</td></tr>"
    )
    yield data_cell({"text/html": f"{frame}</tbody></table>"}, source="frame", caption=f"Caption {text}")
    words = f"Map of the wards {text}"
    yield data_cell({"image/png": draw_png()}, source="image", alt=words, caption=f"Caption {text}")


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


@pytest.fixture(params=TEXTS.values(), ids=TEXTS.keys())
def text(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def notebook(text: str) -> NotebookNode:
    return notebook_of(block_cell(*blocks(text)), *cells(text))


def test_every_kind_of_block_is_among_them() -> None:
    kinds: tuple[type | UnionType, ...] = get_args(get_args(AnyBlock)[0])
    assert {type(block) for block in blocks("text")} == set(kinds)


def test_the_page_holds_it_as_text(notebook: NotebookNode) -> None:
    page = read_page(rendering.render_notebook_html(notebook))
    assert page.faults == []
    assert not page.named("script", "iframe", "object", "base", "form")
    assert len(page.named("h1")) == 1
    assert not [e for e in page.elements if any(name.startswith("on") for name in e.attributes)]
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", page.source)


def test_the_pdf_holds_it_as_text(notebook: NotebookNode) -> None:
    checker = pytest.importorskip("page", reason="page-validation is not installed")
    data = rendering.render_notebook_pdf(notebook)
    report = checker.validate_pdf_bytes(data, profile=checker.ValidationProfile.PDF_UA_1)
    assert [failure.message for failure in report.failures] == []
    with pikepdf.open(BytesIO(data)) as pdf:
        assert b"root:" not in b"".join(page.Contents.read_bytes() for page in pdf.pages)


@pytest.mark.parametrize("form", ["docx", "xlsx", "ods"])
def test_the_office_formats_hold_it_as_text(notebook: NotebookNode, form: str) -> None:
    # Their gates look for formulas, fields, macros and requests.
    data = getattr(rendering, f"render_notebook_{form}")(notebook)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    assert not [name for name, part in parts.items() if re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe]", part)
                and name.endswith(".xml")]  # fmt: skip
    fields = re.findall(r"<w:instrText[^>]*>([^<]*)", parts.get("word/document.xml", ""))
    assert {field.split()[0] for field in fields} <= {"TOC", "SEQ"}


def test_tables_to_take_away_hold_no_formula(notebook: NotebookNode) -> None:
    for file in table_files(rendering.read_document(notebook)):
        assert re.fullmatch(r"[a-z0-9.-]+", file.name)
        require_inert(file.content.decode("utf-8-sig"))


def test_results_and_comparisons_hold_no_formula(text: str, tmp_path: Path) -> None:
    area = Area("E22000258", text, "csp", 2024)
    results = [make_missing(SPRING_2025, area, reason=text), make_missing(SPRING_2024, area)]
    write_results([result.to_row() for result in results], tmp_path / "results.csv")
    row: dict[str, Any] = {
        **make_comparison_row(compare_counts(40, 60)),
        "area_name": text,
        "comparator": text,
    }
    write_comparisons([row], tmp_path / "comparisons.csv")
    for name, rows in (("results.csv", 3), ("comparisons.csv", 2)):
        written = (tmp_path / name).read_text(encoding="utf-8")
        assert len(written.splitlines()) == rows
        require_inert(written)


def require_inert(written: str) -> None:
    """No cell begins as a formula does, but for a number below zero; nothing in it cannot be seen."""
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\ufffe]", written)
    for row in csv.reader(StringIO(written)):
        for cell in row:
            assert not re.match(r"\s*[=+@\uff1d]|\s*-(?![\d.]+%?$)", cell), cell[:80]
