"""A scene with some of its furniture exchanged for pieces of the package."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np

from covis.errors import CovisError
from covis.worlds.rooms.furniture.pack.catalogue import FOLDER, INSTALL, Piece, pieces
from covis.worlds.rooms.furniture.pack.model import model_of
from covis.worlds.rooms.furniture.table import KINDS
from covis.worlds.rooms.scene import Scene, Thing


def dressed(scene: Scene, share: float, seed: int, folder: Path = FOLDER) -> Scene:
    """The scene with pieces of the package in place of some of its things, where one of the kind fits.

    A piece has its real size and must fit into the space of the thing it replaces, so nothing new touches.
    Things alike stay alike. What moves, and what something stands on, stays as it is. Authors and licences
    are kept in the things' attributions.

    Args:
        scene: Before any view of it is measured.
        share: Of the things for which a piece fits, 0..1.
        seed: Chooses which, and by what.
        folder: Where the package's catalogues lie.

    Raises:
        CovisError: If the package is not installed.
    """
    if not pieces(folder):
        raise CovisError(f"the package sweethome3d-furniture is not installed; install it with `{INSTALL}`.")
    carrying = {thing.on for thing in scene.things}
    alike: dict[int, list[Thing]] = {}
    for thing in scene.things:
        alike.setdefault(thing.group or -thing.id, []).append(thing)
    changed: dict[int, Thing] = {}
    for key in sorted(alike):
        things = alike[key]
        rng = np.random.default_rng((seed, 9107, things[0].id))
        wanted = rng.uniform() < share
        fixed = any(thing.motion or thing.id in carrying for thing in things)
        fitting = [] if fixed else _fitting(things[0], folder)
        if wanted and fitting:
            found = fitting[int(rng.integers(len(fitting)))]
            changed |= {thing.id: _exchanged(thing, found, folder) for thing in things}
    return replace(scene, things=tuple(changed.get(thing.id, thing) for thing in scene.things))


def _fitting(thing: Thing, folder: Path) -> list[tuple[str, Piece]]:
    """Pieces of a thing's kind that fit into its box."""
    return [
        (key, piece)
        for key, piece in pieces(folder).items()
        if piece.kind == thing.kind and all(a <= b for a, b in zip(piece.size_m, thing.size_m, strict=True))
    ]


def _exchanged(thing: Thing, found: tuple[str, Piece], folder: Path) -> Thing:
    """The piece in the place of the thing; what stood against a wall still does."""
    key, piece = found
    model = model_of(piece, folder)
    x, y, z = thing.position_m
    if KINDS[thing.kind].stands in ("wall", "corner"):
        back_m = (thing.size_m[1] - piece.size_m[1]) / 2
        x -= math.sin(thing.yaw_rad) * back_m
        y += math.cos(thing.yaw_rad) * back_m
    return replace(
        thing,
        kind=key,
        color=model.color,
        size_m=piece.size_m,
        position_m=(x, y, z),
        materials=model.materials,
        shape_seed=0,
        attribution=piece.attribution,
    )
