"""A resident survey in two waves, a row for each respondent, as an online questionnaire exports it.

The shares of the plan's three top concerns are met among those who answered, with weights and
without: in each age group as many say yes as lets the weights cancel out. That is our choice.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from csp_toolkit.sample.calibration import SURVEY_TOP_CONCERNS
from csp_toolkit.sample.seeded import Stream, pick

SURVEY = "SYNTHETIC resident survey"
AGE_GROUPS = {"18 to 34": "0.7", "35 to 49": "1.0", "50 to 64": "1.3", "65 and over": "1.0"}
"""Each with its weight. A group's column is in the file and is not a question, so it is not read."""
CONCERN = "q:top concern: {}"
CONCERNS = ("people using or dealing drugs", "knife crime", "gangs and county lines")
SCALES = {
    "q:top concern: anti-social behaviour": {"yes": 58, "no": 42},
    "q:top concern: burglary": {"yes": 41, "no": 59},
    "q:how safe do you feel outside after dark": {
        "very safe": 6, "fairly safe": 27, "neither": 18, "fairly unsafe": 31, "very unsafe": 18,
    },
    "q:has anti-social behaviour changed": {"less": 13, "the same": 52, "more": 28, "do not know": 7},
}  # fmt: skip
"""Other questions and how many in a hundred give each answer."""
DAYS_OPEN = 28


@dataclass(frozen=True, slots=True)
class Wave:
    """A wave: its respondents by age group, those of them who left the concerns out, and yes by concern."""

    period: str
    first_day: date
    respondents: tuple[int, ...]
    left_out: tuple[int, ...]
    yes: tuple[tuple[int, ...], ...]

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"resident_survey_{self.first_day.year}.csv"


WAVES = (
    Wave("2023-24 Q2", date(2023, 7, 3), (23, 23, 23, 24), (2, 2, 2, 3), SURVEY_TOP_CONCERNS),
    Wave(
        "2024-25 Q2", date(2024, 7, 1), (26, 26, 26, 26), (2, 2, 2, 2),
        ((17, 17, 17, 17), (15, 16, 15, 16), (14, 15, 14, 14)),
    ),
)  # fmt: skip
"""The first is the strategic assessment's of 2023; the second, a year later, is invented."""


def write_surveys(folder: Path) -> None:
    """Write a file for each wave into ``folder``/survey."""
    target = folder / "survey"
    target.mkdir(parents=True, exist_ok=True)
    for wave in WAVES:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        concerns = [CONCERN.format(name) for name in CONCERNS]
        writer.writerow(("survey", "wave", "date", "age_group", "weight", *concerns, *SCALES))
        writer.writerows(_rows(wave))
        (target / wave.file).write_bytes(text.getvalue().encode("ascii"))


def _rows(wave: Wave) -> list[Sequence[str]]:
    """The respondents in the order in which they answered, which has nothing to do with what they said."""
    stream = Stream(f"resident survey {wave.period}")
    total = sum(wave.respondents)
    people = [person for group in range(len(AGE_GROUPS)) for person in _group(wave, group, stream)]
    scales = [_draw(stream, answers, total) for answers in SCALES.values()]
    days = np.sort(stream.below(DAYS_OPEN, total)).tolist()
    order = np.argsort(stream.bits(total), kind="stable").tolist()
    return [
        (
            SURVEY, wave.period, (wave.first_day + timedelta(days=day)).isoformat(), *people[place],
            *(answers[place] for answers in scales),
        )
        for day, place in zip(days, order, strict=True)
    ]  # fmt: skip


def _group(wave: Wave, group: int, stream: Stream) -> list[tuple[str, ...]]:
    """Age group, weight and the three concerns of each respondent of one age group."""
    name, weight = list(AGE_GROUPS.items())[group]
    silent = wave.left_out[group]
    answering = wave.respondents[group] - silent
    columns = []
    for yes in wave.yes:
        rank = np.argsort(stream.bits(answering), kind="stable")
        said = ["yes" if place < yes[group] else "no" for place in rank.tolist()]
        columns.append([*said, *[""] * silent])
    return [(name, weight, *answers) for answers in zip(*columns, strict=True)]


def _draw(stream: Stream, answers: dict[str, int], count: int) -> list[str]:
    names = list(answers)
    chosen = pick(stream, np.array(list(answers.values()), dtype=np.int64), count)
    return [names[place] for place in chosen.tolist()]
