"""The types of questions of VSI-Bench, how each is scored, and their numbers."""

from __future__ import annotations

NUMBERS = {
    "object_counting": 565,
    "object_abs_distance": 834,
    "object_size_estimation": 953,
    "room_size_estimation": 288,
}
"""Scored by mean relative accuracy."""

DIRECTIONS = {
    "object_rel_direction_easy": 217,
    "object_rel_direction_medium": 378,
    "object_rel_direction_hard": 373,
}
"""Averaged into one before the average over types."""

CHOICES = {
    "object_rel_distance": 710,
    **DIRECTIONS,
    "route_planning": 194,
    "obj_appearance_order": 618,
}
"""Scored by accuracy."""

TYPES = {**NUMBERS, **CHOICES}
DIRECTION = "object_rel_direction"
UNITS = {"object_abs_distance": "m", "object_size_estimation": "cm", "room_size_estimation": "m2"}
"""What is asked for, as the questions say."""

OF_ORDER = ("obj_appearance_order",)
"""Types whose answer another order of the frames would change."""
