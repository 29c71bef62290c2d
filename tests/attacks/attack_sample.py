"""The sample's reports as files: what a collector of two years makes of them, and what their bytes tell."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from attack_pages import (
    OTHER_WORLD,
    ROOT,
    change_values,
    change_what_the_public_may_not_see,
    keep,
    make_store,
    open_sample,
    write_returns,
)
from attack_reader import RULES, Judged, Reader, Rule, Sum
from attack_reports import read_rows

from csp_toolkit.areas import find_partnership
from csp_toolkit.frames import load_partnerships
from csp_toolkit.indicators.catalogue import Indicator, load_catalogue
from csp_toolkit.indicators.results import write_results
from csp_toolkit.parameters import find_project
from csp_toolkit.periods import Quarter, parse_period
from csp_toolkit.runs import Run, run_report
from csp_toolkit.store import Store
from csp_toolkit.workspace import sample_store

QUARTERS = [Quarter(year, number) for year in (2023, 2024) for number in (1, 2, 3, 4)]
AREA = "E22000091"
Key = tuple[str, str]
"""What is counted (the id of a return, its part, which number of a share), and the label of the period."""
Counts = dict[Key, int]


@dataclass
class Printed:
    """What the reports of an audience print, and what they say they withhold."""

    shown: Counts = field(default_factory=dict)
    withheld: set[Key] = field(default_factory=set)


def attack_sample() -> tuple[str, Judged]:
    """Every withheld count of every quarterly return, with all the reports of an audience."""
    os.chdir(ROOT)
    judged, store, truth = Judged(), sample_store(), read_truth()
    for audience in ("public", "partnership"):
        printed = read_reports(store, audience)
        for source in sorted({what.split("/")[0] for what, _ in truth}):
            judged.take(attack_return(source, audience, truth, printed))
    return f"{4 * len(QUARTERS)} reports", judged


def read_truth() -> Counts:
    """What partners sent of Thurrock, by quarter, and in twelve months where all four quarters are there."""
    counts: Counts = {}
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(write_returns(Path(folder), keep).glob("*.csv")):
            for row in read_rows(path):
                if row["area_code"] == AREA and row["period_type"] == "quarter" and row["value"]:
                    part = "" if row["breakdown_value"] == "all" else row["breakdown_value"]
                    what = f"{row['indicator_id']}/{part}/{row['measure']}"
                    counts[what, _quarter_of(row["period_start"]).label] = int(row["value"])
    for what in {what for what, _ in counts}:
        for year, quarters in _years():
            if all((what, quarter) in counts for quarter in quarters):
                counts[what, year] = sum(counts[what, quarter] for quarter in quarters)
    return counts


def _quarter_of(day: str) -> Quarter:
    year, month = int(day[:4]), int(day[5:7])
    return Quarter(year, month // 3) if month > 3 else Quarter(year - 1, 4)


def _years() -> Iterator[tuple[str, list[str]]]:
    """Twelve months that end with a quarter, and their quarters, by label."""
    every = [Quarter(year, number) for year in range(2021, 2025) for number in (1, 2, 3, 4)]
    for place in range(3, len(every)):
        yield every[place].rolling_year().label, [quarter.label for quarter in every[place - 3 : place + 1]]


def read_reports(store: Store, audience: str) -> Printed:
    """What the results.csv of two years of quarterly reports and strategic assessments tell of partners."""
    printed = Printed()
    with tempfile.TemporaryDirectory() as folder:
        for quarter in QUARTERS:
            for name, period in (
                ("quarterly_performance", quarter.label),
                ("strategic_assessment", quarter.rolling_year().label),
            ):
                report = open_sample(store, name, period, audience)
                write_results(report.partner_tables().evidence, Path(folder) / "results.csv")
                for row in read_rows(Path(folder) / "results.csv"):
                    _note(printed, row)
    return printed


def _note(printed: Printed, row: Mapping[str, str]) -> None:
    indicator = load_catalogue().get(row["indicator_id"])
    if indicator.measure.dataset != "partner_return":
        return
    number, whole = counted_by(indicator)
    if row["status"] == "suppressed":
        printed.withheld.add((number, row["period"]))
    told = {number: row["numerator"], **({whole: row["denominator"]} if whole else {})}
    for what, text in told.items():
        if text:
            count = int(float(text))
            before = printed.shown.setdefault((what, row["period"]), count)
            assert before == count, f"two reports differ on {what} in {row['period']}"


def counted_by(indicator: Indicator) -> tuple[str, str]:
    """What an indicator's number counts, and of a share its denominator."""
    select, whole = indicator.measure.select, indicator.measure.whole
    (source,) = select["indicator_id"]
    part = "+".join(select.get("breakdown_value", ()))
    if indicator.kind != "proportion":
        return f"{source}/{part}/{'+'.join(select.get('measure', ('count',)))}", ""
    if whole:
        return f"{source}/{part}/count", f"{whole['indicator_id'][0]}//count"
    return f"{source}/{part}/numerator", f"{source}/{part}/denominator"


