"""The large attack on disclosure control: every withheld count it tries, and what it makes of them.

    python benchmarks/attacks.py                          a thousand generated tables and series of reports
    python benchmarks/attacks.py --sample                 the sample too: two years of reports, their files
    python benchmarks/attacks.py --real ../shared/realdata
    python benchmarks/attacks.py --tables 100             fewer tables, or none with 0

The attacks are those of tests/attacks, written apart from the engine. Each is first let loose on releases
that withhold small counts alone, which it must break. Exits with 1 where anything is recovered.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "attacks"))

from attack_reader import RULES, Judged
from attack_sample import attack_files, attack_sample
from attack_scenes import QUARTERS, SCENES, attack_scene
from attack_tables import Table, draw_tables, make_cross, make_series

from csp_toolkit.disclosure import get_policy

SHARES = {
    "1 ways": 0.34, "2 ways": 0.25, "3 ways": 0.10, "4 ways": 0.01, "two sheets": 0.10,
    "reports in series": 0.10,
}  # fmt: skip
"""Of the tables, so many are of each kind; the rest are what partners may supply (attack_scenes)."""
SEED = 44
DISTRICTS = (
    "Basildon", "Braintree", "Brentwood", "Castle Point", "Chelmsford", "Colchester", "Epping Forest",
    "Harlow", "Maldon", "Rochford", "Southend-on-Sea", "Tendring", "Thurrock", "Uttlesford",
)  # fmt: skip
AREAS_TAKEN, TYPES_TAKEN = 6, 4


def attack_tables(tables: Iterator[tuple[Table, str]]) -> tuple[int, Judged, Judged]:
    """How many tables, what came of them, and what would have if small counts alone were withheld."""
    number, judged, naive = 0, Judged(), Judged()
    for table, policy in tables:
        rule = RULES[policy]
        number += 1
        judged.take(table.attack(table.release(get_policy(policy)), rule))
        naive.take(table.attack(table.release_naively(rule), rule))
    return number, judged, naive


def attack_scenes(number: int) -> tuple[int, Judged]:
    """What partners may supply, published quarter after quarter."""
    judged, random = Judged(), np.random.default_rng(SEED)
    policies, scenes = list(RULES), list(SCENES.values())
    with tempfile.TemporaryDirectory() as folder:
        for place in range(number):
            policy = policies[place % len(policies)]
            judged.take(
                attack_scene(scenes[place % len(scenes)](random, policy), policy, Path(folder), QUARTERS, 4)
            )
    return number, judged


def real_tables(folder: Path) -> Iterator[tuple[Table, str]]:
    """Published street-level counts as if they had to be protected: rare types in small areas and districts.

    Everybody may see these counts, so the reports withhold none of them; they are here for their shape.
    """
    months: dict[str, Counter[tuple[str, str]]] = {}
    for path in sorted(folder.rglob("*-essex-street.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            names = [name.strip().lower().replace("_", " ") for name in next(csv.reader([file.readline()]))]
            for row in csv.DictReader(file, fieldnames=names):
                key = row["lsoa name"] or "", row["crime type"]
                months.setdefault(path.name[:7], Counter())[key] += 1
    policies = list(RULES)
    for place, (_, counts) in enumerate(sorted(months.items())):
        yield from _real_month(counts, policies[place % len(policies)])
    yield from _real_series(months)


def _real_month(counts: Counter[tuple[str, str]], policy: str) -> Iterator[tuple[Table, str]]:
    types = [kind for kind, _ in Counter(kind for _, kind in counts.elements()).most_common()][-TYPES_TAKEN:]
    small = sorted({area for area, _ in counts if area.startswith("Thurrock")})
    for start in range(0, len(small) - AREAS_TAKEN, 4 * AREAS_TAKEN):
        areas = small[start : start + AREAS_TAKEN]
        yield make_cross(np.array([[counts[area, kind] for kind in types] for area in areas])), policy
    by_district = Counter({(name, kind): 0 for name in DISTRICTS for kind in types})
    for (area, kind), number in counts.items():
        by_district[area[:-5], kind] += number
    yield make_cross(np.array([[by_district[name, kind] for kind in types] for name in DISTRICTS])), policy


def _real_series(months: dict[str, Counter[tuple[str, str]]]) -> Iterator[tuple[Table, str]]:
    """Reports in series on the months held, one after the other, of single small areas and rare types."""
    held = sorted(months)[: len(months) // 3 * 3]
    areas = sorted({area for counts in months.values() for area, _ in counts if area.startswith("Thurrock")})
    for place, area in enumerate(areas[::12]):
        kinds = ("Drugs", "Other theft")
        counts = np.array([[months[month][area, kind] for month in held] for kind in kinds])
        yield make_series(counts), list(RULES)[place % len(RULES)]


def print_row(what: str, tables: int | str, judged: Judged, seconds: float) -> None:
    """A line of the table in docs/attacks.md."""
    narrowest = "-" if judged.narrowest == float("inf") else f"{judged.narrowest:.2f}"
    exact = sum(one.is_exact for one in judged.narrowed)
    print(
        f"| {what} | {tables} | {judged.tried:,} | {len(judged.recovered)} | {narrowest} | "
        f"{len(judged.narrowed)} ({exact}) | {seconds:.0f} s |",
        flush=True,
    )
    for one in judged.recovered[:5]:
        print(f"    recovered: {one}")


def measure(what: str, run: Callable[[], tuple[int | str, Judged]]) -> int:
    """Run an attack and print its line; gives back how many counts were recovered."""
    start = time.perf_counter()
    tables, judged = run()
    print_row(what, tables, judged, time.perf_counter() - start)
    return len(judged.recovered)


def measure_tables(what: str, tables: Iterator[tuple[Table, str]]) -> int:
    """The same for tables, with the line of the naive release under it, which has to be broken."""
    start = time.perf_counter()
    number, judged, naive = attack_tables(tables)
    print_row(what, number, judged, time.perf_counter() - start)
    print(
        f"    small counts alone withheld: {len(naive.recovered):,} of {naive.tried:,} recovered", flush=True
    )
    if not naive.recovered:
        print("    too few tables: an attack that breaks nothing shows nothing", flush=True)
    return len(judged.recovered) + (not naive.recovered)


def main() -> int:
    """Run what was asked for; 1 where anything was recovered, or an attack does not bite."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--tables", type=int, default=1000, help="generated tables, in all")
    options.add_argument("--sample", action="store_true", help="reports on the sample, and their files")
    options.add_argument("--real", type=Path, help="the folder of the publishers' files")
    chosen = options.parse_args()
    print("| attack | tables | counts tried | recovered | narrowest | narrowed before (exactly) | time |")
    print("|---|---|---|---|---|---|---|")
    found = 0
    for kind, share in SHARES.items() if chosen.tables else ():
        found += measure_tables(kind, draw_tables(kind, round(share * chosen.tables), RULES, SEED))
    scenes = chosen.tables - sum(round(share * chosen.tables) for share in SHARES.values())
    if scenes:
        found += measure("what partners supply", lambda: attack_scenes(scenes))
    if chosen.real:
        folder = chosen.real
        found += measure_tables("published counts", real_tables(folder))
    if chosen.sample:
        found += measure("the sample's reports", attack_sample)
        found += attack_files(print)
    print(f"recovered, moved, or shown by too few tables: {found}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
