"""A set of the plane has what every set has."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from covis.errors import CovisError
from covis.prompts.sample import read_samples
from covis.worlds.data_set.plane import write_plane_set
from covis.worlds.plane.data_set import PlaneSettings

SETTINGS = PlaneSettings(configurations=6, tests=3, seed=2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("plane")
    write_plane_set(made, SETTINGS, parquet=True)
    return made


def test_manifest_and_card_tell_what_is_there(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    samples = [s for path in sorted(folder.glob("*.jsonl")) for s in read_samples(path)]
    assert manifest["counts"]["samples"] == len(samples) == 6 * 17 + 3 * 7
    for name, digest in manifest["sha256"].items():
        assert digest == hashlib.sha256((folder / name).read_bytes()).hexdigest()
    card = (folder / "README.md").read_text()
    assert "covis worlds plane -o plane --scenes 6 --tests 3 --seed 2 --level 1 --parquet" in card
    for split in manifest["counts"]["scenes"]:
        assert f"  - split: {split}\n" in card


def test_pages_show_pictures_and_questions(folder: Path) -> None:
    pages = "".join(path.read_text() for path in folder.glob("*.html"))
    for path in sorted(folder.glob("*.jsonl")):
        for sample in read_samples(path):
            assert f'src="{sample.images[0]}"' in pages
            assert f'id="{sample.id}"' in pages


def test_the_card_opens_every_split(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    loaded = datasets.load_dataset(str(folder), cache_dir=str(tmp_path))
    assert {name: len(rows) for name, rows in loaded.items()} == {
        path.stem: len(list(read_samples(path))) for path in folder.glob("*.jsonl")
    }
    picture = loaded["train"][0]["images"][0]
    assert picture.size[0] > 100


def test_a_finished_set_is_left_as_it_is_and_another_refused(folder: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}
    write_plane_set(folder, SETTINGS, parquet=True)
    assert {p: p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()} == before
    with pytest.raises(CovisError, match="other settings"):
        write_plane_set(folder, PlaneSettings(configurations=6, tests=3, seed=3))
