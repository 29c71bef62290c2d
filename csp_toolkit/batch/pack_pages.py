"""The contents page of each partnership's pack, once all of its reports have ended."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from itertools import groupby

from csp_toolkit.batch.making import Job, Outcome
from csp_toolkit.batch.records import (
    Record,
    Title,
    digest_files,
    holding,
    is_made,
    read_record,
    record_path,
    write_record,
)
from csp_toolkit.packs import pack_folder, write_contents
from csp_toolkit.parameters import PackSettings
from csp_toolkit.periods import Period


def write_pack_pages(
    pack: str, settings: PackSettings, period: Period, outcomes: Mapping[Job, Outcome], jobs: Sequence[Job]
) -> None:
    """Write the pages that are missing or no longer right. A pack of one report needs none."""
    for _, group in groupby(jobs, key=lambda job: job.run.partnership.code):
        every = list(group)
        if len(every) > 1 and all(job in outcomes for job in every):
            _write_page(pack, settings, period, {job: outcomes[job] for job in every})


def _write_page(pack: str, settings: PackSettings, period: Period, outcomes: Mapping[Job, Outcome]) -> None:
    ready = [job for job, outcome in outcomes.items() if outcome.state != "failed"]
    missing = [f"{job.run.report}, {job.run.period.label}" for job in outcomes if job not in ready]
    first = next(iter(outcomes))
    place = pack_folder(pack, first.run, period, first.outputs)
    path = record_path(place, first.outputs)
    sources = _digest([settings.model_dump_json(), *(job.sources for job in ready), *missing])
    if not ready or is_made(read_record(path), sources, place):
        return
    with holding(path):
        write_contents(place, settings, period, [job.folder for job in ready], missing)
        title = Title(settings.title, first.run.partnership.name, "", False)
        write_record(path, Record(sources, digest_files(place), title, 0.0))


def _digest(texts: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(list(texts)).encode()).hexdigest()
