"""Tracks from masks that any other tool made: PNGs in a folder, COCO JSON, or an npz file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from covis.errors import CovisError
from covis.tracks.masks.coco import open_coco
from covis.tracks.masks.maps import MaskMaps
from covis.tracks.masks.npz import open_npz
from covis.tracks.masks.png import open_png_folder
from covis.tracks.tracks import LabelMap, Occurrence, Progress, Track, Tracks
from covis.views.view import Size, View, Views

_READERS: Mapping[str, Callable[[Path], MaskMaps]] = {".json": open_coco, ".npz": open_npz}

# Video sizes are rounded to even numbers or multiples of 16, so a scaled mask may be this far off in shape.
_ASPECT_TOLERANCE = 0.01


class MaskTracker:
    """Takes instance masks as they are: one label, one object.

    `path` is a folder of palette or greyscale PNGs, a `.json` with COCO run lengths (see `masks.coco`),
    or a `.npz` with an integer array (N, H, W) or arrays (H, W).

    Maps go with views by order when there is one for each view, else by name (`00012.png` goes with
    `00012.jpg` and with frame 12), else by order when there is one for each kept view. A map smaller or
    larger than its view but of the same shape is resized, nearest.
    """

    def __init__(self, path: Path | str) -> None:
        """Name the masks; nothing is read before the first call.

        Args:
            path: The folder or file.
        """
        self.path = Path(path)

    def __call__(self, views: Views, keep: Sequence[int], progress: Progress | None = None) -> Tracks:
        """The masks of the views at `keep` as tracks; see `Tracker`.

        Raises:
            CovisError: If the masks cannot be read or do not fit the views.
        """
        maps = open_masks(self.path)
        kept = views.pick(keep)
        shown = _maps_of_views(maps.names, kept, len(views), views.ordered, self.path)
        wanted = {position: view for view, position in zip(kept, shown, strict=True)}
        labels: dict[int, LabelMap] = {}
        frames: Counter[int] = Counter()
        scores: dict[int, dict[int, float]] = defaultdict(dict)
        for position, label_map in enumerate(maps.stream()):
            frames.update(_ids(label_map))
            if view := wanted.get(position):
                labels[view.index] = _fitted(label_map, view, self.path)
                for object_id in _ids(labels[view.index]):
                    scores[object_id][view.index] = maps.scores.get((position, object_id), 1.0)
            if progress:
                progress(position + 1, len(maps.names))
        return _tracks(labels, frames, scores)


def open_masks(path: Path) -> MaskMaps:
    """The label maps at a path, by the kind of file.

    Raises:
        CovisError: If there is nothing at the path, or it is of no kind that covis reads.
    """
    if path.is_dir():
        return open_png_folder(path)
    if not path.exists():
        raise CovisError(f"There are no masks at {path}.")
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise CovisError(f"The masks {path} must be a folder of PNGs, a .json file or an .npz file.")
    return reader(path)


def _maps_of_views(
    names: Sequence[str], kept: Sequence[View], view_count: int, ordered: bool, path: Path
) -> list[int]:
    """For each kept view the position of its map."""
    in_order = [view.index for view in kept]
    if ordered and len(names) == view_count:
        return in_order
    by_name = {_key(name): position for position, name in enumerate(names)}
    view_keys = [_key(Path(view.name).stem) for view in kept]
    if len(by_name) == len(names) and len(set(view_keys)) == len(kept) and set(view_keys) <= set(by_name):
        return [by_name[key] for key in view_keys]
    if len(names) == view_count:
        return in_order
    index_keys = [str(index) for index in in_order]
    if len(by_name) == len(names) and set(index_keys) <= set(by_name):
        return [by_name[key] for key in index_keys]
    if len(names) == len(kept):
        return list(range(len(kept)))
    raise CovisError(
        f"The {len(names)} masks in {path} fit neither all {view_count} views nor the {len(kept)} kept ones; "
        "give one for each, or name them as the views are named."
    )


def _key(name: str) -> str:
    """A number's leading zeros do not count."""
    return str(int(name)) if name.isdecimal() and len(name) < 20 else name


def _fitted(label_map: LabelMap | None, view: View, path: Path) -> LabelMap:
    """The map at the view's size, (H, W) int32."""
    width, height = view.size_px
    if label_map is None:
        return np.zeros((height, width), np.int32)
    if label_map.shape == (height, width):
        return label_map
    _check_aspect(label_map, view.size_px, view.name, path)
    rows = ((np.arange(height) + 0.5) * label_map.shape[0] / height).astype(int)
    columns = ((np.arange(width) + 0.5) * label_map.shape[1] / width).astype(int)
    fitted: LabelMap = label_map[rows[:, None], columns]
    return fitted


def _check_aspect(label_map: LabelMap, size_px: Size, name: str, path: Path) -> None:
    width, height = size_px
    map_height, map_width = label_map.shape
    expected = width * map_height / height
    if abs(expected - map_width) > max(1.0, _ASPECT_TOLERANCE * expected):
        raise CovisError(
            f"The mask for view '{name}' in {path} is {map_width}x{map_height}, "
            f"which is not the shape of the view, {width}x{height}."
        )


def _ids(label_map: LabelMap | None) -> list[int]:
    return [] if label_map is None else [int(k) for k in np.unique(label_map) if k]


def _tracks(
    labels: Mapping[int, LabelMap], frames: Mapping[int, int], scores: Mapping[int, Mapping[int, float]]
) -> Tracks:
    tracks = {
        object_id: Track(object_id, float(np.mean(list(by_view.values()))), 1.0, frames[object_id])
        for object_id, by_view in sorted(scores.items())
    }
    occurrences = tuple(
        Occurrence(object_id, view, score, None)
        for object_id, by_view in sorted(scores.items())
        for view, score in by_view.items()
    )
    return Tracks(labels, tracks, occurrences)
