"""Writing a folder so that it is there in full or not at all."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from covis.errors import CovisError


@contextmanager
def whole_folder(target: Path, ours: re.Pattern[str]) -> Iterator[Path]:
    """A fresh folder to write into, which takes the target's place when the block ends without an error.

    It lies beside the target under a hidden name and is moved by renaming, so a process that is killed
    leaves the target as it was or as it should be. What a killed process left behind is removed by the
    next one that writes to the same target.

    Args:
        target: The folder to write. An earlier one is replaced as a whole.
        ours: Matches the names that a replaced folder may hold, so that nobody's own files are lost.

    Yields:
        The folder to write into.

    Raises:
        CovisError: If the target holds other files, is no folder, or cannot be written.
    """
    check_replaceable(target, ours)
    partial, old = _beside(target)
    try:
        _remove(partial)
        partial.mkdir(parents=True)
        try:
            yield partial
            check_replaceable(target, ours)
            _remove(old)
            if target.exists():
                target.rename(old)
            partial.rename(target)
        except BaseException:
            # A folder moved aside comes back when the new one could not take its place.
            if old.exists() and not target.exists():
                old.rename(target)
            shutil.rmtree(partial, ignore_errors=True)
            raise
        _remove(old)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CovisError(
            f"{target} cannot be written ({reason}); free space or choose another place."
        ) from error


def clear_leftovers(target: Path) -> None:
    """Remove what a killed process left beside a target that is whole.

    Raises:
        CovisError: If it cannot be removed.
    """
    try:
        for path in _beside(target):
            _remove(path)
    except OSError as error:
        raise CovisError(
            f"{target.parent} cannot be tidied ({error.strerror}); check its permissions."
        ) from error


def check_replaceable(target: Path, ours: re.Pattern[str]) -> None:
    """Refuse a target that `whole_folder` would refuse, before the work that fills it.

    Raises:
        CovisError: If the target is no folder, holds names that `ours` does not match, or cannot be read.
    """
    try:
        if not target.name:
            raise CovisError(f"{target} cannot be replaced as a whole; name a folder inside it.")
        if not target.exists():
            return
        if not target.is_dir():
            raise CovisError(f"{target} is a file, and a folder is to be written; choose another name.")
        others = sorted(p.name for p in target.iterdir() if not ours.fullmatch(p.name))
    except OSError as error:
        raise CovisError(f"{target} cannot be read ({error.strerror}); choose another place.") from error
    if others:
        raise CovisError(
            f"{target} holds {others[0]!r}, which covis did not write and will not replace; "
            "choose another folder."
        )


def _beside(target: Path) -> tuple[Path, Path]:
    """Where the new folder is written, and where the earlier one waits while the new one takes its place."""
    return target.with_name(f".{target.name}.partial"), target.with_name(f".{target.name}.old")


def _remove(path: Path) -> None:
    if path.exists():
        shutil.rmtree(path)
