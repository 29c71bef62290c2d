"""``jupyter nbconvert --to csp_html`` and ``--to csp_pdf``: the same documents as everywhere else."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import nbformat
import pytest
from example_notebook import (
    VEGA_LITE,
    block_cell,
    data_cell,
    example_cover,
    example_notebook,
    notebook_of,
    small_notebook,
)

from csp_toolkit.rendering import render_notebook_html, render_notebook_pdf
from csp_toolkit.rendering.html import CspHtmlExporter
from csp_toolkit.rendering.pdf import CspPdfExporter


@pytest.fixture(scope="module")
def notebook_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("notebooks") / "An odd name.ipynb"
    nbformat.write(example_notebook(), path)
    return path


def test_the_exporter_writes_the_page_and_the_file_s_name_is_not_in_it(notebook_file: Path) -> None:
    page, resources = CspHtmlExporter().from_filename(str(notebook_file))
    assert page == render_notebook_html(example_notebook())
    assert "An odd name" not in page
    assert resources["output_extension"] == ".html"


def test_the_exporter_writes_the_pdf(notebook_file: Path) -> None:
    data, resources = CspPdfExporter().from_filename(str(notebook_file))
    assert data == render_notebook_pdf(example_notebook())
    assert resources["output_extension"] == ".pdf"


def test_jupyterlab_offers_both_by_name() -> None:
    offers = [(e().export_from_notebook, e().output_mimetype) for e in (CspHtmlExporter, CspPdfExporter)]
    assert offers == [("CSP report (HTML)", "text/html"), ("CSP report (PDF)", "application/pdf")]


def test_nbconvert_finds_both_by_their_names() -> None:
    names = {entry.name: entry.value for entry in entry_points(group="nbconvert.exporters")}
    if "csp_html" not in names:
        pytest.skip("csp_toolkit is not installed here, only on the path")
    assert names["csp_html"] == "csp_toolkit.rendering.html:CspHtmlExporter"
    assert names["csp_pdf"] == "csp_toolkit.rendering.pdf:CspPdfExporter"


def loaded_after(code: str) -> set[str]:
    """The modules a fresh Python has loaded after running the code."""
    script = f"import sys\n{code}\nprint(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_naming_the_package_loads_nothing_heavy() -> None:
    assert not {"typst", "pikepdf", "bs4", "jinja2", "pydantic"} & loaded_after(
        "import csp_toolkit.rendering"
    )


def test_the_page_does_not_pay_for_the_pdf_or_for_charts_it_has_not() -> None:
    loaded = loaded_after("import csp_toolkit.rendering as r; r.render_notebook_html")
    assert not {"typst", "pikepdf", "vl_convert", "altair", "pandas", "bs4"} & loaded


def test_a_chart_under_altair_s_own_name_is_exported_too() -> None:
    notebook = notebook_of(
        block_cell(example_cover()), data_cell({"application/vnd.vegalite.v6+json": VEGA_LITE})
    )
    page, _ = CspHtmlExporter().from_notebook_node(notebook)
    data = notebook.cells[1].outputs[0].data
    data["application/vnd.vegalite.v6.json"] = data.pop("application/vnd.vegalite.v6+json")
    assert CspHtmlExporter().from_notebook_node(notebook)[0] == page


def test_exporting_leaves_the_notebook_as_it_was() -> None:
    notebook = small_notebook()
    before = nbformat.writes(notebook)
    CspHtmlExporter().from_notebook_node(notebook)
    assert nbformat.writes(notebook) == before


def test_a_notebook_is_copied_and_validated_only_where_a_preprocessor_works_on_it() -> None:
    notebook = small_notebook()
    exporter = CspHtmlExporter()
    assert exporter.prepare(notebook, None)[0] is notebook
    exporter.register_preprocessor("nbconvert.preprocessors.ClearOutputPreprocessor", enabled=True)
    prepared, _ = exporter.prepare(notebook, None)
    assert not any(cell.get("outputs") for cell in prepared.cells)
    assert any(cell.get("outputs") for cell in notebook.cells)
