"""The pages of partners' datasets show the columns and rules that are checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from csp_toolkit.loaders.table_schema import TableSchema, describe_columns
from csp_toolkit.workbook_templates import TEMPLATES

PAGES = Path(__file__).resolve().parents[1] / "docs" / "data"


@pytest.mark.parametrize("schema", TEMPLATES.values(), ids=list(TEMPLATES))
def test_the_page_of_a_table_shows_its_columns_and_rules(schema: TableSchema) -> None:
    page = (PAGES / f"{schema.id}.md").read_text("utf-8")
    assert "\n".join(describe_columns(schema)) in page
    assert "\n".join(f"- {rule}" for rule in schema.rules) in page
