"""Which views of a sample are shown: its own pictures, or frames of its video."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from covis.errors import CovisError
from covis.prompts.sample import PairActions, Sample

ORDER = "ordered"  # in a sample's meta: its pictures follow each other in time though it names no video

PLACEHOLDER = re.compile(r"<image(?:[ _-]?\d+)?>", re.IGNORECASE)
NUMBERED = re.compile(
    r"\b(?:image|frame|view|picture|photo)s?\s*(?:no\.?\s*|number\s*|#\s*)?\d"
    r"|\b(?:image|frame|picture|photo)\s+(?:one|two|three|four|five|six|seven|eight|nine|ten)\b"
    r"|\b(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th))\s+"
    r"(?:of\s+(?:the|these|those)\s+(?:\w+\s+)?)?(?:image|frame|view|picture|photo)s?\b",
    re.IGNORECASE,
)
"""A view named by its number; the first and the last stay what they are when some between are left out."""


@dataclass(frozen=True)
class Source:
    """Where a sample's views are.

    Attributes:
        images: Its own pictures, in the order shown; none where frames are chosen from `video`.
        video: Its clip: a file or a folder of frames; None without one.
        frames: For each of `images` its frame in `video`; none without a video.
        ordered: Whether the views follow each other in time.
        ids: For each of `images` its true ids, or none.
    """

    images: tuple[Path, ...]
    video: Path | None
    frames: tuple[int, ...]
    ordered: bool
    ids: tuple[Path, ...] = ()

    def __str__(self) -> str:
        """What a message calls it."""
        return str(self.video or self.images[0])


def source_of(sample: Sample, root: Path) -> Source | None:
    """Where the views of a sample are; None for a question without any.

    Args:
        sample: As the benchmark has it.
        root: What its paths are relative to.

    Raises:
        CovisError: If a path leaves the root.
    """
    images, ids = (
        tuple(_inside(root, path, sample) for path in paths) for paths in (sample.images, sample.ids)
    )
    video = None if sample.video is None else _inside(root, sample.video, sample)
    from_clip = video is not None and bool(sample.frames) and sorted(set(sample.frames)) == [*sample.frames]
    if images and not from_clip:
        return Source(images, None, (), sample.meta.get(ORDER) is True, ids)
    return Source(images, video, sample.frames if images else (), True, ids) if video else None


def may_thin(sample: Sample) -> bool:
    """Whether some of a sample's pictures may be left out: nothing in its text counts or names them."""
    text = "\n".join([sample.question, *(sample.options or ())])
    return not (PLACEHOLDER.search(text) or NUMBERED.search(text))


def with_views(sample: Sample, kept: Sequence[int], names: Sequence[str]) -> Sample:
    """A sample as it is shown, with the views kept of it in place of all.

    Args:
        sample: As the benchmark has it.
        kept: Which of its images, increasing; of a sample without images, which frames of its video.
        names: What the images are called, one for each view kept.
    """
    if not sample.images:
        return replace(sample, images=tuple(names), frames=tuple(kept))
    place = {old: new for new, old in enumerate(kept)}

    def of(column: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(column[i] for i in kept) if column else ()

    return replace(
        sample,
        images=tuple(names),
        frames=of(sample.frames),
        cameras=of(sample.cameras),
        depth=of(sample.depth),
        ids=of(sample.ids),
        actions=tuple(
            PairActions(place[a.first], place[a.second], a.actions)
            for a in sample.actions
            if a.first in place and a.second in place
        ),
    )


def _inside(root: Path, path: str, sample: Sample) -> Path:
    """A media path below its root; links on the way are the user's own and are followed."""
    parts = PurePosixPath(path.replace("\\", "/"))
    if not parts.parts:
        raise CovisError(f"sample {sample.id!r} names a file without a name; correct its file.")
    if parts.is_absolute() or ".." in parts.parts or ":" in parts.parts[0] or "\0" in path:
        raise CovisError(
            f"sample {sample.id!r} names {path[:80]!r}, which leaves the media folder; correct its file."
        )
    return root / path
