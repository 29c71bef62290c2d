"""Secondary suppression as rules, at the edges, and as laws that hold for every small table."""

from __future__ import annotations

import pytest
from disclosure_tables import (
    assert_safe,
    make_quarters,
    make_row,
    make_two_way,
    reader_interval,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csp_toolkit.disclosure import Cell, Link, get_policy, protect_cells, protect_in_order
from csp_toolkit.errors import DataError

NHS, OHID, ONS = get_policy("nhs_sub_national"), get_policy("ohid"), get_policy("ons_10")
OPEN, NEVER = get_policy("open_data"), get_policy("withheld")
COUNTS = st.integers(0, 14)
few_examples = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def shown_of(cells: list[Cell], links: list[Link], policy=OHID) -> dict[str, int]:  # type: ignore[no-untyped-def]
    return dict(protect_cells(cells, links, policy).shown)


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (5, None), (6, 6), (7, 7)])
def test_a_count_alone_is_withheld_from_one_to_five(count: int, shown: int | None) -> None:
    assert protect_cells([Cell("a", count)], [], OHID).shown.get("a") == shown


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (6, None), (7, None), (8, 10)])
def test_under_the_nhs_rule_seven_is_withheld_and_eight_is_shown_as_ten(
    count: int, shown: int | None
) -> None:
    assert protect_cells([Cell("a", count)], [], NHS).shown.get("a") == shown


def test_where_nothing_is_small_everything_is_shown() -> None:
    assert shown_of(*make_row(6, 20, 30)) == {"p0": 6, "p1": 20, "p2": 30, "T": 56}


def test_one_small_count_in_a_row_takes_the_smallest_other_with_it() -> None:
    assert shown_of(*make_row(3, 40, 20)) == {"p1": 40, "T": 63}


def test_without_a_total_one_small_count_goes_alone() -> None:
    cells, _ = make_row(3, 40, 20)
    assert shown_of(cells[:-1], []) == {"p1": 40, "p2": 20}


def test_two_small_counts_that_do_not_hide_each_other_take_a_third_figure() -> None:
    # 2 + 3 = 5 would leave each between 1 and 4, where the rule alone says 1 to 5.
    shown = shown_of(*make_row(2, 3, 30))
    assert "p0" not in shown
    assert "p1" not in shown
    assert len(shown) == 1


def test_two_small_counts_that_hide_each_other_are_enough() -> None:
    # Of 6 either may be 1 and either may be 5.
    assert shown_of(*make_row(2, 4, 30)) == {"p2": 30, "T": 36}


def test_three_sevens_are_not_given_away_by_their_total_of_twenty_one() -> None:
    assert shown_of(*make_row(7, 7, 7), NHS) == {}


def test_a_row_of_small_counts_keeps_a_total_that_tells_nothing_of_them() -> None:
    assert shown_of(*make_row(5, 1, 1, 2)) == {"T": 9}


def test_a_total_that_equals_its_one_part_is_withheld_with_it_and_zeros_stay() -> None:
    assert shown_of(*make_row(3, 0, 0)) == {"p1": 0, "p2": 0}


def test_a_zero_goes_where_nothing_else_can() -> None:
    cells, links = make_row(3, 0, 0)
    protection = protect_cells(cells, links, OHID, released=["T"])
    assert len({"p1", "p2"} & protection.shown.keys()) < 2
    assert set(protection.exposed) == {"p0", *{"p1", "p2"} - protection.shown.keys()}  # no more than 3


def test_a_rounded_total_may_hide_a_small_count_alone() -> None:
    assert shown_of(*make_row(3, 20, 30), NHS) == {"p1": 20, "p2": 30, "T": 55}


def test_a_rounded_total_that_does_not_hide_it_takes_another_figure_with_it() -> None:
    # 62 + 7 = 69: "60" is at most 62 and "70" at least 68, which leaves 6 or 7.
    assert len(shown_of(*make_row(7, 62), NHS)) < 2


def test_a_share_of_all_but_three_is_withheld_as_one_of_three_is() -> None:
    cells = [Cell("yes", 47), Cell("no", 3, shown=False), Cell("all", 50)]
    shown = shown_of(cells, [Link("all", ("yes", "no"))])
    assert len(shown) == 1


def test_a_figure_that_its_supplier_withheld_cannot_be_had_from_the_total() -> None:
    cells = [Cell("a", None, withheld=True), Cell("b", 30), Cell("c", 40), Cell("T", 80)]
    assert len(shown_of(cells, [Link("T", ("a", "b", "c"))])) == 2


def test_a_figure_the_audience_may_not_see_is_protected_where_no_rule_is_on_small_counts() -> None:
    cells = [Cell("a", 44, withheld=True), Cell("b", 30), Cell("T", 74)]
    assert len(shown_of(cells, [Link("T", ("a", "b"))], OPEN)) == 1


def test_an_open_figure_is_shown_exactly_and_never_goes() -> None:
    cells = [Cell("a", 3), Cell("b", 41), Cell("c", 29), Cell("T", 73, is_open=True)]
    shown = shown_of(cells, [Link("T", ("a", "b", "c"))], NHS)
    assert shown["T"] == 73
    assert "a" not in shown


def test_an_audience_that_sees_nothing_is_shown_nothing() -> None:
    assert shown_of(*make_row(10, 20), NEVER) == {}


