from __future__ import annotations

import pytest
from example_charts import Months, a_trend, lines_in, months_from, root_of, words_in
from hypothesis import given, settings
from hypothesis import strategies as st

from csp_toolkit.blocks.chart_words import spans_of
from csp_toolkit.blocks.charts import draw_trend
from csp_toolkit.blocks.trend_labels import TrendPicture, frame_of, labels_above
from csp_toolkit.blocks.trend_spec import count_ticks
from csp_toolkit.periods import Month, Quarter


def test_a_missing_month_breaks_the_line() -> None:
    assert len(lines_in(a_trend(months_from(Month(2025, 1), [1, 2, 3, 4])))) == 1
    assert len(lines_in(a_trend(months_from(Month(2025, 1), [1, 2, None, 4, 5])))) == 2


def test_months_that_are_not_given_break_the_line_and_are_said_to_be_left_out() -> None:
    chart = a_trend([*months_from(Month(2018, 1), [5] * 14), *months_from(Month(2024, 1), [3] * 12)])
    assert len(lines_in(chart)) == 2
    assert "not shown" in words_in(chart)
    assert "no data" not in words_in(chart)
    assert "Not shown: March 2019 to December 2023." in chart.alternative
    assert len(chart.table.rows) == 26


def test_zero_is_drawn_and_missing_is_not() -> None:
    chart = a_trend(months_from(Month(2025, 1), [0, 0, 0]))
    assert len(lines_in(chart)) == 1
    assert "no data" not in words_in(chart)
    assert "Every month with data has 0." in chart.alternative


def test_a_gap_is_labelled_in_words() -> None:
    assert "no data" in words_in(a_trend())


def test_the_table_holds_every_month_given_in_order() -> None:
    chart = a_trend(list(reversed(months_from(Month(2025, 1), [12, None, 1_204]))))
    assert chart.table.rows == (("Jan 2025", "12"), ("Feb 2025", "[x]"), ("Mar 2025", "1,204"))
    assert any(note.startswith("[x]") for note in chart.table.notes)


def test_a_table_without_gaps_explains_no_shorthand() -> None:
    assert a_trend(months_from(Month(2025, 1), [1, 2])).table.notes == ()


def test_the_alternative_says_period_latest_extremes_gaps_and_marks() -> None:
    chart = a_trend(highlight=[Month(2025, 4), Month(2025, 5), Month(2025, 6), Month(2030, 1)])
    assert chart.alternative == (
        "Line chart of offences a month in Thurrock, January to June 2025. Latest: 1,204 in June 2025. "
        "Highest: 1,204 in June 2025. Lowest: 9 in April 2025. No data for 1 month: March 2025. "
        "Marked: April to June 2025."
    )


def test_the_latest_known_count_is_written_beside_its_point() -> None:
    assert "1,204" in words_in(a_trend())
    assert "77" in words_in(a_trend(months_from(Month(2025, 1), [5, 77, None])))


def test_the_quarter_and_the_one_a_year_before_are_marked_in_words() -> None:
    quarter = Quarter(2024, 4)
    counts = months_from(Month(2023, 4), [5] * 24)
    chart = a_trend(counts, highlight=(*quarter.months, *quarter.same_last_year().months))
    assert words_in(chart).count("Jan to Mar 2025") == 1
    assert words_in(chart).count("Jan to Mar 2024") == 1


def test_a_span_over_new_year_names_both_years() -> None:
    chart = a_trend(months_from(Month(2024, 1), [5] * 24), highlight=[Month(2024, 12), Month(2025, 1)])
    assert "Dec 2024 to Jan 2025" in words_in(chart)


def test_a_series_without_any_data_says_so() -> None:
    chart = a_trend(months_from(Month(2025, 1), [None, None]))
    assert "No month has data." in chart.alternative
    assert lines_in(chart) == []


@pytest.mark.parametrize(
    "months", [[], [(Month(2025, 1), 1), (Month(2025, 1), 1)], [(Month(2025, 1), -1)]], ids=str
)
def test_nonsense_is_not_drawn(months: Months) -> None:
    with pytest.raises(ValueError, match=r"month|zero"):
        draw_trend(title="t", subtitle="s", months=months, unit="offences", area_name="Thurrock")


@given(st.integers(0, 10**7))
def test_the_vertical_axis_starts_at_zero_and_holds_the_highest_count(highest: int) -> None:
    ticks = count_ticks(highest)
    assert ticks[0] == 0
    assert highest <= ticks[-1]
    assert len(ticks) <= 6


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.none() | st.integers(0, 9_999_999), min_size=1, max_size=120),
    st.sets(st.integers(0, 130), max_size=12),
)
def test_any_series_can_be_drawn_described_and_tabled(counts: list[int | None], marked: set[int]) -> None:
    start = Month(2016, 4)
    chart = a_trend(months_from(start, counts), highlight=[start.plus(n) for n in marked])
    root_of(chart)
    assert len(chart.alternative) <= 600
    assert len(chart.table.rows) == len(counts)
    assert ("No data for" in chart.alternative) == (None in counts)


def test_no_label_above_the_plot_lies_on_another() -> None:
    months = tuple(months_from(Month(2016, 4), [None if n % 3 else 5 for n in range(108)]))
    years = [Quarter(year, 4).months for year in (2022, 2023, 2024)]
    marked = spans_of(month for quarter in years for month in quarter)
    missing = spans_of(month for month, count in months if count is None)
    picture = TrendPicture(months, marked, missing, (), "offences")
    labels = labels_above(picture, frame_of(picture))
    assert len([label for label in labels if len(label.lines) == 2]) == 3
    for number, label in enumerate(labels):
        assert not any(label.touches(other) for other in labels[number + 1 :])


def test_what_is_concluded_is_told_right_after_the_latest_count() -> None:
    words = a_trend(verdict="That is no clear change.").alternative
    assert "Latest: 1,204 in June 2025. That is no clear change. Highest" in words
