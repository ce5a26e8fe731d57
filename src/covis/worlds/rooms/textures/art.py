"""Whole patterns, not repeated: pictures, rugs, screens, clock faces, spines of books.

They fill one tile, and what carries them spreads it once over its face.
"""

from __future__ import annotations

import colorsys

import cv2
import numpy as np

from covis.worlds.rooms.textures.tile import Rgb, Tile, band, cell, grid, mixed, noise, shaded, wave


def _some_color(rng: np.random.Generator, saturation: float, value: float, hue: float | None = None) -> Rgb:
    """A colour of any hue (or near `hue`), about this saturated and light."""
    turn = rng.uniform() if hue is None else (hue + rng.normal(0, 0.02)) % 1
    return np.array(colorsys.hsv_to_rgb(turn, saturation, value), np.float32)


def landscape(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """A sky with a sun over ranges of hills, the nearest in the main colour."""
    x, y = grid(n)
    sky = _some_color(rng, rng.uniform(0.15, 0.5), 0.95, rng.choice([0.06, 0.1, 0.55, 0.58]))
    out = mixed(sky, np.array([0.98, 0.95, 0.88], np.float32), np.clip(1.6 * y, 0, 1))
    sun = np.hypot(x - rng.uniform(0.2, 0.8), y - rng.uniform(0.15, 0.3))
    out = mixed(out, np.array([1.0, 0.85, 0.5], np.float32), band(sun, 0.08, 0.01))
    ranges = 4
    far = sky * 0.75
    for k in range(ranges):
        height = 0.42 + 0.14 * k + 0.09 * noise(rng, n, 2 + k, 2, 3)[n // 2]
        share = np.clip((y - height[None, :]) * n / 2, 0, 1)
        tone = mixed(far, color, np.full((n, n), (k + 1) / ranges, np.float32))
        out = mixed(out, tone * (1 + 0.06 * noise(rng, n, 24, 48, 2)[..., None]), share)
    return out


def shapes(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """An abstract of discs and bars on a ground of the main colour."""
    out = np.ascontiguousarray(shaded(color, 0.05 * noise(rng, n, 6, 6, 3)))
    inks = [second, *(_some_color(rng, 0.6, 0.8) for _ in range(3)), np.array([0.1, 0.1, 0.12], np.float32)]
    for _ in range(int(rng.integers(5, 9))):
        ink = tuple(map(float, inks[int(rng.integers(len(inks)))]))
        centre = tuple(int(v) for v in rng.uniform(0.12, 0.88, 2) * n)
        if rng.uniform() < 0.55:
            thick = -1 if rng.uniform() < 0.7 else max(2, n // 40)
            cv2.circle(out, centre, int(rng.uniform(0.06, 0.2) * n), ink, thick, cv2.LINE_AA)
        else:
            sides = rng.uniform((0.3, 0.05), (0.8, 0.14)) * n
            corners = cv2.boxPoints((centre, tuple(map(float, sides)), float(rng.uniform(0, 180))))
            cv2.fillPoly(out, [corners.astype(np.int32)], ink, cv2.LINE_AA)
    return out


def fields(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Rectangles of colour between black lines."""
    out = np.empty((n, n, 3), np.float32)
    out[:] = (0.93, 0.92, 0.88)
    inks = [color, color, second, _some_color(rng, 0.6, 0.8), np.array([0.93, 0.92, 0.88], np.float32)]
    xs = np.array([0.0, *np.sort(rng.uniform(0.15, 0.85, 3)), 1.0])
    ys = np.array([0.0, *np.sort(rng.uniform(0.15, 0.85, 3)), 1.0])
    for i in range(4):
        for j in range(4):
            box = (slice(int(ys[j] * n), int(ys[j + 1] * n)), slice(int(xs[i] * n), int(xs[i + 1] * n)))
            out[box] = inks[int(rng.integers(len(inks)))]
    x, y = grid(n)
    for at in xs[1:-1]:
        out = mixed(out, np.array([0.06, 0.06, 0.06], np.float32), band(x - np.float32(at), 0.012, 0.004))
    for at in ys[1:-1]:
        out = mixed(out, np.array([0.06, 0.06, 0.06], np.float32), band(y - np.float32(at), 0.012, 0.004))
    return out


def flowers(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """A bunch of blossoms in a vase."""
    ground = _some_color(rng, 0.12, 0.9)
    out = np.ascontiguousarray(shaded(ground, 0.05 * noise(rng, n, 4, 4, 3)))
    out[int(0.8 * n) :] *= 0.8
    heads = rng.uniform((0.22, 0.15), (0.78, 0.5), (9, 2))
    green = (0.18, 0.4, 0.2)
    for hx, hy in heads:
        cv2.line(
            out, (int(hx * n), int(hy * n)), (n // 2, int(0.72 * n)), green, max(2, n // 80), cv2.LINE_AA
        )
    vase = np.array([[0.42, 0.6], [0.58, 0.6], [0.62, 0.75], [0.56, 0.9], [0.44, 0.9], [0.38, 0.75]]) * n
    cv2.fillPoly(out, [vase.astype(np.int32)], tuple(map(float, second)), cv2.LINE_AA)
    for hx, hy in heads:
        ink = tuple(map(float, color * rng.uniform(0.8, 1.15)))
        size = rng.uniform(0.025, 0.04) * n
        for petal in range(6):
            turn = petal * np.pi / 3 + hx * 9
            at = (int(hx * n + 1.2 * size * np.cos(turn)), int(hy * n + 1.2 * size * np.sin(turn)))
            cv2.circle(out, at, int(size), ink, -1, cv2.LINE_AA)
        cv2.circle(out, (int(hx * n), int(hy * n)), int(0.8 * size), (0.95, 0.8, 0.25), -1, cv2.LINE_AA)
    return out


def _knotted(rng: np.random.Generator, tile: Tile) -> Tile:
    """The look of pile and knots over a rug's design."""
    n = len(tile)
    return np.asarray(tile * (1 + 0.09 * noise(rng, n, 96, 96, 1)[..., None]), np.float32)


def bordered_rug(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """A field with a medallion, framed by borders."""
    x, y = grid(n)
    edge = np.minimum(np.minimum(x, 1 - x), np.minimum(y, 1 - y))
    out = mixed(color, second, band(edge - 0.085, 0.03, 0.006))
    out = mixed(out, second * 0.6, band(edge - 0.135, 0.007, 0.004))
    zigzag = band(cell(8 * x) + cell(8 * y), 0.08, 0.05) * (edge < 0.115) * (edge > 0.055)
    out = mixed(out, color, zigzag.astype(np.float32))
    dx, dy = np.abs(x - 0.5), np.abs(y - 0.5)
    for size, ink in ((0.26, second), (0.2, color * 0.75), (0.12, second), (0.06, color)):
        out = mixed(out, ink, np.clip((size - dx - dy) * n / 4, 0, 1))
    spots = band(np.hypot(cell(7 * x), cell(7 * y)), 0.1, 0.05) * (edge > 0.16) * (dx + dy > 0.32)
    return _knotted(rng, mixed(out, second, 0.8 * spots.astype(np.float32)))


def zigzag_rug(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Chevrons across, with a plain edge."""
    x, y = grid(n)
    phase = 5 * y + 0.55 * np.abs(2 * cell(2 * x))
    out = mixed(color, second, band(cell(phase), 0.14, 0.03))
    out = mixed(out, second * 0.55, band(cell(phase - 0.5), 0.04, 0.02))
    edge = np.minimum(np.minimum(x, 1 - x), np.minimum(y, 1 - y))
    return _knotted(rng, mixed(out, color, np.clip((0.035 - edge) * n / 3, 0, 1)))


def striped_rug(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Bands of odd widths, mirrored about the middle."""
    _, y = grid(n)
    off = np.abs(y - 0.5)
    out = mixed(color, color, off)
    at = 0.06
    while at < 0.44:
        wide = float(rng.uniform(0.008, 0.02))
        ink = second if rng.uniform() < 0.6 else second * 0.55
        out = mixed(out, ink, band(off - np.float32(at), wide, 0.006))
        at += wide + float(rng.uniform(0.06, 0.1))
    return _knotted(rng, out)


def round_rug(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Rings about the middle."""
    x, y = grid(n)
    radius = np.hypot(x - 0.5, y - 0.5)
    out = mixed(color, second, band(radius - 0.2, 0.03, 0.006))
    out = mixed(out, second, band(radius - 0.42, 0.03, 0.006))
    out = mixed(out, second * 0.55, band(radius, 0.06, 0.006))
    return _knotted(rng, out)


def screen(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """A dark screen, with a faint reflection of a bright room."""
    x, y = grid(n)
    sheen = 0.5 + 0.5 * wave(0.4 * (x - y)) + 0.1 * noise(rng, n, 2, 2, 2)
    return np.asarray(color + 0.05 * sheen[..., None], np.float32)


def desktop(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """A computer's screen: windows on a ground of the main colour."""
    out = np.ascontiguousarray(shaded(color, 0.1 * noise(rng, n, 2, 2, 2)))

    def pane(x0: float, y0: float, x1: float, y1: float, ink: tuple[float, ...]) -> None:
        cv2.rectangle(out, (int(x0 * n), int(y0 * n)), (int(x1 * n), int(y1 * n)), ink, -1)

    pane(0.1, 0.12, 0.68, 0.82, (0.95, 0.95, 0.96))
    pane(0.1, 0.12, 0.68, 0.18, (0.35, 0.36, 0.4))
    for row in range(9):
        pane(0.14, 0.24 + 0.06 * row, float(rng.uniform(0.35, 0.64)), 0.265 + 0.06 * row, (0.55, 0.57, 0.6))
    pane(0.73, 0.2, 0.93, 0.55, tuple(map(float, second)))
    pane(0.0, 0.93, 1.0, 1.0, (0.12, 0.12, 0.14))
    return out


def mirror(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Silvered glass: a pale sky over a darker room, with slanting sheen."""
    x, y = grid(n)
    streaks = band(cell(0.9 * (x + y) - 0.12), 0.05, 0.04) + band(cell(0.9 * (x + y) - 0.26), 0.018, 0.03)
    base = mixed(np.array([0.82, 0.87, 0.9], np.float32), np.array([0.5, 0.55, 0.58], np.float32), y)
    return np.asarray(base + 0.12 * streaks[..., None], np.float32)


def clock_face(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Hour marks and two hands on a ground of the main colour."""
    out = np.empty((n, n, 3), np.float32)
    out[:] = color
    ink = tuple(map(float, second))
    middle = n // 2
    for hour in range(12):
        turn = hour * np.pi / 6
        inner = 0.36 if hour % 3 else 0.31
        ends = [(int(n * (0.5 + r * np.sin(turn))), int(n * (0.5 - r * np.cos(turn)))) for r in (inner, 0.42)]
        cv2.line(out, ends[0], ends[1], ink, max(2, n // (60 if hour % 3 else 36)), cv2.LINE_AA)
    hour_turn = float(rng.uniform(0, 2 * np.pi))
    for turn, reach, wide in ((hour_turn, 0.2, n // 36), (12 * hour_turn, 0.32, n // 56)):
        tip = (int(n * (0.5 + reach * np.sin(turn))), int(n * (0.5 - reach * np.cos(turn))))
        cv2.line(out, (middle, middle), tip, ink, max(2, wide), cv2.LINE_AA)
    cv2.circle(out, (middle, middle), n // 32, ink, -1, cv2.LINE_AA)
    return out


def book_cover(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """A cover of the main colour with a framed title."""
    x, y = grid(n)
    cover = np.ascontiguousarray(shaded(color, 0.06 * noise(rng, n, 24, 24, 2)))
    edge = np.minimum(np.minimum(x, 1 - x), np.minimum(y, 1 - y))
    out = mixed(cover, second, band(edge - 0.07, 0.008, 0.005))
    title = band(y - 0.3, 0.035, 0.01) * band(x - 0.5, 0.28, 0.01)
    under = band(y - 0.4, 0.018, 0.01) * band(x - 0.5, 0.18, 0.01)
    return mixed(out, second, np.maximum(title, under))
