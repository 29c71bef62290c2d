"""Rules of warm kernels: they show what cold ones show, fail alone, leave nothing behind."""

from __future__ import annotations

import asyncio
import contextlib
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import nbformat
import papermill
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from csp_toolkit.areas import Area, Partnership
from csp_toolkit.kernels import preload, server
from csp_toolkit.kernels.forked import ForkedKernel
from csp_toolkit.kernels.manager import SPEC, ReportKernelManager
from csp_toolkit.parameters import find_project
from csp_toolkit.periods import Quarter
from csp_toolkit.runs import Run, run_report

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")


@pytest.fixture(autouse=True)
def warm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(server.SWITCH, raising=False)


def client(*cells: str, folder: Path = ROOT, **settings: Any) -> NotebookClient:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    resources = {"metadata": {"path": str(folder)}}
    return NotebookClient(notebook, kernel_manager_class=ReportKernelManager, resources=resources, **settings)


def shown(*cells: str, **settings: Any) -> str:
    """Everything that a notebook of these cells shows, as text."""
    outputs = [output for cell in client(*cells, **settings).execute().cells for output in cell.outputs]
    return "\n".join(str(output.get("text") or output["data"]["text/plain"]) for output in outputs)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(happened: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not happened() and time.monotonic() < end:
        time.sleep(0.02)
    return happened()


def the_server() -> server.Server:
    found = server.start_server()
    assert found
    return found


def kernels() -> list[int]:
    """The kernels that the server has forked and that still run."""
    pid = the_server().pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children if is_running(int(child))]


STATE = """
import builtins, decimal, gc, locale, logging, multiprocessing, os, re, signal, sys, threading, time, warnings
import numpy, pandas, duckdb, scipy.stats, statsmodels.stats.weightstats
from IPython import get_ipython
def state():
    yield sorted(item for item in os.environ.items() if not item[0].startswith(("CSP_", "PYTEST_")))
    yield os.getcwd(), os.getpgid(0) == os.getsid(0) == os.getpid(), os.umask(18), os.getpriority(0, 0)
    yield sys.path, sys.flags, sys.warnoptions, sys.getrecursionlimit(), sys.executable, type(sys.excepthook)
    yield sys.argv[0], [argument for argument in sys.argv[1:] if not argument.endswith(".json")]
    yield sys.stdin.read(), sys.stdout.encoding, sys.__stdout__.fileno(), sys.__stderr__.fileno()
    yield [signal.getsignal(number) for number in signal.valid_signals()]
    yield sorted(type(thread).__name__ for thread in threading.enumerate())
    yield multiprocessing.parent_process(), multiprocessing.current_process().name
    yield multiprocessing.get_start_method(), multiprocessing.active_children()
    yield sorted(map(str, warnings.filters)), logging.root.handlers, logging.root.level
    yield locale.setlocale(locale.LC_ALL), time.tzname, gc.get_threshold(), gc.isenabled()
    yield numpy.get_printoptions(), numpy.geterr(), decimal.getcontext()
    with warnings.catch_warnings(action="ignore"):
        yield {name: pandas.get_option(name) for name in pandas._config.config._registered_options}
    yield pandas.DataFrame([range(60)]), type(get_ipython()), get_ipython().config["HistoryManager"]
    yield duckdb.sql("select range % 3 as a, range as b from range(20000)")
    yield duckdb.sql("select name, value from duckdb_settings() where name similar to '.*(progress|agent).*'")
    yield __name__, sys.modules["__main__"].__dict__ is globals(), "__file__" in globals()
    yield [name for name in sys.modules if name.startswith("csp_toolkit")], hasattr(builtins, "get_ipython")
for value in state():
    print(re.sub("0x[0-9a-f]+", "ADDRESS", str(value)))
"""
WIDE = "import pandas\npandas.DataFrame([range(60)] * 80)"


