"""The views of one source with their marks, drawn once and kept in the folder of the marked set."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from covis.benchmarks.experiment.look import marked_as
from covis.benchmarks.experiment.views_store import ViewsJob, key_of, numbers_of, tracked
from covis.errors import CovisError
from covis.tracks.tracks import Progress
from covis.views.view import RGB
from covis.views.write import write_atomically

PICTURES, DRAWN = "pictures", "drawn"


@dataclass(frozen=True)
class Drawn:
    """What became of a source, or one sentence why nothing did.

    Attributes:
        images: Paths relative to the set's folder, one for each view, in order.
        numbers: Those that stand on them; none where nothing was sure enough to be marked.
        error: "" if there are images.
    """

    images: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    error: str = ""


Crew = Callable[[Sequence[ViewsJob], Callable[[int, int, int], None]], Iterator[tuple[int, Drawn]]]
"""Does jobs, here or in other processes: gives (index, what became) of each as it ends, and tells
(index, views done, views in all) meanwhile."""


def one_after_another(
    jobs: Sequence[ViewsJob], progress: Callable[[int, int, int], None]
) -> Iterator[tuple[int, Drawn]]:
    """All jobs in this process."""
    for index, job in enumerate(jobs):

        def tell(done: int, total: int, index: int = index) -> None:
            progress(index, done, total)

        yield index, draw_views(job, tell)


def draw_views(job: ViewsJob, progress: Progress) -> Drawn:
    """Track and draw as `covis eval` does for its marked arm, or find it done.

    The pictures are stored without loss: encoded as `covis eval` encodes what it sends, they are its own.

    Args:
        job: With a single look, and the set's folder as its run.
        progress: Told (views done, views in all) while objects are followed.
    """
    try:
        file = job.run / DRAWN / f"{key_of(job)}.json"
        if not file.exists():
            images, numbers = _drawn(job, progress)
            record = {"images": [_written(job.run, image) for image in images], "numbers": numbers}
            write_atomically(file, (json.dumps(record) + "\n").encode())
        record = json.loads(file.read_text(encoding="utf-8"))
        return Drawn(tuple(record["images"]), tuple(record["numbers"]))
    except CovisError as error:
        return Drawn(error=str(error))
    except OSError as error:
        return Drawn(error=f"{error.filename or job.source}: {error.strerror or error}; correct the path.")


def _drawn(job: ViewsJob, progress: Progress) -> tuple[Sequence[RGB], list[int]]:
    _, views, tracks = tracked(job, progress)
    (look,) = job.looks
    marked = marked_as(views, tracks, look, job.select) if tracks else None
    return (marked.images, numbers_of(marked.marks)) if marked else ([view.image for view in views], [])


def _written(folder: Path, rgb: RGB) -> str:
    buffer = BytesIO()
    Image.fromarray(rgb).save(buffer, format="PNG", compress_level=1)
    content = buffer.getvalue()
    name = f"{PICTURES}/{hashlib.sha256(content).hexdigest()[:32]}.png"
    if not (folder / name).exists():
        write_atomically(folder / name, content)
    return name
