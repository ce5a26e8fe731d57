"""Sparkle: points on a plane (direction, distance, place), shortest paths and shortest tours."""

__all__: list[str] = []
