"""Where the pictures of a scan lie: ScanNet's colour frames, as people keep them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from covis.benchmarks.records.media import MISSING, Media, MediaError
from covis.benchmarks.records.row import Row

PLACES = (
    "{scene}.mp4",
    "{scene}/color/*.jpg",
    "{scene}/color/*.png",
    "posed_images/{scene}/*.jpg",
    "{scene}/*.jpg",
)
"""Below the folder of the media, tried in this order: a clip, or the frames of one in natural order."""

PLAIN = re.compile(r"[\w.-]+(/[\w.-]+)*")


def scan_clip(row: Row, field: str, scene: str, media: Media, places: Sequence[str] = PLACES) -> str:
    """The clip of a scene, or a glob of its frames, relative to the root of the media.

    Args:
        row: The record that names the scene.
        field: The field in which it does.
        scene: Its id, such as scene0011_00.
        media: Where to look.
        places: Forms of the path.

    Raises:
        CovisError: If the scene is no plain name.
        MediaError: If nothing is there.
    """
    if not PLAIN.fullmatch(scene) or ".." in scene.split("/"):
        raise row.wrong(field, f"must be a plain name, not {scene[:60]!r}")
    for place in places:
        path = place.format(scene=scene)
        if next(media.root.glob(path), None) is not None:
            return media.clip(path, row.where(field)) if "*" not in path else path
    raise MediaError(
        MISSING,
        f"{media.root / places[0].format(scene=scene)} is missing, and so are frames ({row.file}, row "
        f"{row.number}); fetch them, name their folder with --media, or leave such questions out with "
        "--missing skip.",
    )
