"""What can go wrong with a recording: a table of seeded corruptions, each at stated strengths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.tracks.tracks import LabelMap
from covis.views.view import RGB

SENSOR_NOISE = 3.0  # levels, of a phone's sensor in a dim room
OCCLUDER_ID = 1 << 16  # above all true ids, which have 16 bits
OCCLUDER_GREY = 70  # a dark coat, seen close by
OCCLUDER_PATTERN = 25  # levels by which its folds differ: it is no flat patch


@dataclass(frozen=True)
class Moment:
    """Which picture is corrupted.

    Attributes:
        seed: Of the whole measurement; the same seed gives the same pixels.
        index: The view's index.
        passed: How much of the shot has passed, 0..1.
    """

    seed: int
    index: int
    passed: float

    @property
    def rng(self) -> np.random.Generator:
        """A source of chance of its own for each picture."""
        return np.random.default_rng((self.seed, self.index))


Corrupt = Callable[[RGB, float, Moment], RGB]
CorruptIds = Callable[[LabelMap, float, Moment], LabelMap]


def _same_ids(ids: LabelMap, strength: float, moment: Moment) -> LabelMap:
    return ids


@dataclass(frozen=True)
class Corruption:
    """A way in which pictures get worse.

    Attributes:
        means: What it does and what its strength is, in words.
        strengths: The strengths that are measured, from mild to severe.
        corrupt: Gives the worse picture, uint8 (H, W, 3) of the same size.
        ids: What it does to the true ids, int32 (H, W): only things put in front change them.
        drops: Whether its strength is the share of frames that are lost, for which the one before is shown.
    """

    means: str
    strengths: tuple[float, float, float]
    corrupt: Corrupt
    ids: CorruptIds = _same_ids
    drops: bool = False


def _noise(rgb: RGB, strength: float, moment: Moment) -> RGB:
    return _levels(rgb + np.float32(strength) * moment.rng.standard_normal(rgb.shape, np.float32))


def _blur(rgb: RGB, strength: float, moment: Moment) -> RGB:
    return np.asarray(cv2.GaussianBlur(rgb, (0, 0), strength * min(rgb.shape[:2])), np.uint8)


def _low_light(rgb: RGB, strength: float, moment: Moment) -> RGB:
    # sRGB is near enough to a gamma of 2.2, under which less light scales all levels alike; a sensor's noise
    # stays while the light goes.
    dim = rgb * np.float32(strength ** (1 / 2.2))
    return _levels(dim + np.float32(SENSOR_NOISE) * moment.rng.standard_normal(rgb.shape, np.float32))


def _jpeg(rgb: RGB, strength: float, moment: Moment) -> RGB:
    bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
    _, stream = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, round(strength)])
    decoded = cv2.imdecode(stream, cv2.IMREAD_COLOR)
    assert decoded is not None  # it was encoded a moment ago
    return np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB), np.uint8)


def _low_texture(rgb: RGB, strength: float, moment: Moment) -> RGB:
    mean = rgb.mean((0, 1), dtype=np.float32)
    return _levels(mean + np.float32(strength) * (rgb - mean))


def _unchanged(rgb: RGB, strength: float, moment: Moment) -> RGB:
    return rgb


def _occluder(rgb: RGB, strength: float, moment: Moment) -> RGB:
    front = _front(rgb.shape[:2], strength, moment)
    width = front.shape[1]
    # Folds that go along with it: waves over its own width, from its own left edge.
    x = np.arange(width) - _left_px(width, strength, moment)
    folds = OCCLUDER_GREY + OCCLUDER_PATTERN * np.sin(x / max(1.0, strength * width) * 18)
    coat = np.clip(folds, 0, 255).astype(np.uint8)[None, :, None]
    return np.where(front[..., None], coat, rgb)


def _occluder_ids(ids: LabelMap, strength: float, moment: Moment) -> LabelMap:
    front = _front((ids.shape[0], ids.shape[1]), strength, moment)
    return np.where(front, OCCLUDER_ID, ids).astype(np.int32)


def _left_px(width: int, strength: float, moment: Moment) -> float:
    return float((1 + strength) * moment.passed - strength) * width


def _front(shape: tuple[int, ...], strength: float, moment: Moment) -> NDArray[np.bool_]:
    """(H, W) where somebody passes in front: a tall ellipse that stands on the lower edge."""
    height, width = shape
    half = strength * width / 2
    x = (np.arange(width)[None, :] - _left_px(width, strength, moment) - half) / max(half, 1.0)
    y = (np.arange(height)[:, None] - height) / (0.9 * height)
    return np.asarray(x**2 + y**2 < 1)


def _levels(picture: NDArray[np.float32]) -> RGB:
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


CORRUPTIONS: Mapping[str, Corruption] = {
    "noise": Corruption("normal noise; standard deviation in levels", (5, 15, 30), _noise),
    "blur": Corruption(
        "normal blur; standard deviation as share of the short side", (0.002, 0.005, 0.01), _blur
    ),
    "low-light": Corruption(
        "less light, the same sensor noise; share of the light", (0.3, 0.1, 0.03), _low_light
    ),
    "jpeg": Corruption("JPEG compression of each frame; quality", (60, 25, 8), _jpeg),
    "dropped": Corruption(
        "frames lost at random, the one before shown instead; share", (0.3, 0.6, 0.9), _unchanged, drops=True
    ),
    "occluder": Corruption(
        "somebody passes from left to right, a thing of its own; share of the width",
        (0.15, 0.3, 0.5),
        _occluder,
        _occluder_ids,
    ),
    "low-texture": Corruption(
        "contrast about the mean colour; share of it that is left", (0.5, 0.25, 0.1), _low_texture
    ),
}
"""Corruption by name."""
