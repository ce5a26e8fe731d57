"""All sources of a command: one here, several in workers, with a progress bar for each at work."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from covis.cli.crew import Death, work_through
from covis.cli.job import Job, Summary, failed, run
from covis.cli.progress import Bars
from covis.errors import CovisError


def run_all(jobs: Sequence[Job], workers: int) -> Iterator[Summary]:
    """Do all jobs; give each summary when it is there. A job that fails leaves the others alone.

    A single job runs in this process. Several run in workers, even with one worker: a file that crashes a
    decoder or eats the memory then costs only itself.
    """
    bars = Bars([job.source.name for job in jobs])
    if len(jobs) == 1:
        with bars.shown():
            summary = run(jobs[0], lambda done, total: bars.tell(0, done, total))
        yield summary
        return
    with bars.shown():
        for index, result in work_through(jobs, run, workers, bars.tell):
            bars.finish(index)
            job = jobs[index]
            if isinstance(result, Death):
                result = failed(job, f"{job.source}: {result.sentence()}")
            with bars.hidden():
                yield result


def check_place(out: Path) -> None:
    """Find out before the work whether anything can be written there; leaves nothing behind.

    Raises:
        CovisError: If the folder is a file, lies inside one, or cannot be written.
    """
    nearest = next(path for path in (out.absolute(), *out.absolute().parents) if path.exists())
    if not nearest.is_dir():
        raise CovisError(f"{nearest} is a file, and a folder is to be written; choose another place with -o.")
    try:
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except OSError as error:
        reason = error.strerror or str(error)
        raise CovisError(f"{out} cannot be written ({reason}); choose another place with -o.") from error
