"""Quarterly reports one after another, as their results.csv tells them, and what a collector makes of them.

A partner's counts go in, the release is written to the file a reader gets, and the file is read back here by
its columns. What the reader knows beside it is how periods and parts add up.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from attack_reader import Judged, Reader, Rule, Sum

from csp_toolkit.areas import Area
from csp_toolkit.indicators.catalogue import Indicator, Measure, load_catalogue
from csp_toolkit.indicators.intervals import Interval, proportion_interval, rate_interval
from csp_toolkit.indicators.results import Result, write_results
from csp_toolkit.periods import Period, Quarter
from csp_toolkit.release import StepCount, group_indicators, release_results

AREA = Area("E22000258", "Thurrock", "csp", 2024)
PEOPLE = 180_000.0
FIRST = Quarter(2021, 1)
FOREVER = 10_000
Row = Mapping[str, str]


def quarter_at(number: int) -> Quarter:
    """The quarters are numbered from the first that was supplied."""
    return Quarter(FIRST.start_year + (FIRST.quarter - 1 + number) // 4, (FIRST.quarter - 1 + number) % 4 + 1)


Select = Mapping[str, tuple[str, ...]]


def part(name: str, breakdown: str = "why") -> Select:
    """What selects a part of the counts of x."""
    return {"indicator_id": ("x",), "breakdown": (breakdown,), "breakdown_value": (name,)}


def make_counted(
    name: str,
    policy: str,
    select: Select,
    whole: Select | None = None,
    *,
    share: bool = False,
    dataset: str = "partner_return",
) -> Indicator:
    """An indicator of a partner's return: a rate per 1,000 residents, or a share."""
    return replace(
        load_catalogue().get("hate_crime_offences"),
        id=name,
        kind="proportion" if share else "rate",
        multiplier=100 if share else 1000,
        measure=Measure(dataset, "quarter", select, whole or {}),
        disclosure={"public": policy, "partnership": policy, "restricted": "as_supplied"},
        breaks=(),
    )


@dataclass(frozen=True)
class Supplied:
    """An indicator with its counts quarter by quarter, of a share the wholes too.

    ``counted`` and ``of`` name what is counted, so that two indicators which count the same share the name.
    """

    indicator: Indicator
    counts: Sequence[int]
    wholes: Sequence[int] = ()
    counted: str = ""
    of: str = ""

    @property
    def number(self) -> str:
        """What its number counts."""
        return self.counted or self.indicator.id

    @property
    def whole(self) -> str:
        """What its denominator counts; nothing for a rate."""
        return (self.of or f"all of {self.indicator.id}") if self.wholes else ""

    def result(self, period: Period, numbers: Sequence[int]) -> Result:
        """The figure as it is calculated, before any disclosure control."""
        count = sum(self.counts[number] for number in numbers)
        if not self.wholes:
            interval = rate_interval(count, PEOPLE, 1000)
            return self._make(period, count, PEOPLE, 1000 * count / PEOPLE, interval, 1, None)
        whole = sum(self.wholes[number] for number in numbers)
        interval = proportion_interval(count, whole)
        return self._make(period, count, float(whole), 100 * count / whole, interval, 100, float(whole))

    def _make(
        self,
        period: Period,
        count: int,
        per: float,
        value: float,
        interval: Interval,
        scale: int,
        n: float | None,
    ) -> Result:
        return Result(
            self.indicator.id, AREA, period, count, per, value, scale * interval.lower,
            scale * interval.upper, 0.95, interval.method, "published", "", ("edition",), n,
        )  # fmt: skip

    def step(self, number: int) -> StepCount:
        """What was supplied of a quarter."""
        whole = self.wholes[number] if self.wholes else None
        return StepCount(self.indicator.id, AREA.code, quarter_at(number), self.counts[number], whole)


