"""From rows to questions: each read on its own, counted, and left out only when that was asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from covis.benchmarks.benchmark import Questions, ReadSettings
from covis.benchmarks.records.media import MediaError
from covis.benchmarks.records.row import Row
from covis.errors import CovisError
from covis.prompts.sample import Sample

ONE_WAY = "one_way"
"""In `meta`, true: another order of the views would have another answer, so it is not asked in reverse."""


def gather(
    rows: Iterable[Row],
    make: Callable[[Row], Sample],
    settings: ReadSettings,
    root: Path,
    left_out: Mapping[str, int] | None = None,
) -> Questions:
    """The questions of some rows, whose number has been checked.

    Args:
        rows: The records.
        make: Reads one; raises CovisError if it is broken, MediaError if its media is.
        settings: Says what to do about media that is not there.
        root: The folder that media paths are relative to.
        left_out: What is known to be left out already.

    Raises:
        CovisError: If a row is broken, two have the same id, there is none, or media is not there and that
            is to stop.
    """
    samples: dict[str, Sample] = {}
    counts = Counter(left_out or {})
    for row in rows:
        try:
            sample = make(row)
        except MediaError as error:
            if settings.missing == "stop":
                raise
            counts[error.reason] += 1
            continue
        if sample.id in samples:
            raise CovisError(f"{row.file}, row {row.number}: the id {sample.id!r} occurs twice.")
        samples[sample.id] = sample
    if not samples:
        raise CovisError(f"{settings.data} gives no question whose media is in {root}; name its folder.")
    return Questions(tuple(samples.values()), root, dict(counts))
