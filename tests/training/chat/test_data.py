"""Training data is checked before anything is loaded: one sentence for what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.training.small_set import sample, write_set

from covis.errors import CovisError
from covis.training.chat.data import read_training_data


def test_a_set_without_a_test_file_is_split_by_scene(tmp_path: Path) -> None:
    samples = [sample(k, scene=f"scene{k // 2}") for k in range(10)]
    data = read_training_data(write_set(tmp_path, samples), 0.4, seed=1)
    scenes = [{s.scene for s in part} for part in (data.train, data.held_out)]
    assert not scenes[0] & scenes[1]
    assert [len(s) for s in scenes] == [3, 2]
    assert {s.id for s in (*data.train, *data.held_out)} == {s.id for s in samples}
    assert set(data.sizes_px.values()) == {(28, 28)}
    again = read_training_data(tmp_path, 0.4, seed=1)
    assert [s.id for s in again.held_out] == [s.id for s in data.held_out]
    assert again.sha256 == data.sha256


def test_a_set_with_a_test_file_is_taken_as_it_is(tmp_path: Path) -> None:
    data = read_training_data(write_set(tmp_path, [sample(0), sample(1)], [sample(2)]), 0.9, seed=0)
    assert [[s.id for s in part] for part in (data.train, data.held_out)] == [["s0", "s1"], ["s2"]]


def test_bad_data_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CovisError, match=r"holds no samples\.jsonl"):
        read_training_data(tmp_path, 0.2, 0)
    with pytest.raises(CovisError, match="no samples to learn from"):
        read_training_data(write_set(tmp_path / "none", []), 0.2, 0)
    both = write_set(tmp_path / "both", [sample(0)], [sample(1, scene="scene0")])
    with pytest.raises(CovisError, match=r"scene0 is in train\.jsonl and test\.jsonl"):
        read_training_data(both, 0.2, 0)
    hidden = write_set(tmp_path / "hidden", [sample(0, answer="", meta={"answer_hidden": True})])
    with pytest.raises(CovisError, match=r"'s0' has no published answer"):
        read_training_data(hidden, 0.0, 0)
    blind = write_set(tmp_path / "blind", [sample(0, images=(), actions=())])
    with pytest.raises(CovisError, match=r"'s0' has no images"):
        read_training_data(blind, 0.0, 0)


@pytest.mark.parametrize("damage", ["gone", "cut", "text"])
def test_a_picture_that_cannot_be_read_is_named(tmp_path: Path, damage: str) -> None:
    folder = write_set(tmp_path, [sample(0)])
    picture = folder / "0-2.png"
    if damage == "gone":
        picture.unlink()
    else:
        picture.write_bytes(picture.read_bytes()[:40] if damage == "cut" else b"no picture")
    with pytest.raises(CovisError, match=r"'s0': its image .*0-2\.png cannot be read"):
        read_training_data(folder, 0.0, 0)


def test_an_option_letter_outside_the_list_is_refused(tmp_path: Path) -> None:
    folder = write_set(tmp_path, [sample(0)])
    lines = folder / "samples.jsonl"
    lines.write_text(lines.read_text().replace('"answer": "B"', '"answer": "C"'))
    with pytest.raises(CovisError, match=r"line 1: .*'C' is none of the letters AB"):
        read_training_data(folder, 0.0, 0)
