"""Holes that attacks found, each as the smallest case: closed ones stay closed, known ones are told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from attack_reader import NHS, OHID, Judged
from attack_reports import (
    Supplied,
    attack_both_editions,
    attack_reports,
    collect_sums,
    make_counted,
    part,
    publish_reports,
)
from attack_scenes import SCENES, make_answer

X = {"indicator_id": ("x",)}


def strand(name: str, counts: list[int]) -> Supplied:
    return Supplied(make_counted(name, "ohid", part(name)), counts)


def total(counts: list[int]) -> Supplied:
    return Supplied(make_counted("x", "ohid", X), counts)


def attack(supplied: list[Supplied], parts: dict[str, list[str]], folder: Path, **others: bool) -> Judged:
    collected = publish_reports(supplied, "public", folder, len(supplied[0].counts))
    assert collected.changed == []
    return attack_reports(collected, collect_sums(collected, parts, **others), OHID)


def test_a_reader_of_two_editions_learns_no_more_than_from_his_own(tmp_path: Path) -> None:
    # The public saw round figures of counts that the partnership did not: 80 of 102 were narrowed.
    policies = {"public": "nhs_sub_national", "partnership": "ohid", "restricted": "as_supplied"}
    scene = SCENES["total_and_parts"](np.random.default_rng([0, 5]), "ohid")
    supplied = [replace(one, indicator=replace(one.indicator, disclosure=policies)) for one in scene.supplied]
    public = publish_reports(supplied, "public", tmp_path, 7)
    own = publish_reports(supplied, "partnership", tmp_path, 7)
    judged = attack_both_editions(public, own, collect_sums(own, scene.parts), NHS, OHID)
    assert judged.recovered == []
    assert judged.tried > 0


def test_overlapping_parts_give_away_what_the_total_has_beyond_the_others(tmp_path: Path) -> None:
    # 22 hate crimes, 17 by race and 5 by religion. That one of another quarter is both says nothing of these.
    scene = [
        total([20, 30, 30, 30, 22]),
        strand("race", [20, 20, 20, 20, 17]),
        strand("religion", [8, 12, 12, 12, 5]),
    ]
    assert attack(scene, {"x": ["race", "religion"]}, tmp_path, overlapping=True).recovered == []


def test_parts_that_begin_to_overlap_change_no_earlier_decision(tmp_path: Path) -> None:
    a, b, c = [30, 30, 30, 30, 30, 30, 30], [3, 20, 20, 3, 20, 20, 20], [12, 20, 20, 20, 20, 20, 20]
    every = [sum(row) for row in zip(a, b, c, strict=True)]
    every[6] -= 4
    scene = [total(every), strand("a", a), strand("b", b), strand("c", c)]
    assert attack(scene, {"x": ["a", "b", "c"]}, tmp_path, overlapping=True).recovered == []


def test_one_total_may_be_split_in_two_ways(tmp_path: Path) -> None:
    every = [40, 41, 42, 43, 44]
    scene = [
        total(every),
        Supplied(make_counted("female", "ohid", part("female", "sex")), [20, 3, 39, 21, 22]),
        Supplied(make_counted("under 18", "ohid", part("under 18", "age")), [4, 20, 20, 20, 3]),
    ]
    assert attack(scene, {}, tmp_path).recovered == []


def test_two_answers_to_one_question_share_what_was_asked(tmp_path: Path) -> None:
    # Nobody feels safe: "0 of 53" shows how many were asked, beside 50 who do not.
    asked = [60, 60, 60, 60, 53, 60, 60, 60]
    counts = {"safe": [0, 20, 20, 20, 0, 20, 20, 20], "unsafe": [30, 30, 30, 30, 50, 30, 30, 30]}
    scene = [Supplied(make_answer(name, "ohid"), own, asked, of="asked") for name, own in counts.items()]
    assert attack(scene, {}, tmp_path).recovered == []


def test_a_share_shown_openly_shows_its_whole_and_others_are_protected_with_that_in_mind(
    tmp_path: Path,
) -> None:
    whole = [30, 31, 32, 33, 34]
    scene = [
        Supplied(
            make_counted("open", "open_data", part("yes", "open"), X, share=True), [15] * 5, whole, of="x"
        ),
        Supplied(
            make_counted("held", "ohid", part("yes", "held"), X, share=True),
            [28, 27, 20, 3, 31],
            whole,
            of="x",
        ),
    ]
    collected = publish_reports(scene, "public", tmp_path, 5)
    assert attack_reports(collected, collect_sums(collected, {}), OHID, exact=["open", "x"]).recovered == []
