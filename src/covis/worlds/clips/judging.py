"""Measure a tracker's result on a made clip against the clip's truth."""

from __future__ import annotations

from bisect import bisect_left

from covis.tracks.quality import Quality, Shuffle, measure
from covis.tracks.tracks import Tracks
from covis.worlds.clips.cutouts import Clip


def judge(clip: Clip, tracks: Tracks) -> Quality:
    """How good tracks of this clip are.

    Args:
        clip: The clip.
        tracks: What a tracker gave for its views; their kept views are measured, in order. A shuffle
            is judged from the kept views before its first swap to those after its last.

    Raises:
        ValueError: If no view was kept, or a label map has not the size of the clip's frames.
        IndexError: If a kept view is not one of the clip's frames.
    """
    kept = sorted(tracks.labels)
    shuffles = []
    truth = clip.shuffle
    if truth is not None and truth.swaps:
        first, last = bisect_left(kept, truth.swaps[0].first), bisect_left(kept, truth.swaps[-1].last)
        shuffles.append(Shuffle(truth.members, first, last))
    return measure((tracks.labels[i] for i in kept), (clip.frame(i)[1] for i in kept), shuffles)
