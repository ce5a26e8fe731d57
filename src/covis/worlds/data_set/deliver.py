"""As many scenes as asked for: seeds are drawn until enough of them give one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from covis.errors import CovisError
from covis.views.write import write_atomically
from covis.worlds.data_set.scene_folder import (
    SKIPPED_FILE,
    Makers,
    Outcome,
    SceneJob,
    as_lines,
    make_folder,
)
from covis.worlds.data_set.settings import RoomsSettings
from covis.worlds.rooms.questions.table import Task

SEEDS = 8  # of one scene, before it is given up
SPARE = 4  # scenes to try beyond twice those asked for; if the first so many are impossible, no others

SetProgress = Callable[[float, int], None]
"""Told how many scenes are done, with the begun share of those at work, and how many there are to be."""


Workers = Callable[[Sequence[SceneJob], Callable[[int, int, int], None]], Iterator[tuple[int, Outcome]]]
"""Does jobs, here or in other processes: gives (index, outcome) of every job as it ends, and tells
(index, frames done, frames in all) meanwhile. Jobs may be added at the end whenever an outcome was given."""


def one_after_another(
    jobs: Sequence[SceneJob], progress: Callable[[int, int, int], None]
) -> Iterator[tuple[int, Outcome]]:
    """All jobs in this process."""
    for index, job in enumerate(jobs):  # also those that are added meanwhile

        def tell(done: int, total: int, index: int = index) -> None:
            progress(index, done, total)

        yield index, make_folder(job, tell)


@dataclass(frozen=True)
class Delivery:
    """The scenes of a set.

    Attributes:
        scenes: Their ids, in order.
        skipped: For ids some of whose seeds, or all, gave no scene: the reasons, one a seed.
    """

    scenes: tuple[str, ...]
    skipped: Mapping[str, tuple[str, ...]]


def scene_name(settings: RoomsSettings, index: int) -> str:
    """The id of a scene, also unique beside sets of other levels and seeds."""
    return f"L{settings.level}-{settings.seed}-{index:05d}"


def scene_seeds(settings: RoomsSettings, index: int) -> tuple[int, ...]:
    """What a scene may be drawn from; below 2**53, so that every reader of JSON keeps them."""
    return tuple(np.random.default_rng((settings.seed, index)).integers(2**53, size=SEEDS).tolist())


def tasks_of(names: Sequence[str], tasks: Mapping[str, Task], index: int) -> tuple[str, ...]:
    """The tasks of one scene: those about one kind of shot. Several kinds take turns from scene to scene.

    A scene with all of them is hardly ever possible: each kind wants a room of its own making.

    Args:
        names: All tasks of the set.
        tasks: The table of tasks.
        index: Of the scene.
    """
    kinds = list(dict.fromkeys(tasks[name].shot for name in names))
    return tuple(name for name in names if tasks[name].shot == kinds[index % len(kinds)])


def deliver(
    folder: Path,
    settings: RoomsSettings,
    makers: Callable[[], Makers],
    workers: Workers,
    progress: SetProgress,
) -> Delivery:
    """Make the scenes that are not there yet.

    A further scene is tried only when one before it could not be made, so the same ones are tried whatever
    the number of workers, and none for nothing.

    Raises:
        CovisError: If a folder cannot be written, or if too many scenes cannot be made; what is made stays.
    """
    tries = _Tries(folder, settings, makers)
    begun: dict[int, float] = {}

    def tell(job: int, done: int, total: int) -> None:
        begun[job] = done / total
        progress(tries.made + sum(begun.values()), settings.scenes)

    progress(tries.made, settings.scenes)
    for job, outcome in workers(tries.jobs, tell):
        if outcome.status == "failed":
            raise CovisError(outcome.failure)
        begun.pop(job, None)
        tries.end(job, outcome)
        progress(tries.made + sum(begun.values()), settings.scenes)
    if tries.made < settings.scenes:
        raise CovisError(tries.too_few())
    ended = {scene_name(settings, index): outcome for index, outcome in sorted(tries.ended.items())}
    return Delivery(
        tuple(name for name, outcome in ended.items() if outcome.status == "made"),
        {name: outcome.skipped for name, outcome in ended.items() if outcome.skipped},
    )


class _Tries:
    """The scenes that are tried: as many as are needed if those at work succeed."""

    def __init__(self, folder: Path, settings: RoomsSettings, makers: Callable[[], Makers]) -> None:
        self.jobs: list[SceneJob] = []
        self.ended: dict[int, Outcome] = {}
        self._folder, self._settings, self._makers = folder, settings, makers
        self._tasks = makers().tasks
        self._index_of_job: list[int] = []
        self._next = self._made = self._at_work = 0
        self._add()

    @property
    def made(self) -> int:
        """How many of them are made."""
        return self._made

    def end(self, job: int, outcome: Outcome) -> None:
        """Note what became of a job, and add another one if it came to nothing.

        Raises:
            CovisError: If the note cannot be written, or if none of the first scenes is possible.
        """
        if outcome.status == "skipped":
            note = _skipped_note(self._folder, self.jobs[job].scene)
            write_atomically(note, as_lines(outcome.skipped))
        self._at_work -= 1
        self._end(self._index_of_job[job], outcome)
        first = [self.ended.get(index) for index in range(SPARE)]
        if all(found and found.status == "skipped" for found in first):
            raise CovisError(self.too_few())
        self._add()

    def too_few(self) -> str:
        """What is wrong when all tries are used up."""
        settings = self._settings
        index = max(index for index, outcome in self.ended.items() if outcome.status == "skipped")
        tasks = ", ".join(tasks_of(settings.tasks, self._tasks, index))
        last = self.ended[index].skipped[-1].rstrip(".")
        return (
            f"only {self.made} of {settings.scenes} scenes could be made: {len(self.ended) - self.made} "
            f"times {SEEDS} seeds gave none of level {settings.level} for {tasks} (last: {last}); what is "
            "made stays: ask for fewer scenes, fewer tasks or another level or seed."
        )

    def _end(self, index: int, outcome: Outcome) -> None:
        self.ended[index] = outcome
        self._made += outcome.status == "made"

    def _add(self) -> None:
        while (
            self._made + self._at_work < self._settings.scenes
            and self._next < 2 * self._settings.scenes + SPARE
        ):
            index = self._next
            self._next += 1
            found = _found(self._folder, self._settings, index)
            if found:
                self._end(index, found)
                continue
            self.jobs.append(self._job(index))
            self._index_of_job.append(index)
            self._at_work += 1

    def _job(self, index: int) -> SceneJob:
        settings = self._settings
        return SceneJob(
            self._folder,
            scene_name(settings, index),
            scene_seeds(settings, index),
            settings.level,
            tasks_of(settings.tasks, self._tasks, index),
            settings.renderer,
            settings.pack,
            self._makers,
        )


def _found(folder: Path, settings: RoomsSettings, index: int) -> Outcome | None:
    """What became of a scene in an earlier run; None if it was not finished."""
    name = scene_name(settings, index)
    if (folder / "scenes" / name).is_dir():
        return Outcome("made", _lines(folder / "scenes" / name / SKIPPED_FILE))
    reasons = _lines(_skipped_note(folder, name))
    return Outcome("skipped", reasons) if reasons else None


def _skipped_note(folder: Path, scene: str) -> Path:
    return folder / "scenes" / f"{scene}.{SKIPPED_FILE}"


def _lines(path: Path) -> tuple[str, ...]:
    """The lines of a file; none if it is not there."""
    return tuple(path.read_text(encoding="utf-8").splitlines()) if path.is_file() else ()
