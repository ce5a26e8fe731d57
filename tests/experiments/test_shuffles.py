"""The cup game as a data set: what is asked has the answer that the ids give."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from experiments.marks.shuffles import ALIKE, COLOURS, write_shuffles
from PIL import Image

from covis.prompts.reverse import reversed_sample
from covis.prompts.sample import Sample, read_samples
from covis.tracks.tracks import LabelMap


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("shuffles")
    write_shuffles(made, 4, 4)
    return made


def left_to_right(folder: Path, name: str) -> list[int]:
    ids: LabelMap = np.asarray(Image.open(folder / name)).astype(np.int32)
    cups = [int(k) for k in np.unique(ids) if k]
    return sorted(cups, key=lambda k: float(np.nonzero(ids == k)[1].mean()))


def answer_of(folder: Path, sample: Sample) -> str:
    """By the ids and the colours alone."""
    rows = [left_to_right(folder, name) for name in sample.ids]
    assert sorted(rows[0]) == sorted(rows[1])
    cup = rows[0][0] if sample.task == ALIKE else cup_of_colour(folder, sample, rows[1])
    return "AB"[rows[1].index(cup)]


def cup_of_colour(folder: Path, sample: Sample, row: list[int]) -> int:
    """The cup of the second picture that is nearest to the colour asked about."""
    asked = np.array(COLOURS[sample.question.split()[1]])
    rgb = np.asarray(Image.open(folder / sample.images[1])).astype(float)
    ids = np.asarray(Image.open(folder / sample.ids[1]))
    return min(row, key=lambda k: float(np.linalg.norm(rgb[ids == k].mean(axis=0) - asked)))


def test_answers_are_those_of_the_pictures_and_balanced(folder: Path) -> None:
    for split, clips in (("train", 4), ("test", 4)):
        samples = list(read_samples(folder / f"{split}.jsonl"))
        assert [s.answer for s in samples] == [answer_of(folder, s) for s in samples]
        assert len({s.scene for s in samples}) == clips
        alike = [s for s in samples if s.task == ALIKE]
        assert len(alike) == clips / 2
        assert sum(s.answer == "A" for s in alike) == clips / 4


def test_cups_that_are_alike_look_alike(folder: Path) -> None:
    for sample in read_samples(folder / "test.jsonl"):
        rgb = np.asarray(Image.open(folder / sample.images[0])).astype(float)
        ids = np.asarray(Image.open(folder / sample.ids[0]))
        one, other = (rgb[ids == k].mean(axis=0) for k in np.unique(ids) if k)
        assert (np.linalg.norm(one - other) < 15) == (sample.task == ALIKE)


def test_questions_can_be_asked_in_reverse(folder: Path) -> None:
    for sample in read_samples(folder / "test.jsonl"):
        turned = reversed_sample(sample)
        assert turned.question == sample.question.replace("image 1", "image 3").replace(
            "image 2", "image 1"
        ).replace("image 3", "image 2")
        assert turned.answer == sample.answer


def test_a_finished_set_is_left_alone(folder: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in folder.rglob("*")}
    write_shuffles(folder, 4, 4)
    assert before == {file: file.stat().st_mtime_ns for file in folder.rglob("*")}
