"""What a workbook's own XML says that its values do not: errors, formulas without a result, hidden rows.

Read as a stream by expat, with document types refused, so that no entity is ever expanded.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from csp_toolkit.errors import DataError, Problem
from csp_toolkit.loaders.source import Source
from csp_toolkit.loaders.workbook_outline import sheet_parts

CHUNK = 1 << 16
UNCALCULATED = "holds a formula that was never calculated: open the file in Excel, save it, send it again"
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
Place = tuple[int, int]
"""Row and column of a cell, counted from 0."""


@dataclass
class SheetFacts:
    """Cells to refuse (errors, formulas never calculated) and why; calculated formulas; hidden rows."""

    refused: dict[Place, str] = field(default_factory=dict)
    formulas: list[Place] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)


def read_sheet_facts(source: Source) -> dict[str, SheetFacts]:
    """For each sheet by name what its XML says. Raises DataError where it is no sound XML."""
    try:
        with zipfile.ZipFile(source.path) as archive:
            uncalculated = _leaves_formulas(archive)
            parts = sheet_parts(archive)
            return {name: _scan_sheet(archive, part, uncalculated) for name, part in parts.items()}
    except (expat.ExpatError, zipfile.BadZipFile, KeyError, OSError, EOFError) as error:
        raise DataError(Problem(f"this workbook is damaged ({error})", source.path)) from None


def _leaves_formulas(archive: zipfile.ZipFile) -> bool:
    """Whether the workbook's writer left its formulas for Excel to calculate when the file is opened."""
    settings: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "calcPr":
            settings.update(attributes)

    _parse(archive, "xl/workbook.xml", start)
    return settings.get("fullCalcOnLoad", "0") in ("1", "true")


def _scan_sheet(archive: zipfile.ZipFile, part: str, uncalculated: bool) -> SheetFacts:
    scan = _SheetScan(SheetFacts(), uncalculated)
    _parse(archive, part, scan.start, scan.end)
    return scan.facts


@dataclass
class _SheetScan:
    """One pass over a sheet's elements; a row or cell that does not say where it stands follows the last."""

    facts: SheetFacts
    uncalculated: bool
    row: int = -1
    column: int = -1
    kind: str = ""
    inside: set[str] = field(default_factory=set)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self.row, self.column = int(attributes.get("r", self.row + 2)) - 1, -1
            if attributes.get("hidden") in ("1", "true"):
                self.facts.hidden_rows.add(self.row)
        elif tag == "c":
            place = cell_place(attributes.get("r", ""))
            self.row, self.column = place or (self.row, self.column + 1)
            self.kind = attributes.get("t", "n")
            self.inside.clear()
        self.inside.add(tag)

    def end(self, tag: str) -> None:
        if tag != "c":
            return
        place, formula = (self.row, self.column), "f" in self.inside
        if self.kind == "e":
            self.facts.refused[place] = "holds an error of Excel's (such as #DIV/0!), not a value"
        elif formula and (self.uncalculated or "v" not in self.inside):
            self.facts.refused[place] = UNCALCULATED
        elif formula:
            self.facts.formulas.append(place)


def _parse(
    archive: zipfile.ZipFile,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] = lambda tag: None,
) -> None:
    """Call back for each element, under its name without a prefix."""
    parser = expat.ParserCreate()

    def no_document_type(*_: object) -> None:
        raise expat.ExpatError("it declares a document type, which no workbook does")

    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    parser.StartDoctypeDeclHandler = no_document_type
    with archive.open(part) as file:
        while chunk := file.read(CHUNK):
            parser.Parse(chunk, False)
    parser.Parse(b"", True)


def cell_place(reference: str) -> Place | None:
    """Row and column of "B12", counted from 0; None for anything else."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def cell_name(row: int, column: int) -> str:
    """The reference of a cell, "B12", from its row and column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
