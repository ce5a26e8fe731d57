"""Pictures that are stored inside a table, written as files named by their content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from covis.benchmarks.records.media import CORRUPT, MISSING, MediaError, check_picture
from covis.benchmarks.records.row import Row
from covis.views.write import write_atomically

NAME_LENGTH = 32  # hex digits of SHA-256


def unpack_picture(row: Row, field: str, cell: Any, folder: Path) -> str:
    """Write a picture of a table under the hash of its bytes, unless it is there already.

    Args:
        row: The record that holds it.
        field: The field in which it does.
        cell: The bytes of its file, or a mapping with them under `bytes`, as the library `datasets` stores
            pictures.
        folder: Where to write it.

    Returns:
        The name of the file in the folder.

    Raises:
        CovisError: If it is something else than bytes, or cannot be written.
        MediaError: If there are no bytes, or they are no whole picture.
    """
    content = cell.get("bytes") if isinstance(cell, Mapping) else cell
    where = row.where(field)
    if content is None or content == b"":
        raise MediaError(MISSING, f"{where} holds no picture; fetch the whole file again.")
    if not isinstance(content, bytes):
        raise row.wrong(field, f"must hold the bytes of pictures, not {str(content)[:40]!r}")
    try:
        with Image.open(BytesIO(content)) as image:
            ending = (image.format or "").lower()
    except Exception as error:  # Pillow raises almost anything on broken bytes
        raise MediaError(CORRUPT, f"{where} holds no picture ({error}).") from error
    name = f"{hashlib.sha256(content).hexdigest()[:NAME_LENGTH]}.{'jpg' if ending == 'jpeg' else ending}"
    path = folder / name
    if not path.is_file() or path.stat().st_size != len(content):
        write_atomically(path, content)
        try:
            check_picture(path, where)
        except MediaError:
            path.unlink()
            raise
    return name
