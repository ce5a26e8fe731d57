"""Samples with their images inside, as Parquet files that `datasets` opens as they are."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covis.errors import CovisError
from covis.prompts.sample import Sample

if TYPE_CHECKING:
    import pyarrow as pa

SHARD_BYTES = 500_000_000  # of images, counted as often as samples show them
GROUP_BYTES = 32_000_000  # of the same, held before they are written
PICTURES = ("images", "depth", "ids")
"""Columns of paths that become columns of pictures."""


def write_parquet(folder: Path, split: str, samples: Iterable[Sample]) -> list[str]:
    """Pack a split; a scene's rows lie together, so a picture that many questions show is stored once.

    Args:
        folder: The folder of the data set, in which the pictures lie.
        split: Its name, which the files' names begin with.
        samples: Its samples, those of a scene in a row.

    Returns:
        The names of the files, in order.

    Raises:
        CovisError: If pyarrow is missing, or a picture cannot be read, or a file not written.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise CovisError("packing Parquet needs pyarrow: pip install 'covis[worlds]'.") from error
    schema = _schema()
    parts: list[Path] = []
    try:
        writer, held = None, 0
        for rows, size in _groups(folder, samples):
            if writer is None or held > SHARD_BYTES:
                if writer is not None:
                    writer.close()
                parts.append(folder / f".{split}-{len(parts)}.{os.getpid()}.part")
                # A dictionary as large as a row group: equal pictures are stored once.
                writer = pq.ParquetWriter(parts[-1], schema, dictionary_pagesize_limit=1 << 30)
                held = 0
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
            held += size
        if writer is not None:
            writer.close()
        names = [f"{split}-{k:05d}-of-{len(parts):05d}.parquet" for k in range(len(parts))]
        for part, name in zip(parts, names, strict=True):
            part.replace(folder / name)
    except OSError as error:
        raise CovisError(
            f"{folder} cannot take the Parquet files ({error.strerror or error}); free space or choose "
            "another place."
        ) from error
    finally:
        for part in parts:
            with suppress(OSError):
                part.unlink()
    return names


def _groups(folder: Path, samples: Iterable[Sample]) -> Iterator[tuple[list[dict[str, Any]], int]]:
    """Rows of whole scenes with the size of their pictures, as many at a time as may be held."""
    rows: list[dict[str, Any]] = []
    size = 0
    for _, group in groupby(samples, key=lambda sample: sample.scene):
        for sample in group:
            rows.append(_row(folder, sample))
            size += sum(len(picture["bytes"]) for name in PICTURES for picture in rows[-1][name])
        if size >= GROUP_BYTES:
            yield rows, size
            rows, size = [], 0
    if rows:
        yield rows, size


def remove_parquet(folder: Path, splits: Sequence[str]) -> None:
    """Remove packed files of an earlier run, which may have had other shards."""
    for split in splits:
        for path in folder.glob(f"{split}-*-of-*.parquet"):
            path.unlink()


def _row(folder: Path, sample: Sample) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(sample.to_json())
    for name in PICTURES:
        row[name] = [{"bytes": (folder / path).read_bytes(), "path": path} for path in row[name]]
    return row


def _schema() -> pa.Schema:
    """The columns, with the note by which `datasets` knows that three of them are pictures."""
    import pyarrow as pa

    text, whole, real = pa.string(), pa.int64(), pa.float64()
    image = pa.struct([("bytes", pa.binary()), ("path", text)])
    matrix = pa.list_(pa.list_(real))
    camera = pa.struct([("K", matrix), ("T_world_from_cam", matrix), ("size_px", pa.list_(whole))])
    action = pa.struct([("first", whole), ("second", whole), ("actions", text)])
    columns = [
        *((name, text) for name in ("id", "scene", "task", "category")),
        ("images", pa.list_(image)),
        ("question", text),
        ("options", pa.list_(text)),
        *((name, text) for name in ("answer", "answer_kind", "unit")),
        ("level", whole),
        *((name, text) for name in ("direction", "video")),
        ("frames", pa.list_(whole)),
        ("cameras", pa.list_(camera)),
        ("depth", pa.list_(image)),
        ("ids", pa.list_(image)),
        ("actions", pa.list_(action)),
        ("meta", text),
    ]
    features = {name: [{"_type": "Image"}] if name in PICTURES else _feature(kind) for name, kind in columns}
    return pa.schema(columns, metadata={"huggingface": json.dumps({"info": {"features": features}})})


def _feature(kind: pa.DataType) -> object:
    """A column's kind in the words of `datasets`."""
    import pyarrow as pa

    if pa.types.is_list(kind):
        return [_feature(kind.value_type)]
    if pa.types.is_struct(kind):
        return {field.name: _feature(field.type) for field in kind}
    return {"dtype": {"double": "float64"}.get(str(kind), str(kind)), "_type": "Value"}
