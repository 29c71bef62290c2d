"""Control charts as pictures: every rule has a shape and words, gaps are told apart, nothing is lost."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import altair
import pytest
from example_charts import words_in
from hypothesis import given, settings
from hypothesis import strategies as st

from csp_toolkit.blocks import control_chart
from csp_toolkit.blocks.chart_layers import round_ticks, spread_out
from csp_toolkit.blocks.charts import chart_svg, draw_control_chart
from csp_toolkit.blocks.model import Chart
from csp_toolkit.indicators.control_charts import calculate_control_chart
from csp_toolkit.periods import FinancialYear, Month, Quarter

START = Month(2022, 4)
SPIKE = (1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)


def drawn(*values: float | None, series: Any = None, options: Any = None, **changes: Any) -> Chart:
    given = series or [(START.plus(n), value) for n, value in enumerate(values)]
    words: dict[str, Any] = {
        "title": "Robbery",
        "subtitle": "Robberies a month, Thurrock",
        "chart": calculate_control_chart(given, **options or {}),
        "unit": "offences",
        "area_name": "Thurrock",
    }
    return draw_control_chart(**words | changes)


def test_mean_limits_and_latest_value_are_written_beside_their_lines() -> None:
    assert {"upper 4.6", "mean 1.9", "lower 0", "latest 1"} <= set(words_in(drawn(*SPIKE)))


def test_a_limit_drawn_at_zero_is_said_so_in_a_note() -> None:
    assert any("drawn at zero" in note for note in drawn(*SPIKE).notes)


def test_the_description_says_what_latest_limits_verdict_and_range() -> None:
    assert drawn(*SPIKE).alternative == (
        "Control chart of offences a month in Thurrock, April 2022 to September 2023. "
        "Latest: 1 in September 2023, which is not marked. Mean 1.9, limits 0 to 4.6. "
        "Marked: August 2022 above the upper limit. Highest: 10 in August 2022. "
        "Lowest: 1 in April 2022, June 2022 and 7 more."
    )


def test_a_series_without_signals_says_that_nothing_differs() -> None:
    chart = drawn(*[10, 12] * 10)
    assert "No month differs by more than this series usually varies." in chart.alternative
    assert {row[3] for row in chart.table.rows} == {"Not marked"}


def test_every_rule_in_use_has_its_words_under_the_picture_and_others_have_not() -> None:
    words = words_in(drawn(*SPIKE))
    assert "Above the upper limit" in words
    assert not any("seven" in word for word in words)
    limits = {"limits_until": START.plus(19)}
    both = drawn(*[100, 120] * 10, 300, 1, options=limits)
    assert "Outside the limits" in words_in(both)


def test_the_table_holds_every_point_with_its_mark() -> None:
    rows = drawn(*SPIKE).table.rows
    assert len(rows) == 18
    assert rows[0] == ("Apr 2022", "1", "[x]", "Not marked")
    assert rows[4] == ("Aug 2022", "10", "8", "Above the upper limit")


def test_missing_withheld_and_left_out_are_three_things() -> None:
    months = [START.plus(n) for n in (0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 13)]
    values = [5, 6, None, None, None, 7, None, None, None, 5, 6]
    chart = drawn(series=list(zip(months, values, strict=True)), suppressed=months[6:9])
    assert [row[1] for row in chart.table.rows][2:9] == ["[x]", "[x]", "[x]", "7", "[c]", "[c]", "[c]"]
    assert "No data: June to August 2022." in chart.alternative
    assert "Withheld: October to December 2022." in chart.alternative
    assert "Not shown: 3 months between." in chart.alternative
    assert [note[:3] for note in chart.table.notes[1:]] == ["[x]", "[c]"]
    assert {"no data", "withheld", "not shown"} <= set(words_in(chart))


def test_a_withheld_period_has_no_value() -> None:
    with pytest.raises(ValueError, match="suppressed, and yet with a value"):
        drawn(5, 6, suppressed=[START])


def test_an_axis_that_does_not_start_at_zero_says_so() -> None:
    high = drawn(*[1400, 1450] * 10)
    assert high.notes == ("The axis starts at 1,200, not at zero.",)
    assert not any("axis" in note for note in drawn(*SPIKE).notes)


def test_quarters_and_years_are_written_as_such() -> None:
    quarters = drawn(series=[(Quarter(2022, n), 3.25 + n) for n in (1, 2, 3, 4)], unit="offences per head")
    assert quarters.alternative.startswith(
        "Control chart of offences per head a quarter in Thurrock, April 2022"
    )
    assert quarters.table.rows[0][:2] == ("Q1 2022-23", "4.25")
    years = drawn(series=[(FinancialYear(2020 + n), 300 + n) for n in range(4)])
    assert years.table.rows[0][0] == "2020-21"


def test_a_series_without_limits_or_without_data_is_drawn_and_says_so() -> None:
    alone = drawn(5, None)
    assert "There are no limits to judge by." in alone.alternative
    assert alone.notes == ("No two neighbouring points are known, so there are no limits.",)
    nothing = drawn(None, None)
    assert "No period has data." in nothing.alternative


def test_a_series_that_never_moves_has_one_line() -> None:
    words = words_in(drawn(*[7] * 15))
    assert "mean 7.0" in words
    assert not any(word.startswith(("upper", "lower")) for word in words)


def test_the_specification_is_valid_vega_lite(monkeypatch: pytest.MonkeyPatch) -> None:
    caught: list[dict[str, Any]] = []

    def catch(spec: dict[str, Any], **words: str) -> str:
        caught.append(spec)
        return chart_svg(spec, **words)

    monkeypatch.setattr(control_chart, "chart_svg", catch)
    drawn(*SPIKE, None, 3)
    altair.LayerChart.from_dict(caught[0])


@settings(max_examples=25)
@given(st.lists(st.one_of(st.none(), st.integers(0, 5000)), min_size=1, max_size=60))
def test_any_series_can_be_drawn_described_and_tabled(values: list[int | None]) -> None:
    chart = drawn(*values)
    assert len(chart.table.rows) == len(values)
    assert len(chart.alternative) <= 600
    assert chart.svg == drawn(*values).svg


@given(st.one_of(st.just(0.0), st.floats(0.01, 1e6)), st.floats(0.01, 1e6))
def test_ticks_are_few_round_and_hold_both_ends(one: float, other: float) -> None:
    low, high = sorted((one, other))
    ticks = round_ticks(low, high)
    assert 2 <= len(ticks) <= 6
    assert ticks[0] <= low + 1e-6 * high
    assert ticks[-1] >= high - 1e-6 * high
    steps = {round(after - before, 8) for before, after in pairwise(ticks)}
    assert max(steps) - min(steps) <= 1e-6 * max(steps)


def test_an_axis_runs_upwards() -> None:
    with pytest.raises(ValueError, match="does not run"):
        round_ticks(5, 4)


@given(st.lists(st.floats(0, 200), max_size=8))
def test_words_beside_lines_keep_their_order_and_distance(wanted: list[float]) -> None:
    places = spread_out(wanted, 18, 0, 200)
    ordered = [place for _, place in sorted(zip(wanted, places, strict=True))]
    for before, after in pairwise(ordered):
        assert after - before >= 18 - 1e-6
    assert all(-1e-6 <= place <= 200 + 1e-6 for place in places)


def test_words_that_do_not_touch_stay_where_they_are() -> None:
    assert spread_out([150, 20, 60], 18, 0, 200) == [150, 20, 60]
    assert spread_out([100, 102], 18, 0, 200) == [92, 110]
    assert spread_out([], 18, 0, 200) == []