def test_a_warm_kernel_finds_and_shows_what_a_cold_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    warm = shown(STATE, WIDE, "duckdb.sql('select 1 as a')")
    monkeypatch.setenv(server.SWITCH, "cold")
    cold = shown(STATE, WIDE, "duckdb.sql('select 1 as a')")
    assert warm.splitlines() == cold.splitlines()


def test_a_kernel_is_forked_from_a_process_with_the_libraries_and_without_a_second_thread() -> None:
    look = "import os, sys\nprint(os.getppid(), 'pandas' in sys.modules, 'csp_toolkit.errors' in sys.modules)"
    assert shown(look).split() == [str(the_server().pid), "True", "False"]
    assert len(os.listdir(f"/proc/{the_server().pid}/task")) == 1


LOAD = """
import os, sys
out = os.dup(1)
sys.orig_argv.append("multiprocessing.forkserver")
from csp_toolkit.kernels import preload
os.write(out, str((preload.failed, preload.threads)).encode())
"""


def test_all_libraries_load_and_none_of_them_is_our_own_code() -> None:
    done = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout == "([], 1)", done.stderr
    assert not [name for name in preload.LIBRARIES if name.startswith("csp_toolkit")]
    specification = json.loads((SPEC / "kernel.json").read_text("utf-8"))
    assert preload.ENVIRONMENT == server.KERNEL_ENVIRONMENT == specification["env"]


def test_two_kernels_of_one_server_draw_different_numbers() -> None:
    draw = "import random, numpy; print(random.random(), numpy.random.random())"
    first, second = shown(draw).split(), shown(draw).split()
    assert first[0] != second[0]
    assert first[1] != second[1]


@pytest.mark.parametrize("name", ["TZ", "PYTHONOPTIMIZE", "LD_LIBRARY_PATH", "LANG", "ANYTHING"])
def test_a_kernel_whose_environment_is_not_the_servers_is_not_forked_from_it(name: str) -> None:
    environment = {**os.environ, **server.KERNEL_ENVIRONMENT}
    assert server.server_for(environment)
    assert server.server_for({**environment, "CSP_TOOLKIT_CACHE": "elsewhere", "JPY_PARENT_PID": "1"})
    assert server.server_for({**environment, name: "another"}) is None


def test_a_changed_environment_or_another_library_gets_another_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = the_server()
    monkeypatch.setenv("TZ", "Pacific/Chatham")
    assert shown("import time; print(time.tzname[0])").strip() == "+1245"
    assert the_server().pid != old.pid
    monkeypatch.delenv("TZ")
    monkeypatch.setattr(server, "_libraries", lambda: [("site-packages", 1)])
    assert the_server().identity != old.identity


def test_a_server_that_nobody_uses_any_more_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOMETHING", "else")
    pid = the_server().pid
    monkeypatch.delenv("SOMETHING")
    the_server()
    assert wait_until(lambda: not is_running(pid))


def test_a_module_in_the_notebooks_folder_comes_before_the_one_that_was_loaded(tmp_path: Path) -> None:
    (tmp_path / "yaml.py").write_text("mine = True")
    assert shown("import yaml; print(yaml.mine)", folder=tmp_path).strip() == "True"


def test_ordinary_kernels_serve_where_forking_will_not_do(monkeypatch: pytest.MonkeyPatch) -> None:
    assert server.start_server()
    with monkeypatch.context() as patch:
        patch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
        assert server.start_server() is None
    with monkeypatch.context() as patch:
        patch.setattr(sys, "platform", "darwin")
        assert server.start_server() is None
    with monkeypatch.context() as patch:
        patch.setattr(sys, "orig_argv", ["python", "-O", "-m", "csp_toolkit.cli"])
        assert server.start_server() is None
    monkeypatch.setenv(server.SWITCH, "cold")
    assert server.start_server() is None


def test_a_kernel_that_crashes_fails_its_own_notebook_alone() -> None:
    pid = the_server().pid
    with pytest.raises(DeadKernelError):
        client("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)").execute()
    assert shown("print('well')").strip() == "well"
    assert the_server().pid == pid


