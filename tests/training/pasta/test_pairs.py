from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.training.pasta.rooms import write_walls

from covis.errors import CovisError
from covis.training.pasta.pairs import checked_pairs, read_pairs
from covis.training.pasta.targets import cached_overlap


def test_scenes_are_kept_apart_and_every_pair_comes_once(tmp_path: Path) -> None:
    data = write_walls(tmp_path, scenes=5)
    text = (data / "samples.jsonl").read_text()
    twice = text + text.replace('"id": "s', '"id": "again')  # other questions about the same pictures
    (data / "samples.jsonl").write_text(twice)
    train, held_out = read_pairs(data, 0.4, seed=3)
    assert {p.scene for p in train}.isdisjoint(p.scene for p in held_out)
    assert (len(train), len(held_out)) == (3 * 3, 2 * 3)
    again = read_pairs(data, 0.4, seed=3)
    assert [p.first.picture for p in again[0]] == [p.first.picture for p in train]


def test_the_files_of_a_split_data_set_are_kept_to(tmp_path: Path) -> None:
    data = write_walls(tmp_path, scenes=3)
    lines = (data / "samples.jsonl").read_text().splitlines(keepends=True)
    (data / "train.jsonl").write_text("".join(lines[:2]))
    (data / "test.jsonl").write_text(lines[2])
    train, held_out = read_pairs(data, 0.5, seed=0)
    assert {p.scene for p in train} == {"wall0", "wall1"}
    assert {p.scene for p in held_out} == {"wall2"}
    (data / "test.jsonl").write_text(lines[0])
    with pytest.raises(CovisError, match=r"wall0 is in train\.jsonl and in test\.jsonl"):
        read_pairs(data, 0.5, seed=0)


def test_pairs_that_share_nothing_are_left_out(tmp_path: Path) -> None:
    pairs, _ = read_pairs(write_walls(tmp_path, cells=(0, 1, 5)), 0.5, seed=0)
    kept, pictures = checked_pairs(pairs, "walls")
    assert pictures == 6
    assert {(p.first.picture.name[2], p.second.picture.name[2]) for p in kept} == {("0", "1")}


def test_a_slide_by_one_cell_gives_the_overlap_that_it_must(tmp_path: Path) -> None:
    train, _ = read_pairs(write_walls(tmp_path / "walls", cells=(0, 1)), 0.5, seed=0)
    overlap = cached_overlap(train[0], 4, tmp_path / "cache")
    expected = np.zeros((16, 16))
    for row in range(4):
        for column in range(3):  # what stood a cell further right stands here now
            expected[row * 4 + column + 1, row * 4 + column] = 1
    np.testing.assert_allclose(overlap, expected, atol=1e-6)


def test_the_cache_is_used_survives_damage_and_knows_what_changed(tmp_path: Path) -> None:
    data = write_walls(tmp_path / "walls", cells=(0, 1))
    train, _ = read_pairs(data, 0.5, seed=0)
    cache = tmp_path / "cache"
    overlap = cached_overlap(train[0], 4, cache)
    (entry,) = cache.iterdir()
    np.save(entry, overlap / 2)
    np.testing.assert_array_equal(cached_overlap(train[0], 4, cache), overlap / 2)
    entry.write_bytes(entry.read_bytes()[:100])
    np.testing.assert_array_equal(cached_overlap(train[0], 4, cache), overlap)
    assert cached_overlap(train[0], 2, cache).shape == (4, 4)
    depth = train[0].first.depth
    Image.fromarray(np.full((48, 64), 3000, np.uint16)).save(depth)
    assert np.abs(cached_overlap(train[0], 4, cache) - overlap).max() > 0.1


def without(key: str) -> Callable[[Path], None]:
    def change(data: Path) -> None:
        lines = [json.loads(line) for line in (data / "samples.jsonl").read_text().splitlines()]
        (data / "samples.jsonl").write_text("\n".join(json.dumps({**line, key: []}) for line in lines))

    return change


def cut_off(name: str) -> Callable[[Path], None]:
    def change(data: Path) -> None:
        whole = (data / name).read_bytes()
        (data / name).write_bytes(whole[: len(whole) // 2])

    return change


def painted(name: str, value: int, shape: tuple[int, ...], kind: type) -> Callable[[Path], None]:
    return lambda data: Image.fromarray(np.full(shape, value, kind)).save(data / name)


def backwards(data: Path) -> None:
    """Every camera looks the other way, as if poses were inverted or depth were in another unit."""
    lines = [json.loads(line) for line in (data / "samples.jsonl").read_text().splitlines()]
    for line in lines:
        for camera in line["cameras"]:
            camera["T_world_from_cam"][0][3] *= 1000
    (data / "samples.jsonl").write_text("\n".join(map(json.dumps, lines)))


BAD: dict[str, tuple[Callable[[Path], None], str]] = {
    "no cameras": (without("cameras"), "sample 's0' .* has no cameras"),
    "no depth": (without("depth"), "sample 's0' .* has no depth"),
    "depth all zero": (painted("0-0-depth.png", 0, (48, 64), np.uint16), "0-0-depth.png is zero everywhere"),
    "depth of another size": (
        painted("0-0-depth.png", 2000, (24, 32), np.uint16),
        "0-0-depth.png is 32 x 24 px, but its camera's pictures are 64 x 48",
    ),
    "picture of another size": (
        painted("0-0.png", 9, (96, 64, 3), np.uint8),
        "0-0.png is 64 x 96 px, but its camera's pictures are 64 x 48",
    ),
    "depth in 8 bits": (painted("0-0-depth.png", 2, (48, 64), np.uint8), "no 16-bit grey PNG"),
    "truncated picture": (cut_off("0-0.png"), "0-0.png is damaged"),
    "truncated depth": (cut_off("0-0-depth.png"), "0-0-depth.png cannot be read"),
    "missing picture": (lambda data: (data / "0-0.png").unlink(), "0-0.png"),
    "poses that do not fit": (backwards, "none of .* shows a common surface"),
    "no samples": (lambda data: (data / "samples.jsonl").unlink(), r"holds neither samples\.jsonl"),
}


@pytest.mark.parametrize("case", BAD)
def test_data_that_cannot_be_learnt_from_is_one_sentence(tmp_path: Path, case: str) -> None:
    change, sentence = BAD[case]
    change(write_walls(tmp_path, scenes=2))

    def read() -> None:
        for pairs in read_pairs(tmp_path, 0.5, seed=0):
            checked_pairs(pairs, "walls")

    with pytest.raises(CovisError, match=sentence):
        read()


def test_one_scene_is_not_enough(tmp_path: Path) -> None:
    with pytest.raises(CovisError, match="two scenes or more"):
        read_pairs(write_walls(tmp_path, scenes=1), 0.5, seed=0)
