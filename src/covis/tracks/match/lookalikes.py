"""Things that look the same: which one it is only geometry can say, and often it cannot."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from covis.tracks.match.scene import Seen, palettes_of

ALIKE = 0.85  # Bhattacharyya coefficient of the colours of two cups from one box
AREA_RATIO = 2.5  # how much larger one look-alike may appear than another


def has_lookalike(seen: Seen, members: NDArray[np.bool_]) -> bool:
    """Whether another region of the same view has the same colours and about the same size."""
    alike = seen.seed_palettes @ palettes_of(seen.colours, members[None])[0]
    area_px = float(members @ seen.graph.area_px)
    for node, likeness in zip(seen.seeds, alike.tolist(), strict=True):
        other = seen.tree.members[node]
        ratio = float(other @ seen.graph.area_px) / area_px
        apart = not (other & members).any()
        if apart and likeness > ALIKE and 1 / AREA_RATIO < ratio < AREA_RATIO:
            return True
    return False
