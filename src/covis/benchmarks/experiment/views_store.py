"""The views of a source in all looks, made once and kept in the run's folder by content and settings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from covis.benchmarks.experiment.look import (
    TRUE,
    Look,
    Shrunk,
    marked_as,
    track,
    true_masks,
    with_wrong_numbers,
)
from covis.benchmarks.experiment.manifest import VIEWS
from covis.benchmarks.experiment.pictures import ENCODER, write_picture
from covis.benchmarks.experiment.shown import Source
from covis.benchmarks.experiment.versions import version_of
from covis.benchmarks.runs.folder import PICTURES
from covis.errors import CovisError
from covis.marks.mark_types import Mark
from covis.marks.marks_file import marks_json
from covis.marks.style import MarkStyle
from covis.prompts.parts import Picture
from covis.tracks.tracks import Progress, Tracks
from covis.views.images import ImageViews
from covis.views.kept import Keeping
from covis.views.pixels import resized
from covis.views.sampling import sample
from covis.views.source import open_views
from covis.views.view import RGB, Size, View, Views
from covis.views.write import write_atomically

VIEWS_FILE, MARKS_FILE = "views.json", "marks_{}.json"


@dataclass(frozen=True)
class ViewsJob:
    """What to make of one source.

    Attributes:
        source: Where its views are.
        count: How many of them to keep; None for all.
        sampler: How they are chosen.
        long_side_px: What they are shrunk to; None for nothing.
        tracker: Who follows objects; None makes raw views only.
        looks: How they are marked.
        wrong: Whether to mark them with wrong numbers too.
        select: How objects are chosen.
        seed: Of wrong numbers.
        run: The run's folder.
    """

    source: Source
    count: int | None
    sampler: str
    long_side_px: int | None
    tracker: str | None
    looks: tuple[Look, ...]
    wrong: bool
    select: str
    seed: int
    run: Path


@dataclass(frozen=True)
class MarkedPictures:
    """The pictures of one look.

    Attributes:
        right: With the right numbers, one for each view.
        right_numbers: The numbers that stand on them.
        wrong: With wrong numbers; empty where none were asked for.
        wrong_numbers: The numbers that stand on those.
    """

    right: tuple[Picture, ...]
    right_numbers: tuple[int, ...]
    wrong: tuple[Picture, ...] = ()
    wrong_numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class ShownViews:
    """What became of a source.

    Attributes:
        kept: Which of its pictures are shown, or which frames of its video.
        raw: Them as they are.
        looks: Them with marks; None for a look in which nothing was sure enough to be marked.
    """

    kept: tuple[int, ...]
    raw: tuple[Picture, ...]
    looks: Mapping[Look, MarkedPictures | None]


@dataclass(frozen=True)
class Outcome:
    """What came of a job: its views, or one sentence why there are none."""

    views: ShownViews | None
    error: str = ""


def make_views(job: ViewsJob, progress: Progress) -> Outcome:
    """Do a job, or find it done. What is wrong with the source ends in the outcome, bugs are raised.

    Args:
        job: What to do.
        progress: Told (views done, views in all) while objects are followed.
    """
    try:
        folder = job.run / VIEWS / key_of(job)
        if not (folder / VIEWS_FILE).exists():
            record = _made(job, folder, progress)
            write_atomically(folder / VIEWS_FILE, (json.dumps(record) + "\n").encode())
        return Outcome(_read(job.run, folder / VIEWS_FILE))
    except CovisError as error:
        return Outcome(None, str(error))
    except OSError as error:
        return Outcome(None, f"{error.filename or job.source}: {error.strerror or error}; correct the path.")
    except MemoryError:
        return Outcome(None, f"{job.source} needs more memory than there is; use fewer workers.")


Crew = Callable[[Sequence[ViewsJob], Callable[[int, int, int], None]], Iterator[tuple[int, Outcome]]]
"""Does jobs, here or in other processes: gives (index, outcome) of each as it ends, and tells
(index, views done, views in all) meanwhile."""


def one_after_another(
    jobs: Sequence[ViewsJob], progress: Callable[[int, int, int], None]
) -> Iterator[tuple[int, Outcome]]:
    """All jobs in this process."""
    for index, job in enumerate(jobs):

        def tell(done: int, total: int, index: int = index) -> None:
            progress(index, done, total)

        yield index, make_views(job, tell)


def key_of(job: ViewsJob) -> str:
    """What a job's result depends on, and nothing else: never where files lie or what they are called."""
    sources = [s for s in (job.source.images, job.source.video) if s]
    content = [_open(source, job.source.ordered).fingerprint() for source in sources]
    if job.tracker == TRUE:
        content += [hashlib.sha256(file.read_bytes()).hexdigest() for file in job.source.ids]
    settings = {k: v for k, v in asdict(job).items() if k not in ("source", "run")}
    place = [job.source.frames, job.source.ordered]
    whole = json.dumps([content, place, settings, ENCODER, version_of("covis")], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:32]


