from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from covis.benchmarks.experiment.shown import may_thin, source_of, with_views
from covis.errors import CovisError
from covis.prompts.sample import PairActions, Sample

ROOM = Sample(
    id="s",
    scene="s",
    task="t",
    category="t",
    images=("0.png", "1.png", "2.png", "3.png"),
    question="Is the lamp left of the door?",
    options=("yes", "no"),
    answer="A",
    answer_kind="choice",
    video="clip.mp4",
    frames=(0, 10, 20, 30),
    depth=("d0", "d1", "d2", "d3"),
    actions=(PairActions(0, 1, "a"), PairActions(0, 3, "b"), PairActions(1, 2, "c")),
)


@pytest.mark.parametrize("path", ["/etc/passwd", "../x.png", "a/../../x", "a\\..\\..\\x", "C:\\x", "a\0b"])
def test_a_path_that_leaves_the_root_is_refused(path: str, tmp_path: Path) -> None:
    with pytest.raises(CovisError, match="leaves the media folder"):
        source_of(replace(ROOM, video=None, frames=(), images=(path,) * 4), tmp_path)


@pytest.mark.parametrize("path", ["", ".", "./"])
def test_a_path_without_a_name_is_refused(path: str, tmp_path: Path) -> None:
    with pytest.raises(CovisError, match="a file without a name"):
        source_of(replace(ROOM, video=None, frames=(), images=(path,) * 4), tmp_path)


def test_sources(tmp_path: Path) -> None:
    filmed = source_of(ROOM, tmp_path)
    assert filmed is not None
    assert filmed.ordered
    assert filmed.video == tmp_path / "clip.mp4"
    assert filmed.frames == ROOM.frames
    stills = source_of(replace(ROOM, video=None, frames=()), tmp_path)
    assert stills is not None
    assert not stills.ordered
    in_order = source_of(replace(ROOM, video=None, frames=(), meta={"ordered": True}), tmp_path)
    assert in_order is not None
    assert in_order.ordered
    nothing = replace(ROOM, images=(), video=None, frames=(), depth=(), actions=())
    assert source_of(nothing, tmp_path) is None


def test_kept_pictures_out_of_their_clips_order_are_a_set(tmp_path: Path) -> None:
    source = source_of(replace(ROOM, frames=(30, 10, 20, 0)), tmp_path)
    assert source is not None
    assert source.video is None
    assert not source.ordered


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("Is the lamp in the first image left of the one in the last image?", True),
        ("What is in image 3?", False),
        ("What is in the second view?", False),
        ("What is in the second of the four views?", False),
        ("What is in image two?", False),
        ("Compare <image> with <image>.", False),
        ("Which of the 3 lamps is nearest?", True),
    ],
)
def test_views_that_are_named_by_number_are_not_left_out(text: str, may: bool) -> None:
    assert may_thin(replace(ROOM, question=text)) is may
    assert may_thin(replace(ROOM, options=(text, "none"))) is may


def test_what_belongs_to_views_follows_those_that_are_kept() -> None:
    kept = with_views(ROOM, (0, 3), ("0.png", "3.png"))
    assert (kept.images, kept.frames, kept.depth) == (("0.png", "3.png"), (0, 30), ("d0", "d3"))
    assert kept.actions == (PairActions(0, 1, "b"),)
    assert kept.question == ROOM.question


def test_frames_of_a_video_become_the_views_of_a_sample_without_pictures() -> None:
    bare = replace(ROOM, images=(), frames=(), depth=(), actions=())
    kept = with_views(bare, (0, 7), ("v#0", "v#7"))
    assert (kept.images, kept.frames) == (("v#0", "v#7"), (0, 7))
