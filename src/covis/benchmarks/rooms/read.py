"""Questions about rendered rooms, read from the folder of their data set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from covis.benchmarks.benchmark import Questions, ReadSettings
from covis.benchmarks.records.media import Media
from covis.benchmarks.records.own_sets import check_lines, with_media
from covis.benchmarks.records.questions import ONE_WAY
from covis.errors import CovisError
from covis.prompts.sample import Sample, read_samples

SPLITS = ("test.jsonl", "samples.jsonl")  # a set with a test split is asked its test split
OF_ORDER = frozenset({"appearance_order", "tour_order", "carry"})
"""Families whose answer another order of the views would change."""

TWIN = "the same views in reverse order, which is a direction of its own"
"""Why questions are left out: directions are made from the question as filmed."""


def read_rooms(settings: ReadSettings, wanted: Callable[[Sample], bool] = lambda _: True) -> Questions:
    """The questions of a data set of rooms.

    A question that the set holds in both orders is read once, as filmed. A question whose views stand in
    reverse order only keeps them so, and counts as forward: that order is the question's own.

    Args:
        settings: `data` is the folder of the set, or one of its files of lines.
        wanted: Which samples are read.

    Raises:
        CovisError: If there is no such set, or it is not finished, or a line or a picture is broken.
    """
    file = _lines(settings.data)
    root = settings.media or file.parent
    samples = [sample for sample in read_samples(file) if wanted(sample)]
    left_out = Counter(check_lines(file, settings.any_size))
    left_out[TWIN] = len(samples)
    samples = [_as_shown(sample) for sample in without_twins(samples)]
    left_out[TWIN] -= len(samples)
    kept = with_media(samples, file, Media(root), settings, left_out)
    if not kept:
        raise CovisError(f"{file} gives no question of this benchmark whose pictures are in {root}.")
    return Questions(tuple(kept), root, {reason: n for reason, n in left_out.items() if n})


def without_twins(samples: Sequence[Sample]) -> list[Sample]:
    """Samples without those that are another one with its views in reverse order."""
    forward = {twin_key(s, s.images) for s in samples if s.direction == "forward"}
    return [s for s in samples if s.direction == "forward" or twin_key(s, s.images[::-1]) not in forward]


def _lines(data: Path) -> Path:
    if data.is_file():
        return data
    for name in SPLITS:
        if (data / name).is_file():
            return data / name
    raise CovisError(
        f"{data} holds no {' or '.join(SPLITS)}; name a folder that covis worlds rooms has finished."
    )


def twin_key(sample: Sample, images: tuple[str, ...]) -> tuple[object, ...]:
    """What a sample has in common with its twin, whose images are these."""
    return (sample.scene, sample.task, sample.question, sample.options, sample.answer, images)


def _as_shown(sample: Sample) -> Sample:
    meta = dict(sample.meta)
    if sample.task in OF_ORDER:
        meta[ONE_WAY] = True
    if sample.direction == "reverse":
        meta["filmed"] = "in reverse"
    return replace(sample, direction="forward", meta=meta)
