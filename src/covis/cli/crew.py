"""A crew of worker processes: each does one job at a time, and one that dies takes only its own job along."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Generic, TypeVar

J = TypeVar("J")
R = TypeVar("R")

Progress = Callable[[int, int], None]
Work = Callable[[J, Progress], R]
"""A function importable by name: it takes a job, tells its progress, and gives a picklable result."""


@dataclass(frozen=True)
class Death:
    """What is left of a job whose process ended without a result.

    Attributes:
        exit_code: The process's status; -N when signal N ended it.
    """

    exit_code: int

    def sentence(self) -> str:
        """Why it ended, as far as the status tells."""
        if self.exit_code == -9:  # SIGKILL, which not every system has a name for
            return "its process was killed, most likely for want of memory; use fewer workers."
        return f"its process ended with status {self.exit_code}; the file may be damaged."


@dataclass
class _Worker(Generic[J]):
    process: SpawnProcess
    pipe: Connection
    job: int


def work_through(
    jobs: Sequence[J],
    work: Work[J, R],
    workers: int,
    progress: Callable[[int, int, int], None],
) -> Iterator[tuple[int, R | Death]]:
    """Do every job in up to `workers` processes; give (index, result) as each one ends.

    Processes are spawned, not forked: video and numerical libraries hold threads that a fork would break.
    A worker whose parent has died sees its pipe close and ends, so a killed run leaves nothing running.

    Args:
        jobs: Picklable jobs. Some may be added at the end whenever a result has been given.
        work: What to do with one; errors it raises end its process and count as a death.
        workers: The largest number of processes, at least 1.
        progress: Told (job's index, steps done, steps in all).
    """
    begun = 0
    crew: dict[Connection, _Worker[J]] = {}
    threads = max(1, (os.cpu_count() or 1) // max(1, min(workers, len(jobs))))
    try:
        while begun < len(jobs) or crew:
            while begun < len(jobs) and len(crew) < workers:
                worker = _hire(work, threads, begun, jobs)
                crew[worker.pipe] = worker
                begun += 1
            for pipe in wait(list(crew)):
                assert isinstance(pipe, Connection)
                worker = crew[pipe]
                try:
                    kind, content = pipe.recv()
                except (EOFError, ConnectionError):
                    del crew[pipe]
                    worker.process.join()
                    yield worker.job, Death(worker.process.exitcode or 0)
                    continue
                if kind == "progress":
                    progress(worker.job, *content)
                    continue
                yield worker.job, content
                del crew[pipe]
                if begun < len(jobs) and _send(worker, begun, jobs):
                    crew[pipe] = _Worker(worker.process, pipe, begun)
                    begun += 1
                else:
                    _dismiss(worker)
    finally:
        for worker in crew.values():
            worker.process.terminate()
            worker.process.join()


def _hire(work: Work[J, R], threads: int, job: int, jobs: Sequence[J]) -> _Worker[J]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, work, threads), daemon=True)
    process.start()
    there.close()
    here.send(jobs[job])
    return _Worker(process, here, job)


def _send(worker: _Worker[J], job: int, jobs: Sequence[J]) -> bool:
    try:
        worker.pipe.send(jobs[job])
    except ConnectionError:
        return False
    return True


def _dismiss(worker: _Worker[J]) -> None:
    worker.pipe.close()
    worker.process.join()


def _serve(pipe: Connection, work: Work[J, R], threads: int) -> None:
    """A worker's life: take a job, tell its progress, give its result; end when the pipe closes."""
    # Ctrl-C reaches the whole group; the parent alone decides. It ends a worker by SIGTERM, here turned
    # into an ordinary way out, so that a job removes its temporary files.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    import cv2

    cv2.setNumThreads(threads)

    def tell(done: int, total: int) -> None:
        pipe.send(("progress", (done, total)))

    try:
        while True:
            job = pipe.recv()
            pipe.send(("done", work(job, tell)))
    except (EOFError, ConnectionError):
        return
