"""Drawing labelled points on the plane."""

from __future__ import annotations

import math

import cv2
import numpy as np

from covis.views.view import RGB
from covis.worlds.plane.lettering import halo, paint, text_ink
from covis.worlds.plane.levels import SIDE
from covis.worlds.plane.placing import Box, place_labels
from covis.worlds.plane.points import XY, Points
from covis.worlds.plane.style import Colour, Style

MARGIN = 0.045  # of the picture's side, around the plate
NUMBERS_ROOM = 0.05  # of the side, added at the left and the bottom for numbers
SHIFT = 4  # OpenCV's fixed-point coordinates: sixteenths of a pixel
PX = 1 << SHIFT

CORNERS = {"square": 4, "diamond": 4, "triangle": 3, "pentagon": 5, "hexagon": 6}
FIRST_CORNER_DEG = {"square": 45.0}  # others point upwards
REACH = {
    "square": 1.15,
    "diamond": 1.2,
    "triangle": 1.25,
    "pentagon": 1.1,
    "star": 1.3,
    "plus": 1.2,
    "cross": 1.2,
}
"""From the middle to the corners, against the radius of a circle of the same weight."""


class Plate:
    """Where the plane lies in a picture."""

    def __init__(self, style: Style) -> None:
        """The plate of a style: numbers take some room at the left and the bottom."""
        side = style.size_px
        room = NUMBERS_ROOM * side if style.numbers else 0.0
        self.left = MARGIN * side + room
        self.right = side - 1 - MARGIN * side - 0.4 * room
        self.bottom = side - 1 - MARGIN * side - room
        self.top = self.bottom - (self.right - self.left)
        self.unit_px = (self.right - self.left) / SIDE

    def px(self, place: XY) -> tuple[float, float]:
        """The column and row of a place on the plane."""
        return self.left + place[0] * self.unit_px, self.bottom - place[1] * self.unit_px


def draw_picture(rng: np.random.Generator, points: Points, style: Style) -> RGB | None:
    """The picture of points, uint8 (H, W, 3), or None if there is no place for all labels.

    Args:
        rng: Where the places of labels are drawn from.
        points: What to show.
        style: How.
    """
    plate = Plate(style)
    centres = {label: plate.px(place) for label, place in points.xy.items()}
    size = max(1, round(style.label_share * style.size_px))
    inks = {label: text_ink(label, style.cut, size) for label in points.labels}
    pad = {"bare": 0, "halo": 2, "box": 4}[style.dress]
    sizes = {label: (ink.shape[1] + 2 * pad, ink.shape[0] + 2 * pad) for label, ink in inks.items()}
    radius = style.radius_share * style.size_px * REACH.get(style.symbol, 1.0)
    inside: Box = (plate.left + 4, plate.top + 4, plate.right - 4, plate.bottom - 4)
    corners = place_labels(rng, centres, sizes, radius, inside)
    if corners is None:
        return None
    picture = np.full((style.size_px, style.size_px, 3), style.ground.around, np.uint8)
    _draw_plate(picture, plate, style)
    for k, (label, centre) in enumerate(centres.items()):
        colour = style.colours[k % len(style.colours)]
        _draw_symbol(picture, centre, radius, colour, style)
        _draw_label(picture, corners[label], label, size, colour if style.coloured_labels else None, style)
    return picture


def _fixed(*values: float) -> tuple[int, ...]:
    return tuple(round(v * PX) for v in values)


