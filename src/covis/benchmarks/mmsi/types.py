"""The eleven types of questions of MMSI-Bench, in four groups, with their numbers."""

from __future__ import annotations

GROUPS: dict[str, dict[str, int]] = {
    "positional relationship": {
        "Positional Relationship (Cam.–Cam.)": 93,
        "Positional Relationship (Obj.–Obj.)": 94,
        "Positional Relationship (Reg.–Reg.)": 81,
        "Positional Relationship (Cam.–Obj.)": 86,
        "Positional Relationship (Obj.–Reg.)": 85,
        "Positional Relationship (Cam.–Reg.)": 83,
    },
    "attribute": {"Attribute (Meas.)": 64, "Attribute (Appr.)": 66},
    "motion": {"Motion (Cam.)": 74, "Motion (Obj.)": 76},
    "multi-step reasoning": {"MSR": 198},
}
"""Group to its types, as the file spells them, with en dashes, and their numbers."""

OF_ORDER = ("Motion (Cam.)", "Motion (Obj.)")
"""Types whose answer another order of the pictures would change."""

TYPES = {name: count for types in GROUPS.values() for name, count in types.items()}
"""Type to its number of questions."""


def group_of(type_: str) -> str:
    """The group of a type."""
    return next(group for group, types in GROUPS.items() if type_ in types)