def test_a_killed_server_fails_the_running_notebook_ends_its_kernel_and_is_replaced(tmp_path: Path) -> None:
    said, old = tmp_path / "pid", the_server().pid
    note = f"import os, time\nopen({str(said)!r}, 'w').write(str(os.getpid()))"
    began = time.monotonic()
    with pytest.raises(DeadKernelError):
        client(note, "os.kill(os.getppid(), 9); time.sleep(60)").execute()
    assert time.monotonic() - began < 20
    assert wait_until(lambda: not is_running(int(said.read_text())))
    assert shown("print('well')").strip() == "well"
    assert the_server().pid != old


def test_a_process_that_does_not_watch_its_server_ends_with_it_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "yaml.py").touch()
    sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    process = the_server().fork(ForkedKernel(sleep, dict(os.environ), str(tmp_path)))
    os.kill(the_server().pid, signal.SIGKILL)
    assert process.wait() == server.SERVER_GONE
    assert wait_until(lambda: not is_running(process.pid))


def test_a_cell_that_takes_too_long_ends_with_its_kernel() -> None:
    with pytest.raises(CellTimeoutError):
        client("import time; time.sleep(60)", timeout=1).execute()
    assert kernels() == []


T = TypeVar("T")


def run_apart(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run in a thread of its own: a browser that other tests started keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result(90)


def test_an_interrupt_stops_the_cell_and_the_kernel_goes_on(tmp_path: Path) -> None:
    started = tmp_path / "started"

    async def interrupt() -> tuple[str, str]:
        manager = ReportKernelManager(kernel_name="python3")
        await manager.start_kernel()
        talk = manager.client()
        talk.start_channels()
        await talk.wait_for_ready(timeout=30)
        cell = f"import time; open({str(started)!r}, 'w'); time.sleep(60)"
        stopped = asyncio.ensure_future(talk.execute(cell, stop_on_error=False, reply=True, timeout=30))
        while not started.exists():
            await asyncio.sleep(0.02)
        await manager.interrupt_kernel()
        first = await stopped
        second = await talk.execute("1 + 1", reply=True, timeout=30)
        talk.stop_channels()
        await manager.shutdown_kernel()
        return first["content"]["ename"], second["content"]["status"]

    assert run_apart(interrupt()) == ("KeyboardInterrupt", "ok")
    assert kernels() == []


INTERRUPT_AT_THE_ANSWER = """
import os, signal, time
kernel = get_ipython().kernel
send = kernel.session.send
def send_then_interrupt(stream, message, *rest, **more):
    sent = send(stream, message, *rest, **more)
    if message == "kernel_info_reply":
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.01)
    return sent
kernel.session.send = send_then_interrupt
"""


def test_a_shutdown_right_after_the_last_answer_logs_no_interrupt(capfd: pytest.CaptureFixture[str]) -> None:
    notebook = client(INTERRUPT_AT_THE_ANSWER).nb
    papermill.execute_notebook(
        notebook, None, kernel_manager_class=ReportKernelManager, progress_bar=False, log_output=False
    )
    said = capfd.readouterr().err
    assert "IPKernelApp" in said  # that nothing is encrypted here: the kernel's log is what is looked at
    assert "KeyboardInterrupt" not in said


ABANDON = """
import asyncio, json, os, sys
from csp_toolkit.kernels import server
from csp_toolkit.kernels.manager import ReportKernelManager
async def main():
    manager = ReportKernelManager(kernel_name="python3")
    await manager.start_kernel()
    print(json.dumps([manager.provisioner.pid, server.start_server().pid]), flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""


def test_neither_kernel_nor_server_outlives_the_process_that_started_them() -> None:
    command = [sys.executable, "-c", ABANDON]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT) as process:
        assert process.stdout
        pids = json.loads(process.stdout.readline())
        assert all(is_running(pid) for pid in pids)
        process.kill()
    assert wait_until(lambda: not any(is_running(pid) for pid in pids))


def test_a_kernel_whose_errors_go_to_a_file_is_warm_too(tmp_path: Path) -> None:
    async def start() -> int:
        manager = ReportKernelManager(kernel_name="python3")
        with (tmp_path / "errors").open("w") as errors:
            await manager.start_kernel(stderr=errors)
        talk = manager.client()
        talk.start_channels()
        await talk.wait_for_ready(timeout=30)
        talk.stop_channels()
        forked = len(kernels())
        await manager.shutdown_kernel()
        return forked

    assert run_apart(start()) == 1
    assert "IPKernelApp" in (tmp_path / "errors").read_text()


def test_twenty_runs_leave_nothing_open_and_nothing_behind() -> None:
    shown("1")
    before = used(os.getpid()), used(the_server().pid)
    for _ in range(20):
        shown("import pandas; pandas.Series([1]).sum()")
    assert kernels() == []
    after = used(os.getpid()), used(the_server().pid)
    assert after[0][0] <= before[0][0] + 2
    assert after[1][0] == before[1][0]
    assert after[1][1] < before[1][1] + 5_000


def used(pid: int) -> tuple[int, int]:
    """Open files, and resident memory in kB."""
    status = Path(f"/proc/{pid}/status").read_text()
    resident = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return len(os.listdir(f"/proc/{pid}/fd")), int(resident)


def test_a_report_is_the_same_byte_for_byte_warm_and_cold(
    thurrock: Partnership, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    for folder in ("notebooks", "parameters"):
        (project / folder).mkdir(parents=True)
    parameters = nbformat.v4.new_code_cell('partnership = ""\nperiod = ""', metadata={"tags": ["parameters"]})
    notebook = client(COVER, WIDE.replace("60", "12").replace("80", "8")).nb
    notebook.cells.insert(0, parameters)
    notebook.cells[2].metadata["caption"] = "Numbers"
    nbformat.write(notebook, project / "notebooks" / "small.ipynb")
    made = []
    for switch in ("", "cold"):
        monkeypatch.setenv(server.SWITCH, switch)
        folder = run_report(
            find_project(project), Run("small", thurrock, Quarter(2024, 4)), tmp_path / f"outputs{switch}"
        )
        made.append({path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()})
    assert made[0] == made[1]
    assert json.loads(made[0]["report.ipynb"])["metadata"]["kernelspec"]["name"] == "python3"


COVER = """
from datetime import date
from csp_toolkit.blocks.model import Cover, Display
Display(blocks=(Cover(title="T", partnership="P", period="2024-25 Q4", data_as_at=date(2025, 5, 31)),))
"""


@pytest.fixture
def thurrock() -> Partnership:
    area = Area("E22000091", "Thurrock", "csp", 2023)
    return Partnership(area=area, districts=(area,), police_force=area, shares_district=False)


def test_plain_tools_take_the_kernel_by_its_name(tmp_path: Path) -> None:
    shutil.copytree(SPEC, tmp_path / "kernels" / "csp")
    notebook = client("import os, sys\nprint(os.environ['OPENBLAS_NUM_THREADS'], sys.orig_argv[-1][:31])").nb
    nbformat.write(notebook, tmp_path / "in.ipynb")
    environment = {**os.environ, "JUPYTER_PATH": str(tmp_path)}
    command = [sys.executable, "-m", "papermill", "-k", "csp", "in.ipynb", "out.ipynb"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr + "\nInstall the project again: its entry points have changed."
    text = nbformat.read(tmp_path / "out.ipynb", 4).cells[0].outputs[0].text
    assert text.startswith("1 from multiprocessing.forkserver")


@pytest.fixture(scope="module", autouse=True)
def no_server_is_left() -> Iterator[None]:
    yield
    server._current = None
    with contextlib.suppress(ChildProcessError):
        assert os.waitpid(-1, os.WNOHANG) is not None
