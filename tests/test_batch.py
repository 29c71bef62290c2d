"""Rules of batches: one failure stays one, nothing is made twice, and what stops a batch leaves it whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from bs4 import BeautifulSoup
from test_runs import COVER, PARAMETERS, write_notebook

from csp_toolkit.areas import Partnership
from csp_toolkit.batch import Batch, Finished, index_batch, plan_batch, resident_pool, run_batch
from csp_toolkit.batch.records import digest_files
from csp_toolkit.batch.resident import ResidentPool
from csp_toolkit.errors import NotebookError, ParameterError
from csp_toolkit.frames import load_partnerships
from csp_toolkit.parameters import Project, find_project
from csp_toolkit.periods import Period, Quarter, parse_period
from csp_toolkit.runs import Run
from csp_toolkit.store import Store

ROOT = Path(__file__).parents[1]
QUARTER = Quarter(2024, 4)
PLACES = ("basildon", "harlow", "thurrock")
WORKER = 'import os, pathlib\nworker = int(os.environ["JPY_PARENT_PID"])'
Tell = Callable[[str], None]


@pytest.fixture(scope="module")
def everyone(sample_store: Store) -> tuple[Partnership, ...]:
    return load_partnerships(sample_store)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project whose one report is a cover."""
    for folder in ("notebooks", "parameters/packs", "parameters/plans", "parameters/partnerships"):
        (tmp_path / "project" / folder).mkdir(parents=True)
    write_notebook(tmp_path / "project" / "notebooks" / "small.ipynb", [PARAMETERS, COVER])
    return find_project(tmp_path / "project")


@contextmanager
def in_a_thread(jobs: int) -> Iterator[tuple[Executor, int]]:
    """A pool without processes of its own: the quickest for what does not hang on them."""
    with ThreadPoolExecutor(1) as pool:
        yield pool, 1


