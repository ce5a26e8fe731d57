"""Marked views keep together in memory and on disk."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from covis.errors import CovisError
from covis.marks.mark_types import Mark
from covis.marks.marked_views import MarkedViews
from covis.tracks.masks.tracker import open_masks


def same(a: tuple[np.ndarray, ...] | None, b: tuple[np.ndarray, ...] | None) -> bool:
    if a is None or b is None:
        return a is b
    return len(a) == len(b) and all(
        x.dtype == y.dtype and np.array_equal(x, y) for x, y in zip(a, b, strict=True)
    )


@pytest.mark.parametrize("masks", [None, "rle", "png"])
@pytest.mark.parametrize("raw", [False, True])
def test_a_saved_folder_loads_exactly(marked: MarkedViews, tmp_path: Path, masks: Any, raw: bool) -> None:
    marked.save(tmp_path / "a b", masks=masks, raw=raw)
    loaded = MarkedViews.load(tmp_path / "a b")
    assert same(loaded.images, marked.images)
    assert same(loaded.raw, marked.raw if raw else None)
    assert same(loaded.labels, marked.labels if masks else None)
    for part in ("views", "marks", "objects", "manifest"):
        assert getattr(loaded, part) == getattr(marked, part)


def test_the_files_of_a_folder(marked: MarkedViews, tmp_path: Path) -> None:
    def names(**options: Any) -> set[str]:
        marked.save(tmp_path / "out", **options)
        return {p.name for p in (tmp_path / "out").iterdir()}

    least = {"view_000.png", "view_001.png", "marks.json", "manifest.json"}
    assert names(sheet=False) == least
    assert names() == least | {"sheet.png"}
    assert names(masks="rle") == least | {"sheet.png", "masks.json"}
    assert names(masks="png", raw=True, sheet=False) == least | {
        "mask_000.png",
        "mask_001.png",
        "raw_000.png",
        "raw_001.png",
    }
    assert {p.name for p in tmp_path.iterdir()} == {"out"}


def test_saving_twice_gives_the_same_bytes(marked: MarkedViews, tmp_path: Path) -> None:
    for name in ("a", "b"):
        marked.save(tmp_path / name, masks="rle", raw=True)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_masks_can_be_given_back_to_the_masks_tracker(marked: MarkedViews, tmp_path: Path) -> None:
    marked.save(tmp_path / "out", masks="rle")
    assert marked.labels
    for mine, read in zip(marked.labels, open_masks(tmp_path / "out" / "masks.json").stream(), strict=True):
        assert read is not None
        assert np.array_equal(mine, read)


@pytest.mark.parametrize("masks", ["rle", "png"])
def test_views_in_which_nothing_was_found(marked: MarkedViews, tmp_path: Path, masks: Any) -> None:
    empty = tuple(np.zeros_like(m) for m in marked.labels or ())
    for objects in ((), marked.objects):
        bare = replace(marked, marks=(), objects=objects, labels=empty)
        bare.save(tmp_path / "out", masks=masks)
        assert same(MarkedViews.load(tmp_path / "out").labels, empty)


def test_numbers_beyond_eight_bits(marked: MarkedViews, tmp_path: Path) -> None:
    assert marked.labels
    many = replace(
        marked,
        labels=tuple(np.where(m == 1, 300, m).astype(np.int32) for m in marked.labels),
        objects=(*marked.objects, replace(marked.objects[0], number=300)),
    )
    for how in ("rle", "png"):
        many.save(tmp_path / how, masks=how)  # type: ignore[arg-type]
        assert same(MarkedViews.load(tmp_path / how).labels, many.labels)
    beyond = replace(many, objects=(*many.objects, replace(many.objects[0], number=70000)))
    with pytest.raises(CovisError, match="save the masks as rle"):
        beyond.save(tmp_path / "png", masks="png")


def test_file_names_that_are_not_utf8(marked: MarkedViews, tmp_path: Path) -> None:
    views = (marked.views[0], replace(marked.views[1], name="\udcff é.jpg"))
    replace(marked, views=views, manifest={"source": "\udcff"}).save(tmp_path / "out")
    loaded = MarkedViews.load(tmp_path / "out")
    assert loaded.views == views
    assert loaded.manifest == {"source": "\udcff"}


def test_captions_and_marks_by_view(marked: MarkedViews) -> None:
    assert marked.captions == ("view 0  ·  0.1 s", "view 1  ·  schön.jpg")
    assert [m.number for m in marked.marks_on(0)] == [1]
    assert [m.number for m in marked.marks_on(1)] == [1, 2]
    assert marked.sheet().shape[2] == 3


def test_what_is_not_there_cannot_be_saved(marked: MarkedViews, tmp_path: Path) -> None:
    points = replace(marked, labels=None, raw=None)
    with pytest.raises(CovisError, match="no masks to save"):
        points.save(tmp_path / "out", masks="rle")
    with pytest.raises(CovisError, match="no unmarked views"):
        points.save(tmp_path / "out", raw=True)
    with pytest.raises(CovisError, match="choose rle or png"):
        marked.save(tmp_path / "out", masks="jpg")  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


def test_a_failed_save_leaves_the_earlier_folder(
    marked: MarkedViews, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked.save(tmp_path / "out")
    before = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}

    def full(*_: object) -> None:
        raise CovisError("the disk is full")

    monkeypatch.setattr("covis.marks.marked_views.write_atomically", full)
    with pytest.raises(CovisError, match="full"):
        marked.save(tmp_path / "out")
    assert {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"views": ()}, "at least one"),
        ({"images": ()}, "one uint8 array for each view"),
        ({"images": (np.zeros((3, 3, 3), np.uint8),) * 2}, "the view's size"),
        ({"labels": (np.zeros((120, 160), np.uint8),) * 2}, "one int32 array"),
        ({"marks": (Mark(1, 1, 5, 0, 0, 9, 1, (0, 0, 0)),)}, "a view that is not there"),
        ({"marks": (Mark(1, 1, 3, 0, 0, 9, 1, (0, 0, 0)),) * 2}, "stands twice"),
        ({"objects": ()}, "name each marked number once"),
        ({"manifest": {"a": (1, 2)}}, "JSON values only"),
    ],
)
def test_parts_must_agree(marked: MarkedViews, change: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        replace(marked, **change)
    with pytest.raises(ValueError, match="increasing"):
        replace(marked, views=marked.views[::-1])


@pytest.mark.parametrize(
    "change",
    [
        {"number": 0},
        {"view": -1},
        {"x_px": float("nan")},
        {"points_to_px": (0.0, float("inf"))},
        {"diameter_px": 0},
        {"confidence": 1.1},
        {"colour": (0, 0, 256)},
    ],
)
def test_marks_are_in_range(marked: MarkedViews, change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must be"):
        replace(marked.marks[0], **change)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("marks.json", None, "marks.json does not exist"),
        ("manifest.json", None, "manifest.json does not exist"),
        ("manifest.json", b"[]", "the document must be an object"),
        ("view_001.png", None, "view_001.png"),
        ("view_001.png", b"\x89PNG\r\n", "view_001.png"),
        ("raw_000.png", None, "raw_000.png"),
        ("masks.json", b"{}", "masks.json"),
        ("masks.json", None, "masks.json"),
        ("masks.json", b'{"annotations":[{"id":1,"segmentations":[null]}]}', "1 views instead of 2"),
        (
            "masks.json",
            b'{"annotations":[{"id":1,"segmentations":[{"size":[1,1],"counts":[1]},null]}]}',
            "size",
        ),
    ],
)
def test_broken_folders(
    marked: MarkedViews, tmp_path: Path, name: str, content: bytes | None, told: str
) -> None:
    marked.save(tmp_path / "out", masks="rle", raw=True)
    if content is None:
        (tmp_path / "out" / name).unlink()
    else:
        (tmp_path / "out" / name).write_bytes(content)
    with pytest.raises(CovisError, match=told):
        MarkedViews.load(tmp_path / "out")


def test_a_mark_written_by_hand_must_be_drawn_first(marked: MarkedViews, tmp_path: Path) -> None:
    marked.save(tmp_path / "out")
    path = tmp_path / "out" / "marks.json"
    document = json.loads(path.read_text())
    document["views"][0]["marks"].append({"number": 5, "x_px": 3, "y_px": 4})
    path.write_text(json.dumps(document))
    with pytest.raises(CovisError, match="number 5 on view 3 has no diameter_px; draw the marks again"):
        MarkedViews.load(tmp_path / "out")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["marks.json", "manifest.json", "masks.json"]), st.data())
def test_any_damage_is_read_or_refused(
    marked: MarkedViews, tmp_path: Path, name: str, data: st.DataObject
) -> None:
    marked.save(tmp_path / "out", masks="rle", sheet=False)
    path = tmp_path / "out" / name
    content = path.read_bytes()
    at, gone = data.draw(st.integers(0, len(content))), data.draw(st.integers(0, 40))
    path.write_bytes(content[:at] + data.draw(st.binary(max_size=8)) + content[at + gone :])
    try:
        MarkedViews.load(tmp_path / "out")
    except CovisError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either outcome is right