def _open(source: tuple[Path, ...] | Path, ordered: bool) -> Views:
    if isinstance(source, tuple):
        return ImageViews(source, name=source[0].stem, ordered=ordered)
    return open_views(source)


def _made(job: ViewsJob, folder: Path, progress: Progress) -> dict[str, Any]:
    kept, views, tracks = tracked(job, progress)
    return {
        "source": [path.name for path in (job.source.video, *job.source.images) if path],
        "kept": kept,
        "raw": _written(job.run, [view.image for view in views]),
        "looks": [
            _looked(job, look, views, tracks, folder / MARKS_FILE.format(at))
            for at, look in enumerate(job.looks)
            if tracks
        ],
    }


def tracked(job: ViewsJob, progress: Progress) -> tuple[list[int], list[View], Tracks | None]:
    """Which views are kept, they themselves in memory, and what a tracker is sure of in them.

    Args:
        job: Whose source and tracker.
        progress: Told (views done, views in all) while objects are followed.

    Raises:
        CovisError: If the source cannot be read, or the tracker cannot run here.
    """
    source, ordered = job.source, job.source.ordered
    tracker = true_masks(source.ids) if job.tracker == TRUE else job.tracker
    own = _sized(_open(source.images or _video(source), ordered), job)
    kept = _kept(own, job)
    if not (source.images and source.video):
        stream = Keeping(own, kept)
        tracks = track(stream, kept, tracker, progress) if tracker else None
        return kept, stream.kept(), tracks
    # The pictures were kept from the clip: objects are followed through all of it, and the marks drawn on
    # the pictures, which no codec has been over.
    clip = _sized(open_views(source.video), job)
    frames = [source.frames[i] for i in kept]
    if frames[-1] >= len(clip):
        raise CovisError(f"{source.video} has {len(clip)} frames, and frame {frames[-1]} is asked about.")
    size_px = clip.pick(frames[:1])[0].size_px
    tracks = track(clip, frames, tracker, progress) if tracker else None
    views = [_placed(view, frame, size_px) for view, frame in zip(own.pick(kept), frames, strict=True)]
    return kept, views, tracks


def _video(source: Source) -> Path:
    assert source.video is not None  # a source has one or the other
    return source.video


def _sized(views: Views, job: ViewsJob) -> Views:
    return Shrunk(views, job.long_side_px) if job.long_side_px else views


def _kept(views: Views, job: ViewsJob) -> list[int]:
    if job.count is None or job.count >= len(views):
        return list(range(len(views)))
    return sample(views, job.count, job.sampler)


def _placed(view: View, frame: int, size_px: Size) -> View:
    """A kept picture in the place and size of its frame, in memory."""
    picture = view.read(size_px)
    return replace(view, index=frame, size_px=size_px, read=lambda size: resized(picture, size))


def _looked(job: ViewsJob, look: Look, views: list[View], tracks: Tracks, file: Path) -> dict[str, Any]:
    """The record of one look, its pictures written, and its marks in a file of their own."""
    marked = marked_as(views, tracks, look, job.select)
    if marked is None:
        return asdict(look)
    text = marks_json(marked.views, marked.marks, marked.objects, None, False)
    write_atomically(file, text.encode("utf-8", errors="backslashreplace"))
    record = {
        **asdict(look),
        "right": _written(job.run, marked.images),
        "right_numbers": numbers_of(marked.marks),
    }
    if job.wrong:
        images, marks = with_wrong_numbers(marked, MarkStyle(look.style, look.diameter), job.seed)
        record |= {"wrong": _written(job.run, images), "wrong_numbers": numbers_of(marks)}
    return record


def _written(run: Path, images: Sequence[RGB]) -> list[list[Any]]:
    pictures = [write_picture(run, image) for image in images]
    return [[picture.file.name, *picture.size_px] for picture in pictures]


def numbers_of(marks: Sequence[Mark]) -> list[int]:
    """The numbers that stand on any view, in order."""
    return sorted({mark.number for mark in marks})


def _read(run: Path, file: Path) -> ShownViews:
    try:
        record = json.loads(file.read_text(encoding="utf-8"))

        def pictures(name: str, of: Mapping[str, Any]) -> tuple[Picture, ...]:
            return tuple(Picture(run / PICTURES / n, (int(w), int(h))) for n, w, h in of.get(name, ()))

        looks = {
            Look(of["marks"], of["diameter"], of["style"]): MarkedPictures(
                pictures("right", of),
                tuple(of["right_numbers"]),
                pictures("wrong", of),
                tuple(of.get("wrong_numbers", ())),
            )
            if "right" in of
            else None
            for of in record["looks"]
        }
        return ShownViews(tuple(record["kept"]), pictures("raw", record), looks)
    except (ValueError, KeyError, TypeError) as error:
        raise CovisError(f"{file} is broken; delete its folder and run the evaluation again.") from error
