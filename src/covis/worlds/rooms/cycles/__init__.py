"""Photoreal pictures by Blender's Cycles, in an environment and a process of its own."""

from covis.worlds.rooms.cycles.renderer import Cycles

__all__ = ["Cycles"]
