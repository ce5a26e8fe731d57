"""Small stages for the flow tracker's tests: a ground, plain things on it, and tracks set up by hand."""

from __future__ import annotations

import cv2
import numpy as np

from covis.tracks.flow.colour import colour_histogram, own_colour_table
from covis.tracks.flow.frames import Frame, make_frame
from covis.tracks.flow.silhouette import cut_out
from covis.tracks.flow.state import Scene, TrackState

HEIGHT, WIDTH = 96, 128
PATTERN = cv2.GaussianBlur(np.random.default_rng(42).normal(0, 70, (HEIGHT, WIDTH)), (0, 0), 1.5)
RED, BLUE, YELLOW = (215, 40, 40), (40, 60, 215), (225, 205, 40)


def ground(seed: int = 0, height: int = HEIGHT, width: int = WIDTH) -> np.ndarray:
    """A mottled grey ground with enough texture for optical flow."""
    noise = np.random.default_rng(seed).random((height, width), np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), 2)
    grey = cv2.normalize(soft, None, 70, 150, cv2.NORM_MINMAX)
    return np.asarray(grey, np.uint8)[..., None].repeat(3, 2)


def disc(x: float, y: float, r: int, shape: tuple[int, int] = (HEIGHT, WIDTH)) -> np.ndarray:
    """The mask of a disc; parts may lie outside."""
    v, u = np.indices(shape)
    return (u - x) ** 2 + (v - y) ** 2 <= r * r


def paint(picture: np.ndarray, mask: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    """The picture with a mask in one colour, with a faint pattern that goes with the mask's centre."""
    out = picture.copy()
    y, x = np.nonzero(mask)
    pattern = PATTERN[y - round(y.mean()), x - round(x.mean())] if len(y) else 0
    out[mask] = np.clip(np.array(colour) + np.expand_dims(pattern, -1), 0, 255)
    return out


def set_up(
    scene: Scene, mask: np.ndarray, frame: Frame, covering: np.ndarray | None = None, **more: object
) -> TrackState:
    """A track on a mask of a frame, with the colours it would have learnt there.

    Args:
        scene: Gets the track and its label.
        mask: (H, W) bool.
        frame: The present frame.
        covering: What else is not its ground.
        more: Other attributes of the track.
    """
    silhouette, corner = cut_out(mask, frame.rgb)
    looks = colour_histogram(frame.colours[mask])
    rest = ~mask if covering is None else ~mask & ~covering
    y, x = np.nonzero(mask)
    track = TrackState(
        id=scene.next_id,
        silhouette=silhouette,
        corner_px=corner,
        looks=looks,
        first_looks=looks,
        area_px=float(mask.sum()),
        born=frame.index,
        last_seen=frame.index,
        anchor_px=np.array([x.mean(), y.mean()]),
        own_colour=own_colour_table(looks, colour_histogram(frame.colours[rest])),
        tells=True,
        keyframes=4,
        found_again=4,
        thingness=4 * 0.7,
    )
    for name, value in more.items():
        setattr(track, name, value)
    scene.tracks[track.id] = track
    scene.labels[mask] = track.id
    scene.next_id += 1
    return track


def empty(shape: tuple[int, int] = (HEIGHT, WIDTH)) -> Scene:
    """A scene without tracks."""
    return Scene(np.zeros(shape, np.int32))


def frames_of(pictures: list[np.ndarray]) -> list[Frame]:
    """Numbered frames."""
    return [make_frame(k, p) for k, p in enumerate(pictures)]


def iou(one: np.ndarray, other: np.ndarray) -> float:
    """Overlap of two masks, 0..1."""
    return float((one & other).sum() / max(1, (one | other).sum()))
