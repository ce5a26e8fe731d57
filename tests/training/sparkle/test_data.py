"""A set of the plane to learn from: what is refused, and how it is measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from covis.errors import CovisError
from covis.prompts.sample import Sample, read_samples
from covis.training.sparkle.data import by_test, read_plane
from covis.training.sparkle.measure import means, plane_score
from covis.worlds.plane.data_set import PlaneSettings, write_plane

TESTS = 4


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plane") / "set"
    write_plane(folder, PlaneSettings(configurations=2, tests=TESTS))
    return folder


@pytest.fixture
def plane(made: Path, tmp_path: Path) -> Path:
    """The same set, whose training file may be changed."""
    for path in made.iterdir():
        if path.name == "train.jsonl":
            (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
        else:
            (tmp_path / path.name).symlink_to(path)
    return tmp_path


def add(plane: Path, line: str) -> None:
    with (plane / "train.jsonl").open("a", encoding="utf-8") as file:
        file.write(line)


def composite(plane: Path, task: str, scene: str = "apart") -> str:
    """A line of a composite test as a training sample of its own scene and picture."""
    sample = next(iter(read_samples(next(plane.glob(f"test_{task}_*.jsonl")))))
    copy = plane / f"{task}.png"
    copy.symlink_to(plane / sample.images[0])
    line = sample.to_json().replace(sample.images[0], copy.name).replace(f'"{sample.scene}"', f'"{scene}"')
    return f"{line}\n"


def test_basic_skills_are_learnt_and_every_task_is_measured(plane: Path) -> None:
    data = read_plane(plane, composite_control=False)
    assert {s.task for s in data.train} == {"direction", "distance", "localization"}
    tests = by_test(data.held_out, TESTS)
    assert list(tests) == [
        *("direction", "distance", "localization"),
        *("spp 4x4", "spp 5x5", "tsp 4", "tsp 5"),
    ]
    assert all(len(samples) == TESTS for samples in tests.values())
    assert [len(samples) for samples in by_test(data.held_out, 2).values()] == [2] * 7


@pytest.mark.parametrize("task", ["spp", "tsp"])
def test_one_composite_task_among_the_training_samples_is_refused(plane: Path, task: str) -> None:
    add(plane, composite(plane, task))
    with pytest.raises(CovisError, match=rf"is of {task}, a composite task, which Sparkle only measures"):
        read_plane(plane, composite_control=False)


def test_the_control_learns_from_composite_tasks_and_nothing_else(plane: Path) -> None:
    with pytest.raises(CovisError, match="which is no composite task"):
        read_plane(plane, composite_control=True)
    line = composite(plane, "tsp")
    (plane / "train.jsonl").write_text(line, encoding="utf-8")
    assert [s.task for s in read_plane(plane, composite_control=True).train] == ["tsp"]


def test_nothing_is_learnt_that_is_measured(plane: Path) -> None:
    text = (plane / "test_direction.jsonl").read_text(encoding="utf-8")
    sample = Sample.from_json(text.splitlines()[0])
    add(plane, text.splitlines()[0] + "\n")
    with pytest.raises(CovisError, match=f"scene {sample.scene} is in train.jsonl and in a test"):
        read_plane(plane, composite_control=False)
    (plane / "train.jsonl").write_text(text.replace('"scene": "plane', '"scene": "other'), encoding="utf-8")
    with pytest.raises(CovisError, match=r"picture images/test_direction/000000\.png is in train.jsonl and"):
        read_plane(plane, composite_control=False)


def test_what_is_no_set_of_the_plane_is_told(plane: Path, tmp_path: Path) -> None:
    with pytest.raises(CovisError, match="name a folder that covis worlds plane wrote"):
        read_plane(tmp_path / "nowhere", composite_control=False)
    (plane / "train.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(CovisError, match="holds no samples to learn from"):
        read_plane(plane, composite_control=False)


def test_true_answers_score_full_and_others_less(plane: Path) -> None:
    data = read_plane(plane, composite_control=False)
    for sample in (*data.train, *data.held_out):
        assert plane_score(sample.answer, sample) == 1.0
        assert plane_score("", sample) == 0.0
    words = next(s for s in data.train if s.task == "direction" and s.answer_kind == "text")
    assert plane_score(f"It lies {words.answer}.", words) == 1.0
    assert plane_score("North or south.", words) == 0.0


def test_means_are_over_tests_of_each_kind() -> None:
    scores = {"direction": {"a": 1.0, "b": 0.0}, "distance": {"c": 1.0}, "tsp 4": {"d": 0.25}}
    assert means(scores) == {
        "direction": 0.5, "distance": 1.0, "tsp 4": 0.25, "basic": 0.75, "composite": 0.25
    }  # fmt: skip
