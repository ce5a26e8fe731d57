"""The pictures of a viewpoint: cut from its panorama, or those that the Matterport simulator renders."""

from __future__ import annotations

import math
from pathlib import Path

from covis.benchmarks.r2r.graph import Building
from covis.benchmarks.r2r.panorama import look
from covis.errors import CovisError
from covis.views.images import read_image
from covis.views.view import RGB

HFOV_DEG = 75.0
SIZE_PX = (640, 480)
HEADINGS, ELEVATIONS_DEG = 12, (-30, 0, 30)
"""The simulator's views: 12 headings, clockwise from +y, at each of three elevations, from the lowest up."""


def outlook(media: Path, building: Building, here: str, there: str) -> RGB:
    """What one sees at one viewpoint when one faces another, uint8 (H, W, 3).

    Taken from `panoramas/<scan>/<viewpoint>.jpg` (equirectangular, see `panorama.look`), or else from
    `views/<scan>/<viewpoint>/<index>.jpg`, of which the nearest is taken.

    Raises:
        CovisError: If there is neither, or the picture cannot be read.
    """
    heading, elevation = building.heading_rad(here, there), building.elevation_rad(here, there)
    panorama = media / "panoramas" / building.scan / f"{here}.jpg"
    if panorama.exists():
        return look(read_image(panorama, None), heading, elevation, HFOV_DEG, SIZE_PX)
    column = round(heading / (2 * math.pi) * HEADINGS) % HEADINGS
    row = min(range(len(ELEVATIONS_DEG)), key=lambda r: abs(math.radians(ELEVATIONS_DEG[r]) - elevation))
    view = media / "views" / building.scan / here / f"{row * HEADINGS + column}.jpg"
    if not view.exists():
        raise CovisError(f"{panorama} is missing, and so is {view}; name the folder of both with --media.")
    return read_image(view, None)


def has_pictures(media: Path, scan: str, viewpoint: str) -> bool:
    """Whether a viewpoint has a panorama or the simulator's views."""
    panorama = media / "panoramas" / scan / f"{viewpoint}.jpg"
    return panorama.exists() or (media / "views" / scan / viewpoint).is_dir()
