"""How surfaces take the light: what a pattern's picture does not tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from covis.worlds.rooms.scene import Material
from covis.worlds.rooms.textures.table import TEXTURES


@dataclass(frozen=True)
class Finish:
    """What a pattern's surface is like, beyond its colours.

    Attributes:
        relief_m: How much higher its lightest places lie than its darkest.
        metal: Whether it reflects as metal does.
        rough: 0 mirror to 1 chalk; None: as the material's gloss says.
        sheen: 0..1, the light rim of cloth.
        coat: 0..1, clear lacquer over it.
    """

    relief_m: float = 0.0
    metal: bool = False
    rough: float | None = None
    sheen: float = 0.0
    coat: float = 0.0


FINISHES: Mapping[str, Finish] = {
    "metal": Finish(metal=True, rough=0.3),
    "mirror": Finish(metal=True, rough=0.01),
    "screen": Finish(rough=0.1),
    "oak": Finish(relief_m=0.001),
    "walnut": Finish(relief_m=0.001),
    "pine": Finish(relief_m=0.001),
    "planks": Finish(relief_m=0.002),
    "parquet": Finish(relief_m=0.002),
    "herringbone": Finish(relief_m=0.002),
    "tiles": Finish(relief_m=0.002),
    "metro": Finish(relief_m=0.003),
    "brick": Finish(relief_m=0.008),
    "plaster": Finish(relief_m=0.001),
    "ceramic": Finish(coat=0.6),
    "glazed_bands": Finish(coat=0.6),
    "wicker": Finish(relief_m=0.008),
    "fabric": Finish(relief_m=0.003, sheen=0.25),
    "velvet": Finish(relief_m=0.002, sheen=0.6),
    "leather": Finish(relief_m=0.002),
    "carpet": Finish(relief_m=0.008, sheen=0.3),
    "knit": Finish(relief_m=0.006, sheen=0.3),
}
"""Pattern to finish; the others are flat and plain."""

GLOW = 2.0  # of shades and screens, in multiples of what the table of textures says


def surface(material: Material) -> dict[str, Any]:
    """How the worker is to shade a material: inputs of Blender's principled shader, relief and glow."""
    finish = FINISHES.get(material.pattern, Finish())
    # polish is felt late: half way between matt and polished a surface is still rather rough
    rough = finish.rough if finish.rough is not None else 0.85 * (1 - material.gloss) ** 1.5
    return {
        "shader": {
            "Roughness": rough,
            "Metallic": float(finish.metal),
            "Sheen Weight": finish.sheen,
            "Coat Weight": finish.coat,
        },
        "relief_m": finish.relief_m,
        "glow": GLOW * TEXTURES[material.pattern].glow,
    }
