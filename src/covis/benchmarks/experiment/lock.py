"""One process at a time writes a run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from covis.errors import CovisError

LOCK = ".lock"


@contextmanager
def held(run: Path) -> Iterator[None]:
    """Keep other processes out of a run's folder meanwhile; a process that is killed lets go of it.

    Two at once would ask, and pay for, every question twice. On systems without such locks nothing is held.

    Args:
        run: The folder; made if it is not there.

    Raises:
        CovisError: If another process holds it, or the folder cannot be written.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    try:
        run.mkdir(parents=True, exist_ok=True)
        file = (run / LOCK).open("wb")
    except OSError as error:
        raise CovisError(f"{run} cannot be written ({error.strerror}); choose another place.") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CovisError(
                f"{run} is being written by another process; wait for it, or choose another folder with -o."
            ) from error
        except OSError:
            pass  # some network file systems have no locks
        yield
