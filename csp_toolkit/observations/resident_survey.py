"""Answers of residents: the share that gave one of the selected answers, by wave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from csp_toolkit.errors import DataError, ParameterError, Problem
from csp_toolkit.frames import load_survey
from csp_toolkit.indicators.catalogue import Indicator
from csp_toolkit.indicators.inputs import DENOMINATOR, NUMERATOR
from csp_toolkit.observations.shapes import COUNT_COLUMNS, CoverageRow, Picked, frame_coverage
from csp_toolkit.periods import Period, parse_period
from csp_toolkit.store import Store

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("survey", "question", "answer")
TallyRow = tuple[str, str, str, float, float, float]
"""Area code, period label, category, count, sum of weights, effective number."""


@dataclass(frozen=True, slots=True)
class _Wave:
    """One survey's answers to one question in one wave, by answer: count and sum of weights."""

    survey: str
    period: Period
    edition: str
    answers: dict[str, tuple[float, float]]
    answered: float
    weighted_answered: float
    effective_n: float


class SurveySource:
    """The surveys of a store. Their files name no area: all are taken as those of ``area_code``."""

    def __init__(self, store: Store, area_code: str) -> None:
        self._store = store
        self._area_code = area_code

    @cached_property
    def _waves(self) -> dict[str, list[_Wave]]:
        """By question, its waves."""
        found: dict[tuple[str, str, str], list[Any]] = {}
        rows: Iterable[Any] = load_survey(self._store).itertuples(index=False)
        for row in rows:
            found.setdefault((row.question, row.survey, row.period), []).append(row)
        waves: dict[str, list[_Wave]] = {}
        for (question, _, _), rows in found.items():
            waves.setdefault(question, []).append(_read_wave(rows))
        return waves

    def pick(self, indicator: Indicator) -> Picked:
        """How many gave one of the selected answers, and how many answered, with their weights.

        A wave counts by its period or, for an indicator of snapshots, by its last day. Two surveys that
        asked the same in one period are missing: which of them is meant is not said. Raises DataError for a
        selection by other columns, or without a question and its answers.
        """
        select = indicator.measure.select
        _require_known(indicator)
        waves = [
            wave
            for question in select["question"]
            for wave in self._waves.get(question, ())
            if wave.survey in select.get("survey", (wave.survey,))
        ]
        by_label: dict[str, list[_Wave]] = {}
        for wave in waves:
            snapshot = indicator.measure.step == "snapshot"
            label = wave.period.end.isoformat() if snapshot else wave.period.label
            by_label.setdefault(label, []).append(wave)
        answers = select["answer"]
        counts = [row for label, of in by_label.items() for row in self._count(label, of, answers)]
        coverage = [row for label, of in by_label.items() for row in self._cover(label, of)]
        return Picked(_frame_tallies(counts), frame_coverage(coverage))

    def _count(self, label: str, waves: Sequence[_Wave], answers: Sequence[str]) -> list[TallyRow]:
        if len(waves) > 1:
            return []
        (wave,) = waves
        given = [wave.answers[answer] for answer in answers if answer in wave.answers]
        count, weighted = sum(n for n, _ in given), sum(w for _, w in given)
        return [
            (self._area_code, label, NUMERATOR, count, weighted, wave.effective_n),
            (
                self._area_code,
                label,
                DENOMINATOR,
                wave.answered,
                # A part of all is not more than all, however floats round.
                max(wave.weighted_answered, weighted),
                wave.effective_n,
            ),
        ]

    def _cover(self, label: str, waves: Sequence[_Wave]) -> list[CoverageRow]:
        if len(waves) == 1:
            return [(self._area_code, label, waves[0].edition, "published", "")]
        when = waves[0].period.long_label
        reason = f"{len(waves)} surveys asked this in {when}, and which is meant is not said"
        return [(self._area_code, label, wave.edition, "missing", reason) for wave in waves]


def _read_wave(rows: Sequence[Any]) -> _Wave:
    first = rows[0]
    return _Wave(
        survey=first.survey,
        period=_read_period(first.period),
        edition=first.edition,
        answers={row.answer: (float(row.count), float(row.weighted_count)) for row in rows},
        answered=float(first.answered),
        weighted_answered=float(first.weighted_answered),
        effective_n=float(first.effective_n),
    )


def _read_period(label: str) -> Period:
    try:
        return parse_period(label)
    except ParameterError as error:
        raise DataError(error.problems) from None


def _require_known(indicator: Indicator) -> None:
    found = set(indicator.measure.select)
    if found - set(COLUMNS) or not {"question", "answer"} <= found:
        message = f"{indicator.id} selects survey answers by {', '.join(sorted(found)) or 'nothing'}"
        raise DataError(Problem(message, hint="Needed: question and answer, and survey where several ask it"))


def _frame_tallies(rows: Sequence[TallyRow]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(list(rows), columns=[*COUNT_COLUMNS, "weighted", "effective_n"])
