"""Regions of a picture that look like things, from leaves, a merge tree and measured cues."""
