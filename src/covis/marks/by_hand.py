"""Marks that somebody placed: no tracking, only drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from covis.errors import CovisError
from covis.marks.draw import draw
from covis.marks.manifest import make_manifest
from covis.marks.mark_types import Mark, ViewInfo
from covis.marks.marked_views import MarkedViews
from covis.marks.marks_file import MarksFile, WrittenMark, read_marks_file
from covis.marks.palette import PALETTE, coloured
from covis.marks.style import MarkStyle
from covis.tracks.tracks import Progress
from covis.views.provenance import sha256_of_files
from covis.views.view import RGB, View, Views


def mark_by_hand(views: Views, path: Path, style: MarkStyle, progress: Progress | None = None) -> MarkedViews:
    """Draw the marks of a `marks.json` on the views that it names.

    A file that covis wrote gives the same pictures again, with whatever was changed in it.

    Args:
        views: The views that the file's indices count.
        path: The file; see `marks_file` for what it must hold.
        style: How marks look; a diameter or colour in the file goes before it.
        progress: Told (views done, views in all).

    Raises:
        CovisError: If the file is not as it must be, names views or places that are not there, or if the
            style needs masks, which such a file does not hold.
    """
    file = read_marks_file(path)
    if style.needs_masks:
        raise CovisError(f"The style {style.kind!r} needs masks, and {path} holds points only; use circle.")
    if file.views[-1].index >= len(views):
        raise CovisError(
            f"{path} marks the view of index {file.views[-1].index}, but {views.name} has only {len(views)} "
            "views; correct the index or give the source that the marks were made for."
        )
    kept = views.pick([v.index for v in file.views])
    view_of = {v.index: v for v in kept}
    _check_sizes(file, path, view_of)
    raw = {v.index: v.image for v in kept}
    marks = _coloured(file, [_mark(m, path, view_of[m.view], style) for m in file.marks], raw)
    images: list[RGB] = []
    for i, view in enumerate(kept):
        images.append(draw(raw[view.index], [m for m in marks if m.view == view.index], None, style, i))
        if progress:
            progress(i + 1, len(kept))
    settings: dict[str, object] = {
        "tracker": "marks",
        "marks_sha256": sha256_of_files([path], "marks"),
        "style": asdict(style),
    }
    return MarkedViews(
        images=tuple(images),
        views=tuple(ViewInfo(v.index, v.name, v.time_s, v.size_px) for v in kept),
        marks=tuple(marks),
        objects=file.objects,
        raw=tuple(raw.values()),
        manifest=make_manifest(views.name, views.fingerprint(), len(views), settings),
    )


def _check_sizes(file: MarksFile, path: Path, view_of: Mapping[int, View]) -> None:
    for written in file.views:
        width, height = view_of[written.index].size_px
        if written.size_px not in (None, (width, height)):
            raise CovisError(
                f"{path}: the view of index {written.index} is said to have {written.size_px} px but has "
                f"{(width, height)}; give the source that the marks were made for."
            )


def _mark(written: WrittenMark, path: Path, view: View, style: MarkStyle) -> Mark:
    """A mark with its width, in the first colour that comes to hand."""
    width, height = view.size_px
    for x, y in ((written.x_px, written.y_px), written.points_to_px or (0, 0)):
        if not (0 <= x <= width - 1 and 0 <= y <= height - 1):
            raise CovisError(
                f"{path}: number {written.number} on the view of index {view.index} is at ({x:g}, {y:g}), "
                f"outside its {width}×{height} px; correct the coordinates."
            )
    return Mark(
        number=written.number,
        track=written.track,
        view=written.view,
        x_px=written.x_px,
        y_px=written.y_px,
        diameter_px=written.diameter_px or style.diameter_px(view.size_px),
        confidence=written.confidence,
        colour=written.colour or PALETTE[0],
        points_to_px=written.points_to_px,
    )


def _coloured(file: MarksFile, marks: Sequence[Mark], raw: Mapping[int, RGB]) -> list[Mark]:
    """The marks in the colours that the file gives; a number without any gets the one that suits it."""
    given = {w.number: w.colour for w in reversed(file.marks) if w.colour}
    return [
        replace(chosen, colour=written.colour or given.get(written.number) or chosen.colour)
        for written, chosen in zip(file.marks, coloured(marks, raw), strict=True)
    ]
