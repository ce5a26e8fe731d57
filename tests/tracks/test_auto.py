"""`auto` follows by flow, and matches where flow cannot be believed."""

import pytest

from covis.tracks.auto import AutoTracker
from covis.tracks.flow.tracker import FlowTracker
from covis.tracks.match.tracker import MatchTracker
from covis.worlds.clips.cutouts import ClipSpec, make_clip


def test_a_steady_clip_is_believed_and_followed_by_flow() -> None:
    views = make_clip(ClipSpec(seed=3, frames=24)).views()
    tracks, trust = FlowTracker().follow(views, [0, 12, 23])
    assert trust > 0.9
    chosen = AutoTracker()(views, [0, 12, 23])
    assert chosen.occurrences == tracks.occurrences


def test_where_flow_cannot_be_believed_the_views_are_matched(monkeypatch: pytest.MonkeyPatch) -> None:
    views = make_clip(ClipSpec(seed=3, frames=24)).views()
    keep = [0, 12, 23]
    by_flow, _ = FlowTracker().follow(views, keep)
    monkeypatch.setattr(FlowTracker, "follow", lambda *given: (by_flow, 0.2))
    assert AutoTracker()(views, keep).occurrences == MatchTracker()(views, keep).occurrences
