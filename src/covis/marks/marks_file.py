"""`marks.json`: the marks of a set of views as a file that people can read, edit and write by hand.

The least that it must hold:

    {"views": [{"index": 0, "marks": [{"number": 1, "x_px": 320, "y_px": 200}]}]}

`index` is the view's place in its source, from 0. Coordinates are px of the full-size view. Everything else
has a default: `track` is the number, `confidence` 1, and diameter and colour are chosen when the marks are
drawn. An unknown key is an error, so that a slip of the pen is noticed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from covis.marks.json_reader import Field, read_json
from covis.marks.mark_types import Colour, Mark, MarkedObject, Point, ViewInfo
from covis.views.view import Size

FORMAT = 1

MasksAs = Literal["rle", "png"]


@dataclass(frozen=True)
class WrittenMark:
    """A mark as the file has it; None where the file leaves the choice open. Fields as in `Mark`."""

    number: int
    track: int
    view: int
    x_px: float
    y_px: float
    confidence: float
    diameter_px: float | None
    colour: Colour | None
    points_to_px: Point | None


@dataclass(frozen=True)
class WrittenView:
    """A view as the file has it; None where the file does not say. Fields as in `ViewInfo`."""

    index: int
    name: str | None
    time_s: float | None
    size_px: Size | None


@dataclass(frozen=True)
class MarksFile:
    """What a `marks.json` holds.

    Attributes:
        views: The kept views, by increasing index.
        marks: Their marks, view by view.
        objects: What is known of each number; every number has one.
        masks: How masks are stored beside the file, or None.
        raw: Whether the unmarked views lie beside it.
    """

    views: tuple[WrittenView, ...]
    marks: tuple[WrittenMark, ...]
    objects: tuple[MarkedObject, ...]
    masks: MasksAs | None
    raw: bool


def marks_json(
    views: Sequence[ViewInfo],
    marks: Sequence[Mark],
    objects: Sequence[MarkedObject],
    masks: MasksAs | None,
    raw: bool,
) -> str:
    """The text of a `marks.json`, with one line for each mark."""
    lines = ["{", f'  "format": {FORMAT},', '  "views": [']
    for i, view in enumerate(views):
        head = {
            "index": view.index,
            "name": view.name,
            "time_s": view.time_s,
            "width_px": view.size_px[0],
            "height_px": view.size_px[1],
        }
        here = [_written(mark) for mark in marks if mark.view == view.index]
        start = f'    {_line(head)[:-1]}, "marks": ['
        end = "]}" + ("," if i + 1 < len(views) else "")
        lines += (
            [start, ",\n".join(f"      {_line(m)}" for m in here), f"    {end}"] if here else [start + end]
        )
    lines += ["  ],", '  "objects": [']
    if objects:
        lines.append(",\n".join(f"    {_line(asdict(o))}" for o in objects))
    lines += ["  ],", f'  "masks": {json.dumps(masks)},', f'  "raw": {json.dumps(raw)}', "}", ""]
    return "\n".join(lines)


def _line(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _written(mark: Mark) -> dict[str, object]:
    """A mark's fields; its view is said by where it stands, and few marks point."""
    fields = asdict(mark)
    del fields["view"]
    if mark.points_to_px is None:
        del fields["points_to_px"]
    return fields


def read_marks_file(path: Path) -> MarksFile:
    """A `marks.json`, written by covis or by hand.

    Raises:
        CovisError: If the file is missing or anything in it is not as it must be; names file and field.
    """
    return marks_of(read_json(path))


