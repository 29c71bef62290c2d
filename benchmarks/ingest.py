"""What taking data in costs, beside what an analyst would write with pandas. Not on Windows.

    python benchmarks/ingest.py --work FOLDER [--rows 5760000] [--real FOLDER] [--times 2]

FOLDER takes the generated national year (1.3 GB for 5.8 million rows) and stores; ``--real`` names a
folder of published street-level files of one force. Each line is a process of its own, start-up
included, in turn with the others; the quickest of ``--times`` counts. Prints Markdown.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from measured import Run, best_of, print_machine, print_table, run_measured

HERE = Path(__file__).resolve()
PANDAS, PLAIN_PANDAS = "pandas: read_csv, groupby", "pandas without pyarrow: the same"
COUNTS, DUCKDB = "counts by the toolkit's reader", "counts by bare DuckDB"
WITHOUT_TRANSPORT = "pandas: the same, without the transport police's files"
INGEST = "whole ingest, as `csp ingest`"


def count_with_pandas(folder: Path, strings: str, left_out: str = "nothing") -> None:
    """Read every file as it is and count by month, small area and type: the bare minimum.

    ``left_out`` is a text in the names of files that are not read.
    """
    import pandas as pd

    pd.options.mode.string_storage = strings
    frames = [pd.read_csv(file) for file in sorted(folder.rglob("*.csv")) if left_out not in file.name]
    for frame in frames:
        frame.columns = [name.lower().replace(" ", "_") for name in frame.columns]
    rows = pd.concat(frames)
    counts = rows.groupby(["month", "lsoa_code", "crime_type"], dropna=False).size()
    print(len(rows), len(counts))


def count_with_toolkit(folder: Path) -> None:
    """The same counts by what an ingest reads and counts a plain file with, a month for each processor."""
    import numpy as np
    import pyarrow as pa

    from csp_toolkit.loaders.csv_reader import CsvColumn
    from csp_toolkit.loaders.grouped_counts import count_rows_by
    from csp_toolkit.loaders.plain_csv import joined, scan_columns

    keys = {1: "month", 7: "lsoa_code", 9: "crime_type"}
    wanted = {place: CsvColumn(name, "VARCHAR", ()) for place, name in keys.items()}

    def count(files: list[Path]) -> pa.Table:
        rows = [scan_columns(file, wanted, 12) for file in files]
        assert None not in rows, "a file is not plain"
        return count_rows_by(joined(rows), list(keys.values()))

    months = defaultdict(list)
    for file in sorted(folder.rglob("*.csv")):
        months[file.name[:7]].append(file)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        counts = pa.concat_tables(pool.map(count, months.values()))
    found = counts.column("month").unify_dictionaries().chunk(0).dictionary
    assert len(found) == len(months), "a month is in files of another: its counts are there twice"
    rows = sum(int(np.from_dlpack(chunk).sum()) for chunk in counts.column("count").chunks)
    print(rows, len(counts))


def count_with_duckdb(folder: Path) -> None:
    """The same counts by bare DuckDB, with the columns named and the memory bounded."""
    import duckdb

    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(12))
    files = [str(file) for file in sorted(folder.rglob("*.csv"))]
    settings: dict[str, Any] = {"memory_limit": "256MB", "preserve_insertion_order": "false"}
    with duckdb.connect(config=settings) as connection:
        found = connection.execute(
            f"""SELECT sum(n)::BIGINT, count(*) FROM (
            SELECT c1, c7, c9, count(*) AS n FROM read_csv(?, columns={{{columns}}}, header=true,
                auto_detect=false, delim=',', quote='"', escape='"', buffer_size=4194304) GROUP BY ALL)""",
            [files],
        ).fetchall()
    print(*found[0])


def read_quarters(store_folder: Path) -> None:
    """Every partnership's quarter out of an opened store: list of milliseconds."""
    import time

    from csp_toolkit.frames import load_partnerships, load_street_counts
    from csp_toolkit.periods import Month
    from csp_toolkit.store import open_store

    store = open_store(store_folder)
    wanted = [p for p in load_partnerships(store) if p.police_force.name == "Essex"]
    months, times = [Month(2025, number) for number in (1, 2, 3)], []
    for partnership in wanted:
        began = time.perf_counter()
        assert len(load_street_counts(store, [partnership], months))
        times.append(1000 * (time.perf_counter() - began))
    began = time.perf_counter()
    editions = len(open_store(store_folder).editions)
    opening = 1000 * (time.perf_counter() - began)
    print(json.dumps({"ms": times, "editions": editions, "opening": opening}))


def ingest_command(folder: Path, store: Path) -> list[str]:
    """A new ``csp ingest`` into a store that is removed first."""
    code = (
        "import shutil, sys; from csp_toolkit.cli import main; "
        f"shutil.rmtree({str(store)!r}, ignore_errors=True); "
        f"sys.argv = ['csp', 'ingest', {str(folder)!r}, '--data', {str(store)!r}]; main()"
    )
    return [sys.executable, "-c", code]


