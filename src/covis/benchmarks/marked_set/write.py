"""A data set again, with marks drawn on its pictures and the passage that explains them in each question."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from covis.benchmarks.experiment.look import Look
from covis.benchmarks.experiment.settings import Factors, Settings
from covis.benchmarks.experiment.shown import ORDER, source_of
from covis.benchmarks.experiment.views_store import ViewsJob
from covis.benchmarks.marked_set.drawing import Crew, Drawn
from covis.benchmarks.rooms.read import twin_key
from covis.errors import CovisError
from covis.marks.style import Kind, MarkStyle
from covis.prompts.sample import Sample, read_samples
from covis.prompts.wording import MARKS, WORDINGS, passage
from covis.views.write import write_atomically

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class MarkedSetSettings:
    """How pictures are marked; the same settings and defaults as those of `covis eval`.

    Attributes:
        marks: At most how many objects.
        tracker: Who follows objects, see `Factors`.
        diameter: Of a mark: whole px, or a share of the view's short side.
        style: What carries the number, see `MarkStyle`.
        wording: How marks are explained, a name in `WORDINGS`.
        select: How objects are chosen, see `select.RULES`.

    Raises:
        CovisError: If a value is out of its range, or there is no such thing.
    """

    marks: int = 5
    tracker: str = "auto"
    diameter: float | int = MarkStyle().diameter
    style: Kind = MarkStyle().kind
    wording: str = next(iter(WORDINGS))
    select: str = "things"

    def __post_init__(self) -> None:
        factors = Factors(
            marks=(self.marks,),
            tracker=(self.tracker,),
            diameter=(self.diameter,),
            style=(self.style,),
            wording=(self.wording,),
        )
        Settings("rooms", ("scripted/oracle",), factors=factors, select=self.select)


@dataclass(frozen=True)
class MarkedSet:
    """What was written.

    Attributes:
        samples: How many.
        sources: How many sets of views they are about.
        unmarked: In how many of these nothing was sure enough to be marked.
    """

    samples: int
    sources: int
    unmarked: int


@dataclass(frozen=True)
class Wanted:
    """A sample with the views that it shows, and whether in the opposite order."""

    sample: Sample
    job: ViewsJob
    turned: bool


def set_sha256(data: Path) -> str:
    """Of all lines of a data set.

    Raises:
        CovisError: If the folder holds none.
    """
    return hashlib.sha256(b"".join(file.read_bytes() for file in _files(data))).hexdigest()


def write_marked_set(
    data: Path,
    out: Path,
    settings: MarkedSetSettings,
    crew: Crew,
    progress: Callable[[float, int], None],
) -> MarkedSet:
    """Mark a data set, or go on with it; its manifest, written last, says that it is finished.

    Every file of lines is there again. A sample is what it was but for its pictures, which are the ones that
    `covis eval --arms marked` shows, and the passage in its `meta`, which comes before the question wherever
    it is asked. What belongs to the unmarked pictures stays behind: clip, frames, depth and ids.

    Args:
        data: A folder with files of samples, such as `covis worlds` writes.
        out: The folder to write.
        settings: How pictures are marked.
        crew: Does the drawing.
        progress: Told how many sources are done, and how many there are.

    Raises:
        CovisError: If a line is broken, a sample has no pictures of its own or is marked already, or its
            views cannot be read or tracked.
    """
    (out / MANIFEST).unlink(missing_ok=True)
    wanted = {file.name: _wanted(file, data, out, settings) for file in _files(data)}
    jobs = list(dict.fromkeys(w.job for of in wanted.values() for w in of))
    drawn = _all_drawn(jobs, crew, progress)
    for name, of in wanted.items():
        lines = "".join(_marked(w, drawn[w.job], settings).to_json() + "\n" for w in of)
        write_atomically(out / name, lines.encode())
    counts = [{"split": name.removesuffix(".jsonl"), "samples": len(of)} for name, of in wanted.items()]
    manifest: dict[str, Any] = {
        "world": "marked",
        "settings": asdict(settings),
        "of (SHA-256)": set_sha256(data),
        "counts": {"rows": counts},
    }
    write_atomically(out / MANIFEST, (json.dumps(manifest, indent=1) + "\n").encode())
    return MarkedSet(
        len({w.sample.id for of in wanted.values() for w in of}),
        len(jobs),
        sum(not drawn[job].numbers for job in jobs),
    )


def _files(data: Path) -> list[Path]:
    files = sorted(data.glob("*.jsonl"))
    if not files:
        raise CovisError(f"{data} holds no samples (*.jsonl); name a folder that covis worlds has finished.")
    return files


def _wanted(file: Path, data: Path, out: Path, settings: MarkedSetSettings) -> list[Wanted]:
    samples = list(read_samples(file))
    forward = {twin_key(s, s.images): s for s in samples if s.direction == "forward"}
    found = []
    for sample in samples:
        if MARKS in sample.meta:
            raise CovisError(f"{file}: the pictures of sample {sample.id!r} bear marks already.")
        # As in an evaluation: what is asked in both orders is tracked once, as filmed.
        turned = sample.direction == "reverse" and twin_key(sample, sample.images[::-1]) in forward
        shown = forward[twin_key(sample, sample.images[::-1])] if turned else sample
        source = source_of(shown, data)
        if source is None or not source.images:
            raise CovisError(f"{file}: sample {sample.id!r} has no pictures of its own to be marked.")
        job = ViewsJob(
            source=source,
            count=None,
            sampler="uniform",
            long_side_px=None,
            tracker=settings.tracker,
            looks=(Look(settings.marks, settings.diameter, settings.style),),
            wrong=False,
            select=settings.select,
            seed=0,
            run=out,
        )
        found.append(Wanted(sample, job, turned))
    return found


def _all_drawn(
    jobs: Sequence[ViewsJob], crew: Crew, progress: Callable[[float, int], None]
) -> Mapping[ViewsJob, Drawn]:
    begun: dict[int, float] = {}

    def tell(index: int, done: int, total: int) -> None:
        begun[index] = done / max(1, total)
        progress(sum(begun.values()), len(jobs))

    drawn: dict[ViewsJob, Drawn] = {}
    for index, outcome in crew(jobs, tell):
        if outcome.error:
            raise CovisError(outcome.error)
        drawn[jobs[index]] = outcome
        tell(index, 1, 1)
    return drawn


def _marked(wanted: Wanted, drawn: Drawn, settings: MarkedSetSettings) -> Sample:
    explained = passage(settings.wording, settings.style, drawn.numbers, len(drawn.images))
    ordered = {ORDER: True} if wanted.job.source.ordered else {}
    return replace(
        wanted.sample,
        images=drawn.images[::-1] if wanted.turned else drawn.images,
        video=None,
        frames=(),
        depth=(),
        ids=(),
        meta={**wanted.sample.meta, **ordered, MARKS: explained or ""},
    )
