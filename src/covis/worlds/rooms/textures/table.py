"""The table of textures, and how a material becomes a tile of pixels."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from covis.errors import CovisError
from covis.views.view import RGB
from covis.worlds.rooms.scene import Material
from covis.worlds.rooms.textures import art, cloth, paper, plain, stone, wood
from covis.worlds.rooms.textures.tile import Paint

KEPT_TILES = 128
"""How many tiles are kept in memory: those of a room or two, at most 100 MB."""


@dataclass(frozen=True)
class Texture:
    """A pattern of the table.

    Attributes:
        paint: Paints a tile.
        scale_m: The usual side of one repeat; 1 for a whole pattern, over which u and v go from 0 to 1.
        gloss: How polished it usually is, 0..1.
        second: Its other colour: a darker or a lighter shade of the main one, a pale grey, or any other.
        whole: Whether it is spread once over a face (a picture, a rug) instead of repeated.
        evened: Whether the tile's mean is made that of the main colour exactly.
        n: Side of the tile in px.
        glow: Light of its own, as a share of its colour; lamps' shades and screens have some.
    """

    paint: Paint
    scale_m: float
    gloss: float = 0.1
    second: Literal["darker", "lighter", "other", "pale"] = "darker"
    whole: bool = False
    evened: bool = True
    n: int = 256
    glow: float = 0.0


TEXTURES: Mapping[str, Texture] = {
    "oak": Texture(wood.oak, 0.6, 0.25),
    "walnut": Texture(wood.walnut, 0.7, 0.3),
    "pine": Texture(wood.pine, 0.7, 0.2),
    "planks": Texture(wood.planks, 1.6, 0.3, n=512),
    "parquet": Texture(wood.parquet, 1.4, 0.35, n=512),
    "herringbone": Texture(wood.herringbone, 1.3, 0.35, n=512),
    "tiles": Texture(stone.tiles, 1.4, 0.5, "pale"),
    "metro": Texture(stone.metro, 0.8, 0.6, "pale"),
    "chequer": Texture(stone.chequer, 1.4, 0.5, "other", evened=False),
    "brick": Texture(stone.brick, 0.72, 0.02, "pale", n=512),
    "marble": Texture(stone.marble, 1.2, 0.6),
    "terrazzo": Texture(stone.terrazzo, 0.8, 0.5, "lighter", n=512),
    "plaster": Texture(stone.plaster, 2.0, 0.03),
    "paint": Texture(plain.paint, 1.0, 0.25, n=128),
    "plastic": Texture(plain.plastic, 0.5, 0.45, n=128),
    "metal": Texture(plain.metal, 0.4, 0.7),
    "ceramic": Texture(plain.ceramic, 0.3, 0.6),
    "glazed_bands": Texture(plain.glazed_bands, 0.2, 0.6, "lighter"),
    "leaf": Texture(plain.leaf, 0.3, 0.2, "lighter"),
    "lampshade": Texture(plain.lampshade, 0.2, 0.0, n=128, glow=0.35),
    "spine": Texture(plain.spine, 0.3, 0.2, "lighter"),
    "cardboard": Texture(plain.cardboard, 0.4, 0.02),
    "skin": Texture(plain.skin, 0.5, 0.15, evened=False, n=128),
    "sectors": Texture(plain.sectors, 1.0, 0.45, "pale", whole=True, evened=False),
    "belt": Texture(plain.belt, 1.0, 0.4, "pale", whole=True, evened=False),
    "wicker": Texture(plain.wicker, 0.25, 0.05),
    "fabric": Texture(cloth.fabric, 0.3, 0.02),
    "velvet": Texture(cloth.velvet, 0.6, 0.08),
    "leather": Texture(cloth.leather, 0.4, 0.35),
    "stripes": Texture(cloth.stripes, 0.3, 0.02, "lighter"),
    "plaid": Texture(cloth.plaid, 0.4, 0.02),
    "checks": Texture(cloth.checks, 0.3, 0.02, "lighter"),
    "dots": Texture(cloth.dots, 0.3, 0.02, "lighter"),
    "carpet": Texture(cloth.carpet, 0.8, 0.0),
    "knit": Texture(cloth.knit, 0.25, 0.02),
    "striped_paper": Texture(paper.striped_paper, 0.8, 0.03, "lighter"),
    "damask": Texture(paper.damask, 0.9, 0.03, "lighter"),
    "trellis": Texture(paper.trellis, 0.7, 0.03, "lighter"),
    "leafy_paper": Texture(paper.leafy_paper, 0.9, 0.03, "lighter"),
    "landscape": Texture(art.landscape, 1.0, 0.1, "other", whole=True, evened=False, n=512),
    "shapes": Texture(art.shapes, 1.0, 0.1, "other", whole=True, evened=False, n=512),
    "fields": Texture(art.fields, 1.0, 0.1, "other", whole=True, evened=False, n=512),
    "flowers": Texture(art.flowers, 1.0, 0.1, "other", whole=True, evened=False, n=512),
    "bordered_rug": Texture(art.bordered_rug, 1.0, 0.0, "other", whole=True, evened=False, n=512),
    "zigzag_rug": Texture(art.zigzag_rug, 1.0, 0.0, "other", whole=True, evened=False, n=512),
    "striped_rug": Texture(art.striped_rug, 1.0, 0.0, "other", whole=True, evened=False, n=512),
    "round_rug": Texture(art.round_rug, 1.0, 0.0, "other", whole=True, evened=False, n=512),
    "screen": Texture(art.screen, 1.0, 0.8, whole=True, evened=False),
    "desktop": Texture(art.desktop, 1.0, 0.6, "other", whole=True, evened=False, n=512, glow=0.5),
    "mirror": Texture(art.mirror, 1.0, 0.9, whole=True, evened=False),
    "clock_face": Texture(art.clock_face, 1.0, 0.3, "darker", whole=True, evened=False),
    "book_cover": Texture(art.book_cover, 1.0, 0.2, "lighter", whole=True, evened=False),
}
"""Name to pattern. The order never matters, and names stay: scenes on disk hold them."""


@lru_cache(maxsize=KEPT_TILES)
def texture(material: Material) -> RGB:
    """The seamless tile of a material.

    A place (u, v) of the surface, metres, is the tile's column u / scale_m · n and row -v / scale_m · n, both
    wrapped around: u runs right, v runs up, and the tile's first row is its upper edge.

    Args:
        material: Its pattern, colours and accidents.

    Returns:
        (n, n, 3) uint8 sRGB, read-only. The same material always gives the same tile.

    Raises:
        CovisError: If the pattern is not in the table.
    """
    kind = TEXTURES.get(material.pattern)
    if kind is None:
        raise CovisError(
            f"no texture is called {material.pattern!r}; the known ones are {', '.join(sorted(TEXTURES))}."
        )
    rng = np.random.default_rng((material.seed, zlib.crc32(material.pattern.encode())))
    color, second = (np.array(c, np.float32) for c in (material.color, material.second))
    tile = kind.paint(rng, kind.n, color, second)
    if kind.evened:
        # Clipping moves the mean again, but by less: twice is enough.
        for _ in range(2):
            tile = np.clip(tile, 0, 1)
            tile = tile + (color - tile.mean((0, 1)))
    pixels = np.asarray(np.clip(tile, 0, 1) * 255 + 0.5, np.uint8)
    pixels.setflags(write=False)
    return pixels