def marks_of(document: Field) -> MarksFile:
    """What the document of a `marks.json` says.

    Raises:
        CovisError: As for `read_marks_file`.
    """
    top = document.keys(("views",), ("format", "objects", "masks", "raw"))
    if "format" in top and top["format"].integer(1) != FORMAT:
        raise top["format"].error(f"{FORMAT}, the only format that this version of covis reads")
    views: list[WrittenView] = []
    marks: list[WrittenMark] = []
    for field in top["views"].items():
        view, here = _view(field)
        if views and view.index <= views[-1].index:
            raise field.error("a view whose index is above the one before it")
        views.append(view)
        marks += here
    if not views:
        raise top["views"].error("a list of at least one view")
    objects = [_object(field) for field in top["objects"].items()] if "objects" in top else []
    numbers = [o.number for o in objects]
    if len(set(numbers)) < len(numbers):
        raise top["objects"].error("a list without two objects of one number")
    bare = {m.number: m.track for m in marks if m.number not in numbers}
    objects += [_unknown(number, track, marks) for number, track in bare.items()]
    return MarksFile(
        views=tuple(views),
        marks=tuple(marks),
        objects=tuple(sorted(objects, key=lambda o: o.number)),
        masks=top["masks"].none_or(lambda: _masks(top["masks"])) if "masks" in top else None,
        raw="raw" in top and top["raw"].truth(),
    )


def _masks(field: Field) -> MasksAs:
    match field.text():
        case "rle":
            return "rle"
        case "png":
            return "png"
    raise field.error('"rle", "png" or null')


def _view(field: Field) -> tuple[WrittenView, list[WrittenMark]]:
    had = field.keys(("index", "marks"), ("name", "time_s", "width_px", "height_px"))
    size = (had["width_px"].integer(1), had["height_px"].integer(1)) if _both(field, had) else None
    index = had["index"].integer(0)
    view = WrittenView(
        index=index,
        name=had["name"].text() if "name" in had else None,
        time_s=had["time_s"].none_or(had["time_s"].number) if "time_s" in had else None,
        size_px=size,
    )
    marks: list[WrittenMark] = []
    for item in had["marks"].items():
        mark = _mark(item, index)
        if mark.number in {m.number for m in marks}:
            raise item.error(f"the only mark of number {mark.number} in its view")
        marks.append(mark)
    return view, marks


def _both(field: Field, had: dict[str, Field]) -> bool:
    if ("width_px" in had) != ("height_px" in had):
        raise field.error("an object with both width_px and height_px, or neither")
    return "width_px" in had


def _mark(field: Field, view: int) -> WrittenMark:
    had = field.keys(
        ("number", "x_px", "y_px"), ("track", "diameter_px", "confidence", "colour", "points_to_px")
    )
    number = had["number"].integer(1)
    return WrittenMark(
        number=number,
        track=had["track"].integer(1) if "track" in had else number,
        view=view,
        x_px=had["x_px"].number(),
        y_px=had["y_px"].number(),
        confidence=had["confidence"].number(0, 1) if "confidence" in had else 1.0,
        diameter_px=_diameter(had["diameter_px"]) if "diameter_px" in had else None,
        colour=_colour(had["colour"]) if "colour" in had else None,
        points_to_px=_point(had["points_to_px"]) if "points_to_px" in had else None,
    )


def _diameter(field: Field) -> float:
    value = field.number(0, 1e5)
    if not value:
        raise field.error("greater than 0")
    return value


def _colour(field: Field) -> Colour:
    channels = [item.integer(0, 255) for item in field.items()]
    if len(channels) != 3:
        raise field.error("a list of red, green and blue")
    return channels[0], channels[1], channels[2]


def _point(field: Field) -> Point:
    values = [item.number() for item in field.items()]
    if len(values) != 2:
        raise field.error("a list of x and y")
    return values[0], values[1]


def _object(field: Field) -> MarkedObject:
    had = field.keys(("number",), ("track", "confidence", "thingness", "frames", "label"))
    number = had["number"].integer(1)
    return MarkedObject(
        number=number,
        track=had["track"].integer(1) if "track" in had else number,
        confidence=had["confidence"].number(0, 1) if "confidence" in had else 1.0,
        thingness=had["thingness"].number(0, 1) if "thingness" in had else 1.0,
        frames=had["frames"].integer(0) if "frames" in had else 0,
        label=had["label"].none_or(had["label"].text) if "label" in had else None,
    )


def _unknown(number: int, track: int, marks: Sequence[WrittenMark]) -> MarkedObject:
    """What is known of a number that the file only marks: somebody chose it, in so many views."""
    return MarkedObject(number, track, 1.0, 1.0, sum(m.number == number for m in marks))
