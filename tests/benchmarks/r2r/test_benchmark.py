"""Room-to-Room from episodes to walks, with a model that is played by a function."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.benchmarks.r2r.buildings import write_building

from covis.benchmarks.benchmark import ReadSettings
from covis.benchmarks.r2r.agent import STEPS
from covis.benchmarks.r2r.benchmark import FOURTH, R2R
from covis.errors import CovisError
from covis.prompts.parts import Picture, Prompt, prompt_text
from covis.prompts.sample import Sample
from covis.views.write import write_png

PLACES = {"a": (0.0, 0.0, 0.0), "b": (0.0, 5.0, 0.0), "c": (5.0, 5.0, 0.0)}
EPISODE = {
    "distance": 10.0,
    "scan": "s1",
    "path_id": 5,
    "path": ["a", "b", "c"],
    "heading": math.pi / 2,
    "instructions": ["Go to the sofa.", "Walk.", "Move on.", "Once more."],
}


@pytest.fixture
def copy(tmp_path: Path) -> ReadSettings:
    write_building(tmp_path / "connectivity", "s1", PLACES, [("a", "b"), ("b", "c")])
    (tmp_path / "panoramas" / "s1").mkdir(parents=True)
    for name in PLACES:
        write_png(tmp_path / "panoramas" / "s1" / f"{name}.jpg", np.full((64, 128, 3), 90, np.uint8))
    (tmp_path / "R2R_val_unseen.json").write_text(json.dumps([EPISODE]))
    return ReadSettings(tmp_path, None, "stop", tmp_path / "unpack", any_size=True)


def play(sample: Sample, media: Path, answer: Callable[[str], str]) -> tuple[str, list[Prompt]]:
    """Play an episode with replies made from the prompt's text; the walk and what was asked."""
    asked: list[Prompt] = []

    async def ask(prompt: Prompt) -> str:
        asked.append(prompt)
        assert all(part.file.is_file() for part in prompt if isinstance(part, Picture))
        return answer(prompt_text(prompt))

    assert R2R.episode is not None
    return asyncio.run(R2R.episode(sample, media, ask)), asked


def test_three_instructions_of_a_path_are_used(copy: ReadSettings) -> None:
    questions = R2R.read(copy)
    assert [s.id for s in questions.samples] == ["5_0", "5_1", "5_2"]
    assert questions.left_out[FOURTH] == 1
    assert questions.samples[0].answer == "a,b,c"


def test_the_official_number_of_episodes_is_asked_for(copy: ReadSettings) -> None:
    with pytest.raises(CovisError, match="783"):
        R2R.read(replace(copy, any_size=False))


def test_a_walk_to_the_goal_succeeds(copy: ReadSettings) -> None:
    sample = R2R.read(copy).samples[0]
    turns = iter(["A", "B", "B"])  # a to b; from b to c, its second neighbour; stop at c

    walk, asked = play(sample, copy.data, lambda text: next(turns))
    (grade,) = R2R.grade([(sample, walk)], "strict")
    assert [stop[0] for stop in json.loads(walk)["trajectory"]] == ["a", "b", "c"]
    assert (grade.score, grade.extra["spl"], grade.extra["navigation_error_m"]) == (1.0, 1.0, 0.0)
    assert "Instruction: Go to the sofa." in prompt_text(asked[0])
    assert "Image 1, 90 degrees to the left" in prompt_text(asked[0]), "it faces +x, and b lies along +y"
    assert "1. 90 degrees to the left" in prompt_text(asked[1])
    lines = {a.name: a.value for a in R2R.averages([(sample, grade)])}
    assert lines == {"SR": 100, "OSR": 100, "SPL": 100, "NE (m)": 0, "TL (m)": 10}
    assert R2R.submission is not None
    (entry,) = R2R.submission([(sample, grade)])  # type: ignore[misc]
    assert (entry["instr_id"], entry["trajectory"][0]) == ("5_0", ["a", round(math.pi / 2, 6), 0.0])


def test_stopping_at_once_fails(copy: ReadSettings) -> None:
    sample = R2R.read(copy).samples[0]
    walk, _ = play(sample, copy.data, lambda text: "B")
    (grade,) = R2R.grade([(sample, walk)], "strict")
    assert (grade.score, grade.extra["navigation_error_m"], grade.unreadable) == (0.0, 10.0, "")


def test_a_step_that_cannot_be_read_ends_the_walk_and_fails(copy: ReadSettings) -> None:
    sample = R2R.read(copy).samples[0]
    turns = iter(["A", "A or B"])
    walk, _ = play(sample, copy.data, lambda text: next(turns))
    (grade,) = R2R.grade([(sample, walk)], "strict")
    assert grade.score == 0
    assert grade.unreadable.startswith("step 2: ")


def test_walking_in_circles_ends(copy: ReadSettings) -> None:
    sample = R2R.read(copy).samples[0]
    walk, asked = play(sample, copy.data, lambda text: "A")
    assert len(asked) == STEPS
    assert len(json.loads(walk)["trajectory"]) == STEPS + 1


def test_rendered_views_serve_where_there_is_no_panorama(copy: ReadSettings) -> None:
    """From a towards b one looks along +y at the horizon: the first of the middle row."""
    for panorama in (copy.data / "panoramas" / "s1").glob("*.jpg"):
        panorama.unlink()
    (copy.data / "views" / "s1" / "a").mkdir(parents=True)
    write_png(copy.data / "views" / "s1" / "a" / "12.jpg", np.full((48, 64, 3), 7, np.uint8))
    sample = R2R.read(copy).samples[0]
    _, asked = play(sample, copy.data, lambda text: "B")
    (picture,) = [part for part in asked[0] if isinstance(part, Picture)]
    assert picture.size_px == (64, 48)


def test_missing_pictures_stop_or_are_counted(copy: ReadSettings) -> None:
    (copy.data / "panoramas" / "s1" / "a.jpg").unlink()
    with pytest.raises(CovisError, match=r"panoramas/s1/a\.jpg is missing"):
        R2R.read(copy)
    with pytest.raises(CovisError, match="gives no question"):
        R2R.read(replace(copy, missing="skip"))


def test_hidden_goals_are_asked_and_not_scored(copy: ReadSettings) -> None:
    (copy.data / "R2R_test.json").write_text(json.dumps([{**EPISODE, "path": ["a"]}]))
    sample = R2R.read(replace(copy, data=copy.data / "R2R_test.json")).samples[0]
    walk, _ = play(sample, copy.data, lambda text: "B")
    (grade,) = R2R.grade([(sample, walk)], "strict")
    assert grade.score is None
    assert R2R.averages([(sample, grade)]) == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"path": ["a", "z"]}, "'path' leads where the graph of scan s1 knows no place"),
        ({"scan": "s9"}, r"s9_connectivity\.json is missing"),
        ({"scan": "../s1"}, "is not a plain name"),
        ({"heading": "north"}, "'heading' must be a number"),
    ],
)
def test_broken_episodes_are_named(copy: ReadSettings, change: dict[str, object], complaint: str) -> None:
    (copy.data / "R2R_val_unseen.json").write_text(json.dumps([{**EPISODE, **change}]))
    with pytest.raises(CovisError, match=complaint):
        R2R.read(copy)


def test_a_reply_that_is_no_walk_is_an_error(copy: ReadSettings) -> None:
    with pytest.raises(CovisError, match="is no walk"):
        R2R.grade([(R2R.read(copy).samples[0], "A")], "strict")
