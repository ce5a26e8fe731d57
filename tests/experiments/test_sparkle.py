"""The small plane of the Sparkle experiment: its answers are true, its control is composite tasks alone."""

from __future__ import annotations

import math
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from experiments.sparkle.run import BASE, BASIC, CONTROL, SKILLS, make
from experiments.sparkle.small_plane import CELL_PX, COLOURS, TASKS, write_samples
from PIL import Image

from covis.prompts.plane_words import CELLS, DIRECTIONS
from covis.prompts.sample import Sample
from covis.training.sparkle.data import COMPOSITE, read_plane
from covis.training.sparkle.measure import plane_score

COUNT = 60


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Sample]]:
    folder = tmp_path_factory.mktemp("small")
    return folder, write_samples(folder, "some", TASKS, COUNT, seed=3)


def seen(folder: Path, sample: Sample) -> dict[str, tuple[int, int]]:
    """Column and row, upwards, of every colour that a picture shows, read off its pixels."""
    with Image.open(folder / sample.images[0]) as image:
        picture = np.asarray(image).astype(int)
    found = {}
    for row in range(3):
        for column in range(3):
            y, x = CELL_PX * (2 - row) + CELL_PX // 2 - 6, CELL_PX * column + CELL_PX // 2  # beside the core
            name = min(COLOURS, key=lambda n: np.abs(picture[y, x] - COLOURS[n]).sum())
            if np.abs(picture[y, x] - COLOURS[name]).sum() < 30:
                found[name] = (column, row)
    return found


def test_answers_are_true_of_what_the_pictures_show(made: tuple[Path, list[Sample]]) -> None:
    folder, samples = made
    for sample in samples:
        at = seen(folder, sample)
        assert plane_score(sample.answer, sample) == 1.0
        if sample.task == "localization":
            column, row = at[sample.meta["about"][0]]
            assert sample.answer == CELLS[3 * row + column]
        elif sample.task == "direction":
            (ax, ay), (bx, by) = (at[n] for n in sample.meta["about"])
            turn = math.radians(45 * DIRECTIONS.index(sample.answer))
            apart = math.hypot(bx - ax, by - ay)
            assert math.sin(turn) * (bx - ax) + math.cos(turn) * (by - ay) > apart * math.cos(
                math.radians(22.6)
            )
        elif sample.task == "distance":
            about = at[sample.meta["about"][0]]
            lengths = {n: math.dist(about, xy) for n, xy in at.items() if xy != about}
            assert [n for n in lengths if lengths[n] == min(lengths.values())] == [sample.answer]
        elif sample.task == "tsp":
            lengths = [
                sum(math.dist(at[a], at[b]) for a, b in zip(t, (*t[1:], t[0]), strict=True))
                for t in permutations(at)
            ]
            assert sample.meta["length"] == pytest.approx(min(lengths))
        else:
            assert set(at) == set(COLOURS)
            steps = sample.answer.split(", ")
            assert (steps[0], steps[-1]) == (sample.meta["start"], sample.meta["goal"])
            assert len(steps) - 1 == sample.meta["length"]


def test_the_same_seed_gives_the_same_samples(tmp_path: Path, made: tuple[Path, list[Sample]]) -> None:
    again = write_samples(tmp_path, "some", TASKS, COUNT, seed=3)
    assert [s.to_json() for s in again] == [s.to_json() for s in made[1]]
    assert (tmp_path / again[0].images[0]).read_bytes() == (made[0] / again[0].images[0]).read_bytes()


def test_both_arms_learn_from_as_many_samples_and_face_the_same_tests(tmp_path: Path) -> None:
    experiment = make(quick=True)
    experiment.prepare(tmp_path)
    skills = read_plane(tmp_path / SKILLS, composite_control=False)
    control = read_plane(tmp_path / CONTROL, composite_control=True)
    assert len(skills.train) == len(control.train)
    assert {s.task for s in skills.train} == set(BASIC)
    assert {s.task for s in control.train} == set(COMPOSITE)
    assert [s.to_json() for s in skills.held_out] == [s.to_json() for s in control.held_out]
    assert {arm for pair in experiment.contrasts for arm in pair} == {BASE, SKILLS, CONTROL}


@pytest.mark.torch
def test_what_is_asked_and_answered_is_few_tokens(tmp_path: Path, made: tuple[Path, list[Sample]]) -> None:
    pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    from experiments.sparkle.small_model import make_small

    from covis.training.models.load import load_model_and_processor

    make_small(tmp_path / "a", 0, made[1])
    model, processor = load_model_and_processor(tmp_path / "a")
    assert isinstance(model, transformers.Qwen2_5_VLForConditionalGeneration)
    assert model.get_input_embeddings().num_embeddings == len(processor.tokenizer)
    for sample in made[1]:
        words = len(sample.answer.split(", "))
        assert len(processor.tokenizer(sample.answer)["input_ids"]) == 2 * words - 1
        with Image.open(made[0] / sample.images[0]) as image:
            shown = processor.image_processor([image], return_tensors="pt")
        assert shown["image_grid_thw"].tolist() == [[1, 6, 6]]  # nine tokens of two by two patches
