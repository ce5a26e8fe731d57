"""The tasks of SPAR-Bench, their levels, and how many questions they have as far as that is published."""

from __future__ import annotations

LOW = (
    "depth_prediction_oc",
    "depth_prediction_oo",
    "distance_prediction_oc",
    "distance_prediction_oo",
    "depth_prediction_oc_mv",
    "depth_prediction_oo_mv",
    "distance_prediction_oc_mv",
    "distance_prediction_oo_mv",
)
"""Answered with a number."""

VIEW_CHANGE = "view_change_infer"
"""Answered with a motion along five axes."""

MIDDLE = ("position_matching", "camera_motion_infer", VIEW_CHANGE)
HIGH = (
    "obj_spatial_relation_oo",
    "obj_spatial_relation_oc_mv",
    "obj_spatial_relation_oo_mv",
    "spatial_imagination_oc",
    "spatial_imagination_oo",
    "spatial_imagination_oc_mv",
    "spatial_imagination_oo_mv",
    "distance_infer_center_oo",
    "distance_infer_center_oo_mv",
)
LEVELS = {"low": LOW, "middle": MIDDLE, "high": HIGH}
TASKS = (*LOW, *MIDDLE, *HIGH)
MULTI_VIEW = tuple(task for task in TASKS if task.endswith("_mv") or task in MIDDLE)
"""The twelve tasks of SPAR-Bench-MV: 4 low, 3 middle, 5 high."""

BOXED = ("position_matching", "camera_motion_infer")
"""Tasks whose options are boxes or points in thousandths of the picture."""

OF_ORDER = ("camera_motion_infer", VIEW_CHANGE)
"""Tasks whose answer another order of the views would change."""

SIZE, TINY_PER_TASK = 7207, 50
KNOWN_SIZES = {
    "obj_spatial_relation_oc_mv": 400,
    "obj_spatial_relation_oo_mv": 361,
    "spatial_imagination_oc_mv": 344,
    "spatial_imagination_oo_mv": 357,
}
"""Tasks whose number of questions is published; of the others only the sum is."""


def level_of(task: str) -> str:
    """The level of a task: low, middle or high."""
    return next(name for name, tasks in LEVELS.items() if task in tasks)
