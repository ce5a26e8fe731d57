import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from covis.cli.crew import Death, Progress, work_through


def square_or_die(job: int, progress: Progress) -> tuple[int, int]:
    progress(1, 2)
    if job == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    if job == 4:
        raise RuntimeError("a bug")
    return job * job, os.getpid()


def nothing(job: int, done: int, total: int) -> None:
    pass


@pytest.mark.parametrize("workers", [1, 2])
def test_one_death_takes_only_its_own_job(workers: int, capfd: pytest.CaptureFixture[str]) -> None:
    jobs = [1, 3, 2, 4, 5]
    told: set[int] = set()
    results = dict(work_through(jobs, square_or_die, workers, lambda job, done, total: told.add(job)))
    assert sorted(results) == [0, 1, 2, 3, 4]
    done = {i: r for i, r in results.items() if not isinstance(r, Death)}
    assert {i: r[0] for i, r in done.items()} == {0: 1, 2: 4, 4: 25}
    assert isinstance(results[1], Death)
    assert results[1].exit_code == -signal.SIGKILL
    assert "memory" in results[1].sentence()
    assert isinstance(results[3], Death)
    assert results[3].exit_code == 1
    assert "a bug" in capfd.readouterr().err
    assert told == {0, 1, 2, 3, 4}


def test_a_worker_is_used_again() -> None:
    results = dict(work_through([1, 2, 5], square_or_die, 1, nothing))
    processes = {r[1] for r in results.values() if not isinstance(r, Death)}
    assert len(processes) == 1
    assert os.getpid() not in processes


def test_jobs_may_be_added_meanwhile() -> None:
    jobs = [1, 2]
    results = {}
    for index, result in work_through(jobs, square_or_die, 2, nothing):
        assert not isinstance(result, Death)
        results[index] = result[0]
        if len(jobs) < 5:
            jobs.append(10 * len(jobs))
    assert results == {0: 1, 1: 4, 2: 400, 3: 900, 4: 1600}


def test_no_jobs() -> None:
    assert not list(work_through([], square_or_die, 2, nothing))


def test_leaving_early_ends_the_workers() -> None:
    running = work_through([1, 2, 5], square_or_die, 1, nothing)
    _, first = next(running)
    assert not isinstance(first, Death)
    running.close()
    with pytest.raises(ProcessLookupError):
        os.kill(first[1], 0)


ORPHANS = """
import os, sys, time
from covis.cli.crew import work_through

def wait(job, progress):
    os.write(1, f"{os.getpid()}\\n".encode())  # in one piece, even where Python writes unbuffered
    while True:
        progress(0, 1)
        time.sleep(0.05)

if __name__ == "__main__":
    list(work_through([1, 2], wait, 2, lambda *_: None))
"""


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc to see processes")
def test_workers_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(ORPHANS)
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    workers = [int(parent.stdout.readline()) for _ in range(2)]
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 30
    while any(map(alive, workers)):
        assert time.monotonic() < deadline, "a worker still runs"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    """Whether a process still runs; one that ended but that nobody has waited for does not count."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
