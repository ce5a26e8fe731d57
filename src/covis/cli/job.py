"""One source to one folder: skip what is finished, mark what is not, and sum it up."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import covis
from covis.cli.memory import peak_memory_mb, reset_peak
from covis.cli.sources import Source
from covis.errors import CovisError
from covis.marks.json_reader import read_json
from covis.marks.mark import BY_HAND, mark
from covis.marks.marked_views import MANIFEST_FILE, MARKS_FILE, OURS, MarkedViews
from covis.marks.marks_file import MasksAs, read_marks_file
from covis.marks.style import MarkStyle
from covis.tracks.tracks import Progress
from covis.views.folder import check_replaceable, clear_leftovers
from covis.views.provenance import sha256_of_files
from covis.views.source import open_views
from covis.views.view import Views


@dataclass(frozen=True)
class Options:
    """The options of `covis mark` that change what is written; fields as for `covis.mark`.

    `masks` says how masks are stored beside the views, or None.
    """

    frames: int | None
    marks: int
    tracker: str
    sampler: str
    start_s: float | None
    end_s: float | None
    ordered: bool | None
    select: str
    place: str
    style: MarkStyle
    min_confidence: float
    masks: MasksAs | None

    def record(self) -> dict[str, object]:
        """The options as the manifest keeps them, with a hash of the files that the tracker reads."""
        kind, _, path = self.tracker.partition(":")
        content = _sha256(Path(path)) if kind in ("masks", "marks") and path else None
        return {**asdict(self), "tracker_sha256": content}

    def views(self, source: Source) -> Views:
        """Open a source as `mark` will.

        Raises:
            CovisError: If it cannot be read.
        """
        return open_views(_opened(source), start_s=self.start_s, end_s=self.end_s, ordered=self.ordered)

    def mark(self, source: Source, progress: Progress) -> MarkedViews:
        """Mark a source with these options."""
        given = {k: v for k, v in vars(self).items() if k != "masks"}
        return mark(_opened(source), progress=progress, **given)


@dataclass(frozen=True)
class Job:
    """What to do with one source.

    Attributes:
        source: What to mark.
        folder: Where to.
        options: How.
        overwrite: Whether to replace a folder made with other options or from another source.
    """

    source: Source
    folder: Path
    options: Options
    overwrite: bool


@dataclass(frozen=True)
class Summary:
    """What became of a source; `covis mark --json` prints its fields.

    Attributes:
        source: As given.
        out: Its folder.
        status: `done`, `skipped` because it was done before, or `failed`.
        views: How many views were kept.
        objects: How many numbers there are.
        marks: How many marks all views bear together.
        marks_per_view: How many each bears, in order.
        mean_confidence: Over all marks, 0..1; None without any.
        seconds: Wall time; None when skipped.
        peak_memory_mb: The process's peak while working on it, in MB (10**6 bytes); None when skipped.
        error: Why it failed, one sentence.
    """

    source: str
    out: str
    status: Literal["done", "skipped", "failed"]
    views: int | None = None
    objects: int | None = None
    marks: int | None = None
    marks_per_view: tuple[int, ...] | None = None
    mean_confidence: float | None = None
    seconds: float | None = None
    peak_memory_mb: float | None = None
    error: str | None = None


def failed(job: Job, error: str) -> Summary:
    """The summary of a job that came to nothing."""
    return Summary(str(job.source), str(job.folder), "failed", error=error)


def run(job: Job, progress: Progress) -> Summary:
    """Do a job, or find it done. What the user can mend ends in the summary, bugs are raised."""
    started = time.perf_counter()
    reset_peak()
    try:
        views = job.options.views(job.source)
        if _finished(job, views):
            clear_leftovers(job.folder)
            return _sum_up(job, "skipped")
        check_replaceable(job.folder, OURS)
        _check_more_than_one(views, job.options)
        marked = job.options.mark(job.source, progress)
        manifest = {**marked.manifest, "command": job.options.record()}
        replace(marked, manifest=manifest).save(job.folder, masks=job.options.masks)
        summary = _sum_up(job, "done")
    except CovisError as error:
        return failed(job, str(error))
    except OSError as error:
        return failed(job, f"{error.filename or job.source}: {error.strerror or error}; correct the path.")
    except MemoryError:
        return failed(job, f"{job.source} needs more memory than there is; give smaller or fewer views.")
    seconds = round(time.perf_counter() - started, 2)
    return replace(summary, seconds=seconds, peak_memory_mb=peak_memory_mb())


def _opened(source: Source) -> Any:
    return list(source.content) if isinstance(source.content, tuple) else source.content


def _finished(job: Job, views: Views) -> bool:
    """Whether the folder holds this very job's result.

    Raises:
        CovisError: If it holds another one that may not be overwritten, or if a file cannot be read.
    """
    if not (job.folder / MANIFEST_FILE).is_file():
        return False
    differ = _difference(job, views)
    if differ is not None and not job.overwrite:
        raise CovisError(
            f"{job.folder} already holds marks made with {differ}; "
            "choose another folder, or add --overwrite to replace them."
        )
    return differ is None


def _difference(job: Job, views: Views) -> str | None:
    """What sets the folder's marks apart from those that the job would make, in words; None for nothing.

    Another version of covis counts only where it may be replaced, so a long batch can be finished after an
    update.
    """
    path = job.folder / MANIFEST_FILE
    try:
        manifest: Any = read_json(path).value
    except CovisError:
        return f"an unreadable {path}"
    theirs, source, versions = (_dict(manifest, key) for key in ("command", "source", "versions"))
    ours = job.options.record()
    for name in ours:
        if name not in theirs:
            return "something else than this command"
        if theirs[name] != ours[name]:
            return f"{name} {theirs[name]!r} instead of {ours[name]!r}"
    if source.get("sha256") != views.fingerprint():
        return "another source or another content of it"
    if job.overwrite and versions.get("covis") not in (None, covis.__version__):
        return "another version of covis"
    return None


def _check_more_than_one(views: Views, options: Options) -> None:
    """The same number needs two views to be on; who wants one marked alone says so."""
    if len(views) == 1 and options.frames is None and not options.tracker.startswith(BY_HAND):
        next(iter(views))  # what is wrong with the one view itself is said first
        raise CovisError(
            f"{views.name} has only one view, and a number means something from two on; "
            "give more views, or --frames 1 to mark this one alone."
        )


def _dict(value: object, key: str) -> Mapping[str, object]:
    """The object under a key, empty where there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _sha256(path: Path) -> str:
    files: Iterable[Path] = [path]
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.is_file())
    return sha256_of_files(files, "")


def _sum_up(job: Job, status: Literal["done", "skipped"]) -> Summary:
    """Read from the folder what was written, so that a skipped source says the same as a done one.

    Raises:
        CovisError: If the folder's marks cannot be read.
    """
    file = read_marks_file(job.folder / MARKS_FILE)
    count = Counter(mark.view for mark in file.marks)
    sure = [mark.confidence for mark in file.marks]
    return Summary(
        source=str(job.source),
        out=str(job.folder),
        status=status,
        views=len(file.views),
        objects=len({mark.number for mark in file.marks}),
        marks=len(file.marks),
        marks_per_view=tuple(count[view.index] for view in file.views),
        mean_confidence=round(sum(sure) / len(sure), 3) if sure else None,
    )
