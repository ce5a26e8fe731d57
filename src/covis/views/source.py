"""Open whatever the caller has as views."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.views.arrays import ArrayViews, Picture
from covis.views.images import PICTURE_ENDINGS, ImageViews, images_by_glob, images_in_folder
from covis.views.video import VideoViews
from covis.views.view import Views

Source = (
    str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | Sequence[Picture] | NDArray[np.uint8] | Views
)
"""What `open_views` opens."""


def open_views(
    source: Source, *, start_s: float | None = None, end_s: float | None = None, ordered: bool | None = None
) -> Views:
    """Open a video, images or pictures in memory as views.

    Args:
        source: One of
            a video's path;
            a folder of images or a glob pattern, taken in natural order as frames (ordered);
            an image's path (one view);
            a list or tuple of image paths, taken in the order given as a set (unordered);
            a sequence of uint8 arrays (H, W), (H, W, 3) or (H, W, 4) or Pillow images, or one uint8 array
            (N, H, W, 3), taken as frames (ordered);
            views, passed through.
        start_s: For a video: leave out frames before this time, seconds from the first frame.
        end_s: For a video: leave out frames at this time or later.
        ordered: Overrides whether neighbours count as neighbours in time. None for the rule above.

    Returns:
        The views; a video's are a stream.

    Raises:
        CovisError: If the source is none of these, cannot be read, holds no view, or is cut or reordered in
            a way it cannot be.
    """
    views = _open(source, start_s, end_s, ordered)
    if (start_s is not None or end_s is not None) and not (
        isinstance(views, VideoViews) and views is not source
    ):
        raise CovisError(
            "A start or end in seconds needs a video file; these views carry no times to cut by."
        )
    if ordered is not None and views.ordered != ordered:
        raise CovisError(
            f"{views.name} is {'' if views.ordered else 'un'}ordered and stays so; "
            "give its pictures as a list to change that."
        )
    return views


def _open(source: Source, start_s: float | None, end_s: float | None, ordered: bool | None) -> Views:
    if isinstance(source, (str, os.PathLike)):
        return _open_path(os.fspath(source), start_s, end_s, ordered is not False)
    if isinstance(source, np.ndarray):
        if source.ndim != 4:
            raise CovisError(f"An array of views needs shape (views, height, width, 3), not {source.shape}.")
        return ArrayViews(list(source), ordered=ordered is not False)
    if isinstance(source, (list, tuple)):
        if source and all(isinstance(item, (str, os.PathLike)) for item in source):
            paths = [Path(item) for item in source]
            return ImageViews(paths, name=paths[0].stem, ordered=bool(ordered))
        return ArrayViews(source, ordered=ordered is not False)
    if hasattr(source, "pick"):
        return cast(Views, source)
    raise CovisError(
        f"A {type(source).__name__} is no source of views; "
        "give a video, a folder, a glob, or a list of pictures."
    )


def _open_path(text: str, start_s: float | None, end_s: float | None, ordered: bool) -> Views:
    path = Path(text)
    try:
        exists = path.stat() is not None
    except FileNotFoundError:
        exists = False
    except (OSError, ValueError) as error:  # no permission, too long a name, or a null byte in it
        raise CovisError(f"{text[:80]!r} is not a usable path ({error}); check it.") from error
    if path.is_dir():
        return ImageViews(images_in_folder(path), name=path.resolve().name, ordered=ordered)
    # A file may well be called "walk [1].mp4": what exists is never a pattern.
    if not exists and glob.has_magic(text):
        files = images_by_glob(text)
        return ImageViews(files, name=files[0].resolve().parent.name, ordered=ordered)
    if path.suffix.lower() in PICTURE_ENDINGS:
        return ImageViews([path], name=path.stem, ordered=ordered)
    return VideoViews(path, start_s=start_s, end_s=end_s)
