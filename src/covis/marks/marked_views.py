"""Views with the same number on the same object, and the folder they are kept in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.marks.json_reader import read_json
from covis.marks.mark_types import Mark, MarkedObject, ViewInfo
from covis.marks.marks_file import MasksAs, WrittenMark, marks_json, read_marks_file
from covis.marks.masks_beside import read_masks, write_masks
from covis.marks.sheet import contact_sheet
from covis.tracks.tracks import LabelMap
from covis.views.folder import whole_folder
from covis.views.images import read_image
from covis.views.view import RGB
from covis.views.write import write_atomically, write_png

MARKS_FILE, MANIFEST_FILE, SHEET_FILE = "marks.json", "manifest.json", "sheet.png"

OURS = re.compile(r"(view|raw|mask)_\d{3,}\.png|marks\.json|manifest\.json|masks\.json|sheet\.png")


@dataclass(frozen=True, eq=False)
class MarkedViews:
    """Kept views with their marks.

    Attributes:
        images: The marked pictures, each uint8 (H, W, 3).
        views: What each picture shows, by increasing index.
        marks: All marks; `view` is the index of one of `views`, and no number stands twice in a view.
        objects: What is known of each number; every number that is marked has one.
        labels: For each view int32 (H, W), k where number k's object is; None where only points are known.
        raw: The unmarked pictures; None when they were not kept.
        manifest: How this was made: source, settings, versions. JSON values only.

    Raises:
        ValueError: If the parts disagree.
    """

    images: tuple[RGB, ...]
    views: tuple[ViewInfo, ...]
    marks: tuple[Mark, ...]
    objects: tuple[MarkedObject, ...]
    labels: tuple[LabelMap, ...] | None = None
    raw: tuple[RGB, ...] | None = None
    manifest: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        indices = [v.index for v in self.views]
        if not indices or indices != sorted(set(indices)):
            raise ValueError("views must be at least one, by increasing index")
        for pictures in (self.images, self.raw):
            if pictures is not None:
                self._check_arrays(pictures, np.dtype(np.uint8), (3,))
        if self.labels is not None:
            self._check_arrays(self.labels, np.dtype(np.int32), ())
        if not {m.view for m in self.marks} <= set(indices):
            raise ValueError("a mark is on a view that is not there")
        if len({(m.view, m.number) for m in self.marks}) < len(self.marks):
            raise ValueError("a number stands twice in one view")
        numbers = [o.number for o in self.objects]
        if len(set(numbers)) < len(numbers) or not {m.number for m in self.marks} <= set(numbers):
            raise ValueError("objects must name each marked number once")
        if json.loads(json.dumps(self.manifest)) != self.manifest:
            raise ValueError("the manifest must hold JSON values only")

    def _check_arrays(
        self, arrays: Sequence[NDArray[Any]], dtype: np.dtype[Any], tail: tuple[int, ...]
    ) -> None:
        shapes = [(v.size_px[1], v.size_px[0], *tail) for v in self.views]
        if [a.shape for a in arrays] != shapes or any(a.dtype != dtype for a in arrays):
            raise ValueError(f"there must be one {dtype} array for each view, with the view's size")

    @property
    def captions(self) -> tuple[str, ...]:
        """A line under each view of the contact sheet: its place here, and its time or name."""
        return tuple(
            f"view {i}  ·  {v.name if v.time_s is None else f'{v.time_s:.1f} s'}"
            for i, v in enumerate(self.views)
        )

    def marks_on(self, position: int) -> tuple[Mark, ...]:
        """The marks of the view at a place in `views`, by number."""
        index = self.views[position].index
        return tuple(sorted((m for m in self.marks if m.view == index), key=lambda m: m.number))

    def sheet(self) -> RGB:
        """All marked views on one page, uint8 (H, W, 3)."""
        return contact_sheet(self.images, self.captions)

    def save(
        self, folder: str | Path, masks: MasksAs | None = None, sheet: bool = True, raw: bool = False
    ) -> None:
        """Write `view_000.png` and so on, `marks.json`, `manifest.json` and what else is asked for.

        The folder appears as a whole or not at all; one that covis wrote before is replaced.

        Args:
            folder: Where to; made with its parents.
            masks: Whether to store the masks too: `rle` (COCO run lengths in `masks.json`) or `png`
                (palette pictures `mask_000.png` and so on).
            sheet: Whether to write the contact sheet `sheet.png`.
            raw: Whether to write the unmarked views as `raw_000.png` and so on.

        Raises:
            CovisError: If the folder cannot be written or holds other files, or if masks or raw views are
                asked for that are not there.
        """
        if masks not in (None, "rle", "png"):
            raise CovisError(f"Masks cannot be saved as {masks!r}; choose rle or png.")
        if masks and self.labels is None:
            raise CovisError("There are no masks to save, for these marks are points only; leave masks out.")
        if raw and self.raw is None:
            raise CovisError("There are no unmarked views to save; mark the source again and save those.")
        with whole_folder(Path(folder), OURS) as out:
            for i, image in enumerate(self.images):
                write_png(out / f"view_{i:03d}.png", image)
            for i, image in enumerate(self.raw or () if raw else ()):
                write_png(out / f"raw_{i:03d}.png", image)
            if masks and self.labels is not None:
                write_masks(out, self.labels, self._numbers(), masks)
            if sheet:
                write_png(out / SHEET_FILE, self.sheet())
            marks = marks_json(self.views, self.marks, self.objects, masks, raw)
            write_atomically(out / MARKS_FILE, _encoded(marks))
            manifest = json.dumps(self.manifest, indent=2, ensure_ascii=False) + "\n"
            write_atomically(out / MANIFEST_FILE, _encoded(manifest))

    def _numbers(self) -> list[int]:
        return [o.number for o in self.objects]

    @classmethod
    def load(cls, folder: str | Path) -> MarkedViews:
        """What `save` wrote, with the masks and raw views that it stored.

        Raises:
            CovisError: If a file is missing, broken, or does not fit the others; names file and field.
        """
        folder = Path(folder)
        file = read_marks_file(folder / MARKS_FILE)
        images = tuple(read_image(folder / f"view_{i:03d}.png", None) for i in range(len(file.views)))
        raw = [
            read_image(folder / f"raw_{i:03d}.png", None) for i in range(len(file.views) if file.raw else 0)
        ]
        views = tuple(
            ViewInfo(v.index, v.name or str(v.index), v.time_s, v.size_px or (i.shape[1], i.shape[0]))
            for v, i in zip(file.views, images, strict=True)
        )
        sizes = [v.size_px for v in views]
        numbers = [o.number for o in file.objects]
        try:
            return cls(
                images=images,
                views=views,
                marks=tuple(_full(m, folder / MARKS_FILE) for m in file.marks),
                objects=file.objects,
                labels=read_masks(folder, sizes, numbers, file.masks) if file.masks else None,
                raw=tuple(raw) if file.raw else None,
                manifest=_manifest(folder / MANIFEST_FILE),
            )
        except ValueError as error:
            raise CovisError(f"{folder} does not fit together: {error}; mark the source again.") from error


def _full(mark: WrittenMark, path: Path) -> Mark:
    if mark.diameter_px is None or mark.colour is None:
        missing = "diameter_px" if mark.diameter_px is None else "colour"
        raise CovisError(
            f"{path}: the mark of number {mark.number} on view {mark.view} has no {missing}; "
            f"draw the marks again with the tracker marks:{path}."
        )
    return Mark(
        number=mark.number,
        track=mark.track,
        view=mark.view,
        x_px=mark.x_px,
        y_px=mark.y_px,
        diameter_px=mark.diameter_px,
        confidence=mark.confidence,
        colour=mark.colour,
        points_to_px=mark.points_to_px,
    )


def _encoded(json_text: str) -> bytes:
    """JSON as UTF-8. File names that are not UTF-8 hold lone surrogates, which JSON can escape."""
    return json_text.encode("utf-8", errors="backslashreplace")


def _manifest(path: Path) -> dict[str, object]:
    document = read_json(path)
    if not isinstance(document.value, dict):
        raise document.error("an object")
    return document.value
