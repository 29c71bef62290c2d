"""Rules of batches on a cluster: a scheduler and three workers on this machine, one of which is killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from test_batch import PLACES, Batches, batches, everyone, project, scratch, states
from test_runs import COVER, PARAMETERS, write_notebook

from csp_toolkit.batch import cluster as cluster_module
from csp_toolkit.batch import cluster_pool, run_batch, sources
from csp_toolkit.errors import ParameterError

__all__ = ["batches", "everyone", "project"]  # fixtures


@pytest.fixture(scope="module")
def cluster(sample_cache: Path) -> Iterator[str]:
    """The address of a scheduler on loopback with three worker processes of one thread each."""
    script = """
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=0, host="127.0.0.1", scheduler_port=0, dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        input()
"""
    with ExitStack() as stack:
        scheduler = subprocess.Popen(
            [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        stack.callback(scheduler.kill)
        assert scheduler.stdout
        address = scheduler.stdout.readline().strip()
        for _ in range(3):
            asked = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
            worker = subprocess.Popen(
                [sys.executable, "-m", "distributed.cli.dask_worker", address, *asked],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            stack.callback(worker.wait)
            stack.callback(worker.kill)
        from distributed import Client

        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(3, timeout=60)
        yield address


@pytest.mark.slow
def test_all_reports_arrive_none_twice_and_none_torn_though_a_worker_is_killed(
    batches: Batches, cluster: str
) -> None:
    dies = """import os, pathlib, time
assert os.environ["CSP_DRAWING_SERVICE"], "no worker settled in"
mark = pathlib.Path("basildon.died")
if partnership == "basildon" and not mark.exists():
    mark.write_text("x")
    os.kill(int(os.environ["JPY_PARENT_PID"]), 9)
    time.sleep(60)
time.sleep(0.3)
open("count", "a").write(partnership + " ")"""
    write_notebook(batches.project.notebooks / "small.ipynb", [PARAMETERS, COVER, dies])
    places = (*PLACES, "maldon", "tendring", "uttlesford")
    finished = run_batch(batches.plan(*places), lambda line: None, cluster_pool(cluster))
    assert states(finished) == dict.fromkeys(places, "made")
    counted = (batches.project.root / "count").read_text().split()
    assert sorted(counted) == sorted(places)
    assert scratch(batches.outputs) == []
    assert len({outcome.worker for outcome in finished.outcomes.values()}) > 1
    # The same code here finds everything as it should be, byte for byte.
    assert states(batches.run(*places)) == dict.fromkeys(places, "there")


def test_a_failure_on_a_cluster_is_told_as_here(batches: Batches, cluster: str) -> None:
    write_notebook(
        batches.project.notebooks / "small.ipynb", [PARAMETERS, 'assert partnership != "harlow"', COVER]
    )
    finished = run_batch(batches.plan("harlow", "maldon"), lambda line: None, cluster_pool(cluster))
    assert states(finished) == {"harlow": "failed", "maldon": "made"}
    assert "cell 2 failed: AssertionError" in next(iter(finished.failed.values())).reason


def test_workers_with_other_code_are_refused(
    batches: Batches, cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The scheduler's workers are asked for the digest of the module, this process for the one put here.
    monkeypatch.setattr(sources, "_libraries", lambda: [("pandas", "0.1")])
    sources.code_digest.cache_clear()
    with pytest.raises(ParameterError, match="another version of the toolkit"):
        run_batch(batches.plan("harlow"), lambda line: None, cluster_pool(cluster))
    sources.code_digest.cache_clear()


def test_a_scheduler_that_does_not_answer_is_told_in_one_line(
    batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_module, "PATIENCE", 1)
    with pytest.raises(ParameterError, match="no scheduler answers at tcp:") as caught:
        run_batch(batches.plan("harlow"), lambda line: None, cluster_pool("tcp://127.0.0.1:9"))
    assert "dask scheduler" in str(caught.value)


def test_without_dask_distributed_it_is_said_how_to_install_it(
    batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_module, "find_spec", lambda name: None)
    with pytest.raises(ParameterError, match="which is not installed") as caught:
        run_batch(batches.plan("harlow"), lambda line: None, cluster_pool("tcp://127.0.0.1:9"))
    assert 'pip install "csp-toolkit[cluster]"' in str(caught.value)
