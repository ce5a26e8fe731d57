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
(index, frames done, frames in all) meanwhile."""


def one_after_another(
    jobs: Sequence[SceneJob], progress: Callable[[int, int, int], None]
) -> Iterator[tuple[int, Outcome]]:
    """All jobs in this process."""
    for index, job in enumerate(jobs):

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
    most = 3 * settings.scenes + MORE_TRIES
    known: dict[int, Outcome] = {}
    while (made := _count(known)) < settings.scenes:
        batch = range(len(known), min(len(known) + settings.scenes - made, most))
        if not batch:
            raise CovisError(_too_few(made, most, settings, list(known.values())[-1].reason))
        known |= {index: found for index in batch if (found := _found(folder, settings, index))}
        jobs = {
            index: SceneJob(
                folder,
                scene_name(settings, index),
                scene_seed(settings, index),
                settings.level,
                settings.tasks,
                settings.renderer,
                makers,
            )
            for index in batch
            if index not in known
        }
        _work(folder, jobs, known, workers, progress, settings.scenes)
        known = dict(sorted(known.items()))
    progress(settings.scenes, settings.scenes)
    names = {index: scene_name(settings, index) for index in known}
    return Delivery(
        tuple(names[index] for index, outcome in known.items() if outcome.status == "made"),
        {names[index]: outcome.reason for index, outcome in known.items() if outcome.status == "skipped"},
    )


def _work(
    folder: Path,
    jobs: Mapping[int, SceneJob],
    known: dict[int, Outcome],
    workers: Workers,
    progress: SetProgress,
    scenes: int,
) -> None:
    """Do jobs and add what became of them to `known`.

    Raises:
        CovisError: If one of them cannot be written.
    """
    begun: dict[int, float] = {}

    def tell(job: int, done: int, total: int) -> None:
        begun[job] = done / total
        progress(_count(known) + sum(begun.values()), scenes)

    order = list(jobs)
    progress(_count(known), scenes)
    for job, outcome in workers(list(jobs.values()), tell):
        if outcome.status == "failed":
            raise CovisError(outcome.reason)
        index = order[job]
        if outcome.status == "skipped":
            write_atomically(_skipped_file(folder, jobs[index].scene), (outcome.reason + "\n").encode())
        known[index] = outcome
        begun.pop(job, None)
        progress(_count(known) + sum(begun.values()), scenes)


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


def _count(known: Mapping[int, Outcome]) -> int:
    return sum(outcome.status == "made" for outcome in known.values())


def _too_few(made: int, tries: int, settings: RoomsSettings, reason: str) -> str:
    tasks = ", ".join(settings.tasks)
    return (
        f"only {made} of {settings.scenes} scenes of level {settings.level} for {tasks} could be made in "
        f"{tries} tries (last: {reason.rstrip('.')}); what is made stays: ask for fewer scenes, fewer tasks "
        "or another level or seed."
    )
