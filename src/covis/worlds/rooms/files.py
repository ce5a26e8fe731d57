"""Where the files of a scene lie in a data set's folder."""

from __future__ import annotations

from typing import Literal


def scene_path(scene: str) -> str:
    """The record of a scene: everything to render it again and to answer every question about it."""
    return f"scenes/{scene}/scene.json"


def view_path(scene: str, shot: str, frame: int, what: Literal["rgb", "depth", "ids"]) -> str:
    """A picture of a kept view: RGB (8-bit), depth (16-bit, millimetres, 0 for none) or ids (16-bit)."""
    return f"scenes/{scene}/{shot}/{what}/{frame:05d}.png"


def clip_path(scene: str, shot: str) -> str:
    """The whole clip of a shot at its full frame rate."""
    return f"scenes/{scene}/{shot}/clip.mp4"
