"""As many scenes as asked for: seeds are drawn until enough of them give one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from covis.errors import CovisError
from covis.views.write import write_atomically
from covis.worlds.data_set.scene_folder import Makers, Outcome, SceneJob, make_folder
from covis.worlds.data_set.settings import RoomsSettings

MORE_TRIES = 10  # seeds beyond three a scene, so that small sets have a chance too

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
        scenes: Ids in the order of their seeds.
        skipped: Ids of seeds that gave no scene, with the reason.
    """

    scenes: tuple[str, ...]
    skipped: Mapping[str, str]


def scene_name(settings: RoomsSettings, index: int) -> str:
    """The id of a try, also unique beside sets of other levels and seeds."""
    return f"L{settings.level}-{settings.seed}-{index:05d}"


def scene_seed(settings: RoomsSettings, index: int) -> int:
    """What a try is drawn from; below 2**53, so that every reader of JSON keeps it."""
    return int(np.random.default_rng((settings.seed, index)).integers(2**53))


def deliver(
    folder: Path,
    settings: RoomsSettings,
    makers: Callable[[], Makers],
    workers: Workers,
    progress: SetProgress,
) -> Delivery:
    """Make the scenes that are not there yet.

    A further seed is tried only when one before it has failed, so the same seeds are tried whatever the
    number of workers, and none for nothing.

    Raises:
        CovisError: If a folder cannot be written, or if too many seeds give no scene; what is made stays.
    """
    tries = _Tries(folder, settings, makers)
    begun: dict[int, float] = {}

    def tell(job: int, done: int, total: int) -> None:
        begun[job] = done / total
        progress(tries.made + sum(begun.values()), settings.scenes)

    progress(tries.made, settings.scenes)
    for job, outcome in workers(tries.jobs, tell):
        if outcome.status == "failed":
            raise CovisError(outcome.reason)
        begun.pop(job, None)
        tries.end(job, outcome)
        progress(tries.made + sum(begun.values()), settings.scenes)
    if tries.made < settings.scenes:
        raise CovisError(tries.too_few())
    ended = {scene_name(settings, index): outcome for index, outcome in sorted(tries.ended.items())}
    return Delivery(
        tuple(name for name, outcome in ended.items() if outcome.status == "made"),
        {name: outcome.reason for name, outcome in ended.items() if outcome.status == "skipped"},
    )


class _Tries:
    """The seeds that are tried: as many as are needed if those at work succeed."""

    def __init__(self, folder: Path, settings: RoomsSettings, makers: Callable[[], Makers]) -> None:
        self.jobs: list[SceneJob] = []
        self.ended: dict[int, Outcome] = {}
        self._folder, self._settings, self._makers = folder, settings, makers
        self._index_of_job: list[int] = []
        self._next = self._made = self._at_work = 0
        self._most = 3 * settings.scenes + MORE_TRIES
        self._add()

    @property
    def made(self) -> int:
        """How many of them gave a scene."""
        return self._made

    def end(self, job: int, outcome: Outcome) -> None:
        """Note what became of a job, and add another one if it came to nothing.

        Raises:
            CovisError: If the note cannot be written.
        """
        if outcome.status == "skipped":
            note = _skipped_file(self._folder, self.jobs[job].scene)
            write_atomically(note, (outcome.reason + "\n").encode())
        self.ended[self._index_of_job[job]] = outcome
        self._made += outcome.status == "made"
        self._at_work -= 1
        self._add()

    def too_few(self) -> str:
        """What is wrong when all tries are used up."""
        settings = self._settings
        last = next(o.reason for _, o in sorted(self.ended.items(), reverse=True) if o.reason).rstrip(".")
        return (
            f"only {self.made} of {settings.scenes} scenes of level {settings.level} for "
            f"{', '.join(settings.tasks)} could be made in {self._most} tries (last: {last}); what is made "
            "stays: ask for fewer scenes, fewer tasks or another level or seed."
        )

    def _add(self) -> None:
        while self._made + self._at_work < self._settings.scenes and self._next < self._most:
            index = self._next
            self._next += 1
            found = _found(self._folder, self._settings, index)
            if found:
                self.ended[index] = found
                self._made += found.status == "made"
                continue
            self.jobs.append(_job(self._folder, self._settings, index, self._makers))
            self._index_of_job.append(index)
            self._at_work += 1


def _job(folder: Path, settings: RoomsSettings, index: int, makers: Callable[[], Makers]) -> SceneJob:
    return SceneJob(
        folder,
        scene_name(settings, index),
        scene_seed(settings, index),
        settings.level,
        settings.tasks,
        settings.renderer,
        makers,
    )


def _found(folder: Path, settings: RoomsSettings, index: int) -> Outcome | None:
    """What became of a try in an earlier run; None if it was not finished."""
    name = scene_name(settings, index)
    if (folder / "scenes" / name).is_dir():
        return Outcome("made")
    reason = _skipped_file(folder, name)
    if reason.is_file():
        return Outcome("skipped", reason.read_text(encoding="utf-8").strip())
    return None


def _skipped_file(folder: Path, scene: str) -> Path:
    return folder / "scenes" / f"{scene}.skipped.txt"
