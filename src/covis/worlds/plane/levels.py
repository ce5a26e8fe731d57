"""The dial of difficulty of the plane: what each of its five levels asks for."""

from __future__ import annotations

from dataclasses import dataclass

SIDE = 10.0
"""The plane spans 0 to 10 in x (to the right) and in y (upwards)."""


@dataclass(frozen=True)
class PlaneLevel:
    """What is drawn and asked at one level. Lengths are in units of the plane, whose side is 10.

    Attributes:
        points: Fewest and most points of a picture of the basic skills.
        step: Coordinates are multiples of it.
        point_gap: No two points are nearer to each other.
        direction_margin_deg: How far a direction keeps from the border of its sector of 45 degrees.
        ratio: How much farther the second nearest (farthest, ...) must be than the nearest, as a factor.
        option_gap: How far the numbers offered as options lie apart.
        cell_margin: How far a point keeps from the borders of the 3×3 cells when its cell is asked for.
        grid_share: Share of pictures with grid lines.
        numbers_share: Share of pictures with numbers along the axes; the others state the scale in words.
        number_step: Steps between these numbers to draw from.
        graphs: Columns and rows of the grid graphs whose shortest paths are asked for.
        removed_share: Share of the edges that such a graph has lost.
        weighted: Whether each edge has a weight, written on it, instead of counting as one.
        least_detour: How many edges a shortest path has beyond those that the full grid would need.
        most_optima: How many equally short paths there may be.
        tours: Numbers of points of the shortest tours.
        tour_margin: How much longer the second shortest tour is, as a share of the shortest.
    """

    points: tuple[int, int]
    step: float
    point_gap: float
    direction_margin_deg: float
    ratio: float
    option_gap: float
    cell_margin: float
    grid_share: float
    numbers_share: float
    number_step: tuple[int, ...]
    graphs: tuple[tuple[int, int], ...]
    removed_share: float
    weighted: bool
    least_detour: int
    most_optima: int
    tours: tuple[int, ...]
    tour_margin: float


LEVELS: dict[int, PlaneLevel] = {
    1: PlaneLevel(
        points=(6, 8),
        step=0.5,
        point_gap=1.4,
        direction_margin_deg=10,
        ratio=1.4,
        option_gap=1.5,
        cell_margin=0.5,
        grid_share=0.75,
        numbers_share=0.75,
        number_step=(1, 2),
        graphs=((4, 4), (5, 5)),
        removed_share=0.25,
        weighted=False,
        least_detour=0,
        most_optima=4,
        tours=(4, 5),
        tour_margin=0.05,
    ),
    2: PlaneLevel(
        points=(7, 9),
        step=0.5,
        point_gap=1.2,
        direction_margin_deg=8,
        ratio=1.3,
        option_gap=1.2,
        cell_margin=0.4,
        grid_share=0.5,
        numbers_share=0.65,
        number_step=(1, 2),
        graphs=((5, 5), (6, 6)),
        removed_share=0.3,
        weighted=False,
        least_detour=0,
        most_optima=3,
        tours=(5, 6),
        tour_margin=0.04,
    ),
    3: PlaneLevel(
        points=(8, 10),
        step=0.1,
        point_gap=1.1,
        direction_margin_deg=7,
        ratio=1.22,
        option_gap=1.0,
        cell_margin=0.35,
        grid_share=0.3,
        numbers_share=0.5,
        number_step=(2, 5),
        graphs=((6, 6), (7, 7)),
        removed_share=0.35,
        weighted=False,
        least_detour=2,
        most_optima=3,
        tours=(6, 7),
        tour_margin=0.03,
    ),
    4: PlaneLevel(
        points=(10, 12),
        step=0.1,
        point_gap=1.0,
        direction_margin_deg=6,
        ratio=1.16,
        option_gap=0.8,
        cell_margin=0.3,
        grid_share=0.1,
        numbers_share=0.4,
        number_step=(5, 10),
        graphs=((5, 5), (6, 6)),
        removed_share=0.25,
        weighted=True,
        least_detour=0,
        most_optima=2,
        tours=(7, 8),
        tour_margin=0.02,
    ),
    5: PlaneLevel(
        points=(12, 14),
        step=0.1,
        point_gap=0.9,
        direction_margin_deg=5,
        ratio=1.12,
        option_gap=0.6,
        cell_margin=0.25,
        grid_share=0.0,
        numbers_share=0.3,
        number_step=(10,),
        graphs=((6, 6), (7, 7)),
        removed_share=0.3,
        weighted=True,
        least_detour=2,
        most_optima=1,
        tours=(8, 9),
        tour_margin=0.015,
    ),
}
"""Level 1 has the published tests' size; from there on points crowd, margins shrink and aids go."""
