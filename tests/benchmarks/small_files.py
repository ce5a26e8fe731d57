"""Miniature files in the formats of published benchmarks, and the settings that read them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import numpy as np
from PIL import Image

from covis.benchmarks.benchmark import Average, Benchmark, ReadSettings
from covis.benchmarks.grade import Grade
from covis.prompts.sample import Sample


def settings(
    data: Path,
    media: Path | None = None,
    missing: Literal["stop", "skip"] = "stop",
    any_size: bool = False,
) -> ReadSettings:
    """Embedded pictures go to a folder beside the data."""
    beside = data if data.is_dir() else data.parent
    return ReadSettings(data, media, missing, beside.parent / "unpacked", any_size)


@cache
def picture(seed: int = 0, kind: Literal["PNG", "JPEG"] = "PNG") -> bytes:
    """The bytes of a small picture; different ones for different seeds."""
    pixels = np.random.default_rng(seed).integers(0, 256, (24, 32, 3), dtype=np.uint8)
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, format=kind)
    return buffer.getvalue()


def put(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def json_lines(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    return put(path, "".join(json.dumps(row) + "\n" for row in rows).encode())


def parquet(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(list(rows)), path)
    return path


def score(benchmark: Benchmark, sample: Sample, reply: str, rules: Any = "strict") -> float | None:
    return benchmark.grade([(sample, reply)], rules)[0].score


def by_name(lines: Sequence[Average]) -> dict[str, float]:
    assert len({line.name for line in lines}) == len(lines), "two lines of one name"
    return {line.name: line.value for line in lines}


def right_if(samples: Sequence[Sample], right: Sequence[bool]) -> list[tuple[Sample, Grade]]:
    return [(s, Grade(float(r), s.answer)) for s, r in zip(samples, right, strict=True)]
