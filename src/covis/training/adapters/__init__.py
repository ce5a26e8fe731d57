"""Patch features of a vision encoder on their grid, for each architecture."""
