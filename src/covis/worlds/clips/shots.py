"""One shot of a clip: a scene, a camera over it and cut-outs in it, painted with their ids."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.tracks.tracks import LabelMap
from covis.views.view import Size
from covis.worlds.clips.paths import CameraPath, Path
from covis.worlds.clips.shapes import Sprite
from covis.worlds.clips.shuffling import ShuffleKind, Swap
from covis.worlds.clips.textures import Picture, Plane

SHUTTER = 0.4  # share of a frame's time that it is exposed: some motion blur, as indoors
SHADOW = 0.35  # how much light a cut-out takes from what lies right behind it
MARGIN = 12  # room around a cut-out for its blur and shadow, in 1/320 of the frame's width

Affine = NDArray[np.float64]
"""(2, 3) float64: maps (x, y, 1)."""


@dataclass(frozen=True)
class Thing:
    """One object of a clip.

    Attributes:
        id: Its id in the label maps, at least 1.
        kind: What it is drawn as, such as "person".
        group: Things of the same group, from 1, are drawn alike to the last pixel; 0 for a unique thing.
        moves: Whether it moves in the scene.
    """

    id: int
    kind: str
    group: int
    moves: bool


@dataclass(frozen=True)
class ShuffleTruth:
    """What truly happened to a group of look-alikes.

    Attributes:
        kind: How they were shuffled.
        members: Their ids, as they first stood from left to right.
        occluder: The id of what hid them, or None.
        swaps: In order; their `members` are positions in `members`.
        min_gap_px: The smallest distance between two of their outlines in any frame, whether or
            not something hid them; 0 if they touch or overlap.
        max_overlap: The largest share of one's outline that another's covered in any frame, 0..1.
        least_visible: The smallest share of a member that could be seen in any frame, 0..1.
    """

    kind: ShuffleKind
    members: tuple[int, ...]
    occluder: int | None
    swaps: tuple[Swap, ...]
    min_gap_px: float
    max_overlap: float
    least_visible: float


@dataclass(frozen=True)
class Actor:
    """A thing, its picture and its path."""

    thing: Thing
    picture: Sprite
    path: Path


@dataclass(frozen=True)
class _Layer:
    """An actor in a frame: the window it is in, and there RGBA (h, w, 4), RGB multiplied by alpha."""

    x0: int
    y0: int
    rgba: NDArray[np.float32]


@dataclass(frozen=True)
class Shot:
    """A scene, a camera and actors.

    Attributes:
        first_frame: The index of its first frame in the clip.
        size_px: Width and height of a frame.
        background: The whole scene, (H, W, 3) float32 in 0..1.
        camera: Where the camera is, frame by frame.
        light: (frames, 3) gain of each colour.
        actors: All things.
        shuffle: How the look-alikes among them change places.
        swaps: The swaps.
    """

    first_frame: int
    size_px: Size
    background: Picture
    camera: CameraPath
    light: NDArray[np.float32]
    actors: tuple[Actor, ...]
    shuffle: ShuffleKind
    swaps: tuple[Swap, ...]

    def paint(self, t: int) -> tuple[Picture, LabelMap]:
        """Pixels without noise, float32 (H, W, 3) in 0..1, and ids, int32 (H, W), of frame `t`."""
        view = self._frame_from_scene(t)
        rgb: Picture = np.asarray(cv2.warpAffine(self.background, view, self.size_px), np.float32)
        ids = np.zeros(self.size_px[::-1], np.int32)
        for actor in sorted(self.actors, key=lambda a: float(a.path.depth[t])):
            layer = self._layer(actor, t, view)
            if layer is not None:
                _lay(rgb, ids, layer, actor.thing.id, self._motion_px(actor, t))
        return np.asarray(rgb * self.light[t], np.float32), ids

    def ids(self, t: int) -> LabelMap:
        """Only the ids, int32 (H, W), of the shot's frame `t`."""
        ids = np.zeros(self.size_px[::-1], np.int32)
        for actor in sorted(self.actors, key=lambda a: float(a.path.depth[t])):
            ids[self.outline(actor, t)] = actor.thing.id
        return ids

    def outline(self, actor: Actor, t: int) -> NDArray[np.bool_]:
        """(H, W): where the actor would be seen in frame `t` if nothing were in front of it."""
        out = np.zeros(self.size_px[::-1], np.bool_)
        layer = self._layer(actor, t, self._frame_from_scene(t))
        if layer is not None:
            rows, cols, patch = _inside(layer, self.size_px)
            out[rows, cols] = layer.rgba[patch][..., 3] >= 0.5
        return out

    def shuffle_truth(self) -> ShuffleTruth:
        """What truly happened to the look-alikes, measured on their outlines in every frame."""
        group = [a for a in self.actors if a.thing.group]
        occluder = next((a.thing.id for a in self.actors if a.thing.kind == "folder"), None)
        gap, overlap, visible = np.inf, 0.0, 1.0
        for t in range(len(self.light)):
            outlines = [self.outline(a, t) for a in group]
            ids = self.ids(t)
            for a, o in zip(group, outlines, strict=True):
                visible = min(visible, float((ids[o] == a.thing.id).mean()) if o.any() else 0.0)
            for i, o in enumerate(outlines):
                others = [p for j, p in enumerate(outlines) if j != i and p.any()]
                if o.any() and others:
                    gap = min(gap, *(_gap_px(o, p) for p in others))
                    overlap = max(overlap, *(float(p[o].mean()) for p in others))
        members = tuple(a.thing.id for a in group)
        return ShuffleTruth(self.shuffle, members, occluder, self.swaps, float(gap), overlap, visible)

    def _frame_from_scene(self, t: int) -> Affine:
        zoom, turn = self.camera.zoom[t], self.camera.turn_rad[t]
        rotate = zoom * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        shift = np.array(self.size_px) / 2 - rotate @ self.camera.centre_px[t]
        return np.hstack([rotate, shift[:, None]])

    def _layer(self, actor: Actor, t: int, view: Affine) -> _Layer | None:
        """The actor's picture in frame `t`, or None when it is outside the frame."""
        picture, path = actor.picture, actor.path
        shown, turn = path.scale[t] / picture.px_per_px, path.turn_rad[t]
        rotate = shown * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        high, wide = picture.rgba.shape[:2]
        foot = np.array([wide / 2, (high + picture.size_px[1] * picture.px_per_px) / 2])
        to_frame = view[:, :2] @ rotate
        shift = view[:, :2] @ (path.foot_px[t] - rotate @ foot) + view[:, 2]
        corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]]) @ to_frame.T + shift
        margin = _margin_px(self.size_px[0])
        x0, y0 = (int(v) for v in np.floor(corners.min(0)) - margin)
        x1, y1 = (int(v) for v in np.ceil(corners.max(0)) + margin)
        if x1 <= 0 or y1 <= 0 or x0 >= self.size_px[0] or y0 >= self.size_px[1]:
            return None
        local = np.hstack([to_frame, (shift - [x0, y0])[:, None]])
        rgba = cv2.warpAffine(picture.rgba, local, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR)
        return _Layer(x0, y0, np.asarray(rgba, np.float32))

    def _motion_px(self, actor: Actor, t: int) -> NDArray[np.float64]:
        """(2,) how far the actor moves on the screen while frame `t` is exposed."""
        ends = []
        for s in (max(0, t - 1), min(len(self.light) - 1, t + 1)):
            view = self._frame_from_scene(s)
            ends.append(view[:, :2] @ actor.path.foot_px[s] + view[:, 2])
        return np.asarray(SHUTTER * (ends[1] - ends[0]) / 2, np.float64)


