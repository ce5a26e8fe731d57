"""A mark on a picture, and what is known of the view and of the object that it stands for."""

from __future__ import annotations

import math
from dataclasses import dataclass

from covis.views.view import Size

Colour = tuple[int, int, int]
"""Red, green and blue, each 0..255."""

Point = tuple[float, float]
"""(x, y) in px of the full-size view; (0, 0) is the centre of the top left pixel."""


@dataclass(frozen=True)
class Mark:
    """One number on one view.

    Attributes:
        number: 1..K; the same object bears the same number in every view.
        track: The tracker's id of the object.
        view: The view's index in its source.
        x_px: Column of the mark's centre, in px of the full-size view.
        y_px: Row of the mark's centre.
        diameter_px: Width of the circle that the mark may cover.
        confidence: 0..1, how sure the tracker is that this is the object.
        colour: The colour of this number in all views.
        points_to_px: A point (x, y) of the object when the mark stands beside it; None when it stands on it.

    Raises:
        ValueError: If a value is out of its range.
    """

    number: int
    track: int
    view: int
    x_px: float
    y_px: float
    diameter_px: float
    confidence: float
    colour: Colour
    points_to_px: Point | None = None

    def __post_init__(self) -> None:
        if self.number < 1 or self.track < 1 or self.view < 0:
            raise ValueError("number and track must be at least 1, view at least 0")
        if not all(map(math.isfinite, (self.x_px, self.y_px, *(self.points_to_px or ())))):
            raise ValueError("coordinates must be finite")
        if not 0 < self.diameter_px < math.inf:
            raise ValueError("diameter_px must be greater than 0")
        if not 0 <= self.confidence <= 1:
            raise ValueError("confidence must be within 0..1")
        if len(self.colour) != 3 or not all(0 <= c <= 255 for c in self.colour):
            raise ValueError("colour must be three numbers of 0..255")


@dataclass(frozen=True)
class ViewInfo:
    """A kept view without its pixels.

    Attributes:
        index: Its index in the source.
        name: The file's name for images, the frame number for video frames.
        time_s: Seconds from the start of the video; None for still images.
        size_px: Width and height in px.
    """

    index: int
    name: str
    time_s: float | None
    size_px: Size


@dataclass(frozen=True)
class MarkedObject:
    """The object behind a number.

    Attributes:
        number: Its number, 1..K.
        track: The tracker's id of it.
        confidence: 0..1, how sure the tracker is that all its occurrences are one object.
        thingness: 0..1, how much it looks like an object rather than a patch of wall or floor.
        frames: In how many of all views it was seen.
        label: What it is, in words, when somebody has said so.
    """

    number: int
    track: int
    confidence: float
    thingness: float
    frames: int
    label: str | None = None
