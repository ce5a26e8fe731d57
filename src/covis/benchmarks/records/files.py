"""Which files of a folder are the benchmark's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from covis.errors import CovisError
from covis.views.natural import natural_key


def find_files(data: Path, patterns: Sequence[str], what: str) -> list[Path]:
    """The files to read: the one that is named, or those of a folder that the first fitting pattern finds.

    Args:
        data: A file or a folder.
        patterns: Globs within the folder, tried in order until one finds something.
        what: What is looked for, as errors name it.

    Returns:
        The files in natural order.

    Raises:
        CovisError: If there is nothing of the kind.
    """
    if data.is_file():
        return [data]
    if not data.is_dir():
        raise CovisError(f"{data} does not exist; name the file or folder of {what}.")
    for pattern in patterns:
        found = [path for path in data.glob(pattern) if path.is_file()]
        if found:
            return sorted(found, key=lambda path: natural_key(str(path.relative_to(data))))
    raise CovisError(f"{data} holds no file of {what} ({', '.join(patterns)}); name its folder or file.")