def test_last_quarters_report_does_not_give_this_quarters_count_away() -> None:
    # 12 months less the 12 before them is this quarter less the same of last year, which was shown.
    stages, links = make_quarters(30, 31, 32, 33, 3)
    shown = protect_in_order(stages, links, OHID).shown
    assert "y3" in shown
    assert "y4" not in shown


def test_a_quarter_decided_before_is_as_it_was_in_every_later_report() -> None:
    stages, links = make_quarters(3, 4, 12, 30, 2, 9, 31, 6, 1)
    for number in range(1, len(stages)):
        names = {cell.id for stage in stages[:number] for cell in stage}
        known = [link for link in links if set(link.ids) <= names]
        early = protect_in_order(stages[:number], known, OHID).shown
        late = protect_in_order(stages, links, OHID).shown
        assert early == {name: count for name, count in late.items() if name in names}


def test_what_was_released_and_withheld_before_stays_so() -> None:
    cells, links = make_row(3, 20, 40)
    protection = protect_cells(cells, links, OHID, released=["T", "p1"], withheld=["p2"])
    assert dict(protection.shown) == {"T": 63, "p1": 20}
    assert protection.exposed == ()


def test_what_earlier_figures_give_away_is_told() -> None:
    cells, links = make_row(3, 20, 40)
    assert protect_cells(cells, links, OHID, released=["T", "p1", "p2"]).exposed == ("p0",)


def test_the_answer_does_not_depend_on_when_it_is_asked() -> None:
    table = make_two_way([(3, 20, 20), (20, 20, 20)])
    assert shown_of(*table) == shown_of(*table)


def test_of_equal_figures_the_first_goes() -> None:
    assert shown_of(*make_row(3, 20, 20)) == {"p2": 20, "T": 43}


def test_a_small_count_in_a_table_of_two_ways_takes_three_others_with_it() -> None:
    shown = shown_of(*make_two_way([(3, 20, 30), (40, 50, 60), (70, 80, 90)]))
    assert len(shown) == 16 - 4


@pytest.mark.parametrize(
    ("cells", "links", "said"),
    [
        ([Cell("a", 1), Cell("a", 1)], [], "there 2 times"),
        ([Cell("a", 1)], [Link("T", ("a",))], "no cell"),
        ([Cell("a", 1), Cell("T", 2)], [Link("T", ("a",))], "do not add up"),
        ([Cell("a", None), Cell("b", 5), Cell("T", 2)], [Link("T", ("a", "b"))], "do not add up"),
    ],
)
def test_tables_that_contradict_themselves_are_refused(
    cells: list[Cell], links: list[Link], said: str
) -> None:
    with pytest.raises(DataError, match=said):
        protect_cells(cells, links, OHID)


def test_cells_and_links_that_make_no_sense_cannot_be_made() -> None:
    for wrong in (
        lambda: Cell("", 1),
        lambda: Cell("a", -1),
        lambda: Cell("a", None, is_open=True),
        lambda: Cell("a", 1, withheld=True, is_open=True),
        lambda: Link("T", ()),
        lambda: Link("T", ("a", "a")),
        lambda: Link("T", ("T",)),
    ):
        with pytest.raises(ValueError, match=r"."):
            wrong()


@few_examples
@given(counts=st.lists(COUNTS, min_size=1, max_size=5), policy=st.sampled_from([NHS, OHID, ONS]))
def test_no_row_gives_a_withheld_count_away(counts: list[int], policy) -> None:  # type: ignore[no-untyped-def]
    cells, links = make_row(*counts)
    protection = protect_cells(cells, links, policy)
    assert not [cell for cell in cells if protection.shows(cell.id) and policy.is_small(cell.value)]
    assert_safe(cells, links, policy, protection)
    if not policy.is_small(sum(counts)):  # a small total limits its parts for whoever knows that it is small
        assert_safe(cells, links, policy, protection, knowing=True)


@few_examples
@given(rows=st.lists(st.tuples(COUNTS, COUNTS, COUNTS), min_size=2, max_size=3))
def test_no_table_of_two_ways_gives_a_withheld_count_away(rows: list[tuple[int, int, int]]) -> None:
    cells, links = make_two_way(rows)
    assert_safe(cells, links, OHID, protect_cells(cells, links, OHID))


@few_examples
@given(counts=st.lists(st.integers(0, 12), min_size=4, max_size=9), policy=st.sampled_from([NHS, OHID]))
def test_all_reports_together_give_no_withheld_count_away(counts: list[int], policy) -> None:  # type: ignore[no-untyped-def]
    stages, links = make_quarters(*counts)
    protection = protect_in_order(stages, links, policy)
    assert protection.exposed == ()
    assert_safe([cell for stage in stages for cell in stage], links, policy, protection)


@few_examples
@given(counts=st.lists(st.integers(8, 60), min_size=1, max_size=6))
def test_rows_without_small_counts_lose_nothing(counts: list[int]) -> None:
    cells, links = make_row(*counts)
    assert len(protect_cells(cells, links, NHS).shown) == len(cells)


def test_the_reader_of_these_tests_finds_what_is_not_protected() -> None:
    cells, links = make_row(3, 20, 30)
    careless = protect_cells(cells, links, OHID, released=["p1", "p2", "T"])
    assert reader_interval("p0", cells, links, OHID, careless) == (3, 3)
