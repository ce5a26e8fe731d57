"""A set of furnished rooms: made, gone on with, or found finished."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from covis.errors import CovisError
from covis.worlds.data_set.assemble import assemble
from covis.worlds.data_set.deliver import SetProgress, Workers, deliver, one_after_another
from covis.worlds.data_set.folder import claim, read_manifest
from covis.worlds.data_set.scene_folder import Makers
from covis.worlds.data_set.settings import RoomsSettings


@dataclass(frozen=True)
class RoomsSet:
    """A finished set.

    Attributes:
        folder: Where it is.
        scenes: Ids of its scenes.
        skipped: How many seeds were passed over.
        samples: Task to the number of its samples.
        was_there: Whether nothing was left to do.
    """

    folder: Path
    scenes: tuple[str, ...]
    skipped: int
    samples: Mapping[str, int]
    was_there: bool


def write_rooms(
    folder: Path,
    settings: RoomsSettings,
    makers: Callable[[], Makers],
    workers: Workers = one_after_another,
    progress: SetProgress = lambda done, total: None,
) -> RoomsSet:
    """Make a set of furnished rooms, or go on with one that was begun.

    A scene's folder appears when it is complete, the manifest when all is; what a killed run has finished is
    not done again. A set may grow: the same settings with more scenes add the missing ones.

    Args:
        folder: Where to.
        settings: What to make.
        makers: Gives what scenes are made by; a function importable by name.
        workers: Does the scenes; in this process if not given.
        progress: Told how many scenes are done, of how many.

    Raises:
        CovisError: If a task or renderer is unknown, the folder holds something else, a file cannot be
            written, or too few seeds give a scene.
    """
    known = makers()
    for what, table, names in (
        ("task", known.tasks, settings.tasks),
        ("renderer", known.renderers, [settings.renderer]),
    ):
        if unknown := [name for name in names if name not in table]:
            raise CovisError(f"there is no {what} {unknown[0]!r}; choose among {', '.join(table)}.")
    claim(folder, settings.of_scenes())
    before = read_manifest(folder)
    if before is not None and len(before["scenes"]) > settings.scenes:
        raise CovisError(
            f"{folder} holds {len(before['scenes'])} scenes already, and {settings.scenes} are asked for; "
            "choose another folder, or ask for more."
        )
    if before is not None and before["settings"] == json.loads(json.dumps(asdict(settings))):
        return _told(folder, before, was_there=True)
    delivery = deliver(folder, settings, makers, workers, progress)
    assemble(folder, settings, delivery, known.tasks)
    after = read_manifest(folder)
    assert after is not None
    return _told(folder, after, was_there=False)


def _told(folder: Path, manifest: Mapping[str, Any], was_there: bool) -> RoomsSet:
    samples: dict[str, int] = {}
    for row in manifest["counts"]["rows"]:
        samples[row["task"]] = samples.get(row["task"], 0) + row["samples"]
    return RoomsSet(
        folder, tuple(manifest["scenes"]), sum(map(len, manifest["skipped"].values())), samples, was_there
    )
