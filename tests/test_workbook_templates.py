"""Rules of the workbooks that partners fill in: they offer what the check takes, in the same bytes always."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from partner_files import SOUND
from typer.testing import CliRunner

from csp_toolkit.cli import app
from csp_toolkit.errors import DataError, ParameterError
from csp_toolkit.loaders.ingest import ingest
from csp_toolkit.loaders.partner_return_schema import PARTNER_RETURN
from csp_toolkit.loaders.table_schema import TableSchema
from csp_toolkit.store import open_store
from csp_toolkit.workbook_templates import (
    TEMPLATES,
    TEXT_FORMAT,
    find_template,
    render_template,
    write_template,
)

LONGEST_LIST = 255
"""Characters that Excel takes in a list of allowed words."""


def sheet_xml(schema: TableSchema, tmp_path: Path) -> str:
    path = tmp_path / "template.xlsx"
    write_template(schema, path)
    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_has_the_same_bytes_whenever_it_is_made(name: str) -> None:
    assert render_template(TEMPLATES[name]) == render_template(TEMPLATES[name])


@pytest.mark.parametrize("schema", TEMPLATES.values(), ids=list(TEMPLATES))
def test_every_word_that_the_check_takes_is_offered_in_a_list(schema: TableSchema, tmp_path: Path) -> None:
    xml = sheet_xml(schema, tmp_path)
    for column in schema.columns:
        offered = ",".join(column.allowed)
        assert len(offered) <= LONGEST_LIST
        assert not offered or f'<formula1>"{offered}"</formula1>' in xml


@pytest.mark.parametrize("schema", TEMPLATES.values(), ids=list(TEMPLATES))
def test_every_column_is_checked_as_it_is_filled_in_and_the_header_stays_in_sight(
    schema: TableSchema, tmp_path: Path
) -> None:
    xml = sheet_xml(schema, tmp_path)
    assert xml.count("<dataValidation ") == len(schema.columns)
    assert 'ySplit="1"' in xml


def test_cells_of_text_are_formatted_as_text_so_that_excel_makes_no_dates_of_them(tmp_path: Path) -> None:
    write_template(PARTNER_RETURN, tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        styles = archive.read("xl/styles.xml").decode()
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    formats = [int(found) for found in re.findall(r'<xf numFmtId="(\d+)"[^>]*xfId', styles)]
    shown = {}
    for first, last, style in re.findall(r'<col min="(\d+)" max="(\d+)" [^>]*style="(\d+)"', sheet):
        shown |= dict.fromkeys(range(int(first), int(last) + 1), formats[int(style)])
    for place, column in enumerate(PARTNER_RETURN.columns, start=1):
        assert (shown[place] == TEXT_FORMAT) is (column.kind in ("text", "code", "choice"))


def test_a_template_filled_in_is_taken_in_and_an_empty_one_is_not(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store", create=True)
    write_template(PARTNER_RETURN, tmp_path / "filled.xlsx", [SOUND])
    (item,) = ingest(store, [tmp_path / "filled.xlsx"])
    assert item.edition is not None
    assert (item.edition.rows, item.edition.rejected, item.edition.notes) == (1, 0, ())
    write_template(PARTNER_RETURN, tmp_path / "empty.xlsx")
    with pytest.raises(DataError, match="a header and no rows"):
        ingest(store, [tmp_path / "empty.xlsx"])


def test_a_note_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    write_template(PARTNER_RETURN, tmp_path / "a.xlsx", [{**SOUND, "note": '=HYPERLINK("x")'}])
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert "<f>" not in archive.read("xl/worksheets/sheet1.xml").decode()


def test_a_file_that_somebody_may_have_filled_in_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("mine")
    with pytest.raises(ParameterError, match="there already"):
        write_template(PARTNER_RETURN, path)
    assert path.read_text() == "mine"


def test_an_unknown_template_is_refused_with_a_suggestion() -> None:
    with pytest.raises(ParameterError, match='did you mean "partner-return"'):
        find_template("partner-returns")


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_command_writes_each_template(name: str, tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    assert CliRunner().invoke(app, ["template", name, str(path)]).exit_code == 0
    assert path.read_bytes() == render_template(TEMPLATES[name])
