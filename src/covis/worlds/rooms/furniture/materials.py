"""Which textures and colours the parts of furniture usually have."""

from __future__ import annotations

from covis.worlds.rooms.furniture.palette import COLORS
from covis.worlds.rooms.kind import Slot

EVERY = tuple(COLORS)
"""Every colour word."""

BRIGHT = ("red", "orange", "yellow", "green", "blue", "purple", "pink")
"""The words of what is neither brown nor without hue."""

WOOD = Slot(("oak", "walnut", "pine"), ("brown",))
LACQUER = Slot(("paint",), ("white", "black", "grey", "red", "blue", "green", "yellow"))
METAL = Slot(("metal",), ("grey", "black"))
CHROME = Slot(("metal",), ("grey",))
CLOTH = Slot(("fabric", "velvet", "leather"), EVERY)
PATTERNED = Slot(("stripes", "plaid", "dots", "knit", "velvet"), BRIGHT)
SHADE = Slot(("lampshade",), ("white", "yellow", "orange", "red", "blue", "green"))
DARK = Slot(("plastic",), ("black",))
WHITE = Slot(("paint",), ("white",))
CHINA = Slot(("ceramic",), EVERY)
PLASTIC = Slot(("plastic",), EVERY)
