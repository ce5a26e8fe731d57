"""What every reader of precomputed masks gives: named label maps, streamed in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from covis.tracks.tracks import LabelMap


@dataclass(frozen=True)
class MaskMaps:
    """Label maps that another tool made, read one at a time.

    Attributes:
        names: A name for each map, such as its file's stem, in the order of `stream`.
        stream: Gives the maps in order, (H, W) int32 each, or None where the tool found nothing.
        scores: Confidence 0..1 by (position of the map, id); 1 for those not listed.
    """

    names: tuple[str, ...]
    stream: Callable[[], Iterator[LabelMap | None]]
    scores: Mapping[tuple[int, int], float] = field(default_factory=dict)
