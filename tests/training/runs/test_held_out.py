from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.training.hatch.small_rooms import write_rooms
from tests.training.small_set import sample

from covis.training.chat.data import read_training_data
from covis.training.pasta.pairs import read_pairs
from covis.training.runs.held_out import held_out_scenes

SCENES = st.sets(st.text("ab0-", min_size=1), min_size=1, max_size=30)


@given(SCENES, st.floats(0.01, 0.99), st.integers(0, 5))
def test_some_scenes_are_kept_apart_and_some_are_left(scenes: set[str], share: float, seed: int) -> None:
    apart = held_out_scenes(scenes, share, seed)
    assert apart < scenes
    assert len(apart) == min(max(1, round(share * len(scenes))), len(scenes) - 1)
    assert held_out_scenes(sorted(scenes, reverse=True), share, seed) == apart
    assert not held_out_scenes(scenes, 0, seed)


@pytest.mark.parametrize("seed", range(4))
def test_no_stage_learns_from_a_scene_that_another_measures_on(tmp_path: Path, seed: int) -> None:
    data = write_rooms(tmp_path, scenes=9)
    with (data / "samples.jsonl").open("a") as file:  # patch alignment has no use for one picture alone
        file.writelines(
            sample(0, scene=f"alone{k}", images=("0-0.png",), actions=()).to_json() + "\n" for k in range(4)
        )
    pairs = read_pairs(data, 0.3, seed)
    chat = read_training_data(data, 0.3, seed)
    learnt_from = {p.scene for p in pairs[0]} | {s.scene for s in chat.train}
    measured_on = {p.scene for p in pairs[1]} | {s.scene for s in chat.held_out}
    assert len(measured_on) == 4
    assert learnt_from.isdisjoint(measured_on)