class Batches:
    """Plans and runs batches of one project, in few words."""

    def __init__(self, project: Project, store: Store, everyone: Sequence[Partnership]) -> None:
        self.project = project
        self.outputs = project.outputs
        self._store, self._everyone = store, everyone

    def plan(
        self,
        *places: str,
        name: str = "small",
        period: Period = QUARTER,
        formats: tuple[str, ...] = ("html",),
        audience: str | None = None,
        anew: bool = False,
    ) -> Batch:
        chosen = [p for p in self._everyone if p.slug in (places or PLACES)]
        asked = Run(name, chosen[0], period, formats=formats, audience=audience)
        return plan_batch(self.project, self._store, self._everyone, chosen, asked, self.outputs, anew)

    def run(
        self, *places: str, workers: int = 0, tell: Tell = lambda line: None, **asked: object
    ) -> Finished:
        pool = resident_pool(workers) if workers else in_a_thread
        return run_batch(self.plan(*places, **asked), tell, pool)  # type: ignore[arg-type]

    def folder(self, place: str) -> Path:
        return self.outputs / place / "2024-25-q4" / "small"

    def bytes(self) -> dict[str, bytes]:
        """Everything that readers see."""
        files = (path for path in self.outputs.rglob("*") if path.is_file() and ".made" not in path.parts)
        return {path.relative_to(self.outputs).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def cold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ordinary kernels: a few small reports are made before a fork server has loaded its libraries."""
    monkeypatch.setenv("CSP_TOOLKIT_KERNEL", "cold")


@pytest.fixture
def batches(project: Project, sample_store: Store, everyone: tuple[Partnership, ...]) -> Batches:
    return Batches(project, sample_store, everyone)


def states(finished: Finished) -> dict[str, str]:
    for outcome in finished.failed.values():
        print(outcome.reason)  # shown where a test fails
    return {job.run.partnership.slug: outcome.state for job, outcome in finished.outcomes.items()}


def only(*places: str) -> dict[str, str]:
    """These were made, the others were there."""
    return {place: "made" if place in places else "there" for place in PLACES}


def scratch(outputs: Path) -> list[str]:
    """What a run leaves only where it was cut off."""
    return [p.name for p in outputs.rglob(".*") if p.name != ".made" and ".made" not in p.parts]


@pytest.mark.usefixtures("cold")
def test_one_failure_is_told_with_its_cell_and_notebook_and_keeps_no_other_report_from_being_made(
    batches: Batches,
) -> None:
    fails = 'assert partnership != "harlow", "harlow is not ready"'
    write_notebook(batches.project.notebooks / "small.ipynb", [PARAMETERS, COVER, fails])
    finished = batches.run(workers=2)
    assert states(finished) == {"basildon": "made", "harlow": "failed", "thurrock": "made"}
    (outcome,) = finished.failed.values()
    assert "cell 3 failed: AssertionError: harlow is not ready" in outcome.reason
    assert "small.ipynb" in outcome.reason
    assert outcome.exit_code == NotebookError.exit_code
    assert (batches.folder("harlow").with_name("small.failed") / "report.ipynb").exists()


def test_the_index_and_the_tables_say_what_is_ready_and_what_is_not(batches: Batches) -> None:
    write_notebook(
        batches.project.notebooks / "small.ipynb", [PARAMETERS, COVER, 'partnership[7] # "harlow"']
    )
    finished = batches.run("basildon", "harlow")
    index = index_batch(batches.plan("basildon", "harlow"), finished)
    page = BeautifulSoup(index.read_text("utf-8"), "html.parser")
    links = [index.parent / str(link["href"]) for link in page.select("main li a")]
    assert (batches.folder("basildon") / "report.html").resolve() in [link.resolve() for link in links]
    assert all(link.is_file() for link in links)
    assert "IndexError" in page.get_text()
    table = (index.parent / "summary.csv").read_text("utf-8").splitlines()
    assert table[0] == "partnership,code,police_force,report,period,state,folder,reason"
    assert table[1] == "basildon,E22000079,Essex,small,2024-25 Q4,ready,basildon/2024-25-q4/small,"
    assert table[2].startswith("harlow,E22000086,Essex,small,2024-25 Q4,failed,,")
    markdown = (index.parent / "summary.md").read_text("utf-8").splitlines()
    assert len(markdown) == len(table) + 1


def test_a_pool_that_is_left_has_no_process_any_more() -> None:
    with ResidentPool(2) as pool:
        pids = [future.result() for future in (pool.submit(os.getpid), pool.submit(os.getpid))]
    assert [pid for pid in pids if psutil.pid_exists(pid)] == []


def test_what_a_run_tells_its_analyst_is_told_of_each_report(batches: Batches) -> None:
    said: list[str] = []
    batches.run("harlow", formats=("html", "pdf"))
    batches.run("harlow", tell=said.append)
    assert "harlow, small, 2024-25 Q4: report.pdf of the earlier run is removed: it was not asked for" in said


def test_the_line_of_progress_counts_what_is_done_what_failed_and_the_time_left(batches: Batches) -> None:
    said: list[str] = []
    write_notebook(
        batches.project.notebooks / "small.ipynb", [PARAMETERS, COVER, 'partnership[7] # "harlow"']
    )
    batches.run("basildon", "harlow", tell=said.append)
    assert said[1].startswith("1 of 2 done, ")
    assert "a minute" in said[1]
    assert said[1].endswith("s left; basildon, small, 2024-25 Q4: made")
    assert said[2].startswith("2 of 2 done, 1 failed, ")


def test_a_second_run_makes_nothing_and_leaves_every_byte_as_it_was(batches: Batches) -> None:
    batches.run()
    before = batches.bytes()
    assert states(batches.run()) == only()
    assert batches.bytes() == before


def test_what_was_deleted_or_altered_is_made_again_and_nothing_else(batches: Batches) -> None:
    batches.run()
    before = batches.bytes()
    (batches.folder("harlow") / "results.csv").unlink()
    with (batches.folder("thurrock") / "report.html").open("a") as file:
        file.write("<!-- by hand -->")
    assert states(batches.run()) == only("harlow", "thurrock")
    assert batches.bytes() == before


def test_a_changed_notebook_format_or_audience_makes_the_report_again(batches: Batches) -> None:
    cells = [f"{PARAMETERS}\naudience = None", COVER]
    write_notebook(batches.project.notebooks / "small.ipynb", cells)
    batches.run("harlow")
    assert states(batches.run("harlow", formats=("html", "docx"))) == {"harlow": "made"}
    assert (batches.folder("harlow") / "report.docx").exists()
    assert states(batches.run("harlow", formats=("docx", "html"))) == {"harlow": "there"}
    write_notebook(batches.project.notebooks / "small.ipynb", [*cells, "1 + 1"])
    assert states(batches.run("harlow", formats=("html", "docx"))) == {"harlow": "made"}
    assert states(batches.run("harlow", audience="restricted")) == {"harlow": "made"}
    assert batches.folder("harlow").with_name("small-restricted").is_dir()


def test_anew_makes_what_is_there(batches: Batches) -> None:
    batches.run("harlow")
    assert states(batches.run("harlow", anew=True)) == {"harlow": "made"}


def test_a_plan_or_settings_of_one_partnership_make_its_reports_again_alone(batches: Batches) -> None:
    def changed() -> set[str]:
        plan = batches.plan()
        told = {job.run.partnership.slug: job.sources for job in plan.jobs}
        moved = {place for place in told if told[place] != before.get(place)}
        before.update(told)
        return moved

    before: dict[str, str] = {}
    assert changed() == set(PLACES)
    parameters = batches.project.parameters
    (parameters / "plans" / "harlow_2023-24.yaml").write_text("title: the year before's plan\n")
    assert changed() == {"harlow"}
    (parameters / "plans" / "harlow_2023-24.yaml").write_text("title: another\n")
    assert changed() == {"harlow"}
    settings = parameters / "partnerships" / "thurrock.yaml"
    settings.write_text("partnership: thurrock\nnamed_analyst: Lead analyst\n")
    assert changed() == {"thurrock"}
    settings.write_text("# as before\npartnership: thurrock\nnamed_analyst: Lead analyst\n")
    assert changed() == set()


def test_wrong_settings_of_one_partnership_are_its_own_failure(batches: Batches) -> None:
    (batches.project.parameters / "partnerships" / "harlow.yaml").write_text("partnership: harlow\nplan: 7\n")
    finished = batches.run("basildon", "harlow")
    assert states(finished) == {"harlow": "failed", "basildon": "made"}
    (outcome,) = finished.failed.values()
    assert "harlow.yaml, line 2" in outcome.reason


def test_what_is_wrong_for_all_is_told_once_before_anything_starts(batches: Batches) -> None:
    with pytest.raises(ParameterError, match='there is no report "smal"'):
        batches.plan(name="smal")
    with pytest.raises(ParameterError, match='no format "doc"'):
        batches.plan(formats=("doc",))
    with pytest.raises(NotebookError, match='no parameter "audience"'):
        batches.plan(audience="restricted")
    assert not batches.outputs.exists()


def test_a_pack_s_contents_page_comes_once_its_reports_have_and_follows_their_changes(
    batches: Batches,
) -> None:
    year = parse_period("2024-25")
    for name in ("own", "other"):
        write_notebook(batches.project.notebooks / f"{name}.ipynb", [PARAMETERS, COVER])
    pack = "title: Both\naudience: public\nreports: [own, other]\n"
    (batches.project.parameters / "packs" / "both.yaml").write_text(pack)
    first = batches.run("harlow", name="both", period=year)
    assert [outcome.state for outcome in first.outcomes.values()] == ["made", "made"]
    page = batches.outputs / "harlow" / "2024-25" / "both_pack" / "contents.html"
    text = page.read_text("utf-8")
    page.write_text("by hand")
    again = batches.run("harlow", name="both", period=year)
    assert [outcome.state for outcome in again.outcomes.values()] == ["there", "there"]
    assert page.read_text("utf-8") == text
    write_notebook(batches.project.notebooks / "own.ipynb", [PARAMETERS, "1 / 0"])
    batches.run("harlow", name="both", period=year)
    assert "own, 2024-25" in page.read_text("utf-8")
    with pytest.raises(ParameterError, match="an audience of its own"):
        batches.plan(name="both", period=year, audience="public")


@pytest.mark.usefixtures("cold")
def test_a_worker_that_dies_is_replaced_and_its_report_tried_once_more(batches: Batches) -> None:
    dies = f"""{WORKER}
mark = pathlib.Path("basildon.died")
if partnership == "harlow" or (partnership == "basildon" and not mark.exists()):
    mark.write_text("x") if partnership == "basildon" else None
    os.kill(worker, 9)
    import time; time.sleep(60)"""
    write_notebook(batches.project.notebooks / "small.ipynb", [PARAMETERS, dies, COVER])
    finished = batches.run("basildon", "harlow", "maldon", "thurrock", workers=2)
    made = dict.fromkeys(("basildon", "maldon", "thurrock"), "made")
    assert states(finished) == {**made, "harlow": "failed"}
    assert "its worker died twice" in next(iter(finished.failed.values())).reason
    write_notebook(batches.project.notebooks / "small.ipynb", [PARAMETERS, COVER])
    batches.run("harlow")
    assert scratch(batches.outputs) == []


def command(project: Path, *arguments: str) -> subprocess.Popen[str]:
    """``csp batch`` in a session of its own, as on a terminal, where Ctrl-C is not ignored."""
    asked = ["batch", "small", "--period", "2024-25 Q4", "--data", "sample", "--format", "html", *arguments]
    return subprocess.Popen(
        [sys.executable, "-m", "csp_toolkit.cli", *asked],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_hear_ctrl_c,
    )


def _hear_ctrl_c() -> None:
    """What is started in the background of a script has Ctrl-C ignored, and hands that on."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """What the command says up to a line with these words."""
    assert process.stderr
    said = ""
    for line in process.stderr:
        said += line
        if words in line:
            return said
    raise AssertionError(f'"{words}" was not said: {said}')


def descendants(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


NAMED = [word for place in (*PLACES, "maldon") for word in ("--partnership", place)]


@pytest.mark.skipif(os.name == "nt", reason="signals are sent to groups of processes")
@pytest.mark.usefixtures("cold")
def test_ctrl_c_finishes_what_is_under_way_leaves_no_process_and_the_same_command_makes_the_rest(
    batches: Batches,
) -> None:
    count = "import time; time.sleep(1)\nopen('count', 'a').write(partnership + ' ')"
    write_notebook(batches.project.notebooks / "small.ipynb", [PARAMETERS, COVER, count])
    stopped = command(batches.project.root, *NAMED, "--workers", "1")
    read_until(stopped, "1 of 4 done")
    begun = descendants(stopped)
    os.killpg(stopped.pid, signal.SIGINT)
    _, said = stopped.communicate(timeout=30)
    assert stopped.returncode == 130, said
    assert "made, 0 failed, of 4 reports." in said
    assert psutil.wait_procs(begun, timeout=10)[1] == []
    assert scratch(batches.outputs) == []
    resumed = command(batches.project.root, *NAMED, "--workers", "2")
    _, said = resumed.communicate(timeout=60)
    assert resumed.returncode == 0, said
    assert "0 failed, of 4 reports." in said
    counted = (batches.project.root / "count").read_text().split()
    assert sorted(counted) == sorted((*PLACES, "maldon"))  # none is made twice


@pytest.mark.skipif(os.name == "nt", reason="signals are sent to groups of processes")
def test_a_second_ctrl_c_drops_what_is_under_way_whole(batches: Batches) -> None:
    write_notebook(
        batches.project.notebooks / "small.ipynb",
        [PARAMETERS, COVER, "open('begun', 'w').close()\nimport time; time.sleep(60)"],
    )
    stopped = command(batches.project.root, "--partnership", "harlow")
    end = time.monotonic() + 30
    while not (batches.project.root / "begun").exists() and time.monotonic() < end:
        time.sleep(0.05)
    begun = descendants(stopped)
    os.killpg(stopped.pid, signal.SIGINT)
    read_until(stopped, "stopping: finishing 1 under way")
    os.killpg(stopped.pid, signal.SIGINT)
    assert stopped.wait(timeout=20) == 130
    assert psutil.wait_procs(begun, timeout=10)[1] == []
    assert not batches.folder("harlow").exists()
    assert scratch(batches.outputs) == []


def test_a_command_that_is_killed_takes_its_workers_and_their_kernels_along(batches: Batches) -> None:
    write_notebook(
        batches.project.notebooks / "small.ipynb",
        [PARAMETERS, COVER, "open('begun', 'w').close()\nimport time; time.sleep(60)"],
    )
    killed = command(batches.project.root, "--partnership", "harlow")
    end = time.monotonic() + 30
    while not (batches.project.root / "begun").exists() and time.monotonic() < end:
        time.sleep(0.05)
    begun = descendants(killed)
    assert len(begun) >= 3
    killed.kill()
    killed.communicate()
    assert psutil.wait_procs(begun, timeout=10)[1] == []


@pytest.mark.usefixtures("cold")
def test_two_batches_at_once_make_each_report_once(batches: Batches) -> None:
    count = "open('count', 'a').write(partnership + ' ')\nimport time; time.sleep(0.5)"
    write_notebook(batches.project.notebooks / "small.ipynb", [PARAMETERS, COVER, count])
    both = [command(batches.project.root, *NAMED, "--workers", "1") for _ in range(2)]
    said = [process.communicate(timeout=90)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    counted = (batches.project.root / "count").read_text().split()
    assert sorted(counted) == sorted((*PLACES, "maldon"))
    assert scratch(batches.outputs) == []


def test_outputs_that_cannot_be_written_end_the_batch_with_one_message(batches: Batches) -> None:
    file = batches.project.root / "a file"
    file.write_text("x")
    failed = command(batches.project.root, *NAMED, "--output", str(file / "outputs"))
    _, said = failed.communicate(timeout=30)
    assert failed.returncode == 11
    assert said.count("Error:") == 1
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "no partnership is named"),
        (("--all", "--partnership", "harlow"), "both --all and --partnership"),
        (("--all", "--workers", "2", "--cluster", "tcp://127.0.0.1:1"), "do not go together"),
        (("--partnership", "atlantis"), '"atlantis" is not a partnership'),
    ],
)
def test_whom_a_batch_is_for_has_to_be_said(batches: Batches, arguments: tuple[str, ...], words: str) -> None:
    failed = command(batches.project.root, *arguments)
    _, said = failed.communicate(timeout=30)
    assert failed.returncode == ParameterError.exit_code
    assert words in said


@pytest.mark.slow
def test_the_documents_are_those_of_csp_run(
    sample_reports: dict[str, Path], sample_store: Store, everyone: tuple[Partnership, ...], tmp_path: Path
) -> None:
    (thurrock,) = (p for p in everyone if p.slug == "thurrock")
    run = Run("quarterly_performance", thurrock, QUARTER, data="sample")
    planned = plan_batch(find_project(ROOT), sample_store, everyone, [thurrock], run, tmp_path)
    finished = run_batch(planned, lambda line: None, resident_pool(1))
    assert states(finished) == {"thurrock": "made"}
    (job,) = finished.outcomes
    assert digest_files(job.folder) == digest_files(sample_reports["quarterly_performance"])
