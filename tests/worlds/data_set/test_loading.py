"""Other programs open what is written: `datasets`, from lines and from packed files."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.worlds.data_set.fakes import makers

from covis.prompts.sample import Sample, read_samples
from covis.worlds.data_set import parquet
from covis.worlds.data_set.parquet import write_parquet
from covis.worlds.data_set.rooms import write_rooms
from covis.worlds.data_set.settings import RoomsSettings

SETTINGS = RoomsSettings(scenes=4, seed=7, tasks=("color", "stills"), level=2, test_share=0.25, parquet=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("set")
    write_rooms(made, SETTINGS, makers)
    return made


@pytest.fixture(autouse=True)
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)


def load(*arguments: object, **more: object) -> object:
    from datasets import load_dataset

    return load_dataset(*arguments, **more)


def test_lines_load(folder: Path, tmp_path: Path) -> None:
    files = {"train": str(folder / "train.jsonl"), "test": str(folder / "test.jsonl")}
    loaded = load("json", data_files=files, cache_dir=str(tmp_path))
    for split in ("train", "test"):
        lines = (folder / f"{split}.jsonl").read_text().splitlines()
        rows = [Sample.from_json(json.dumps(row)) for row in loaded[split]]
        assert [row.to_json() for row in rows] == lines


def test_the_folder_loads_by_its_card(folder: Path, tmp_path: Path) -> None:
    unpacked = shutil.copytree(folder, tmp_path / "set")
    write_rooms(unpacked, replace(SETTINGS, parquet=False), makers)
    loaded = load(str(unpacked), cache_dir=str(tmp_path / "cache"))
    assert {name: len(split) for name, split in loaded.items()} == {"train": 6, "test": 2}
    assert loaded["test"][0]["images"] == list(next(read_samples(unpacked / "test.jsonl")).images)


def test_packed_files_hold_the_pictures(folder: Path, tmp_path: Path) -> None:
    loaded = load(str(folder), cache_dir=str(tmp_path))
    samples = list(read_samples(folder / "test.jsonl"))
    assert [row["id"] for row in loaded["test"]] == [s.id for s in samples]
    for row, sample in zip(loaded["test"], samples, strict=True):
        for column in ("images", "depth", "ids"):
            for picture, path in zip(row[column], getattr(sample, column), strict=True):
                with Image.open(folder / path) as stored:
                    np.testing.assert_array_equal(np.asarray(picture), np.asarray(stored))
        assert row["cameras"] == [c.to_record() for c in sample.cameras]
        assert row["options"] == list(sample.options or ())
        assert row["meta"] == json.dumps(sample.meta, sort_keys=True)


def test_a_picture_that_many_questions_show_is_stored_once(folder: Path) -> None:
    (path,) = folder.glob("train-*.parquet")
    stored = {p for s in read_samples(folder / "train.jsonl") for p in (*s.images, *s.depth, *s.ids)}
    once = sum((folder / p).stat().st_size for p in stored)
    shown = sum(
        (folder / p).stat().st_size
        for s in read_samples(folder / "train.jsonl")
        for p in (*s.images, *s.depth, *s.ids)
    )
    assert shown > 1.9 * once
    assert path.stat().st_size < once + 40_000  # the rest of the columns


def test_large_splits_come_in_parts(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "SHARD_BYTES", 1)
    monkeypatch.setattr(parquet, "GROUP_BYTES", 1)
    for name in ("scenes", "train.jsonl"):
        (tmp_path / name).symlink_to(folder / name)
    names = write_parquet(tmp_path, "train", read_samples(folder / "train.jsonl"))
    assert names == [f"train-{k:05d}-of-00003.parquet" for k in range(3)]
    loaded = load("parquet", data_files=[str(tmp_path / n) for n in names], cache_dir=str(tmp_path / "cache"))
    assert [r["id"] for r in loaded["train"]] == [s.id for s in read_samples(folder / "train.jsonl")]


def test_packed_files_go_when_they_are_not_asked_for(tmp_path: Path) -> None:
    write_rooms(tmp_path, replace(SETTINGS, scenes=4), makers)
    assert list(tmp_path.glob("*.parquet"))
    write_rooms(tmp_path, replace(SETTINGS, parquet=False), makers)
    assert not list(tmp_path.glob("*.parquet"))
