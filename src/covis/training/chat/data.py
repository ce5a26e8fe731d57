"""Reading and checking what is trained on, before anything is loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from covis.errors import CovisError
from covis.prompts.sample import Sample, read_samples
from covis.training.runs.held_out import held_out_scenes


@dataclass(frozen=True)
class TrainingData:
    """Samples to learn from and to measure on; no scene is in both.

    Attributes:
        root: The folder that their images are relative to.
        train: To learn from, at least one.
        held_out: To measure on, maybe none.
        sizes_px: Name of every image to its width and height; each can be opened.
        sha256: Of the samples of both, as they were read.
    """

    root: Path
    train: tuple[Sample, ...]
    held_out: tuple[Sample, ...]
    sizes_px: Mapping[str, tuple[int, int]]
    sha256: str


def read_training_data(folder: Path, held_out: float, seed: int) -> TrainingData:
    """The samples of a data set, all checked.

    Args:
        folder: With train.jsonl and test.jsonl, or with samples.jsonl, which is then split by scene.
        held_out: Share of the scenes to measure on if the folder is not split.
        seed: Of that split.

    Raises:
        CovisError: If there are no samples, one has no answer or no images, an image cannot be opened, or a
            scene is on both sides.
    """
    train, test = folder / "train.jsonl", folder / "test.jsonl"
    if train.is_file() and test.is_file():
        both = tuple(read_samples(train)), tuple(read_samples(test))
        if shared := {s.scene for s in both[0]} & {s.scene for s in both[1]}:
            raise CovisError(f"{folder}: scene {min(shared)} is in train.jsonl and test.jsonl; split again.")
    else:
        whole = folder / "samples.jsonl"
        if not whole.is_file():
            raise CovisError(f"{folder} holds no samples.jsonl; name a folder that covis worlds wrote.")
        both = _split(tuple(read_samples(whole)), held_out, seed)
    if not both[0]:
        raise CovisError(f"{folder} holds no samples to learn from.")
    return checked_data(folder, *both)


def checked_data(folder: Path, train: tuple[Sample, ...], held_out: tuple[Sample, ...]) -> TrainingData:
    """Samples of a folder to learn from and to measure on, with their pictures looked at.

    Args:
        folder: That their images are relative to.
        train: To learn from.
        held_out: To measure on.

    Raises:
        CovisError: If one has no answer or no images, or an image cannot be opened.
    """
    everything = [*train, *held_out]
    digest = hashlib.sha256("\n".join(s.to_json() for s in everything).encode()).hexdigest()
    return TrainingData(folder, train, held_out, _sizes(everything, folder), digest)


def _split(
    samples: Sequence[Sample], share: float, seed: int
) -> tuple[tuple[Sample, ...], tuple[Sample, ...]]:
    kept = held_out_scenes((s.scene for s in samples), share, seed)
    return tuple(s for s in samples if s.scene not in kept), tuple(s for s in samples if s.scene in kept)


def _sizes(samples: Sequence[Sample], root: Path) -> dict[str, tuple[int, int]]:
    from PIL import Image

    sizes: dict[str, tuple[int, int]] = {}
    for sample in samples:
        if not sample.answer:
            raise CovisError(
                f"sample {sample.id!r} has no published answer and teaches nothing; leave it out."
            )
        if not sample.images:
            raise CovisError(f"sample {sample.id!r} has no images; leave it out.")
        for name in sample.images:
            if name in sizes:
                continue
            try:
                with Image.open(root / name) as image:
                    sizes[name] = image.size
                    image.verify()
            except (OSError, SyntaxError) as error:
                raise CovisError(
                    f"sample {sample.id!r}: its image {root / name} cannot be read; it is missing or damaged."
                ) from error
    return sizes