def _draw_plate(picture: RGB, plate: Plate, style: Style) -> None:
    ground = style.ground
    box = tuple(round(v) for v in (plate.left, plate.top, plate.right, plate.bottom))
    cv2.rectangle(picture, box[:2], box[2:], ground.plate, -1)
    if style.grid == "checks":  # two patterns at once would be a muddle
        _draw_checks(picture, plate, style)
    else:
        _draw_surface(picture[box[1] : box[3] + 1, box[0] : box[2] + 1], style)
    if style.grid not in ("none", "checks"):
        for k in range(0, round(SIDE) + 1, style.grid_step):
            _draw_line(picture, plate.px((0, k)), plate.px((SIDE, k)), ground.line, style.grid)
            _draw_line(picture, plate.px((k, 0)), plate.px((k, SIDE)), ground.line, style.grid)
    if style.framed:
        cv2.rectangle(picture, box[:2], box[2:], ground.ink, 1 + style.size_px // 450, cv2.LINE_AA)
    if style.numbers:
        _draw_numbers(picture, plate, style, style.numbers)


def _draw_checks(picture: RGB, plate: Plate, style: Style) -> None:
    """Squares of `grid_step` units, in two tones."""
    step = style.grid_step
    cells = range(round(SIDE) // step)
    for i, j in ((i, j) for i in cells for j in cells if (i + j) % 2):
        (x0, y0), (x1, y1) = plate.px((i * step, j * step)), plate.px(((i + 1) * step, (j + 1) * step))
        cv2.rectangle(picture, (round(x0), round(y1)), (round(x1), round(y0)), style.ground.shade, -1)


def _draw_surface(plate_px: RGB, style: Style) -> None:
    """Cover the plate, given as a view into the picture, in place."""
    rows, columns = np.indices(plate_px.shape[:2])
    shade = np.array(style.ground.shade, np.uint8)
    if style.surface == "dots":
        plate_px[(rows % 12 < 3) & (columns % 12 < 3)] = shade
    elif style.surface == "stripes":
        plate_px[(rows + columns) % 28 < 12] = shade
    elif style.surface == "fade":
        share = np.round(np.linspace(0, 1, plate_px.shape[0]), 2)[:, None, None]
        plate_px[:] = np.rint(share * shade + (1 - share) * plate_px).astype(np.uint8)


def _draw_line(
    picture: RGB, start: tuple[float, float], end: tuple[float, float], colour: Colour, grid: str
) -> None:
    """A straight grid line, solid, dashed or dotted."""
    (x0, y0), (x1, y1) = start, end
    length = math.hypot(x1 - x0, y1 - y0)
    on, off = {"solid": (length, 0.0), "dashed": (6.0, 4.0), "dotted": (1.5, 3.5)}[grid]
    at = 0.0
    while at < length:
        a, b = at / length, min(1.0, (at + on) / length)
        first = (round(x0 + a * (x1 - x0)), round(y0 + a * (y1 - y0)))
        last = (round(x0 + b * (x1 - x0)), round(y0 + b * (y1 - y0)))
        cv2.line(picture, first, last, colour, 1)
        at += on + off


def _draw_numbers(picture: RGB, plate: Plate, style: Style, step: int) -> None:
    """Ticks and numbers along the left and the lower edge."""
    ground = style.ground
    size = round(style.number_share * style.size_px)
    on_dark = sum(ground.around) < 384
    readable: Colour = (245, 245, 245) if on_dark else (20, 20, 20)
    ink_colour = ground.ink if on_dark == ground.dark else readable
    for k in range(0, round(SIDE) + 1, step):
        ink = text_ink(str(k), style.cut, size)
        height, width = ink.shape
        x, y = plate.px((k, 0))
        cv2.line(picture, (round(x), round(y)), (round(x), round(y) + 5), ink_colour, 1)
        paint(picture, ink, round(x - width / 2), round(y) + 8, ink_colour)
        x, y = plate.px((0, k))
        cv2.line(picture, (round(x) - 5, round(y)), (round(x), round(y)), ink_colour, 1)
        paint(picture, ink, round(x) - 8 - width, round(y - height / 2), ink_colour)


def outline(symbol: str, centre: tuple[float, float], radius: float) -> list[tuple[float, float]]:
    """The corners of a symbol that is a polygon, in px."""
    x, y = centre
    if symbol == "star":
        reach = [(radius if k % 2 == 0 else 0.45 * radius, 90.0 + 36 * k) for k in range(10)]
    elif symbol in ("plus", "cross"):
        arm = math.degrees(math.atan(0.34))
        tilt = 45.0 if symbol == "cross" else 0.0
        reach = []
        for k in range(4):
            reach += [(radius, tilt + 90 * k - arm), (radius, tilt + 90 * k + arm)]
            reach.append((0.46 * radius, tilt + 90 * k + 45))
    else:
        corners = CORNERS[symbol]
        first = FIRST_CORNER_DEG.get(symbol, 90.0)
        reach = [(radius, first + 360 * k / corners) for k in range(corners)]
    return [(x + r * math.cos(math.radians(a)), y - r * math.sin(math.radians(a))) for r, a in reach]


def _draw_symbol(
    picture: RGB, centre: tuple[float, float], radius: float, colour: Colour, style: Style
) -> None:
    fixed = _fixed(*centre)
    if style.symbol == "ring":
        width = max(3, round(0.45 * radius))
        cv2.circle(picture, fixed, round((radius - width / 2) * PX), colour, width, cv2.LINE_AA, SHIFT)
        return
    if style.symbol == "circle":
        cv2.circle(picture, fixed, round(radius * PX), colour, -1, cv2.LINE_AA, SHIFT)
        if style.rim:
            cv2.circle(picture, fixed, round(radius * PX), style.ground.ink, 1, cv2.LINE_AA, SHIFT)
        return
    corners = np.array([_fixed(*c) for c in outline(style.symbol, centre, radius)], np.int32)
    cv2.fillPoly(picture, [corners], colour, cv2.LINE_AA, SHIFT)
    if style.rim:
        cv2.polylines(picture, [corners], True, style.ground.ink, 1, cv2.LINE_AA, SHIFT)


def _draw_label(
    picture: RGB, corner: tuple[int, int], label: str, size: int, colour: Colour | None, style: Style
) -> None:
    """A label whose box, with whatever dress it has, starts at `corner`."""
    ground, ink = style.ground, text_ink(label, style.cut, size)
    (x, y), (height, width) = corner, ink.shape
    if style.dress == "halo":
        paint(picture, halo(ink, 2), x, y, ground.plate)
        x, y = x + 2, y + 2
    elif style.dress == "box":
        end = (x + width + 7, y + height + 7)
        cv2.rectangle(picture, corner, end, ground.plate, -1)
        cv2.rectangle(picture, corner, end, colour or ground.ink, 1)
        x, y = x + 4, y + 4
    paint(picture, ink, x, y, colour or ground.ink)
