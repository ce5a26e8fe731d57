"""One picture of a scene, and the protocol of a sequence of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

RGB = NDArray[np.uint8]
"""An image: uint8, (H, W, 3), red first, no alpha."""

Size = tuple[int, int]
"""Width and height in px, in that order."""


@dataclass(frozen=True)
class View:
    """One picture of a scene, read on demand so that a stream never holds full-size pixels.

    Attributes:
        index: Position in its `Views`, from 0.
        name: The file's name for images, the frame number for video frames.
        time_s: Seconds from the start of the video; None for still images.
        size_px: Width and height in px of `image`, after any rotation the file asks for.
        read: Gives the pixels at a (width, height), or at full size for None.
    """

    index: int
    name: str
    time_s: float | None
    size_px: Size
    read: Callable[[Size | None], RGB] = field(repr=False, compare=False)

    @property
    def image(self) -> RGB:
        """The full-size picture, uint8 (H, W, 3). Decoded anew at each access."""
        return self.read(None)

    def shrunk(self, long_side_px: int) -> RGB:
        """The picture with its longer side at most `long_side_px`, uint8 (h, w, 3); never enlarged."""
        return self.read(shrunk_size(self.size_px, long_side_px))


def shrunk_size(size_px: Size, long_side_px: int) -> Size:
    """Width and height in px after fitting the longer side into `long_side_px`, at least 1 each."""
    factor = min(1.0, long_side_px / max(size_px))
    return max(1, round(size_px[0] * factor)), max(1, round(size_px[1] * factor))


class Views(Protocol):
    """An ordered stream of frames or an unordered set of pictures, all of one scene.

    Iterating decodes from the start each time and holds one picture at a time.
    """

    @property
    def name(self) -> str:
        """A short name for folders and messages, such as the file's stem."""
        ...

    @property
    def ordered(self) -> bool:
        """Whether neighbours in the sequence are neighbours in time."""
        ...

    def __len__(self) -> int:
        """The number of views."""
        ...

    def __iter__(self) -> Iterator[View]:
        """All views in order, streamed.

        Raises:
            CovisError: If the source cannot be read.
        """
        ...

    def pick(self, indices: Sequence[int]) -> list[View]:
        """The views at these increasing indices, each safe to keep (its pixels stay readable).

        Raises:
            CovisError: If the source cannot be read.
            IndexError: If an index is out of range.
        """
        ...

    def fingerprint(self) -> str:
        """A hex SHA-256 of the source's content and of what was cut from it, for provenance."""
        ...
