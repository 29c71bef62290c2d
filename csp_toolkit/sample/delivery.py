"""The delivery tracker of 2024-25: how all of Thurrock's plan stood at each quarter's end.

The activities and commitments are the published plan's; how they went is invented.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

TRACKER_FILE = "delivery_tracker_2024-25.csv"
HEADER = ("activity_id", "plan", "quarter", "status", "value", "unit", "comment")
PLAN_ID = "thurrock_2024-25"
STATUSES = {
    "n": "not started", "t": "on track", "r": "at risk", "b": "behind", "c": "complete", "s": "stopped",
    "-": "not reported",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """Four quarters: a letter of STATUSES each, and what was delivered where it is counted.

    ``ref`` is an activity's ref or a commitment's id.
    """

    ref: str
    statuses: str
    values: tuple[int, ...] = ()
    unit: str = ""
    comment: str = ""

    @property
    def activity_id(self) -> str:
        """ "1.3" as an id: "activity_1_3"; a commitment's id as it is."""
        return f"activity_{self.ref.replace('.', '_')}" if self.ref[0].isdigit() else self.ref


# fmt: off
PROGRESS = (
    Progress("1.1", "tccc"),
    Progress("1.2", "tttc", (1, 1, 1, 2), "returns made"),
    Progress("1.3", "ttrt", (138, 116, 174, 183), "training completions"),
    Progress("1.4", "ntrb", comment="the new contract is not yet in place"),
    Progress("2.1", "nttc"),
    Progress("2.2", "tttt", (2, 3, 2, 2), "events held"),
    Progress("2.3", "nncc", (0, 0, 12, 0), "schools reached"),
    Progress("2.4", "ntrr", (4, 3, 5, 4), "referrals to restorative justice"),
    Progress("2.5", "ntcc"),
    Progress("2.6", "ttrr"),
    Progress("3.1", "tttt", (16, 21, 18, 15), "enforcement actions"),
    Progress("3.2", "ttcc", (88, 104, 59, 52), "nuisance vehicle reports"),
    Progress("3.3", "tttt", (38, 36, 41, 44), "referrals to Locality Action Groups"),
    Progress("3.4", "ntss", comment="stopped: no round of funding was open"),
    Progress("3.5", "tt-t"),
    Progress("4.1", "cccc"),
    Progress("4.2", "tttt"),
    Progress("4.3", "----", comment="the plan's text of this activity is lost"),
    Progress("4.4", "bccc", comment="due in the first quarter, completed in the second"),
    Progress("4.5", "----", comment="the plan's text of this activity is lost"),
    Progress("5.1", "ttcc"),
    Progress("5.2", "nntr"),
    Progress("5.3", "nntc", (28, 26, 42, 48), "training completions"),
    Progress("5.4", "ntcc"),
    Progress("5.5", "nnrb", comment="depends on funding"),
    Progress("5.6", "tttc", (1, 2, 1, 2), "walk and talk events"),
    Progress("5.7", "nrtt", (0, 4, 7, 9), "volunteers recruited"),
)
COMMITMENTS = (
    Progress("prevent_strategy", "cccc"),
    Progress("prevent_action_plan", "bccc", comment="due in the first quarter, completed in the second"),
    Progress("prevent_training", "tttc", (2, 3, 2, 2), "sessions"),
    Progress("prevent_webinars", "ttrb", (1, 0, 2, 0), "webinars", "three of the four were held"),
    Progress("prevent_champions", "ntcc", (0, 5, 9, 2), "champions trained"),
    Progress("prevent_permissive_environments", "nttr", comment="some venues have no hire policy yet"),
    Progress("prevent_workshop", "nncc"),
    Progress("violence_action_plan", "cccc"),
    Progress("violence_awareness", "tttt"),
    Progress("violence_data", "nttt"),
    Progress("violence_interventions", "tttt"),
    Progress("violence_drivers", "nntt"),
    Progress("violence_women_and_girls_funding", "nrrs", comment="stopped: no fund was found"),
    Progress("reoffending_workshop", "cccc"),
    Progress("reoffending_action_plan", "bbcc", comment="due in the first quarter, completed in the third"),
    Progress("reoffending_housing", "tttr", comment="too few places for people who leave prison"),
    Progress("reoffending_drug_provider", "tccc"),
    Progress("reoffending_substance_misuse", "tttc"),
    Progress("reoffending_outcomes_framework", "n-tt"),
)
# fmt: on
"""Numbers agree with the partner returns where both give them."""


def write_delivery_tracker(folder: Path) -> None:
    """Write the tracker into ``folder``/delivery: every activity and commitment in every quarter."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for progress in (*PROGRESS, *COMMITMENTS):
        for number in range(4):
            writer.writerow(_cells(progress, number))
    path = folder / "delivery" / TRACKER_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode("ascii"))


def _cells(progress: Progress, number: int) -> tuple[str, ...]:
    value, unit = (str(progress.values[number]), progress.unit) if progress.values else ("", "")
    comment = f"SYNTHETIC: {progress.comment}" if progress.comment else "SYNTHETIC"
    status = STATUSES[progress.statuses[number]]
    return progress.activity_id, PLAN_ID, f"2024-25 Q{number + 1}", status, value, unit, comment
