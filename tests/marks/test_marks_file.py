"""marks.json: what covis writes it reads, what people write by hand too, and nothing else."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covis.errors import CovisError
from covis.marks.json_reader import parse_json
from covis.marks.mark_types import Mark, MarkedObject, ViewInfo
from covis.marks.marks_file import MarksFile, WrittenMark, WrittenView, marks_json, marks_of, read_marks_file

LEAST = '{"views": [{"index": 0, "marks": [{"number": 1, "x_px": 320, "y_px": 200}]}]}'

FULL: dict[str, Any] = {
    "format": 1,
    "views": [
        {"index": 0, "name": "a.jpg", "time_s": None, "width_px": 640, "height_px": 480, "marks": []},
        {
            "index": 7,
            "name": "000007",
            "time_s": 0.25,
            "width_px": 640,
            "height_px": 480,
            "marks": [
                {
                    "number": 2,
                    "track": 12,
                    "x_px": 10.5,
                    "y_px": 20,
                    "diameter_px": 38.4,
                    "confidence": 0.75,
                    "colour": [1, 2, 255],
                    "points_to_px": [30, 40.5],
                },
                {"number": 1, "x_px": 320, "y_px": 200},
            ],
        },
    ],
    "objects": [
        {"number": 2, "track": 12, "confidence": 0.5, "thingness": 0.25, "frames": 40, "label": "mug"},
        {"number": 3},
    ],
    "masks": "rle",
    "raw": True,
}


def parsed(text: str) -> MarksFile:
    return marks_of(parse_json(text, "marks.json"))


def test_the_least_file() -> None:
    assert parsed(LEAST) == MarksFile(
        views=(WrittenView(0, None, None, None),),
        marks=(WrittenMark(1, 1, 0, 320, 200, 1.0, None, None, None),),
        objects=(MarkedObject(1, 1, 1.0, 1.0, 1),),
        masks=None,
        raw=False,
    )


def test_a_full_file() -> None:
    file = parsed(json.dumps(FULL))
    assert file.views == (
        WrittenView(0, "a.jpg", None, (640, 480)),
        WrittenView(7, "000007", 0.25, (640, 480)),
    )
    assert file.marks[0] == WrittenMark(2, 12, 7, 10.5, 20, 0.75, 38.4, (1, 2, 255), (30, 40.5))
    assert [o.number for o in file.objects] == [1, 2, 3]
    assert file.objects[1] == MarkedObject(2, 12, 0.5, 0.25, 40, "mug")
    assert (file.masks, file.raw) == ("rle", True)


COORDINATE = st.floats(-1e9, 1e9) | st.integers(-(10**6), 10**6)
UNIT = st.floats(0, 1)
POINT = st.tuples(COORDINATE, COORDINATE)
BYTE = st.integers(0, 255)


@st.composite
def contents(draw: st.DrawFn) -> tuple[list[ViewInfo], list[Mark], list[MarkedObject]]:
    indices = sorted(draw(st.sets(st.integers(0, 10**6), min_size=1, max_size=4)))
    numbers = sorted(draw(st.sets(st.integers(1, 10**6), max_size=4)))
    text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
    side = st.integers(1, 10**5)
    views = [
        ViewInfo(i, draw(text), draw(st.none() | st.floats(0, 1e6)), (draw(side), draw(side)))
        for i in indices
    ]
    marks = [
        Mark(
            number=n,
            track=draw(st.integers(1, 2**31 - 1)),
            view=i,
            x_px=draw(COORDINATE),
            y_px=draw(COORDINATE),
            diameter_px=draw(st.floats(1, 1e4)),
            confidence=draw(UNIT),
            colour=draw(st.tuples(BYTE, BYTE, BYTE)),
            points_to_px=draw(st.none() | POINT),
        )
        for i in indices
        for n in (sorted(draw(st.sets(st.sampled_from(numbers)))) if numbers else [])
    ]
    objects = [
        MarkedObject(
            n,
            draw(st.integers(1, 99)),
            draw(UNIT),
            draw(UNIT),
            draw(st.integers(0, 99)),
            draw(st.none() | text),
        )
        for n in numbers
    ]
    return views, marks, objects


@settings(max_examples=80, deadline=None)
@given(contents(), st.sampled_from([None, "rle", "png"]), st.booleans())
def test_what_is_written_is_read_exactly(
    content: tuple[list[ViewInfo], list[Mark], list[MarkedObject]], masks: Any, raw: bool
) -> None:
    views, marks, objects = content
    file = parsed(marks_json(views, marks, objects, masks, raw))
    assert [(v.index, v.name, v.time_s, v.size_px) for v in file.views] == [
        (v.index, v.name, v.time_s, v.size_px) for v in views
    ]
    assert [Mark(**vars(m)) for m in file.marks] == marks
    assert list(file.objects) == objects
    assert (file.masks, file.raw) == (masks, raw)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1, column 1 is not JSON"),
        ("{", "line 1, column 2 is not JSON"),
        ("[]", "the document must be an object"),
        ("{}", "the document must be an object with the key 'views'"),
        ('{"views": {}}', "views must be a list"),
        ('{"views": []}', "views must be a list of at least one view"),
        ('{"views": [3]}', r"views\[0\] must be an object"),
        ('{"views": [{"index": 0}]}', r"views\[0\] must be an object with the key 'marks'"),
        (
            '{"views": [{"index": 0, "marks": []}, {"index": 0, "marks": []}]}',
            r"views\[1\] must be a view whose",
        ),
        ('{"views": [{"index": -1, "marks": []}]}', r"views\[0\]\.index must be a whole number in 0"),
        ('{"views": [{"index": true, "marks": []}]}', r"views\[0\]\.index must be a whole number"),
        ('{"views": [{"index": 0.0, "marks": []}]}', r"views\[0\]\.index must be a whole number"),
        (
            '{"views": [{"index": 0, "marks": [], "mark": 1}]}',
            r"views\[0\] must be an object without the key 'mark'",
        ),
        ('{"views": [{"index": 0, "marks": [], "width_px": 9}]}', "both width_px and height_px"),
        (LEAST.replace("320", "NaN"), "not JSON that covis reads"),
        (LEAST.replace("320", "1e999"), r"views\[0\]\.marks\[0\]\.x_px must be a number"),
        (LEAST.replace("320", "1" * 5000), "not JSON that covis reads"),
        (LEAST.replace("320", "1" * 400), r"x_px must be a number of a sensible size"),
        (LEAST.replace("320", '"320"'), r"views\[0\]\.marks\[0\]\.x_px must be a number"),
        (LEAST.replace('"number": 1', '"number": 0'), r"marks\[0\]\.number must be a whole number in 1"),
        (LEAST.replace('"x_px": 320', '"x_px": 1, "x_px": 2'), "a key stands twice"),
        (LEAST.replace('"y_px"', '"diameter_px": 0, "y_px"'), "diameter_px must be greater than 0"),
        (LEAST.replace('"y_px"', '"colour": [1, 2], "y_px"'), "colour must be a list of red, green and blue"),
        (
            LEAST.replace('"y_px"', '"colour": [1, 2, 256], "y_px"'),
            r"colour\[2\] must be a whole number in 0..255",
        ),
        (LEAST.replace('"y_px"', '"points_to_px": [1], "y_px"'), "points_to_px must be a list of x and y"),
        (LEAST.replace('"y_px"', '"confidence": 1.5, "y_px"'), r"confidence must be a number in 0..1"),
        (LEAST[:-1] + ', "format": 2}', "format must be 1"),
        (LEAST[:-1] + ', "masks": "jpg"}', 'masks must be "rle", "png" or null'),
        (LEAST[:-1] + ', "raw": 1}', "raw must be true or false"),
        (LEAST[:-1] + ', "objects": [{"number": 1}, {"number": 1}]}', "without two objects of one number"),
        ("[" * 100_000, "not JSON that covis reads"),
    ],
)
def test_mistakes_are_told_with_file_and_field(text: str, told: str) -> None:
    with pytest.raises(CovisError, match=told) as caught:
        parsed(text)
    assert str(caught.value).startswith("marks.json")
    assert "\n" not in str(caught.value)


def test_one_number_twice_in_a_view() -> None:
    document = json.loads(LEAST)
    document["views"][0]["marks"] *= 2
    with pytest.raises(CovisError, match=r"views\[0\]\.marks\[1\] must be the only mark of number 1"):
        parsed(json.dumps(document))


def test_missing_and_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(CovisError, match="does not exist"):
        read_marks_file(tmp_path / "marks.json")
    with pytest.raises(CovisError, match="cannot be read"):
        read_marks_file(tmp_path)
    (tmp_path / "marks.json").write_bytes(b"\xff\xfe{")
    with pytest.raises(CovisError, match="not text in UTF-8"):
        read_marks_file(tmp_path / "marks.json")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all values inside a document."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [p for key, v in inside for p in [(*path, key), *places(v, (*path, key))]]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_change_of_a_file_is_read_or_refused(data: st.DataObject) -> None:
    document = copy.deepcopy(FULL)
    for _ in range(data.draw(st.integers(1, 3))):
        if not (at := places(document)):
            break
        *path, key = data.draw(st.sampled_from(at))
        holder: Any = document
        for step in path:
            holder = holder[step]
        if data.draw(st.booleans()):
            holder[key] = data.draw(JSON)
        else:
            del holder[key]
    try:
        file = parsed(json.dumps(document))
    except CovisError as error:
        assert str(error).startswith("marks.json")  # noqa: PT017 - either outcome is right
        return
    assert {m.number for m in file.marks} <= {o.number for o in file.objects}


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(LEAST)), st.integers(0, 6), st.text(max_size=6))
def test_any_slip_of_the_pen_is_read_or_refused(at: int, gone: int, typed: str) -> None:
    try:
        parsed(LEAST[:at] + typed + LEAST[at + gone :])
    except CovisError as error:
        assert str(error).startswith("marks.json")  # noqa: PT017
