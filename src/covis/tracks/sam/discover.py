"""Find the objects of a keyframe that nobody follows yet."""

from __future__ import annotations

from collections.abc import Sequence

from covis.tracks.sam.guesses import Guess, Mask, iou, union_of
from covis.tracks.sam.seeds import Point, covers, grid_seeds, region_seeds
from covis.tracks.sam.segmenter import Memory, Segmenter
from covis.tracks.sam.settings import SamSettings
from covis.tracks.things.regions import Regions


def is_sure(guess: Guess, settings: SamSettings) -> bool:
    """Whether a guess shows an object: present, with a clear edge, neither tiny nor a background."""
    return (
        guess.presence >= settings.min_presence
        and guess.stability >= settings.min_stability
        and settings.min_area <= guess.area <= settings.max_area
    )


def new_objects(
    segmenter: Segmenter[Memory],
    regions: Regions,
    known: Sequence[Mask],
    room: int,
    settings: SamSettings,
) -> list[tuple[Memory, Guess]]:
    """Objects of the current frame that are not among the known ones, at most `room`.

    Regions are asked first, all of them, since an object may lie on another; then the grid's points in what
    is still uncovered.

    Args:
        segmenter: Looking at the frame.
        regions: What may be an object in it.
        known: (h, w) masks of the objects that are followed already.
        room: How many may be added.
        settings: What counts as an object.
    """
    found: list[tuple[Memory, Guess]] = []
    covered = union_of(known)

    def ask(point: Point) -> None:
        memory, guess = segmenter.start(point)
        if is_sure(guess, settings) and _is_new(guess, covered, found, settings):
            found.append((memory, guess))

    for point in region_seeds(regions, covered):
        if len(found) < room:
            ask(point)
    for point in grid_seeds(settings.grid, covered):
        if len(found) < room and not any(covers(guess.mask, point) for _, guess in found):
            ask(point)
    return found


def _is_new(
    guess: Guess, covered: Mask, found: Sequence[tuple[Memory, Guess]], settings: SamSettings
) -> bool:
    if covered.shape == guess.mask.shape and covered[guess.mask].mean() > settings.max_covered:
        return False
    return all(iou(guess.mask, other.mask) < settings.same_iou for _, other in found)
