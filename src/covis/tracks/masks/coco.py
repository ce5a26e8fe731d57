"""Label maps from COCO JSON with run-length masks.

Two layouts are read; `score` (0..1) may stand in any annotation:

- a video's tracks, as in YouTube-VIS: `{"annotations": [{"id": 3, "segmentations": [RLE or null, ...]}]}`
  with one entry a frame, or the bare list of annotations, as results are submitted;
- pictures, as in COCO: `{"images": [{"id": 7, "file_name": "a.jpg"}], "annotations": [{"image_id": 7,
  "track_id": 3, "segmentation": RLE}]}`; without `images`, pictures come in the order of their ids.

An annotation's object is its `track_id`, else `instance_id`, else `id`; ids that start at 0 are raised
by one. Where masks overlap, the smaller one lies on top.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from covis.errors import CovisError
from covis.tracks.masks.maps import MaskMaps
from covis.tracks.masks.rle import decode_rle
from covis.tracks.tracks import LabelMap

_ID_KEYS = ("track_id", "instance_id", "id")
_LARGEST_ID = np.iinfo(np.int32).max - 1


@dataclass(frozen=True)
class _Mask:
    """One object in one map."""

    position: int
    id: int
    rle: Any
    score: float


def open_coco(path: Path) -> MaskMaps:
    """The label maps in a COCO JSON file of either layout.

    Raises:
        CovisError: If the file has neither layout; while streaming, if a mask is malformed.
    """
    try:
        data = json.loads(path.read_bytes())
    except OSError as error:
        raise CovisError(f"The mask file {path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise CovisError(f"The mask file {path} is not JSON: {error}.") from error
    try:
        names, masks = _layout(data)
    except CovisError as error:
        raise CovisError(f"The mask file {path} is not COCO JSON with run-length masks: {error}") from error
    grouped: list[list[_Mask]] = [[] for _ in names]
    for mask in masks:
        grouped[mask.position].append(mask)

    def stream() -> Iterator[LabelMap | None]:
        for name, group in zip(names, grouped, strict=True):
            try:
                yield _painted(group)
            except CovisError as error:
                raise CovisError(f"In the mask file {path}, frame '{name}': {error}") from error

    return MaskMaps(names, stream, {(mask.position, mask.id): mask.score for mask in masks})


def _layout(data: object) -> tuple[tuple[str, ...], list[_Mask]]:
    document: dict[str, Any] = data if isinstance(data, dict) else {"annotations": data}
    annotations = document.get("annotations")
    if not isinstance(annotations, list) or not annotations:
        raise CovisError("there is no list of 'annotations'.")
    if not all(isinstance(a, dict) for a in annotations):
        raise CovisError("every annotation must be an object.")
    if "segmentations" in annotations[0]:
        names, masks = _from_tracks(annotations)
    else:
        names, masks = _from_pictures(document, annotations)
    if len({(mask.position, mask.id) for mask in masks}) != len(masks):
        raise CovisError("an object has two masks in one frame.")
    if any(mask.id == 0 for mask in masks):
        masks = [_Mask(mask.position, mask.id + 1, mask.rle, mask.score) for mask in masks]
    return names, masks


def _from_tracks(annotations: list[dict[str, Any]]) -> tuple[tuple[str, ...], list[_Mask]]:
    if len({json.dumps(a.get("video_id")) for a in annotations}) > 1:
        raise CovisError("it holds several videos, write one file for each.")
    per_track = [a.get("segmentations") for a in annotations]
    lengths = {len(masks) if isinstance(masks, list) else 0 for masks in per_track}
    if len(lengths) != 1 or lengths == {0}:
        raise CovisError("every 'segmentations' must be a list with an entry for each frame.")
    masks = []
    for number, annotation in enumerate(annotations, start=1):
        object_id, score = _object_id(annotation, number), _score(annotation)
        for position, rle in enumerate(annotation["segmentations"]):
            if rle is not None:
                masks.append(_Mask(position, object_id, rle, score))
    return tuple(str(frame) for frame in range(lengths.pop())), masks


def _from_pictures(
    document: dict[str, Any], annotations: list[dict[str, Any]]
) -> tuple[tuple[str, ...], list[_Mask]]:
    images = document.get("images")
    if images is None:
        ids = [a.get("image_id") for a in annotations]
        images = [{"id": i} for i in sorted({i for i in ids if type(i) is int})]
    if not isinstance(images, list) or not all(isinstance(image, dict) for image in images):
        raise CovisError("'images' must be a list of objects.")
    positions: dict[int | str, int] = {}
    names = []
    for position, image in enumerate(images):
        image_id = image.get("id")
        if type(image_id) not in (int, str) or image_id in positions:
            raise CovisError("every image needs an 'id' of its own.")
        positions[image_id] = position
        file_name = image.get("file_name")
        names.append(Path(file_name).stem if isinstance(file_name, str) else str(image_id))
    masks = []
    for annotation in annotations:
        image_id = annotation.get("image_id")
        if type(image_id) not in (int, str) or image_id not in positions:
            raise CovisError("an annotation's 'image_id' names no image.")
        rle = annotation.get("segmentation")
        masks.append(_Mask(positions[image_id], _object_id(annotation, None), rle, _score(annotation)))
    return tuple(names), masks


def _object_id(annotation: dict[str, Any], otherwise: int | None) -> int:
    value = next((annotation[key] for key in _ID_KEYS if key in annotation), otherwise)
    if type(value) is not int or not 0 <= value <= _LARGEST_ID:
        raise CovisError(f"an annotation needs a 'track_id' or 'id' from 0 to {_LARGEST_ID}.")
    return value


def _score(annotation: dict[str, Any]) -> float:
    value = annotation.get("score", 1.0)
    if type(value) not in (int, float) or not 0 <= value <= 1:
        raise CovisError("an annotation's 'score' must be a number from 0 to 1.")
    return float(value)


def _painted(masks: list[_Mask]) -> LabelMap | None:
    """The masks of one frame in one label map, (H, W) int32; None without any."""
    labels: LabelMap | None = None
    decoded = [(mask.id, decode_rle(mask.rle)) for mask in masks]
    for object_id, pixels in sorted(decoded, key=lambda pair: -int(pair[1].sum())):
        if labels is None:
            labels = np.zeros(pixels.shape, np.int32)
        if labels.shape != pixels.shape:
            raise CovisError("its masks have different sizes.")
        labels[pixels] = object_id
    return labels
