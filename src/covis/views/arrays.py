"""Pictures that are already in memory as views."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from covis.errors import CovisError
from covis.views.limits import check_size
from covis.views.pil import rgb_of
from covis.views.pixels import over_white, resized
from covis.views.view import RGB, Size, View

Picture = NDArray[np.uint8] | Image.Image
"""A uint8 array (H, W), (H, W, 1), (H, W, 3) RGB or (H, W, 4) RGBA, or any Pillow image."""


class ArrayViews:
    """In-memory arrays and Pillow images. The caller's pictures are kept as they are and never written to."""

    def __init__(self, pictures: Sequence[Picture], *, name: str = "views", ordered: bool = True) -> None:
        """Take pictures as they are.

        Args:
            pictures: At least one; sizes may differ.
            name: A short name for the whole.
            ordered: Whether neighbours in the sequence are neighbours in time.

        Raises:
            CovisError: If there is none, or one has another shape or type, or is too small or large. Floats
                are refused rather than guessed to be 0..1 or 0..255.
        """
        if len(pictures) == 0:
            raise CovisError("The list of pictures is empty; give at least one.")
        for i, picture in enumerate(pictures):
            check_size(_size_of(picture, i), f"Picture {i}")
        self._pictures = pictures
        self._name = name
        self._ordered = ordered

    @property
    def name(self) -> str:
        """What the caller chose."""
        return self._name

    @property
    def ordered(self) -> bool:
        """Whether neighbours are neighbours in time."""
        return self._ordered

    def __len__(self) -> int:
        """The number of pictures."""
        return len(self._pictures)

    def __iter__(self) -> Iterator[View]:
        """All pictures in order."""
        return (self._view(i) for i in range(len(self)))

    def pick(self, indices: Sequence[int]) -> list[View]:
        """The views at these indices.

        Raises:
            IndexError: If an index is out of range.
        """
        if any(not 0 <= i < len(self) for i in indices):
            raise IndexError(f"{self.name} has views 0 to {len(self) - 1}, asked for {list(indices)}")
        return [self._view(i) for i in indices]

    def fingerprint(self) -> str:
        """Hex SHA-256 of the RGB pixels and sizes in order, and of whether they are ordered."""
        whole = hashlib.sha256(b"ordered" if self.ordered else b"unordered")
        for view in self:
            whole.update(repr(view.size_px).encode())
            whole.update(view.image.tobytes())
        return whole.hexdigest()

    def _view(self, index: int) -> View:
        picture = self._pictures[index]

        def read(size_px: Size | None) -> RGB:
            return resized(_rgb(picture), size_px)

        return View(index, f"{index:06d}", None, _size_of(picture, index), read)


def _size_of(picture: Picture, index: int) -> Size:
    if isinstance(picture, Image.Image):
        return picture.size
    if not isinstance(picture, np.ndarray) or picture.dtype != np.uint8:
        found = picture.dtype if isinstance(picture, np.ndarray) else type(picture).__name__
        raise CovisError(f"Picture {index} is {found}, not uint8 0..255; convert it first.")
    if picture.ndim not in (2, 3) or (picture.ndim == 3 and picture.shape[2] not in (1, 3, 4)):
        raise CovisError(
            f"Picture {index} has shape {picture.shape}, not (height, width), (height, width, 3) or "
            "(height, width, 4); move the channels last."
        )
    return picture.shape[1], picture.shape[0]


def _rgb(picture: Picture) -> RGB:
    """A copy as RGB, so that who paints on it leaves the caller's picture alone."""
    if isinstance(picture, Image.Image):
        return rgb_of(picture)
    if picture.ndim == 2:
        picture = picture[..., None]
    if picture.shape[2] == 4:
        return over_white(picture)
    return np.array(np.broadcast_to(picture, (*picture.shape[:2], 3)))
