"""Hashes that say which content a result was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from covis.errors import CovisError


def sha256_of_files(paths: Iterable[Path], cut: str) -> str:
    """Hex SHA-256 of the files' bytes in order, and of a text that says what was cut from them.

    File names do not count: a renamed copy has the same fingerprint.

    Raises:
        CovisError: If a file cannot be read.
    """
    whole = hashlib.sha256(cut.encode())
    for path in paths:
        try:
            with path.open("rb") as file:
                whole.update(hashlib.file_digest(file, "sha256").digest())
        except OSError as error:
            raise CovisError(f"{path} cannot be read ({error.strerror}); check that it exists.") from error
    return whole.hexdigest()
