"""Bounds by linear programming over generated tables. Every attack is first shown to bite."""

from __future__ import annotations

import pytest
from attack_reader import NHS, OHID, RULES, Reader, Rule, read_shown
from attack_tables import SHAPES, Table, draw_tables, make_cross, make_series

from csp_toolkit.disclosure import get_policy

SEED = 20250331
TABLES = {"1 ways": 24, "2 ways": 12, "3 ways": 4, "two sheets": 6, "reports in series": 6}


def recover(table: Table, shown: dict[str, int], rule: Rule) -> list[str]:
    found = table.attack(shown, rule).recovered
    return [f"{one.name} = {one.value} in {one.low} to {one.high}" for one in found]


def test_a_reader_finds_what_a_row_leaves_over() -> None:
    reader = Reader([("all", ("a", "b", "c"))], {"all": (63, 63), "b": (20, 20), "c": (40, 40)})
    assert reader.interval("a") == (3, 3)


def test_a_reader_allows_for_rounding_and_for_the_rule() -> None:
    # 20 is 18 to 22 and 30 is 28 to 32.
    reader = read_shown([("all", ("a", "b"))], {"all": 30, "b": 20}, NHS)
    assert reader.interval("a") == (6, 14)
    assert reader.interval("a", within=(1, 7)) == (6, 7)


def test_a_reader_knows_that_people_come_in_whole_numbers() -> None:
    # a + b, b + c and a + c are 3, 3 and 4 or 5: halves would do for 5, whole numbers leave 4 alone.
    sums = [("ab", ("a", "b")), ("bc", ("b", "c")), ("ac", ("a", "c"))]
    reader = Reader(sums, {"ab": (3, 3), "bc": (3, 3), "ac": (4, 5)})
    assert reader.interval("ac") == (4, 4)


@pytest.mark.parametrize("kind", TABLES)
def test_nothing_is_recovered_from_generated_tables(kind: str) -> None:
    recovered = [
        (table.kind, policy, one)
        for table, policy in draw_tables(kind, TABLES[kind], RULES, SEED)
        for one in recover(table, table.release(get_policy(policy)), RULES[policy])
    ]
    assert recovered == []


@pytest.mark.parametrize("kind", [kind for kind in SHAPES if kind != "4 ways"])
def test_the_same_attack_recovers_counts_where_small_ones_alone_are_withheld(kind: str) -> None:
    tables = draw_tables(kind, TABLES[kind], RULES, SEED)
    assert sum(len(recover(table, table.release_naively(RULES[p]), RULES[p])) for table, p in tables) > 0


def test_the_same_attack_recovers_a_count_where_earlier_reports_are_forgotten() -> None:
    # Each report alone is safe: a quarter of 3 is withheld and no sum within the report gives it away.
    table = make_series(_quarters(30, 31, 32, 33, 3, 30, 31, 32))
    assert recover(table, table.release_forgetting(get_policy("ohid")), OHID) != []
    assert recover(table, table.release(get_policy("ohid")), OHID) == []


def test_what_one_more_report_shows_never_changes_what_earlier_ones_showed() -> None:
    for table, policy in draw_tables("reports in series", 2, RULES, SEED + 1):
        whole = table.release(get_policy(policy))
        for number in range(1, len(table.stages)):
            names = {name for stage in table.stages[:number] for name in stage}
            sums = tuple(one for one in table.sums if {one[0], *one[1]} <= names)
            values = {name: table.values[name] for name in names}
            earlier = Table(table.kind, values, sums, table.stages[:number]).release(get_policy(policy))
            assert earlier == {name: count for name, count in whole.items() if name in names}


def _quarters(*counts: int):  # type: ignore[no-untyped-def]
    import numpy as np

    return np.array([[month for count in counts for month in (count, 0, 0)]])


def test_a_cross_table_has_every_margin() -> None:
    import numpy as np

    table = make_cross(np.array([[1, 2], [3, 4]]))
    assert (table.values["0.*"], table.values["*.1"], table.values["*.*"]) == (3, 6, 10)
    assert all(table.values[total] == sum(table.values[p] for p in parts) for total, parts in table.sums)