def _inside(layer: _Layer, size_px: Size) -> tuple[slice, slice, tuple[slice, slice]]:
    """Rows and columns of the frame that the layer covers, and the part of the layer that lies there."""
    high, wide = layer.rgba.shape[:2]
    x0, x1 = max(0, layer.x0), min(size_px[0], layer.x0 + wide)
    y0, y1 = max(0, layer.y0), min(size_px[1], layer.y0 + high)
    patch = (slice(y0 - layer.y0, max(y0, y1) - layer.y0), slice(x0 - layer.x0, max(x0, x1) - layer.x0))
    return slice(y0, max(y0, y1)), slice(x0, max(x0, x1)), patch


def _lay(rgb: Picture, ids: LabelMap, layer: _Layer, thing: int, motion_px: NDArray[np.float64]) -> None:
    """Put a layer with its shadow and motion blur on the frame, and its id on the label map, in place."""
    rows, cols, patch = _inside(layer, (ids.shape[1], ids.shape[0]))
    margin = _margin_px(ids.shape[1])
    blurred = _motion_blurred(layer.rgba, motion_px, margin)
    fallen = np.roll(blurred[..., 3], (margin // 4, margin // 3), (0, 1))
    shadow = SHADOW * np.asarray(cv2.GaussianBlur(fallen, (0, 0), margin / 4), np.float32)[patch][..., None]
    top = blurred[patch]
    rgb[rows, cols] = rgb[rows, cols] * (1 - shadow) * (1 - top[..., 3:]) + top[..., :3]
    ids[rows, cols][layer.rgba[patch][..., 3] >= 0.5] = thing


def _margin_px(width_px: int) -> int:
    """`MARGIN` in px of a frame this wide."""
    return max(4, round(MARGIN * width_px / 320))


def _motion_blurred(
    rgba: NDArray[np.float32], motion_px: NDArray[np.float64], margin_px: int
) -> NDArray[np.float32]:
    """The picture smeared along a motion in px, by no more than the margin; unchanged below one px."""
    length = float(np.hypot(*motion_px))
    if length < 1:
        return rgba
    half = min(margin_px - 2, int(np.ceil(length / 2)))
    steps = np.linspace(-0.5, 0.5, 8 * half + 1)[:, None] * motion_px * min(1, 2 * half / length)
    kernel: Plane = np.zeros((2 * half + 1, 2 * half + 1), np.float32)
    np.add.at(kernel, tuple(np.rint(steps[:, ::-1]).astype(int).T + half), 1 / len(steps))
    return np.asarray(cv2.filter2D(rgba, -1, kernel), np.float32)


def _gap_px(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """The smallest distance in px between pixels of two masks, less 1; 0 if they touch or overlap."""
    away = cv2.distanceTransform((~one).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return max(0.0, float(np.asarray(away)[other].min()) - 1)