def attack_return(source: str, audience: str, truth: Counts, printed: Printed) -> Judged:
    """Try every count of a return that reports withhold; none where they print nothing of it."""
    judged = Judged()
    own = {key: value for key, value in truth.items() if key[0].split("/")[0] == source}
    shown = {key: count for key, count in printed.shown.items() if key in own}
    rules = {
        what: RULES.get(indicator.disclosure[audience])
        for indicator in load_catalogue()
        if indicator.measure.dataset == "partner_return" and indicator.measure.step == "quarter"
        for what in counted_by(indicator)[:1]
    }
    rule = next((found for what, found in rules.items() if found and what.split("/")[0] == source), None)
    if not shown or rule is None:
        return judged
    reader = _read(own, shown, rules, rule)
    wanted = {" | ".join(key): value for key, value in own.items() if key in printed.withheld - shown.keys()}
    of_shares = _numbers_of_shares()
    wanted = {
        name: value
        for name, value in wanted.items()
        # A large number of a withheld share may stand in another figure.
        if name in reader.places and (name.split(" | ")[0] not in of_shares or rule.is_small(value))
    }
    for one in reader.attack(wanted, rule):
        end = parse_period(one.name.split(" | ")[1]).end
        earlier = {key: count for key, count in shown.items() if parse_period(key[1]).end < end}
        judged.add(one, reader, lambda earlier=earlier: _read(own, earlier, rules, rule))
    return judged


def _numbers_of_shares() -> set[str]:
    shares = [i for i in load_catalogue() if i.kind == "proportion" and i.measure.dataset == "partner_return"]
    return {counted_by(indicator)[0] for indicator in shares}


def _read(own: Counts, shown: Counts, rules: Mapping[str, Rule | None], rule: Rule) -> Reader:
    reader = Reader(_sums(own))
    for (what, label), count in shown.items():
        if (name := f"{what} | {label}") in reader.places:
            is_open = what in rules and rules[what] is None
            reader.learn(name, *((count, count) if is_open else rule.meant_by(count)))
    return reader


def _sums(own: Counts) -> list[Sum]:
    """Quarters and twelve months, shares and the rest, and parts of a total, overlapping where they do."""
    whats, labels = {what for what, _ in own}, {label for _, label in own}
    sums: list[Sum] = []
    for what in sorted(whats):
        for year, quarters in _years():
            if (what, year) in own:
                sums.append((f"{what} | {year}", tuple(f"{what} | {quarter}" for quarter in quarters)))
    for label in sorted(labels):
        for what in sorted(whats):
            if what.endswith("/denominator"):
                part = what.replace("/denominator", "/numerator")
                sums.append((f"{what} | {label}", (f"{part} | {label}", f"not {part} | {label}")))
    total = next((what for what in whats if what.endswith("//count")), None)
    parts = sorted(what for what in whats if what.endswith("/count") and what != total)
    if total and parts:
        sums += _sums_of_parts(own, total, parts, labels)
    return sums


def _sums_of_parts(own: Counts, total: str, parts: list[str], labels: set[str]) -> Iterator[Sum]:
    known = {
        label: sum(own[part, label] for part in parts) - own[total, label]
        for label in labels
        if all((what, label) in own for what in (total, *parts))
    }
    if any(more < 0 for more in known.values()):
        return
    for label in known:
        names = tuple(f"{part} | {label}" for part in parts)
        if any(known.values()):
            yield f"every part | {label}", names
            yield f"every part | {label}", (f"{total} | {label}", f"counted twice | {label}")
        else:
            yield f"{total} | {label}", names


QUARTERLY, STRATEGIC = (
    ("quarterly_performance", "2024-25 Q4"),
    ("strategic_assessment", "12 months to 2025-03"),
)
FILES = (
    (QUARTERLY, "partnership", "partnership"),
    (STRATEGIC, "partnership", "partnership"),
    (QUARTERLY, "public", "public"),
    (QUARTERLY, "restricted", "partnership"),
)
"""A report, its readers, and whose other world it is run on; those who may see everything see it move."""


def attack_files(say: Callable[[str], None]) -> int:
    """Reports as files, on stores that differ in withheld figures alone: how many differ and should not."""
    os.chdir(ROOT)
    sample, faults = sample_store(), 0
    changes = {"partnership": change_values(OTHER_WORLD), "public": change_what_the_public_may_not_see}
    for (name, period), audience, world in FILES:
        with tempfile.TemporaryDirectory(dir=sample.root.parent) as scratch:
            stores = [
                make_store(sample, Path(scratch) / "one", keep),
                make_store(sample, Path(scratch) / "other", changes[world]),
            ]
            one, other = (_run(store, name, period, audience, Path(scratch)) for store in stores)
        moved = [file for file in one if one[file] != other.get(file)]
        say(f"{name} for {audience}: {len(one)} files, moved: {', '.join(moved) or 'none'}")
        faults += (not moved) if audience == "restricted" else len(moved)
    return faults


def _run(store: Store, name: str, period: str, audience: str, scratch: Path) -> dict[str, bytes]:
    """The bytes of a report's files, with the folder of its store and the times of its cells left out."""
    partnership = find_partnership(load_partnerships(store), "thurrock")
    # One folder for both, in turn: where the data lie stands in the notebook.
    place = scratch / "read"
    place.unlink(missing_ok=True)
    place.symlink_to(store.root, target_is_directory=True)
    run = Run(name, partnership, parse_period(period), data=str(place), audience=audience)
    folder = run_report(find_project(), run, scratch / "outputs" / store.root.parent.name)
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
