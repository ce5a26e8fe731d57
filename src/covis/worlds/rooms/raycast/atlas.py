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
        means = []
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
            means.append(_linear(tile).mean((0, 1)))
            self._start.append(starts)
            self._side.append(sides)
            levels = max(levels, len(starts))
        self._texels = np.concatenate(pieces).view(np.uint32)[:, 0]
        self._starts = np.array([s + [s[-1]] * (levels - len(s)) for s in self._start], np.int32)
        self._sides = np.array([s + [s[-1]] * (levels - len(s)) for s in self._side], np.int32)
        self.mean = np.array(means, np.float32)
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
        sides0 = self._sides[:, 0].astype(np.float32)
        span = np.maximum(repeats_px * sides0[material], 1e-6)
        level = np.clip(np.rint(np.log2(span)), 0, self._sides.shape[1] - 1).astype(np.int32)
        row = material * np.int32(self._sides.shape[1]) + level
        side, start = np.take(self._sides.ravel(), row), np.take(self._starts.ravel(), row)
        x, y = uv[:, 0] * side - np.float32(0.5), -uv[:, 1] * side - np.float32(0.5)
        left, top = np.floor(x), np.floor(y)
        fx, fy = ((x - left) * 16).astype(np.uint32), ((y - top) * 16).astype(np.uint32)
        # Sides are powers of two, so wrapping around is a mask.
        c0, r0 = left.astype(np.int32) & (side - 1), top.astype(np.int32) & (side - 1)
        c1, r1 = (c0 + 1) & (side - 1), (r0 + 1) & (side - 1)
        upper, lower = start + r0 * side, start + r1 * side
        places = (upper + c0, upper + c1, lower + c0, lower + c1)
        weights = ((16 - fx) * (16 - fy), fx * (16 - fy), (16 - fx) * fy, fx * fy)  # 256 in all
        return np.take(LINEAR, self._mixed(places, weights) >> 4)

    def _mixed(self, places: Sequence[Ints], weights: Sequence[NDArray[np.uint32]]) -> NDArray[np.uint16]:
        """(n, 3) in 1/256: weighted texels. Red and blue are added up in one word, 16 bits each."""
        red_blue, green = np.zeros((2, len(places[0])), np.uint32)
        for place, weight in zip(places, weights, strict=True):
            texel = np.take(self._texels, place)
            red_blue += (texel & 0xFF00FF) * weight
            green += ((texel >> 8) & 0xFF) * weight
        return np.stack([red_blue & 0xFFFF, green, red_blue >> 16], 1).astype(np.uint16)


def _linear(pixels: NDArray[np.uint8]) -> Floats:
    return LINEAR[pixels.astype(np.int32) * 16]
