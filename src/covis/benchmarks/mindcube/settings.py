"""The three settings of MindCube, and how many questions each has."""

from __future__ import annotations

SETTINGS = ("around", "rotation", "translation", "among")
"""Looked for in a question's id, in this order."""

LEFT_OUT, OTHER = "translation", "other"
"""A setting that the test's own average leaves out; and what fits none."""

FULL = {"rotation": 1081, "among": 18204, "around": 1869}
TINY = {"rotation": 200, "among": 600, "around": 250}


def setting_of(identity: str) -> str:
    """The setting that an id tells, as the authors' code finds it."""
    return next((setting for setting in SETTINGS if setting in identity.lower()), OTHER)
