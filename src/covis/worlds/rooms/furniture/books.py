"""Books: one lying on a table, and rows of them on shelves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from covis.worlds.rooms.furniture.faces import face
from covis.worlds.rooms.furniture.materials import EVERY
from covis.worlds.rooms.furniture.shapes.boxes import box
from covis.worlds.rooms.furniture.shapes.mesh import Mesh, part
from covis.worlds.rooms.furniture.tops import whole_top
from covis.worlds.rooms.kind import Kind, Part, Slot
from covis.worlds.rooms.scene import Point


def row_of_books(
    rng: np.random.Generator, width_m: float, depth_m: float, height_m: float, tight: bool = False
) -> Iterator[tuple[int, Mesh]]:
    """Upright books side by side, their spines in front, with gaps here and there unless `tight`.

    Yields:
        Which of three colours a book has, and its mesh; the row stands at z = 0, its middle at x = 0, and the
        backs of the books at y = depth / 2.
    """
    x = -width_m / 2
    while True:
        thick = float(rng.uniform(0.022, 0.055))
        if x + thick > width_m / 2:
            return
        tall = float(rng.uniform(0.62, 0.93)) * height_m
        deep = float(rng.uniform(0.6, 0.85)) * depth_m
        color = int(rng.integers(3))
        at = (x + thick / 2, -depth_m / 2 + deep / 2 + float(rng.uniform(0.0, 0.02)), 0.0)
        mesh = box((thick - 0.002, deep, tall), at, along=False)
        # Titles stand higher on one book than on the next.
        raised = np.array([0.0, float(rng.uniform(0.0, 0.3))])
        yield color, replace(mesh, uv_m=mesh.uv_m + raised)
        x += thick
        if not tight and rng.uniform() < 0.07:
            x += float(rng.uniform(0.03, 0.12))


def _book(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A book that lies on its back; its spine is at the left."""
    w, d, h = size_m
    board = min(0.004, 0.15 * h)
    pages = box((w - 0.01, d - 0.012, h - 2 * board), (-0.002, 0, board), along=False)
    cover = [
        box((w, d, board - 0.0004)),
        box((w, d, board - 0.0004), (0, 0, h - board)),
        box((board, d, h - 2 * board), (-w / 2 + board / 2, 0, board)),
    ]
    title = face((-w / 2, -d / 2, w / 2, d / 2), h, "z")
    return part(0, *cover, title), part(1, pages)


BOOK = Kind(
    "book",
    (0.14, 0.21),
    (0.2, 0.28),
    (0.025, 0.05),
    "surface",
    (Slot(("book_cover",), EVERY), Slot(("paint",), ("white",))),
    _book,
    whole_top,
    ("living room", "bedroom", "study", "children's room"),
)
