"""What deciding disclosure costs, and what it withholds: the attacks' tables and a report on the sample.

    python benchmarks/disclosure.py                       a thousand generated tables, and the sample
    python benchmarks/disclosure.py --tables 100          fewer tables, or none with 0
    python benchmarks/disclosure.py --answers FILE        keeps the answers, or compares with those kept

Every problem is decided anew in this process. A solve is one call of the solver. Beside answers kept before,
each figure is told that was withheld then and is not now, or the other way round; where there are more than
there were, it exits with 1.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "attacks"))

from attack_reader import RULES
from attack_tables import draw_tables
from attacks import SEED, SHARES

from csp_toolkit.disclosure import Cell, Link, Policy, Protection, get_policy, protect_in_order
from csp_toolkit.report import open_report, releasing

Answers = dict[str, list[str]]
"""Ids of what is withheld, by kind and number of the problem."""


@dataclass
class Problem:
    """The cells of each report, their sums and the rule."""

    stages: Sequence[Sequence[Cell]]
    links: Sequence[Link]
    policy: Policy


def generated(kind: str, number: int) -> Iterator[Problem]:
    """Tables of the attacks: the same ones that attacks.py lets loose."""
    for table, policy in draw_tables(kind, number, RULES, SEED):
        cells = [[Cell(name, table.values[name]) for name in stage] for stage in table.stages]
        yield Problem(cells, [Link(total, parts) for total, parts in table.sums], get_policy(policy))


def sampled() -> list[Problem]:
    """What a quarterly report on the sample has to decide when nothing is remembered."""
    found: list[Problem] = []

    def note(stages: Sequence[Sequence[Cell]], links: Sequence[Link], policy: Policy) -> Protection:
        found.append(Problem(stages, links, policy))
        return protect_in_order(stages, links, policy)

    releasing.protect_remembered = note
    report = open_report("quarterly_performance", partnership="thurrock", period="2024-25 Q4", data="sample")
    report.cover()
    return found


class Counted:
    """Counts the calls of the solver, whichever way it is called."""

    def __init__(self) -> None:
        import scipy.optimize

        self.solves = 0
        for name in ("milp", "linprog"):
            setattr(scipy.optimize, name, self._counting(getattr(scipy.optimize, name)))
        try:
            import highspy
        except ImportError:
            return
        highspy.Highs.run = self._counting(highspy.Highs.run)

    def _counting(self, solve: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **options: Any) -> Any:
            self.solves += 1
            return solve(*arguments, **options)

        return counted


def measure(what: str, problems: Iterable[Problem], counted: Counted) -> Answers:
    """Decide each problem and print the line of them all."""
    answers: Answers = {}
    began, figures, seconds = counted.solves, 0, 0.0
    for number, problem in enumerate(problems):
        start = time.process_time()
        protection = protect_in_order(problem.stages, problem.links, problem.policy)
        seconds += time.process_time() - start
        names = [cell.id for stage in problem.stages for cell in stage]
        figures += len(names)
        answers[f"{what} {number}"] = [name for name in names if not protection.shows(name)]
    withheld = sum(map(len, answers.values()))
    solves = counted.solves - began
    print(
        f"| {what} | {len(answers)} | {figures:,} | {withheld:,} | {solves:,} | {seconds:.1f} |", flush=True
    )
    return answers


def compare(before: Answers, now: Answers) -> int:
    """Tell what changed since, of the problems in both; how many figures more are withheld now."""
    more = less = 0
    for name in before.keys() & now.keys():
        new, gone = (set(now[name]) - set(before[name]), set(before[name]) - set(now[name]))
        more, less = more + len(new), less + len(gone)
        if new or gone:
            print(f"    {name}: withheld now {sorted(new)}, before {sorted(gone)}")
    print(f"withheld now and not before: {more}, before and not now: {less}")
    return more - less


def main() -> int:
    """Measure what was asked for; 1 where more is withheld than in answers kept before."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--tables", type=int, default=1000, help="generated tables, in all")
    options.add_argument("--answers", type=Path, help="a file to keep answers in, or to hold them to")
    chosen = options.parse_args()
    counted = Counted()
    print("| what | problems | figures | withheld | solves | processor seconds |")
    print("|---|--:|--:|--:|--:|--:|")
    answers: Answers = {}
    for kind, share in SHARES.items() if chosen.tables else ():
        answers |= measure(kind, generated(kind, round(share * chosen.tables)), counted)
    answers |= measure("a report on the sample", sampled(), counted)
    if chosen.answers is None:
        return 0
    if chosen.answers.exists():
        return 1 if compare(json.loads(chosen.answers.read_text()), answers) > 0 else 0
    chosen.answers.write_text(json.dumps(answers))
    return 0


if __name__ == "__main__":
    sys.exit(main())
