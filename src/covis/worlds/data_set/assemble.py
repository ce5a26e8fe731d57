"""From the folders of the scenes to a set: lines, Parquet, card, pages, and the manifest last."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from covis.errors import CovisError
from covis.prompts.sample import read_samples
from covis.views.write import write_atomically
from covis.worlds.checks.impossible import Seeing
from covis.worlds.checks.set_report import SetReport, report
from covis.worlds.data_set.card import Made, card
from covis.worlds.data_set.counts import Counts
from covis.worlds.data_set.deliver import Delivery
from covis.worlds.data_set.folder import MANIFEST_FILE
from covis.worlds.data_set.lines import samples_of, split_names, write_splits
from covis.worlds.data_set.pages import ScenePart, write_pages
from covis.worlds.data_set.parquet import remove_parquet, write_parquet
from covis.worlds.data_set.scene_page import scene_part
from covis.worlds.data_set.settings import RoomsSettings
from covis.worlds.data_set.versions import versions
from covis.worlds.rooms.files import scene_path
from covis.worlds.rooms.questions.table import Task
from covis.worlds.rooms.truth import SceneTruth

ABOUT = (
    "Questions about furnished rooms that exist nowhere, with exact answers: rooms, furniture and camera "
    "ways are drawn from a seed, so depth, poses, instance ids and camera motion are known to the last bit."
)

FILES = """- `scenes/ID/scene.json`: the whole scene and what each view shows, enough to render every
  picture again.
- `scenes/ID/SHOT/rgb/00000.png`: a kept view; `depth/`: 16-bit, millimetres, 0 for none; `ids/`: 16-bit,
  the instance at each pixel, 0 for floor, walls, ceiling and outdoors; `clip.mp4`: the shot at its full
  frame rate."""


def assemble(folder: Path, settings: RoomsSettings, delivery: Delivery, tasks: Mapping[str, Task]) -> None:
    """Write everything beside the scenes; the manifest, written last, says that the set is finished.

    Samples that repeat an earlier one or cannot be answered are left out, and counted.

    Raises:
        CovisError: If something cannot be read or written, or the test split would be empty.
    """
    (folder / MANIFEST_FILE).unlink(missing_ok=True)
    found, refused = _checked(folder, delivery.scenes)
    files = write_splits(folder, delivery.scenes, settings.test_share, lambda s: s.id not in refused)
    if empty := [name for name, (samples, _) in files.items() if not samples]:
        raise CovisError(f"{folder / empty[0]} would be empty; ask for more scenes or another test share.")
    counts = Counts()
    for split in split_names(settings.test_share):
        counts.add(split, read_samples(folder / f"{split}.jsonl"))
    packed = _pack(folder, settings)
    made = Made(
        title=f"covis rooms: {', '.join(settings.tasks)}, level {settings.level}",
        about=ABOUT,
        tasks={task: tasks[task].description for task in settings.tasks},
        files=FILES,
        command=settings.command(),
        settings=asdict(settings),
        counts=counts,
        checks=found,
        left_out=len(refused),
        skipped=delivery.skipped,
        attributions=_attributions(folder, delivery.scenes),
        parquet=packed,
    )
    write_atomically(folder / "README.md", card(made).encode())
    _write_pages(folder, made, delivery.scenes, refused)
    manifest = {
        "world": "rooms",
        "settings": asdict(settings),
        "versions": versions(),
        "scenes": delivery.scenes,
        "skipped": delivery.skipped,
        "counts": {
            **counts.record(),
            "scenes_with": {task: len(counts.asked.get(task, ())) for task in settings.tasks},
            "left_out": len(refused),
        },
        "sha256": {name: digest for name, (_, digest) in files.items()},
        "parquet": packed,
        "checks": json.loads(found.to_json()),
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    write_atomically(folder / MANIFEST_FILE, text.encode())


def _checked(folder: Path, scenes: Sequence[str]) -> tuple[SetReport, frozenset[str]]:
    """The checks of what the set will hold, and the ids of the samples that it will not."""
    seeing = _seeing(folder)
    first = report((sample for scene in scenes for sample in samples_of(folder, scene)), seeing)
    refused = frozenset({*first.duplicates, *first.impossible})
    if not refused:
        return first, refused
    rest = (s for scene in scenes for s in samples_of(folder, scene) if s.id not in refused)
    return report(rest, seeing), refused


def _seeing(folder: Path) -> Callable[[str], Seeing]:
    """What the views of a scene show. Its samples come in a row, so only the last scene is remembered."""

    @lru_cache(maxsize=1)
    def seeing(scene: str) -> Seeing:
        views = read_truth(folder, scene).views
        return {(v.shot, v.frame): frozenset(s.thing for s in v.seen) for v in views}

    return seeing


def read_truth(folder: Path, scene: str) -> SceneTruth:
    """The record of one scene of a data set.

    Raises:
        CovisError: If it is missing or damaged; the sentence names the file.
    """
    path = folder / scene_path(scene)
    try:
        return SceneTruth.from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, CovisError) as error:
        raise CovisError(f"{path} cannot be read ({error}); remove its folder and make it again.") from error


def _pack(folder: Path, settings: RoomsSettings) -> dict[str, list[str]]:
    splits = split_names(settings.test_share)
    remove_parquet(folder, splits)
    if not settings.parquet:
        return {}
    return {split: write_parquet(folder, split, read_samples(folder / f"{split}.jsonl")) for split in splits}


def _attributions(folder: Path, scenes: Sequence[str]) -> list[str]:
    """Authors and licences of the models that these scenes show, each once."""
    things = (thing for scene in scenes for thing in read_truth(folder, scene).scene.things)
    return sorted({thing.attribution for thing in things} - {""})


def _write_pages(folder: Path, made: Made, scenes: Sequence[str], refused: frozenset[str]) -> None:
    """Pages of what the set holds, scene by scene."""

    def part(scene: str) -> ScenePart:
        samples = [sample for sample in samples_of(folder, scene) if sample.id not in refused]
        return scene_part(read_truth(folder, scene).scene, samples)

    about = f"{made.counts.samples} questions about {len(scenes)} scenes. Made by: {made.command}"
    write_pages(folder, made.title, about, scenes, part)
