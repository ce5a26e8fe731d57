"""From a source to marked views, with a scripted tracker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import covis
from covis.errors import CovisError
from covis.marks.marked_views import MarkedViews
from covis.marks.style import MarkStyle
from covis.views.source import open_views
from covis.views.write import write_png


def test_the_same_number_on_the_same_object(frames: np.ndarray, scripted: Callable[..., Any]) -> None:
    told: list[tuple[int, int]] = []
    tracker = scripted()
    marked = covis.mark(
        frames, frames=4, tracker=tracker, progress=lambda done, all_: told.append((done, all_))
    )
    assert tracker.kept == [0, 3, 6, 9]
    assert [v.index for v in marked.views] == [0, 3, 6, 9]
    # 7 is more of a thing than 4; 9 is seen once only.
    assert [(o.number, o.track) for o in marked.objects] == [(1, 7), (2, 4)]
    assert {(m.number, m.track) for m in marked.marks} == {(1, 7), (2, 4)}
    assert [(m.view, m.x_px, m.y_px) for m in marked.marks if m.number == 1] == [
        (v, 40 + 2 * v, 30) for v in (0, 3, 6, 9)
    ]
    assert marked.labels is not None
    for mark, labels in ((m, marked.labels[i]) for i in range(4) for m in marked.marks_on(i)):
        assert labels[int(mark.y_px), int(mark.x_px)] == mark.number
    assert told[-1] == (10, 10)


def test_pictures_are_changed_at_the_marks_only(frames: np.ndarray, scripted: Callable[..., Any]) -> None:
    marked = covis.mark(frames, frames=3, tracker=scripted())
    assert marked.raw is not None
    rows, columns = np.mgrid[:120, :160]
    for i, (image, raw) in enumerate(zip(marked.images, marked.raw, strict=True)):
        assert (raw == frames[marked.views[i].index]).all()
        near = np.zeros((120, 160), bool)
        for m in marked.marks_on(i):
            near |= np.hypot(columns - m.x_px, rows - m.y_px) <= m.diameter_px / 2 + 1
        assert not (image != raw).any(axis=2)[~near].any()
        assert (image != raw).any()


def test_one_number_has_one_colour(frames: np.ndarray, scripted: Callable[..., Any]) -> None:
    marked = covis.mark(frames, tracker=scripted())
    colours = {n: {m.colour for m in marked.marks if m.number == n} for n in (1, 2)}
    assert [len(c) for c in colours.values()] == [1, 1]
    assert colours[1] != colours[2]


def test_unsure_occurrences_are_not_marked(frames: np.ndarray, scripted: Callable[..., Any]) -> None:
    marked = covis.mark(frames, frames=3, tracker=scripted({(0, 7): 0.49, (9, 4): 0.5}))
    assert [v.index for v in marked.views] == [0, 5, 9]
    assert sorted((m.view, m.track) for m in marked.marks) == [(0, 4), (5, 4), (5, 7), (9, 4), (9, 7)]
    [seven] = [o.number for o in marked.objects if o.track == 7]
    assert marked.labels is not None
    assert not (marked.labels[0] == seven).any()
    sure = covis.mark(frames, frames=3, tracker=scripted({(0, 7): 0.49}), min_confidence=0.4)
    assert len(sure.marks) == 6


def test_k_and_rules(frames: np.ndarray, scripted: Callable[..., Any]) -> None:
    assert {m.track for m in covis.mark(frames, marks=1, tracker=scripted()).marks} == {7}
    papers = covis.mark(frames, tracker=scripted(), select="paper", place="center")
    assert [o.track for o in papers.objects] == [4, 7, 9]


@pytest.mark.parametrize("kind", ["circle", "outline", "outline+circle", "box", "mask"])
def test_all_styles(frames: np.ndarray, scripted: Callable[..., Any], kind: Any) -> None:
    style = MarkStyle(kind, diameter=20, frame_number=True)
    marked = covis.mark(frames, frames=2, tracker=scripted(), style=style)
    assert {m.diameter_px for m in marked.marks} == {20}
    assert marked.manifest["settings"]["style"] == {"kind": kind, "diameter": 20, "frame_number": True}  # type: ignore[index]


def test_how_many_views_are_kept(frames: np.ndarray, scripted: Callable[..., Any]) -> None:
    def kept(source: Any, **options: Any) -> int:
        return len(covis.mark(source, tracker=scripted(), **options).views)

    assert kept(frames) == 8
    assert kept(frames[:3]) == 3
    assert kept(frames[:1]) == 1
    assert kept(open_views(frames, ordered=False)) == 10
    assert kept(open_views(frames, ordered=False), frames=4) == 4


def test_views_of_different_sizes(frames: np.ndarray, scripted: Callable[..., Any]) -> None:
    pictures = [frames[0], frames[1][:, :100], frames[2][:90]]
    marked = covis.mark(pictures, tracker=scripted())
    assert [v.size_px for v in marked.views] == [(160, 120), (100, 120), (160, 90)]
    assert len(marked.marks) == 6


def test_what_made_it_is_recorded_in_full(frames: np.ndarray, scripted: Callable[..., Any]) -> None:
    views = open_views(frames)
    marked = covis.mark(views, frames=3, tracker=scripted(), min_confidence=0.25)
    assert marked.manifest["source"] == {"name": views.name, "sha256": views.fingerprint(), "views": 10}
    options = {
        "frames",
        "marks",
        "tracker",
        "sampler",
        "start_s",
        "end_s",
        "ordered",
        "select",
        "place",
        "style",
    }
    settings = marked.manifest["settings"]
    assert isinstance(settings, dict)
    assert set(settings) == options | {"min_confidence"}
    assert settings["min_confidence"] == 0.25
    assert covis.mark(views, frames=3, tracker=scripted(), min_confidence=0.25).manifest == marked.manifest


def test_nothing_found_is_no_error(frames: np.ndarray, scripted: Callable[..., Any], tmp_path: Path) -> None:
    marked = covis.mark(frames, frames=2, tracker=scripted(), min_confidence=1.0)
    assert marked.marks == marked.objects == ()
    marked.save(tmp_path / "out", masks="rle")
    assert MarkedViews.load(tmp_path / "out").marks == ()


class Never:
    def __call__(self, *_: object) -> Any:
        raise AssertionError("tracked in spite of bad settings")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"marks": 0}, "marks is 0, but at least 1"),
        ({"frames": 11}, "10 views, fewer than the 11 asked for"),
        ({"frames": 0}, "at least 1"),
        ({"select": "best"}, "no selection rule 'best'"),
        ({"place": "top"}, "no placing rule 'top'"),
        ({"sampler": "random"}, "random"),
        ({"min_confidence": 1.5}, "within 0..1"),
        ({"min_confidence": float("nan")}, "within 0..1"),
        ({"tracker": "yolo"}, "no tracker 'yolo'; the known ones are auto, flow, match"),
        ({"tracker": "masks"}, "masks:PATH"),
        ({"tracker": "masks:"}, "ends with a colon"),
        ({"start_s": 1.0}, "video"),
    ],
)
def test_bad_settings_are_told_before_any_work(
    frames: np.ndarray, options: dict[str, Any], told: str
) -> None:
    with pytest.raises(CovisError, match=told):
        covis.mark(frames, **{"tracker": Never(), **options})


def test_precomputed_masks(frames: np.ndarray, scripted: Callable[..., Any], tmp_path: Path) -> None:
    marked = covis.mark(frames, frames=4, tracker=scripted())
    marked.save(tmp_path / "out", masks="rle")
    again = covis.mark(frames, frames=4, tracker=f"masks:{tmp_path / 'out' / 'masks.json'}", select="paper")
    assert again.labels is not None
    assert {o.track for o in again.objects} == {1, 2}


# --- marks made by hand --------------------------------------------------------------------------------


def written(folder: Path, text: str) -> str:
    path = folder / "by hand.json"
    path.write_text(text, encoding="utf-8")
    return f"marks:{path}"


POINT = '{"number": %d, "x_px": %s, "y_px": %s}'


def by_hand(*views: tuple[int, str]) -> str:
    return '{"views": [' + ", ".join(f'{{"index": {i}, "marks": [{m}]}}' for i, m in views) + "]}"


def test_points_by_view_are_enough(frames: np.ndarray, tmp_path: Path) -> None:
    spec = written(
        tmp_path, by_hand((2, POINT % (1, 50, 60)), (7, POINT % (1, 80.5, 60) + "," + POINT % (4, 20, 20)))
    )
    marked = covis.mark(frames, tracker=spec, style=MarkStyle(diameter=24))
    assert [(m.view, m.number, m.x_px, m.diameter_px) for m in marked.marks] == [
        (2, 1, 50, 24),
        (7, 1, 80.5, 24),
        (7, 4, 20, 24),
    ]
    assert len({m.colour for m in marked.marks if m.number == 1}) == 1
    assert (marked.images[0] != frames[2]).any()
    assert marked.labels is None


def test_a_saved_file_draws_the_same_again_and_can_be_edited(
    frames: np.ndarray, scripted: Callable[..., Any], tmp_path: Path
) -> None:
    marked = covis.mark(frames, frames=4, tracker=scripted())
    marked.save(tmp_path / "out")
    path = tmp_path / "out" / "marks.json"
    again = covis.mark(frames, tracker=f"marks:{path}")
    assert again.marks == marked.marks
    assert again.objects == marked.objects
    assert all((a == b).all() for a, b in zip(again.images, marked.images, strict=True))
    text = path.read_text()
    path.write_text(text.replace('"x_px": 40,', '"x_px": 90,', 1))
    moved = covis.mark(frames, tracker=f"marks:{path}")
    assert next(m.x_px for m in moved.marks if m.number == 1) == 90
    assert (moved.images[0] != marked.images[0]).any()
    assert (moved.images[1] == marked.images[1]).all()


def test_hand_made_files_work_on_pictures_too(frames: np.ndarray, tmp_path: Path) -> None:
    paths = []
    for i in range(2):
        write_png(tmp_path / f"{i}.png", frames[i])
        paths.append(tmp_path / f"{i}.png")
    spec = written(tmp_path, by_hand((0, POINT % (1, 5, 6)), (1, POINT % (1, 7, 8))))
    assert [v.name for v in covis.mark(paths, tracker=spec).views] == ["0.png", "1.png"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (by_hand((10, POINT % (1, 5, 6))), "index 10, but .* has only 10 views"),
        (by_hand((0, POINT % (1, 160, 6))), r"number 1 on the view of index 0 is at \(160, 6\), outside"),
        (by_hand((0, POINT % (1, 5, -1))), "outside its 160×120 px"),
        (
            by_hand((0, '{"number": 1, "x_px": 5}')),
            r"views\[0\]\.marks\[0\] must be an object with the key 'y_px'",
        ),
        (by_hand((0, "")).replace('"marks"', '"width_px": 9, "height_px": 9, "marks"'), "said to have"),
    ],
)
def test_hand_made_files_that_do_not_fit(frames: np.ndarray, tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(CovisError, match=told):
        covis.mark(frames, tracker=written(tmp_path, text))


def test_points_have_no_outline(frames: np.ndarray, tmp_path: Path) -> None:
    with pytest.raises(CovisError, match="use circle"):
        covis.mark(frames, tracker=written(tmp_path, by_hand((0, ""))), style=MarkStyle("outline"))


# --- a recorded clip -----------------------------------------------------------------------------------


def test_a_recorded_clip(covis_data: Path, scripted: Callable[..., Any], tmp_path: Path) -> None:
    marked = covis.mark(covis_data / "videos" / "cups.mp4", frames=3, end_s=1.0, tracker=scripted())
    assert marked.views[0].time_s == 0
    assert len(marked.marks) >= 3
    marked.save(tmp_path / "out", masks="png", raw=True)
    loaded = MarkedViews.load(tmp_path / "out")
    assert loaded.marks == marked.marks
    assert all((a == b).all() for a, b in zip(loaded.images, marked.images, strict=True))
