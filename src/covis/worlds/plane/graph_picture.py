"""Drawing a grid graph: nodes with their labels inside, a green start and a red goal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from covis.views.view import RGB
from covis.worlds.plane.graphs import GridGraph
from covis.worlds.plane.lettering import paint, text_ink
from covis.worlds.plane.style import GROUNDS, Colour, Cut, Ground

SHIFT = 4  # OpenCV's fixed-point coordinates: sixteenths of a pixel
PX = 1 << SHIFT
SIZE_PX = (448, 476, 504)
LARGE_SIZE_PX = 560  # of graphs with more than `LARGE` columns or rows
LARGE = 5
WEIGHT = 0.037  # of the picture's side: font size of weights
MARGIN = 0.09  # of the picture's side: from its edge to the middles of the outer nodes

CUTS: tuple[Cut, ...] = ("regular", "regular", "bold", "narrow")
START: tuple[Colour, ...] = ((30, 142, 62), (0, 128, 0), (46, 160, 67))
GOAL: tuple[Colour, ...] = ((204, 30, 36), (220, 38, 38), (178, 20, 30))
WHITE: Colour = (255, 255, 255)
BLACK: Colour = (16, 16, 18)
ON_LIGHT: tuple[Colour, ...] = ((255, 255, 255), (222, 232, 246), (244, 232, 206), (228, 228, 232))
ON_DARK: tuple[Colour, ...] = ((58, 64, 78), (232, 234, 240), (250, 238, 200), (180, 204, 240))
"""Fills of ordinary nodes; none is near to green or red."""


@dataclass(frozen=True)
class GraphStyle:
    """How a picture of a graph looks.

    Attributes:
        size_px: Width and height of the picture.
        ground: Its colours; the plate covers all of it.
        fill: Of ordinary nodes.
        start: Of the start.
        goal: Of the goal.
        node: The nodes' shape.
        line: Width of edges, as a share of the picture's side.
        cut: The letters' shape.
    """

    size_px: int
    ground: Ground
    fill: Colour
    start: Colour
    goal: Colour
    node: Literal["circle", "square"]
    line: float
    cut: Cut


def draw_graph_style(rng: np.random.Generator, size: tuple[int, int]) -> GraphStyle:
    """A style drawn at random for a graph of some columns and rows."""
    ground = GROUNDS[rng.integers(len(GROUNDS))]
    fills = ON_DARK if ground.dark else ON_LIGHT
    return GraphStyle(
        size_px=LARGE_SIZE_PX if max(size) > LARGE else int(rng.choice(SIZE_PX)),
        ground=ground,
        fill=fills[rng.integers(len(fills))],
        start=START[rng.integers(len(START))],
        goal=GOAL[rng.integers(len(GOAL))],
        node="circle" if rng.random() < 0.7 else "square",
        line=float(rng.uniform(0.004, 0.009)),
        cut=CUTS[rng.integers(len(CUTS))],
    )


def draw_graph_picture(graph: GridGraph, style: GraphStyle) -> RGB:
    """The picture of a graph, uint8 (H, W, 3)."""
    side = style.size_px
    picture = np.full((side, side, 3), style.ground.plate, np.uint8)
    step = (1 - 2 * MARGIN) * side / (max(graph.size) - 1)
    indent = [(max(graph.size) - n) * step / 2 + MARGIN * side for n in graph.size]
    middles = {
        label: (indent[0] + column * step, indent[1] + row * step)
        for label, (column, row) in graph.nodes.items()
    }
    radius = min(0.06 * side, (0.29 if graph.weighted else 0.34) * step)
    for a, b, _ in graph.edges:
        ends = (tuple(round(v * PX) for v in middles[label]) for label in (a, b))
        first, last = ends
        cv2.line(picture, first, last, style.ground.ink, max(2, round(style.line * side)), cv2.LINE_AA, SHIFT)
    if graph.weighted:
        _draw_weights(picture, graph, middles, style)
    for label, middle in middles.items():
        fill = {graph.start: style.start, graph.goal: style.goal}.get(label, style.fill)
        _draw_node(picture, middle, radius, fill, label, style)
    return picture


def _draw_node(
    picture: RGB, middle: tuple[float, float], radius: float, fill: Colour, label: str, style: GraphStyle
) -> None:
    x, y = middle
    if style.node == "circle":
        centre = (round(x * PX), round(y * PX))
        cv2.circle(picture, centre, round(radius * PX), fill, -1, cv2.LINE_AA, SHIFT)
        cv2.circle(picture, centre, round(radius * PX), style.ground.ink, 2, cv2.LINE_AA, SHIFT)
    else:
        half = 0.92 * radius
        corner, end = (round(x - half), round(y - half)), (round(x + half), round(y + half))
        cv2.rectangle(picture, corner, end, fill, -1)
        cv2.rectangle(picture, corner, end, style.ground.ink, 2)
    # Three characters, such as N25, fill a node; bold ones are wider.
    ink = text_ink(label, style.cut, round((0.84 if style.cut == "bold" else 0.94) * radius))
    bright = sum(fill) > 3 * 140
    paint(picture, ink, *_corner(ink.shape, middle), BLACK if bright else WHITE)


def _draw_weights(
    picture: RGB, graph: GridGraph, middles: dict[str, tuple[float, float]], style: GraphStyle
) -> None:
    """Each edge's weight beside the middle of the edge: above it or, where it runs upwards, to its right."""
    size = round(WEIGHT * style.size_px)
    for a, b, weight in graph.edges:
        ink = text_ink(str(weight), "bold", size)
        (ax, ay), (bx, by) = middles[a], middles[b]
        away = 4 + style.line * style.size_px / 2
        aside = (away + ink.shape[1] / 2, 0.0) if ax == bx else (0.0, -away - ink.shape[0] / 2)
        x, y = _corner(ink.shape, ((ax + bx) / 2 + aside[0], (ay + by) / 2 + aside[1]))
        paint(picture, ink, x, y, style.ground.ink)


def _corner(shape: tuple[int, ...], middle: tuple[float, float]) -> tuple[int, int]:
    """The first pixel of ink that is to lie around a middle."""
    return round(middle[0] - (shape[1] - 1) / 2), round(middle[1] - (shape[0] - 1) / 2)
