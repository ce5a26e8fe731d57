"""The looks of pictures of the plane: grounds, grids, symbols and lettering, drawn at random."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from covis.worlds.plane.levels import PlaneLevel

Colour = tuple[int, int, int]
Surface = Literal["plain", "dots", "fade", "stripes"]
Grid = Literal["none", "solid", "dashed", "dotted", "checks"]
Symbol = Literal[
    "circle", "ring", "square", "diamond", "triangle", "pentagon", "hexagon", "star", "plus", "cross"
]
Cut = Literal["regular", "bold", "oblique", "wide", "narrow"]
Dress = Literal["bare", "halo", "box"]

PLAIN_EDGE = 100  # difference of two colours, summed over red, green and blue, that makes an edge plain
SIZES_PX = (420, 448, 476, 504)
"""Sides of the square pictures."""

SURFACES: tuple[Surface, ...] = ("plain", "plain", "plain", "dots", "fade", "stripes")
GRIDS: tuple[Grid, ...] = ("solid", "solid", "dashed", "dotted", "checks")
SYMBOLS: tuple[Symbol, ...] = (
    "circle",
    "circle",
    "circle",
    "ring",
    "square",
    "diamond",
    "triangle",
    "pentagon",
    "hexagon",
    "star",
    "plus",
    "cross",
)
CUTS: tuple[Cut, ...] = ("regular", "regular", "bold", "oblique", "wide", "narrow")
DRESSES: tuple[Dress, ...] = ("bare", "bare", "halo", "box")


@dataclass(frozen=True)
class Ground:
    """Colours that go together.

    Attributes:
        around: Outside the plane.
        plate: The plane itself.
        shade: A second tone of the plate, for surfaces.
        line: Grid lines.
        ink: Frame, numbers and text.
        dark: Whether the plate is dark.
    """

    around: Colour
    plate: Colour
    shade: Colour
    line: Colour
    ink: Colour
    dark: bool


GROUNDS: tuple[Ground, ...] = (
    Ground((255, 255, 255), (255, 255, 255), (243, 244, 246), (206, 208, 212), (20, 20, 24), False),
    Ground((255, 255, 255), (234, 234, 242), (224, 224, 235), (255, 255, 255), (38, 38, 44), False),
    Ground((250, 244, 230), (255, 251, 240), (246, 238, 219), (222, 209, 180), (72, 48, 24), False),
    Ground((232, 240, 250), (247, 251, 255), (232, 241, 252), (183, 206, 234), (16, 40, 90), False),
    Ground((226, 240, 226), (242, 250, 240), (229, 242, 226), (178, 212, 178), (14, 60, 30), False),
    Ground((222, 222, 222), (240, 240, 240), (230, 230, 230), (196, 196, 196), (0, 0, 0), False),
    Ground((253, 236, 238), (255, 247, 247), (251, 235, 237), (233, 196, 202), (90, 16, 40), False),
    Ground((24, 26, 32), (36, 39, 48), (43, 47, 58), (72, 78, 94), (238, 240, 246), True),
    Ground((0, 0, 0), (0, 0, 0), (16, 16, 16), (56, 56, 56), (255, 255, 255), True),
    Ground((10, 24, 52), (16, 36, 74), (21, 43, 86), (48, 76, 128), (226, 236, 255), True),
    Ground((70, 48, 30), (32, 66, 52), (36, 73, 58), (66, 104, 86), (246, 244, 230), True),
    Ground((44, 44, 44), (250, 250, 246), (240, 240, 234), (208, 208, 200), (30, 30, 30), False),
)
"""From paper and chart to blueprint and blackboard."""

ON_LIGHT: tuple[Colour, ...] = (
    (200, 24, 40),
    (18, 84, 204),
    (0, 118, 58),
    (196, 84, 0),
    (112, 36, 160),
    (0, 112, 128),
    (168, 20, 120),
    (110, 64, 20),
    (24, 24, 28),
    (92, 98, 0),
)
"""Colours of symbols on light plates."""

ON_DARK: tuple[Colour, ...] = (
    (255, 112, 112),
    (120, 184, 255),
    (112, 226, 132),
    (255, 190, 84),
    (214, 160, 255),
    (96, 230, 230),
    (255, 150, 214),
    (255, 238, 110),
    (250, 250, 250),
    (190, 232, 80),
)
"""Colours of symbols on dark plates."""


@dataclass(frozen=True)
class Style:
    """How a picture of points looks. Shares are of the picture's side, so that a resize keeps it legible.

    Attributes:
        size_px: Width and height of the picture.
        ground: Its colours.
        surface: What the plate is covered with.
        grid: Lines at every `grid_step` units, or squares of that size.
        grid_step: Their distance, in units.
        numbers: Steps between the numbers along the axes, in units; None without numbers.
        framed: Whether a line runs around the plate; always so where its edge could not be seen.
        symbol: The shape of the points.
        radius_share: Half the size of the symbol.
        rim: Whether symbols have an outline.
        colours: The colours that points take in turn; one for all points if there is only one.
        cut: The letters' shape.
        label_share: Font size of the labels.
        number_share: Font size of the numbers.
        dress: What keeps labels apart from what they lie on.
        coloured_labels: Whether labels have their point's colour.
    """

    size_px: int
    ground: Ground
    surface: Surface
    grid: Grid
    grid_step: int
    numbers: int | None
    framed: bool
    symbol: Symbol
    radius_share: float
    rim: bool
    colours: tuple[Colour, ...]
    cut: Cut
    label_share: float
    number_share: float
    dress: Dress
    coloured_labels: bool

    def summary(self) -> dict[str, object]:
        """What one may want to sort results by, as plain JSON values."""
        return {
            "dark": self.ground.dark,
            "surface": self.surface,
            "grid": self.grid,
            "numbers": self.numbers or 0,
            "symbol": self.symbol,
            "lettering": self.cut,
        }


def draw_style(rng: np.random.Generator, level: PlaneLevel) -> Style:
    """A style drawn at random, with as many aids to read coordinates by as the level grants."""
    ground = GROUNDS[rng.integers(len(GROUNDS))]
    palette = ON_DARK if ground.dark else ON_LIGHT
    order = [palette[i] for i in rng.permutation(len(palette))]
    grid = rng.random() < level.grid_share
    numbers = rng.random() < level.numbers_share
    crowded = level.points[1] > 9
    return Style(
        size_px=int(rng.choice(SIZES_PX)),
        ground=ground,
        surface=SURFACES[rng.integers(len(SURFACES))],
        grid=GRIDS[rng.integers(len(GRIDS))] if grid else "none",
        grid_step=int(rng.choice((1, 2))),
        numbers=int(rng.choice(level.number_step)) if numbers else None,
        framed=bool(rng.random() < 0.75) or not _edge_shows(ground),
        symbol=SYMBOLS[rng.integers(len(SYMBOLS))],
        radius_share=float(rng.uniform(0.010, 0.015) if crowded else rng.uniform(0.011, 0.021)),
        rim=bool(rng.random() < 0.35),
        colours=tuple(order) if rng.random() < 0.55 else tuple(order[:1]),
        cut=CUTS[rng.integers(len(CUTS))],
        label_share=float(rng.uniform(0.041, 0.046) if crowded else rng.uniform(0.042, 0.054)),
        number_share=float(rng.uniform(0.036, 0.042)),
        dress=DRESSES[rng.integers(len(DRESSES))],
        coloured_labels=bool(rng.random() < 0.3),
    )


def _edge_shows(ground: Ground) -> bool:
    """Whether the plate stands out from what is around it."""
    return sum(abs(a - b) for a, b in zip(ground.around, ground.plate, strict=True)) >= PLAIN_EDGE
