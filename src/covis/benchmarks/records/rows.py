"""The rows of a file: a JSON list, JSON Lines or Parquet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from covis.benchmarks.records.row import Row
from covis.errors import CovisError

ENDINGS = (".json", ".jsonl", ".parquet")
BUFFER_BYTES = 1 << 20
BATCH, LIGHT_BATCH = 16, 1024  # rows of a Parquet file at a time: each may hold pictures, or none does


def read_rows(file: Path, without: Sequence[str] = ()) -> Iterator[Row]:
    """The rows of a file, those of JSON Lines and Parquet streamed.

    Args:
        file: Its ending tells what it is.
        without: Columns of a Parquet file that are not read, such as those of pictures.

    Raises:
        CovisError: If the file is missing, is none of these, or a row is broken; the sentence names it.
    """
    readers: dict[str, Callable[[Path], Iterator[Any]]] = {
        ".json": _json,
        ".jsonl": _json_lines,
        ".parquet": lambda path: _parquet(path, without),
    }
    if file.suffix.lower() not in readers:
        raise CovisError(f"{file} must end in {', '.join(ENDINGS)}; name the benchmark's own file.")
    if not file.is_file():
        raise CovisError(f"{file} does not exist or is no file; check the path.")
    for number, fields in enumerate(readers[file.suffix.lower()](file), 1):
        if not isinstance(fields, dict):
            raise CovisError(f"{file}, row {number}: {str(fields)[:60]!r} stands where a record should be.")
        yield Row(file, number, fields)


def read_json(file: Path) -> Any:
    """What a JSON file holds.

    Args:
        file: The file.

    Raises:
        CovisError: If it cannot be read or is not JSON.
    """
    try:
        return json.loads(file.read_bytes())
    except OSError as error:
        raise CovisError(f"{file} cannot be read ({error.strerror}); check the path.") from error
    except (ValueError, RecursionError) as error:
        raise CovisError(f"{file} is not JSON ({error}); fetch it again.") from error


def _json(file: Path) -> Iterator[Any]:
    found = read_json(file)
    if not isinstance(found, list):
        raise CovisError(f"{file} must hold a list of records; this may be another version of the file.")
    yield from found


def _json_lines(file: Path) -> Iterator[Any]:
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield json.loads(line)
            except (ValueError, RecursionError) as error:
                raise CovisError(f"{file}, line {number}: this is not JSON ({error}).") from error


def _parquet(file: Path, without: Sequence[str]) -> Iterator[Any]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise CovisError("reading Parquet needs pyarrow: pip install 'covis[eval]'.") from error
    try:
        # Read page by page: a row group may be the whole file, with all of its pictures.
        with pq.ParquetFile(file, buffer_size=BUFFER_BYTES, pre_buffer=False) as table:
            columns = [name for name in table.schema_arrow.names if name not in without]
            for batch in table.iter_batches(LIGHT_BATCH if without else BATCH, columns=columns):
                yield from batch.to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise CovisError(f"{file} is not a whole Parquet file ({error}); fetch it again.") from error
    finally:
        pa.default_memory_pool().release_unused()  # what the pictures took
