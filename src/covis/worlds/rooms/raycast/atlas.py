"""All tiles of a scene in one array, each with its smaller copies, looked up at many places at once."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.worlds.rooms.raycast.mesh import Floats, Ints
from covis.worlds.rooms.scene import Material
from covis.worlds.rooms.textures.table import TEXTURES, texture

LINEAR: Floats = (np.clip((np.arange(4081) / 4080 + 0.055) / 1.055, 0, None) ** 2.4).astype(np.float32)
"""sRGB in 1/4080 to linear light (IEC 61966-2-1); the short straight piece near black is left out."""


class Atlas:
    """Tiles of materials, sampled with linear interpolation at the fitting size."""

    def __init__(self, materials: Sequence[Material]) -> None:
        """Lay the tiles and their halves, quarters, ... out in memory."""
        pieces, self._start, self._side = [], [], []
        at = 0
        levels = 0
        for material in materials:
            tile = np.asarray(texture(material))
            starts, sides = [], []
            while True:
                rgba = np.zeros((*tile.shape[:2], 4), np.uint8)
                rgba[..., :3] = tile
                pieces.append(rgba.reshape(-1, 4))
                starts.append(at)
                sides.append(len(tile))
                at += len(pieces[-1])
                if len(tile) <= 4:
                    break
                tile = np.asarray(
                    cv2.resize(tile, (len(tile) // 2,) * 2, interpolation=cv2.INTER_AREA), np.uint8
                )
            self._start.append(starts)
            self._side.append(sides)
            levels = max(levels, len(starts))
        self._texels = np.concatenate(pieces).view(np.uint32)[:, 0]
        self._starts = np.array([s + [s[-1]] * (levels - len(s)) for s in self._start], np.int64)
        self._sides = np.array([s + [s[-1]] * (levels - len(s)) for s in self._side], np.int64)
        self.mean = np.array([_linear(texture(m).reshape(-1, 3)).mean(0) for m in materials], np.float32)
        self.glow = np.array([TEXTURES[m.pattern].glow for m in materials], np.float32)

    def colors(self, material: Ints, uv: Floats, repeats_px: Floats) -> Floats:
        """Linear colours.

        Args:
            material: (n,) indices.
            uv: (n, 2) in repeats of the tile.
            repeats_px: (n,) how many repeats one picture element spans.

        Returns:
            (n, 3) float32.
        """
        span = np.maximum(repeats_px * self._sides[material, 0], 1e-6)
        level = np.clip(np.rint(np.log2(span)), 0, self._sides.shape[1] - 1).astype(np.int64)
        side, start = self._sides[material, level], self._starts[material, level]
        x, y = uv[:, 0] * side - 0.5, -uv[:, 1] * side - 0.5
        left, top = np.floor(x), np.floor(y)
        fx, fy = ((x - left)[:, None]).astype(np.float32), ((y - top)[:, None]).astype(np.float32)
        c0, r0 = np.mod(left.astype(np.int64), side), np.mod(top.astype(np.int64), side)
        c1, r1 = np.where(c0 + 1 == side, 0, c0 + 1), np.where(r0 + 1 == side, 0, r0 + 1)
        upper = self._take(start + r0 * side + c0) * (1 - fx) + self._take(start + r0 * side + c1) * fx
        lower = self._take(start + r1 * side + c0) * (1 - fx) + self._take(start + r1 * side + c1) * fx
        return LINEAR[np.asarray((upper * (1 - fy) + lower * fy) * 16, np.int32)]

    def _take(self, index: NDArray[np.int64]) -> Floats:
        return self._texels[index].view(np.uint8).reshape(-1, 4)[:, :3].astype(np.float32)


def _linear(pixels: NDArray[np.uint8]) -> Floats:
    return LINEAR[pixels.astype(np.int32) * 16]
