"""Things that moved or changed their shape, told by colours that nothing else in either view has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covis.tracks.match.context import centre_and_diameter
from covis.tracks.match.scene import Seen, palettes_of
from covis.tracks.match.transfer import Landing


@dataclass(frozen=True)
class PaletteSettings:
    """When colours alone are believed."""

    least_thingness: float = 0.5  # a patch of ground has no business moving
    least_likeness: float = 0.85  # Bhattacharyya coefficient of two palettes
    clear: float = 0.4  # how much less unlike it must be than the next: 1 - likeness, one over the other
    most_elsewhere: float = 0.88  # share of its colours that the rest of the picture has as much of; mostly 1
    most_growth: float = 2.5  # in area, either way


CAREFUL = PaletteSettings()


def find_by_colours(
    members: NDArray[np.bool_],
    thingness: float,
    here: Seen,
    there: Seen,
    settings: PaletteSettings = CAREFUL,
) -> Landing | None:
    """The seed of another view that alone has a region's colours, if the region alone has them in its own.

    Args:
        members: (n,) bool, the region's leaves in `here`.
        thingness: How much it looks like a thing.
        here: The view it is in.
        there: Another view of the same scene.
        settings: When colours are believed.

    Returns:
        The seed there; None when colours cannot tell.
    """
    if thingness < settings.least_thingness or not there.seeds:
        return None
    mine = palettes_of(here.colours, members[None])[0]
    common = _elsewhere(here, members)
    if common > settings.most_elsewhere:
        return None
    candidates = there.tree.members[list(there.seeds)]
    alike = there.seed_palettes @ mine
    best = int(alike.argmax())
    found, node = candidates[best], there.seeds[best]
    beside = [here.tree.members[s] for s in here.seeds if not (here.tree.members[s] & members).any()]
    back = (
        palettes_of(here.colours, np.array([members, *beside])) @ palettes_of(there.colours, found[None])[0]
    )
    growth = float(found @ there.graph.area_px) / float(members @ here.graph.area_px)
    common = max(common, _elsewhere(there, found))
    if (
        alike[best] < settings.least_likeness
        or not _stands_out(alike, best, settings)
        or not _stands_out(back, 0, settings)
        or there.thingness[node] < settings.least_thingness
        or not 1 / settings.most_growth < growth < settings.most_growth
        or common > settings.most_elsewhere
    ):
        return None
    centre, _ = centre_and_diameter(here, members)
    goal, _ = centre_and_diameter(there, found)
    zoom = np.sqrt(growth) * np.eye(2)
    to_there = np.hstack([zoom, (goal - zoom @ centre)[:, None]])
    return Landing(found, to_there, float(alike[best]) * (1 - common**2 / 2), float(there.thingness[node]))


def _stands_out(alike: NDArray[np.float32], best: int, s: PaletteSettings) -> bool:
    """Whether one likeness is clearly nearer to 1 than all others."""
    rest = np.delete(alike, best)
    return not len(rest) or float(1 - alike[best]) < s.clear * float(1 - rest.max())


def _elsewhere(seen: Seen, members: NDArray[np.bool_]) -> float:
    """The share of a region's pixels for which the rest of the picture has one of the same colour, 0..1."""
    inside = members @ seen.colours
    outside = ~members @ seen.colours
    return float(np.minimum(inside, outside).sum() / inside.sum())
