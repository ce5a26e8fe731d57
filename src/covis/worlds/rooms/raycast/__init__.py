"""The ray caster: the default pictures, and the source of all depth and ids."""

from covis.worlds.rooms.raycast.caster import RayCaster

__all__ = ["RayCaster"]
