"""The small plane of the Sparkle experiment: its answers are true, its control is composite tasks alone."""

from __future__ import annotations

import math
from itertools import pairwise, permutations
from pathlib import Path

import numpy as np
import pytest
from experiments.sparkle.run import BASIC, CONTROL, SKILLS, make
from experiments.sparkle.small_plane import CELL_PX, COLOURS, FINDING, READING, STEPS, TASKS, write_samples
from PIL import Image

from covis.prompts.plane_words import CELLS, DIRECTIONS
from covis.prompts.sample import Sample
from covis.prompts.table import template_for
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
            y, x = CELL_PX * (2 - row) + CELL_PX // 2 - 5, CELL_PX * column + CELL_PX // 2  # beside the core
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
            assert len(steps) - 1 == sample.meta["length"] == STEPS
            assert all(math.dist(at[a], at[b]) == 1 for a, b in pairwise(steps))


def test_what_a_base_model_looks_at_is_what_the_pictures_show(tmp_path: Path) -> None:
    for sample in write_samples(tmp_path, "looking", (READING, FINDING), 20, seed=3):
        at = seen(tmp_path, sample)
        said = sample.answer.split(", ")
        if sample.task == READING:
            there = {xy: n for n, xy in at.items()}
            assert said == [there.get((column, row), "-") for row in (2, 1, 0) for column in range(3)]
        else:
            assert dict(zip(said[::2], said[1::2], strict=True)) == {
                n: CELLS[3 * row + column] for n, (column, row) in at.items()
            }


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
    assert {arm for pair in experiment.contrasts for arm in pair} == set(experiment.arms)


@pytest.mark.torch
def test_what_is_asked_and_answered_is_few_tokens(tmp_path: Path, made: tuple[Path, list[Sample]]) -> None:
    pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    from experiments.sparkle.small_model import AFTER, make_small

    from covis.training.models.load import load_model_and_processor

    make_small(tmp_path / "a", 0, made[1])
    model, processor = load_model_and_processor(tmp_path / "a")
    assert isinstance(model, transformers.Qwen3VLForConditionalGeneration)
    assert model.get_input_embeddings().num_embeddings == len(processor.tokenizer)
    for sample in made[1]:
        asked = f"{sample.question}\n{template_for(sample).instruction(sample)}{AFTER}"
        assert len(processor.tokenizer(asked)["input_ids"]) <= 5
        words = len(sample.answer.split(", "))
        assert len(processor.tokenizer(sample.answer)["input_ids"]) == 2 * words - 1
        with Image.open(made[0] / sample.images[0]) as image:
            shown = processor.image_processor([image], return_tensors="pt")
        assert shown["image_grid_thw"].tolist() == [[1, 3, 3]]  # nine patches, each a token
