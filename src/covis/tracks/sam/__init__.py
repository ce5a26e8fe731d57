"""Trackers of the SAM family, segmenting everything without prompts; they need the extra `sam`."""

from covis.tracks.sam.settings import SamSettings
from covis.tracks.sam.tracker import SamTracker

__all__ = ["SamSettings", "SamTracker"]
