"""Units of measured answers: which belong together, and how one is turned into another."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

Quantity = Literal["length", "angle", "area", "other"]

NAMES: Mapping[str, tuple[Quantity, str]] = {
    **dict.fromkeys(("mm", "millimeter", "millimeters", "millimetre", "millimetres"), ("length", "0.001")),
    **dict.fromkeys(("cm", "centimeter", "centimeters", "centimetre", "centimetres"), ("length", "0.01")),
    **dict.fromkeys(("dm", "decimeter", "decimeters", "decimetre", "decimetres"), ("length", "0.1")),
    **dict.fromkeys(("m", "meter", "meters", "metre", "metres"), ("length", "1")),
    **dict.fromkeys(("km", "kilometer", "kilometers", "kilometre", "kilometres"), ("length", "1000")),
    **dict.fromkeys(("in", "inch", "inches"), ("length", "0.0254")),
    **dict.fromkeys(("ft", "foot", "feet"), ("length", "0.3048")),
    **dict.fromkeys(("yd", "yard", "yards"), ("length", "0.9144")),
    **dict.fromkeys(("deg", "degree", "degrees", "°"), ("angle", "1")),
    **dict.fromkeys(("rad", "radian", "radians"), ("angle", str(180 / math.pi))),
    **dict.fromkeys(
        ("m2", "m^2", "sqm", "sq m", "square meter", "square meters", "square metre", "square metres"),
        ("area", "1"),
    ),
    **dict.fromkeys(("cm2", "cm^2", "square centimeters", "square centimetres"), ("area", "0.0001")),
    **dict.fromkeys(("ft2", "ft^2", "sq ft", "square foot", "square feet"), ("area", "0.09290304")),
}
"""Name to its quantity and how much one of it is in metres, degrees or square metres, as exact digits."""

# fmt: off
OTHER = (
    "%", "percent", "s", "sec", "second", "seconds", "min", "minute", "minutes", "h", "hour", "hours",
    "kg", "g", "gram", "grams", "lb", "lbs", "px", "pixel", "pixels", "$", "€", "£", "dollars", "euros",
    "hz", "ml", "l", "liter", "liters", "litre", "litres", "mph", "km/h", "m/s", "°c", "°f", "m3", "m^3",
    "miles",
)
"""Names of further units, which are turned into none of the above."""
# fmt: on


def quantity(unit: str) -> Quantity | None:
    """What a unit measures; None if it is none that is known."""
    name = unit.lower().rstrip(".")
    if name in NAMES:
        return NAMES[name][0]
    return "other" if name in OTHER else None


def converted(amount: Decimal, unit: str, into: str) -> Decimal | None:
    """An amount in another unit; None where the two measure different things or are not known."""
    one, other = unit.lower().rstrip("."), into.lower().rstrip(".")
    if one == other:
        return amount
    if one not in NAMES or other not in NAMES or NAMES[one][0] != NAMES[other][0]:
        return None
    if NAMES[one][1] == NAMES[other][1]:
        return amount
    return amount * Decimal(NAMES[one][1]) / Decimal(NAMES[other][1])
