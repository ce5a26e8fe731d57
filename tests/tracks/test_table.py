"""Trackers by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from covis.errors import CovisError
from covis.tracks.auto import AutoTracker
from covis.tracks.masks.tracker import MaskTracker
from covis.tracks.match.tracker import MatchTracker
from covis.tracks.table import make_tracker


def test_masks_take_a_path_with_colons_and_spaces() -> None:
    tracker = make_tracker("masks:a b/c:d.json")
    assert isinstance(tracker, MaskTracker)
    assert tracker.path == Path("a b/c:d.json")


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("", "no tracker ''; the known ones are auto, flow, match, sam2, edgetam, sam3, masks"),
        ("Flow", "no tracker 'Flow'"),
        ("flow:fast", "flow takes nothing after its name"),
        ("match:x", "match takes nothing after its name"),
        ("masks", "write masks:PATH"),
        ("masks:", "ends with a colon"),
        ("sam2:", "ends with a colon"),
    ],
)
def test_specifications_that_say_too_little_or_too_much(spec: str, told: str) -> None:
    with pytest.raises(CovisError, match=told):
        make_tracker(spec)


def test_auto_goes_by_the_order() -> None:
    assert isinstance(make_tracker("auto", True), AutoTracker)
    assert isinstance(make_tracker("auto", False), MatchTracker)
