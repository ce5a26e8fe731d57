"""The table of kinds, and the meshes of a thing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from covis.errors import CovisError
from covis.worlds.rooms.furniture import chairs, sofas, tables, tableware, toys
from covis.worlds.rooms.kind import Kind, Part
from covis.worlds.rooms.scene import Point, Thing

KINDS: Mapping[str, Kind] = {
    "chair": chairs.CHAIR,
    "office_chair": chairs.OFFICE_CHAIR,
    "stool": chairs.STOOL,
    "sofa": sofas.SOFA,
    "armchair": sofas.ARMCHAIR,
    "pouf": sofas.POUF,
    "cushion": sofas.CUSHION,
    "dining_table": tables.DINING_TABLE,
    "round_table": tables.ROUND_TABLE,
    "coffee_table": tables.COFFEE_TABLE,
    "desk": tables.DESK,
    "cup": tableware.CUP,
    "ball": toys.BALL,
    "box": toys.BOX,
}
"""Name to kind. Names stay: scenes on disk hold them. The layout draws by name, so the order never matters."""


def parts_of(thing: Thing) -> tuple[Part, ...]:
    """The meshes of a thing, in its own axes; things alike share them.

    Raises:
        CovisError: If its kind is not in the table.
    """
    if thing.kind not in KINDS:
        raise CovisError(
            f"no kind of furniture is called {thing.kind!r}; the known ones are {', '.join(KINDS)}."
        )
    return _built(thing.kind, thing.size_m, thing.shape_seed)


@lru_cache(maxsize=512)
def _built(kind: str, size_m: Point, shape_seed: int) -> tuple[Part, ...]:
    return KINDS[kind].build(size_m, shape_seed)