@dataclass
class Collected:
    """Everything that a series of reports printed, by what is counted and the label of the period."""

    supplied: Sequence[Supplied]
    printed: dict[tuple[str, str], int] = field(default_factory=dict)
    truth: dict[tuple[str, str], int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    """Figures that two reports print differently, which would be a second way in."""

    ends: dict[str, int] = field(default_factory=dict)
    """The number of the quarter with which each period ends: the report that shows it first."""

    def note(self, what: str, label: str, count: int) -> None:
        """A count that stands in a report; a part may be cut to its whole in one place and not in another."""
        before = self.printed.setdefault((what, label), count)
        if before != count and what not in {one.number for one in self.supplied if one.wholes}:
            self.changed.append(f"{what} {label}: {self.printed[what, label]} and {count}")


def read_rows(path: Path) -> list[Row]:
    """A CSV file, as a reader opens it."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def publish_reports(
    supplied: Sequence[Supplied], audience: str, folder: Path, last: int, every: int = 1
) -> Collected:
    """A report for each quarter from the fifth on: this quarter, the one a year before, and twelve months.

    With ``every`` 3 only each third one, up to the last; charts show the quarters in between all the same.
    """
    collected = Collected(supplied)
    for now in sorted(range(last - 1, 3, -every)):
        spans = {quarter_at(now): [now], quarter_at(now - 4): [now - 4]}
        spans[quarter_at(now).rolling_year()] = list(range(now - 3, now + 1))
        if now >= 7:
            spans[quarter_at(now - 4).rolling_year()] = list(range(now - 7, now - 3))
        for group in group_indicators([one.indicator for one in supplied]):
            _publish(
                collected, [one for one in supplied if one.indicator in group], spans, audience, folder, now
            )
    return collected


def _publish(collected, own, spans, audience, folder, now) -> None:  # type: ignore[no-untyped-def]
    results = [one.result(period, numbers) for one in own for period, numbers in spans.items()]
    for one in own:
        for period, numbers in spans.items():
            collected.ends[period.label] = numbers[-1]
            collected.truth[one.number, period.label] = sum(one.counts[number] for number in numbers)
            if one.wholes:
                collected.truth[one.whole, period.label] = sum(one.wholes[number] for number in numbers)
    steps = [one.step(number) for number in range(now + 1) for one in own]
    release = release_results(results, [one.indicator for one in own], audience, steps=steps)
    write_results([result.to_row() for result in release.results], folder / "results.csv")
    by_id = {one.indicator.id: one for one in own}
    for row in read_rows(folder / "results.csv"):
        one = by_id[row["indicator_id"]]
        collected.rows.append(row)
        if row["numerator"]:
            collected.note(one.number, row["period"], int(row["numerator"]))
        if one.wholes and row["denominator"]:
            collected.note(one.whole, row["period"], int(float(row["denominator"])))
    for step in release.steps:
        one = by_id[step.indicator_id]
        collected.ends[step.period.label] = _number_of(step.period)
        collected.truth.setdefault((one.number, step.period.label), one.counts[_number_of(step.period)])
        if one.wholes:
            collected.truth.setdefault((one.whole, step.period.label), one.wholes[_number_of(step.period)])
        if step.count is not None:
            collected.note(one.number, step.period.label, step.count)
        if step.whole is not None:
            collected.note(one.whole, step.period.label, step.whole)


def _number_of(quarter: Period) -> int:
    return (quarter.start.year - FIRST.start.year) * 4 + (quarter.start.month - FIRST.start.month) // 3


def name_of(what: str, label: str) -> str:
    """The name of a count for the reader."""
    return f"{what} | {label}"


def collect_sums(
    collected: Collected, parts: Mapping[str, Sequence[str]], *, overlapping: bool = False
) -> list[Sum]:
    """Every sum a reader knows to hold: twelve months and quarters, shares and the rest, parts and total.

    Overlapping parts leave nobody out, so they add up to the total and what is counted more than once.
    """
    sums: list[Sum] = []
    labels = {label for _, label in collected.truth}
    for what in dict.fromkeys(what for what, _ in collected.truth):
        for number in range(3, 40):
            year = quarter_at(number).rolling_year().label
            if year in labels and all(quarter_at(number - back).label in labels for back in range(4)):
                quarters = (name_of(what, quarter_at(number - back).label) for back in range(4))
                sums.append((name_of(what, year), tuple(quarters)))
    for label in sorted(labels):
        for one in collected.supplied:
            if one.whole:
                rest = name_of(f"not {one.number}", label)
                sums.append((name_of(one.whole, label), (name_of(one.number, label), rest)))
        for total, own in parts.items():
            names = tuple(name_of(part, label) for part in own)
            if overlapping:
                every, twice = name_of("every part", label), name_of("counted more than once", label)
                sums += [(every, names), (every, (name_of(total, label), twice))]
            else:
                sums.append((name_of(total, label), names))
    return sums


def attack_reports(
    collected: Collected, sums: Sequence[Sum], rule: Rule, exact: Sequence[str] = ()
) -> Judged:
    """Try every withheld count. ``exact`` names what can be looked up elsewhere in full."""
    reader = _read(collected, sums, rule, exact, FOREVER)
    judged = Judged()
    for one in reader.attack(_wanted(collected, reader, rule), rule):
        number = collected.ends[one.name.split(" | ")[1]]
        judged.add(one, reader, lambda number=number: _read(collected, sums, rule, exact, number))
    return judged


def attack_both_editions(
    public: Collected, own: Collected, sums: Sequence[Sum], public_rule: Rule, rule: Rule
) -> Judged:
    """Try what members of the partnership may not see, who read the public's edition beside their own."""
    reader, before = (_read(own, sums, rule, (), FOREVER) for _ in range(2))
    for (what, label), count in public.printed.items():
        if (name := name_of(what, label)) in reader.places:
            reader.learn(name, *public_rule.meant_by(count))
    judged = Judged()
    for one in reader.attack(_wanted(own, reader, rule), rule):
        judged.add(one, reader, lambda: before)
    return judged


def _read(collected: Collected, sums: Sequence[Sum], rule: Rule, exact: Sequence[str], before: int) -> Reader:
    """One who has read the reports of quarters before this one, and looked up what is open."""
    reader = Reader(sums)
    for (what, label), count in collected.printed.items():
        name = name_of(what, label)
        if name in reader.places and (what in exact or collected.ends[label] < before):
            # A part shown as large as its open whole was rounded to more than that.
            multiple = -(-count // rule.nearest) * rule.nearest
            reader.learn(name, *((count, count) if what in exact else rule.meant_by(multiple)))
    return reader


def _wanted(collected: Collected, reader: Reader, rule: Rule) -> dict[str, int]:
    """Every count that no report prints.

    Of a share that is withheld, its number, its whole and what is left are wanted where they are small: one
    that is large may stand in another figure, and a share is withheld for any of the three.
    """
    of_shares = {what for one in collected.supplied if one.whole for what in (one.number, one.whole)}
    counts = dict(collected.truth)
    for one in collected.supplied:
        for what, label in list(collected.truth):
            if one.whole and what == one.number:
                rest = collected.truth[one.whole, label] - collected.truth[what, label]
                counts[f"not {one.number}", label] = rest
                of_shares.add(f"not {one.number}")
    return {
        name_of(what, label): value
        for (what, label), value in counts.items()
        if (what, label) not in collected.printed
        and name_of(what, label) in reader.places
        and (what not in of_shares or rule.is_small(value))
    }
