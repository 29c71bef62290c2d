"""Streaming a made-up Home Office spreadsheet of recorded crime: time and peak memory.

    python benchmarks/ods.py [--megabytes 1000] [--small 20] [--folder FOLDER]

Writes two spreadsheets in the published layout, of the given megabytes of XML, into FOLDER (a
temporary one without it), and measures in a fresh process each:

- the large one: its rows alone, then the whole ingest into a store;
- the small one: the same, beside ``pandas.read_excel`` with each of its readers that is installed.

The names and counts are made up; the same size gives the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from measured import Run, print_machine, print_table, run_measured

HEADER = (
    "Financial Year",
    "Financial Quarter",
    "Police Force",
    "CSP Name",
    "Offence Description",
    "Offence Group",
    "Offence Subgroup",
    "Offence Code",
    "Offence Count",
)
TYPE = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
BEGIN = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    ' office:version="1.3"><office:body><office:spreadsheet>'
)
END = "</office:spreadsheet></office:body></office:document-content>"
PARTNERSHIPS, OFFENCES, FIRST_YEAR = 310, 132, 2015


def cell(value: str | int) -> str:
    """A cell as LibreOffice writes it."""
    kind = f'float" office:value="{value}' if isinstance(value, int) else "string"
    short = "float" if isinstance(value, int) else "string"
    return (
        f'<table:table-cell office:value-type="{kind}" calcext:value-type="{short}">'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


def row(values: list[str | int]) -> str:
    """A row as LibreOffice writes it."""
    return f'<table:table-row table:style-name="ro1">{"".join(map(cell, values))}</table:table-row>'


def year_rows(year: int) -> Iterator[str]:
    """A row for each quarter, partnership and offence, zeros too."""
    for quarter, place, offence in itertools.product(range(1, 5), range(PARTNERSHIPS), range(OFFENCES)):
        # A number like those published: many zeros, few large.
        digest = hashlib.blake2b(f"{year} {quarter} {place} {offence}".encode(), digest_size=2).digest()
        count = digest[0] % 7 * (digest[1] % 5 == 0) + digest[1] // 16 * (offence % 9 == 0)
        yield row(
            [
                f"{year}/{(year + 1) % 100:02d}",
                quarter,
                f"Synthetic Force {place % 43:02d}",
                f"Synthetic Partnership {place:03d}",
                f"Made-up offence number {offence} of the list, under an act of some year",
                f"Offence group {offence % 9}",
                f"Offence subgroup {offence % 29}",
                f"{offence}{'ABC'[offence % 3]}",
                count,
            ]
        )


def write_spreadsheet(path: Path, megabytes: int) -> None:
    """Write sheets of years until the XML has its size."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr("mimetype", TYPE, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        with archive.open("content.xml", "w", force_zip64=True) as xml:
            written = xml.write((BEGIN + sheet("Notes", iter([row(["SYNTHETIC: made up"])]))).encode())
            for year in itertools.count(FIRST_YEAR):
                written += write_year(xml.write, year, megabytes * 1_000_000 - written)
                if written >= megabytes * 1_000_000:
                    break
            xml.write(END.encode())


def sheet(name: str, rows: Iterator[str]) -> str:
    """A whole sheet."""
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


def write_year(write: Callable[[bytes], int], year: int, most: int) -> int:
    """Write one sheet, at most this many bytes and a little."""
    name = f"{year}_{(year + 1) % 100:02d}"
    written = write(f'<table:table table:name="{name}">{row(list(HEADER))}'.encode())
    rows = year_rows(year)
    while written < most and (batch := list(itertools.islice(rows, 1000))):
        written += write("".join(batch).encode())
    return written + write(b"</table:table>")


def read_rows(path: Path, _: Path) -> int:
    """The rows alone, as the loader gets them."""
    from csp_toolkit.loaders.ods_stream import stream_rows

    return sum(len(batch.rows) for batch in stream_rows(path))


def take_in(path: Path, folder: Path) -> int:
    """The whole ingest: hash, checks, Parquet, counts, with progress."""
    from csp_toolkit.loaders.ingest import ingest
    from csp_toolkit.loaders.ods_stream import progress_in_words, reporting_progress
    from csp_toolkit.store import open_store

    store = open_store(Path(tempfile.mkdtemp(dir=folder)), create=True)
    with reporting_progress(progress_in_words(lambda text: print("   ", text, file=sys.stderr))):
        [taken] = ingest(store, [path])
    return taken.edition.rows + taken.edition.rejected if taken.edition else 0


def read_with_pandas(engine: str) -> Callable[[Path, Path], int]:
    """All sheets by pandas' own reader."""

    def read(path: Path, _: Path) -> int:
        import pandas as pd

        return sum(map(len, pd.read_excel(path, sheet_name=None, engine=engine).values()))

    return read


WAYS: dict[str, Callable[[Path, Path], int]] = {
    "rows alone": read_rows,
    "whole ingest": take_in,
    "pandas, odfpy": read_with_pandas("odf"),
    "pandas, calamine": read_with_pandas("calamine"),
}
OURS = ("rows alone", "whole ingest")


def ways_installed() -> list[str]:
    """Every way whose library is there."""
    return [way for way in WAYS if way != "pandas, odfpy" or find_spec("odf") is not None]


def measure(way: str, path: Path, folder: Path) -> Run:
    """One way in a process of its own, which prints its rows last."""
    command = [sys.executable, __file__, "--measure", way, "--file", str(path), "--folder", str(folder)]
    return run_measured(command)


def compare(path: Path, folder: Path, ways: Sequence[str], reference: str) -> None:
    """Print a table of the ways, each beside the reference."""
    with zipfile.ZipFile(path) as archive:
        xml = archive.getinfo("content.xml").file_size
    runs = {way: measure(way, path, folder) for way in ways}
    size = f"{xml / 1e6:,.0f} MB of XML in a file of {path.stat().st_size / 1e6:,.1f} MB"
    rows = int(runs[OURS[0]].printed)
    print_table(f"A spreadsheet with {size}, {rows:,} rows", runs, reference)


def run(megabytes: int, small: int, folder: Path) -> None:
    """Write both spreadsheets and measure."""
    print_machine()
    installed = ways_installed()
    for size, ways in ((small, installed), (megabytes, OURS)):
        path = folder / f"prc-csp-synthetic-{size}.ods"
        write_spreadsheet(path, size)
        compare(path, folder, ways, next(way for way in (*ways[2:], ways[0])))


def main() -> None:
    """Read the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--small", type=int, default=20)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(WAYS[options.measure](options.file, options.folder))
        return
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        run(options.megabytes, options.small, Path(folder))


if __name__ == "__main__":
    main()