def own_command(part: str, *arguments: object) -> list[str]:
    return [sys.executable, str(HERE), "--part", part, *map(str, arguments)]


def compare(title: str, folder: Path, work: Path, times: int) -> None:
    runs = best_of(
        times,
        {
            PANDAS: own_command("pandas", folder, "pyarrow"),
            PLAIN_PANDAS: own_command("pandas", folder, "python"),
            WITHOUT_TRANSPORT: own_command("pandas", folder, "pyarrow", "btp"),
            COUNTS: own_command("toolkit", folder),
            DUCKDB: own_command("duckdb", folder),
            INGEST: ingest_command(folder, work / "store"),
        },
    )
    assert (
        len({runs[name].printed for name in (PANDAS, PLAIN_PANDAS, COUNTS, DUCKDB)}) == 1 or "real" in title
    )
    print_table(title, runs, PANDAS)
    for name in (PLAIN_PANDAS, WITHOUT_TRANSPORT):
        print(f"\nAgainst {name}: " + "; ".join(_against(runs[name], runs[n], n) for n in (COUNTS, INGEST)))


def _against(reference: Run, run: Run, name: str) -> str:
    ratio, share = reference.seconds / run.seconds, reference.memory / run.memory
    return f"{name} {ratio:.1f} times as quick, 1/{share:.1f} of its memory"


def measure_growth(year: Path, work: Path) -> None:
    """Time and memory of a quarter, half a year, a year: linear, and flat."""
    print(
        "\n### Time and memory by size\n\n| months | seconds | peak MB | seconds a month |\n|--:|--:|--:|--:|"
    )
    for months in (3, 6, 12):
        part = work / "part"
        shutil.rmtree(part, ignore_errors=True)
        for month in sorted(path for path in year.iterdir() if path.is_dir())[:months]:
            (part / month.name).parent.mkdir(exist_ok=True)
            shutil.copytree(month, part / month.name, copy_function=lambda a, b: Path(b).hardlink_to(a))
        run = min(
            (run_measured(ingest_command(part, work / "store")) for _ in range(2)), key=lambda r: r.seconds
        )
        print(f"| {months} | {run.seconds:.2f} | {run.memory:.0f} | {run.seconds / months:.3f} |")
        shutil.rmtree(part)


def measure_new_month(real: Path, work: Path) -> None:
    """All months but one stored, then all of them given again; beside that one month alone in a new store."""
    store, last = work / "store", sorted(real.rglob("*street.csv"))[-1]
    everything = [str(path) for path in sorted(real.rglob("*street.csv")) if path != last]
    base = [sys.executable, "-m", "csp_toolkit.cli", "ingest", "--data", str(store)]
    shutil.rmtree(store, ignore_errors=True)
    run_measured([*base, *everything])
    again = run_measured([*base, *everything])
    new = run_measured([*base, str(real)])
    alone = run_measured(ingest_command(last, work / "one"))
    print(f"\nWith {len(everything)} files stored: given again {again.seconds:.2f} s; given again with one")
    print(f"new month {new.seconds:.2f} s; that month alone into an empty store {alone.seconds:.2f} s")
    print("(each with the start of the command).")


def measure_reading(real: Path, work: Path) -> None:
    found = run_measured(ingest_command(real, work / "store"))
    assert found.seconds
    report = json.loads(run_measured(own_command("quarters", work / "store")).printed)
    times = sorted(report["ms"])
    print(f"\nA partnership's quarter out of an opened store, {len(times)} partnerships: first to last")
    print(f"{times[0]:.0f} to {times[-1]:.0f} ms, median {times[len(times) // 2]:.0f} ms. Opening the store,")
    print(
        f"which reads what {report['editions']} editions say of themselves: {report['opening']:.0f} ms, once."
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path)
    parser.add_argument("--rows", type=int, default=5_760_000)
    parser.add_argument("--real", type=Path, help="a folder of published files: police_uk, geography")
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--part", nargs="+", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.part:
        part, folder, *rest = chosen.part
        parts = {
            "pandas": count_with_pandas,
            "toolkit": count_with_toolkit,
            "duckdb": count_with_duckdb,
            "quarters": read_quarters,
        }
        parts[part](Path(folder), *rest)  # type: ignore[operator]
        return
    year = chosen.work / f"national_{chosen.rows}"
    if not (year / "SYNTHETIC.txt").exists():
        # In a process of its own, as it imports what the measured parts should not find there.
        subprocess.run(
            [sys.executable, HERE.with_name("national.py"), year, f"--rows={chosen.rows}"], check=True
        )
    print_machine()
    run_measured([sys.executable, "-c", "import pandas, duckdb, pyarrow.csv, csp_toolkit.cli"])
    compare(f"A national year, {chosen.rows:,} made-up rows in 528 files", year, chosen.work, chosen.times)
    measure_growth(year, chosen.work)
    if chosen.real:
        street = chosen.real / "police_uk"
        compare("Published files of one force (real)", street, chosen.work, chosen.times)
        measure_new_month(street, chosen.work)
        measure_reading(chosen.real, chosen.work)


if __name__ == "__main__":
    main()
