"""The tracker `flow`: one pass over the frames, bounded memory, label maps at the kept views."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from covis.tracks.flow.advance import advance
from covis.tracks.flow.ahead import ahead
from covis.tracks.flow.frames import Frame, Step, make_frame, take_step
from covis.tracks.flow.keyframe import keyframe
from covis.tracks.flow.lookback import Trail, with_glimpses
from covis.tracks.flow.reidentify import Memory, joined
from covis.tracks.flow.result import Kept, keep_view, make_tracks
from covis.tracks.flow.settings import DEFAULTS, FlowSettings
from covis.tracks.flow.state import Scene
from covis.tracks.flow.together import Companies, bodies, watch_company
from covis.tracks.things.motion import Grey, MotionCue, motion_cue
from covis.tracks.tracks import Progress, Tracks
from covis.views.view import Size, Views, shrunk_size

AHEAD = 4  # frames that the reading thread may be in front: enough to even out keyframes


@dataclass(frozen=True)
class FlowTracker:
    """Follows things through a video by optical flow, regions and silhouettes, without any weights.

    Attributes:
        settings: Its numbers.
    """

    settings: FlowSettings = DEFAULTS

    def __call__(self, views: Views, keep: Sequence[int], progress: Progress | None = None) -> Tracks:
        """Track through all of `views`; see `covis.tracks.tracks.Tracker`.

        Raises:
            CovisError: If the views cannot be read.
        """
        return self.follow(views, keep, progress)[0]

    def follow(
        self, views: Views, keep: Sequence[int], progress: Progress | None = None
    ) -> tuple[Tracks, float]:
        """The tracks, and the share 0..1 of steps within shots at which the flow could be believed.

        Raises:
            CovisError: If the views cannot be read.
        """
        s, total = self.settings, len(views)
        steps = believed = 0
        kept: list[Kept] = []
        companies: Companies = {}
        memory = Memory()
        trail = Trail()
        scene: Scene | None = None
        previous: Frame | None = None
        for moment in ahead(_moments(views, set(keep), s), AHEAD):
            frame = moment.frame
            if scene is None or previous is None or moment.step is None:
                scene = _next_scene(scene, frame)
                trail.cut()
            else:
                advance(scene, previous, frame, moment.step, s)
                trail.advance(moment.step)
                steps += 1
                believed += moment.step.broken_share < s.retry_share
            if moment.is_key:
                keyframe(scene, frame, moment.cue, s)
                trail.look_back(scene, frame, s)
                watch_company(scene, companies, s)
                memory.visit(scene, frame, s)
            if frame.index in keep:
                trail.keep(len(kept), scene, frame)
                kept.append(keep_view(scene, frame, moment.size_px, s))
            previous = frame
            if progress is not None:
                progress(frame.index + 1, total)
        records = {} if scene is None else scene.records()
        kept = with_glimpses(kept, trail.glimpses, records)
        names = joined(memory.aliases, bodies(companies, records, s), (view.seen.keys() for view in kept))
        return make_tracks(kept, records, names, s), believed / steps if steps else 1.0


@dataclass(frozen=True)
class Moment:
    """What can be said of a frame before anything is tracked.

    Attributes:
        frame: The frame.
        size_px: Width and height of its view at full size.
        step: The step from the frame before; None at the first frame of a shot.
        is_key: Whether it is a keyframe.
        cue: What moves in it; None where it is no keyframe, or has no neighbours.
    """

    frame: Frame
    size_px: Size
    step: Step | None
    is_key: bool
    cue: MotionCue | None


def _moments(views: Views, wanted: set[int], s: FlowSettings) -> Iterator[Moment]:
    """Each frame with its flow; at keyframes with what moves."""
    previous: Frame | None = None
    for frame, around, size_px in _windows(views, s):
        step = None
        if previous is not None and frame.shape == previous.shape:
            taken = take_step(previous, frame, s)
            step = None if taken.broken_share > s.cut_share else taken.prepared()
        is_key = step is None or frame.index % s.keyframe_every == 0 or frame.index in wanted
        yield Moment(frame, size_px, step, is_key, motion_cue(frame.grey, around) if is_key else None)
        previous = frame


def _next_scene(before: Scene | None, frame: Frame) -> Scene:
    """An empty scene for the first frame of a shot; what was known of earlier shots is kept as ended."""
    labels = np.zeros(frame.shape, np.int32)
    if before is None:
        return Scene(labels)
    return Scene(labels, ended=before.records(), next_id=before.next_id)


def _windows(views: Views, s: FlowSettings) -> Iterator[tuple[Frame, list[Grey], Size]]:
    """Each frame with the grey frames `look_frames` before and after it, where there are such."""
    window: deque[tuple[Frame, Size]] = deque(maxlen=2 * s.look_frames + 1)
    source = iter(views)
    at = 0  # position in the window of the frame whose turn it is

    def pull() -> bool:
        view = next(source, None)
        if view is None:
            return False
        rgb = view.read(shrunk_size(view.size_px, s.long_side_px))
        window.append((make_frame(view.index, rgb), view.size_px))
        return True

    while len(window) <= s.look_frames and pull():
        pass
    while at < len(window):
        frame, size_px = window[at]
        around = [
            window[k][0].grey
            for k in (at - s.look_frames, at + s.look_frames)
            if 0 <= k < len(window) and window[k][0].shape == frame.shape
        ]
        yield frame, around, size_px
        full = len(window) == window.maxlen
        if not pull() or not full:
            at += 1
