"""The part of a SAM model that tracking needs, so that tracking can be told apart from any one model."""

from __future__ import annotations

from typing import Protocol, TypeVar

from covis.tracks.sam.guesses import Guess
from covis.views.view import View

Memory = TypeVar("Memory")
"""What a segmenter remembers of one object; it must not grow with the number of frames."""


class Segmenter(Protocol[Memory]):
    """Finds the object at a point of a frame and follows it through the frames after it."""

    def look(self, view: View) -> None:
        """Make a view the current frame; they come in order, each one once."""
        ...

    def start(self, point_01: tuple[float, float]) -> tuple[Memory, Guess]:
        """The object at a point (x, y) of the current frame, as shares of its width and height."""
        ...

    def follow(self, memory: Memory) -> Guess:
        """An object in the current frame, once for each frame after the one it was started in."""
        ...
