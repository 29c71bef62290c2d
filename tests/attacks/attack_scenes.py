"""What partners may supply, drawn at random: series, totals with parts, shares, answers to one question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from attack_reader import RULES, Judged
from attack_reports import Supplied, attack_reports, collect_sums, make_counted, part, publish_reports

from csp_toolkit.indicators.catalogue import Indicator

QUARTERS = 12
Random = np.random.Generator


@dataclass(frozen=True)
class Scene:
    """What is supplied, which counts add up to which, and which a reader can look up in full."""

    supplied: Sequence[Supplied]
    parts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    exact: Sequence[str] = ()
    overlapping: bool = False


def _counts(random: Random, most: int) -> list[int]:
    return [int(count) for count in random.integers(0, most, QUARTERS)]


def one_series(random: Random, policy: str) -> Scene:
    return Scene([Supplied(make_counted("one", policy, {"indicator_id": ("one",)}), _counts(random, 20))])


def total_and_parts(random: Random, policy: str) -> Scene:
    parts = {name: _counts(random, 16) for name in ("a", "b", "c")}
    supplied = [Supplied(make_counted(name, policy, part(name)), counts) for name, counts in parts.items()]
    total = [sum(row) for row in zip(*parts.values(), strict=True)]
    return Scene(
        [Supplied(make_counted("x", policy, {"indicator_id": ("x",)}), total), *supplied], {"x": list(parts)}
    )


def a_share(random: Random, policy: str) -> Scene:
    yes, no = _counts(random, 18), [1 + count for count in _counts(random, 18)]
    whole = [a + b for a, b in zip(yes, no, strict=True)]
    return Scene([Supplied(make_counted("yes", policy, {"indicator_id": ("yes",)}, share=True), yes, whole)])


def shares_of_an_open_total(random: Random, policy: str) -> Scene:
    parts = {name: _counts(random, 16) for name in ("a", "b", "c")}
    total = [1 + sum(row) for row in zip(*parts.values(), strict=True)]
    parts["a"] = [1 + count for count in parts["a"]]
    select = {"indicator_id": ("x",)}
    supplied = [Supplied(make_counted("x", "open_data", select), total)]
    supplied += [
        Supplied(make_counted(name, policy, part(name), select, share=True), counts, total, of="x")
        for name, counts in parts.items()
    ]
    return Scene(supplied, {"x": list(parts)}, exact=["x"])


def overlapping_parts(random: Random, policy: str) -> Scene:
    parts = {name: _counts(random, most) for name, most in (("a", 60), ("b", 9), ("c", 9))}
    twice = [int(count) for count in random.integers(0, 3, QUARTERS)]
    twice[0] = 1
    total = [max(*row, sum(row) - more) for *row, more in zip(*parts.values(), twice, strict=True)]
    supplied = [Supplied(make_counted(name, policy, part(name)), counts) for name, counts in parts.items()]
    scene = [Supplied(make_counted("x", policy, {"indicator_id": ("x",)}), total), *supplied]
    return Scene(scene, {"x": list(parts)}, overlapping=True)


def make_answer(name: str, policy: str) -> Indicator:
    """A share of those asked one question."""
    select = {"question": ("dark",), "answer": (name,)}
    return make_counted(name, policy, select, share=True, dataset="resident_survey")


def answers_to_one_question(random: Random, policy: str) -> Scene:
    safe, unsafe, neither = (_counts(random, most) for most in (4, 60, 5))
    whole = [1 + sum(row) for row in zip(safe, unsafe, neither, strict=True)]
    supplied = [
        Supplied(make_answer(name, policy), counts, whole, of="asked")
        for name, counts in (("safe", safe), ("unsafe", unsafe))
    ]
    return Scene(supplied)


def two_shares_of_the_same(random: Random, policy: str) -> Scene:
    """An openly shown share names its denominator, which another share has too."""
    whole = [20 + count for count in _counts(random, 20)]
    half = [count // 2 for count in whole]
    few = [min(count, total) for count, total in zip(_counts(random, 26), whole, strict=True)]
    select = {"indicator_id": ("x",)}
    return Scene(
        [
            Supplied(
                make_counted("open", "open_data", part("yes", "open"), select, share=True),
                half,
                whole,
                of="x",
            ),
            Supplied(
                make_counted("held", policy, part("yes", "held"), select, share=True), few, whole, of="x"
            ),
        ],
        exact=["open", "x"],
    )


SCENES: Mapping[str, Callable[[Random, str], Scene]] = {
    scene.__name__: scene
    for scene in (
        one_series,
        total_and_parts,
        a_share,
        shares_of_an_open_total,
        overlapping_parts,
        answers_to_one_question,
        two_shares_of_the_same,
    )
}


def attack_scene(scene: Scene, policy: str, folder: Path, last: int = QUARTERS, every: int = 1) -> Judged:
    """Every report is published, everything printed is collected, every count that is not is attacked."""
    collected = publish_reports(scene.supplied, "public", folder, last, every)
    assert collected.changed == []
    sums = collect_sums(collected, scene.parts, overlapping=scene.overlapping)
    return attack_reports(collected, sums, RULES[policy], scene.exact)
