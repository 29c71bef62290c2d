"""How like published months the made-up year is, in what decides how long reading takes.

    python benchmarks/likeness.py --real FOLDER [--work FOLDER]

Takes a published month of one force and of the transport police, and a made-up month of each, and
prints side by side: bytes a row, how many different values each column has and how long they are,
and what one row costs pandas, plain pandas, DuckDB and the toolkit's reader (which hashes the file
too). The costs are processor time within one process of each kind, files in turn, the best of
several rounds.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measured import print_machine
from national import plan_forces, write_forces

HERE = Path(__file__).resolve()
COLUMNS = ("crime id", "longitude", "latitude", "location", "LSOA code", "LSOA name", "type", "outcome")
PLACES = (0, 4, 5, 6, 7, 8, 9, 10)
ROUNDS = 7


def describe(file: Path) -> dict[str, str]:
    """The characteristics of one file, by name, as they are printed."""
    import duckdb

    names = ", ".join(f"'c{place}'" for place in range(12))
    with duckdb.connect() as connection:
        connection.execute(
            f"CREATE TABLE t AS SELECT * FROM read_csv(?, all_varchar=true, header=true, names=[{names}])",
            [str(file)],
        )
        rows = connection.execute("SELECT count(*) FROM t").fetchall()[0][0]
        found = {"rows": f"{rows:,}", "bytes a row": f"{file.stat().st_size / rows:.0f}"}
        for name, place in zip(COLUMNS, PLACES, strict=True):
            values, length, blank = connection.execute(
                f"""SELECT count(DISTINCT c{place}), coalesce(avg(length(c{place})), 0),
                count(*) FILTER (WHERE c{place} IS NULL) FROM t"""
            ).fetchall()[0]
            found[f"{name}: different, letters, blank"] = f"{values:,}, {length:.0f}, {blank / rows:.0%}"
        groups = connection.execute("SELECT count(*) FROM (SELECT DISTINCT c7, c9 FROM t)").fetchall()[0][0]
    return found | {"counts a row": f"{groups / rows:.2f}"}


def reader(kind: str) -> Callable[[Path], Any]:
    """What reads one file, as the benchmark of an ingest does."""
    if kind in ("pandas", "plain pandas"):
        import pandas as pd

        pd.options.mode.string_storage = "pyarrow" if kind == "pandas" else "python"
        return pd.read_csv
    if kind == "DuckDB":
        import duckdb

        connection = duckdb.connect(config={"threads": 1})
        columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(12))
        options = f"columns={{{columns}}}, header=true, auto_detect=false"
        query = f"SELECT c1, c7, c9, count(*) FROM read_csv(?, {options}) GROUP BY ALL"
        return lambda file: connection.execute(f"SELECT count(*) FROM ({query})", [str(file)]).fetchall()
    from csp_toolkit.loaders.plain_csv import read_plain
    from csp_toolkit.loaders.police_uk_street import COLUMNS as WANTED
    from csp_toolkit.loaders.source import Source

    return lambda file: read_plain(Source(file, file.name), WANTED)


def measure(kind: str, files: list[Path]) -> dict[str, float]:
    """Microseconds of processor time a row, for each file."""
    read = reader(kind)
    best = dict.fromkeys(map(str, files), float("inf"))
    for _ in range(ROUNDS):
        for file in files:
            began = time.process_time()
            read(file)
            best[str(file)] = min(best[str(file)], time.process_time() - began)
    return {name: 1e6 * took / _rows(Path(name)) for name, took in best.items()}


def _rows(file: Path) -> int:
    return file.read_bytes().count(b"\n") - 1


def compare(pairs: dict[str, tuple[Path, Path]]) -> None:
    """A table for each pair of a published and a made-up file."""
    files = [file for pair in pairs.values() for file in pair]
    costs = {}
    for kind in ("pandas", "plain pandas", "DuckDB", "toolkit's reader"):
        command = [sys.executable, str(HERE), "--part", kind, *map(str, files)]
        costs[kind] = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    for title, pair in pairs.items():
        described = [describe(file) for file in pair]
        for kind, cost in costs.items():
            for file, found in zip(pair, described, strict=True):
                found[f"microseconds a row: {kind}"] = f"{cost[str(file)]:.2f}"
        print(f"\n### {title}\n\n| | published | made up |\n|---|--:|--:|")
        for name, value in described[0].items():
            print(f"| {name} | {value} | {described[1][name]} |")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--real", type=Path, help="a folder of published street-level files")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "likeness")
    parser.add_argument("--part", nargs="+", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.part:
        print(json.dumps(measure(chosen.part[0], [Path(name) for name in chosen.part[1:]])))
        return
    forces = [force for force in plan_forces() if force.slug in ("essex", "btp")]
    write_forces(chosen.work, forces, 1)
    print_machine()
    pairs = {}
    for force in forces:
        published = sorted(chosen.real.rglob(f"2025-01-{force.slug}-street.csv"))[0]
        pairs[f"{force.name}, a month"] = (published, chosen.work / force.path("2024-01"))
    compare(pairs)


if __name__ == "__main__":
    main()
