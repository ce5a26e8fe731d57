"""The table of kinds, and the meshes of a thing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from covis.errors import CovisError
from covis.worlds.rooms.furniture import (
    bathroom,
    beds,
    bicycle,
    books,
    chairs,
    hangings,
    household,
    instruments,
    kitchen,
    lamps,
    openings,
    plants,
    rugs,
    screens,
    sofas,
    storage,
    tables,
    tableware,
    toys,
)
from covis.worlds.rooms.furniture.pack.catalogue import PREFIX, piece_of
from covis.worlds.rooms.furniture.pack.model import model_of
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
    "bed": beds.BED,
    "nightstand": beds.NIGHTSTAND,
    "wardrobe": storage.WARDROBE,
    "chest_of_drawers": storage.CHEST,
    "tv_stand": storage.TV_STAND,
    "bookcase": storage.BOOKCASE,
    "wall_shelf": storage.WALL_SHELF,
    "television": screens.TELEVISION,
    "laptop": screens.LAPTOP,
    "floor_lamp": lamps.FLOOR_LAMP,
    "table_lamp": lamps.TABLE_LAMP,
    "ceiling_lamp": lamps.CEILING_LAMP,
    "picture": hangings.PICTURE,
    "mirror": hangings.MIRROR,
    "clock": hangings.CLOCK,
    "curtain": hangings.CURTAIN,
    "rug": rugs.RUG,
    "round_rug": rugs.ROUND_RUG,
    "plant": plants.PLANT,
    "cactus": plants.CACTUS,
    "fridge": kitchen.FRIDGE,
    "oven": kitchen.OVEN,
    "kitchen_counter": kitchen.COUNTER,
    "washing_machine": kitchen.WASHER,
    "microwave": kitchen.MICROWAVE,
    "bathtub": bathroom.BATHTUB,
    "toilet": bathroom.TOILET,
    "washbasin": bathroom.WASHBASIN,
    "door": openings.DOOR,
    "window": openings.WINDOW,
    "cup": tableware.CUP,
    "bottle": tableware.BOTTLE,
    "vase": tableware.VASE,
    "fruit_bowl": tableware.BOWL,
    "teapot": tableware.TEAPOT,
    "cooking_pot": tableware.POT,
    "candle": tableware.CANDLE,
    "book": books.BOOK,
    "ball": toys.BALL,
    "box": toys.BOX,
    "figure": toys.FIGURE,
    "teddy": toys.TEDDY,
    "toy_car": toys.CAR,
    "toy_duck": toys.DUCK,
    "waste_bin": household.BIN,
    "basket": household.BASKET,
    "suitcase": household.SUITCASE,
    "guitar": instruments.GUITAR,
    "piano": instruments.PIANO,
    "step_ladder": household.LADDER,
    "bicycle": bicycle.BICYCLE,
    "treasure_chest": household.TRUNK,
}
"""Name to kind. Names and their order stay: scenes on disk hold them, and layouts are drawn from them."""


def parts_of(thing: Thing) -> tuple[Part, ...]:
    """The meshes of a thing, in its own axes; things alike share them.

    Raises:
        CovisError: If its kind is not in the table, or is a piece of a package that is not installed.
    """
    if thing.kind not in KINDS and not thing.kind.startswith(PREFIX):
        raise CovisError(
            f"no kind of furniture is called {thing.kind!r}; the known ones are {', '.join(KINDS)}."
        )
    return _built(thing.kind, thing.size_m, thing.shape_seed)


@lru_cache(maxsize=512)
def _built(kind: str, size_m: Point, shape_seed: int) -> tuple[Part, ...]:
    if kind.startswith(PREFIX):
        return model_of(piece_of(kind)).parts(size_m)
    return KINDS[kind].build(size_m, shape_seed)
