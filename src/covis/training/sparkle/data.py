"""A set of the plane to learn from: basic skills in training, every task in the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from covis.errors import CovisError
from covis.prompts.sample import Sample, read_samples
from covis.training.chat.data import TrainingData, checked_data

BASIC = ("direction", "distance", "localization")
COMPOSITE = ("spp", "tsp")


def read_plane(folder: Path, composite_control: bool) -> TrainingData:
    """The samples of a set of the plane, all checked.

    Args:
        folder: With train.jsonl and test_*.jsonl, as `covis worlds plane` writes it.
        composite_control: Whether the training samples are composite tasks, and not basic skills.

    Raises:
        CovisError: If it is no such set, its training samples are of the wrong tasks, or a scene or a picture
            is in training and in a test.
    """
    tests = sorted(folder.glob("test_*.jsonl"))
    if not (folder / "train.jsonl").is_file() or not tests:
        raise CovisError(
            f"{folder} holds no train.jsonl and test_*.jsonl; name a folder that covis worlds plane wrote."
        )
    train = tuple(read_samples(folder / "train.jsonl"))
    held_out = tuple(sample for file in tests for sample in read_samples(file))
    _check_tasks(folder, train, COMPOSITE if composite_control else BASIC, composite_control)
    for sample in held_out:
        if sample.task not in (*BASIC, *COMPOSITE):
            raise CovisError(f"{folder}: the test sample {sample.id!r} is no question about the plane.")
    if shared := {s.scene for s in train} & {s.scene for s in held_out}:
        raise CovisError(
            f"{folder}: scene {min(shared)} is in train.jsonl and in a test; make the set again."
        )
    if shared := {i for s in train for i in s.images} & {i for s in held_out for i in s.images}:
        raise CovisError(
            f"{folder}: picture {min(shared)} is in train.jsonl and in a test; make the set again."
        )
    return checked_data(folder, train, held_out)


def _check_tasks(
    folder: Path, train: Sequence[Sample], allowed: Sequence[str], composite_control: bool
) -> None:
    if not train:
        raise CovisError(f"{folder} holds no samples to learn from.")
    other = next((s for s in train if s.task not in allowed), None)
    if other is None:
        return
    if other.task not in COMPOSITE:
        what = "which is no composite task" if composite_control else "which is no basic skill"
        raise CovisError(
            f"{folder}: the training sample {other.id!r} is of {other.task}, {what}; take it out."
        )
    raise CovisError(
        f"{folder}: the training sample {other.id!r} is of {other.task}, a composite task, which Sparkle "
        "only measures; take such samples out of train.jsonl (composite_control=true trains on them alone, "
        "as the control of an experiment)."
    )


def name_of_test(sample: Sample) -> str:
    """Of the test that a sample is from: its skill, or its task and size, such as "spp 4x4"."""
    return f"{sample.task} {sample.category}" if sample.task in COMPOSITE else sample.task


def by_test(samples: Sequence[Sample], most: int) -> Mapping[str, list[Sample]]:
    """Samples of each test, spread over it, basic skills first.

    Args:
        samples: Of all tests.
        most: How many of each at most.
    """
    found: dict[str, list[Sample]] = {}
    for sample in sorted(samples, key=lambda s: (*BASIC, *COMPOSITE).index(s.task)):
        found.setdefault(name_of_test(sample), []).append(sample)
    return {
        name: [some[k * len(some) // most] for k in range(most)] if len(some) > most else some
        for name, some in found.items()
    }
