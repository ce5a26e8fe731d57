"""Masks from any other tool, read as tracks, and written for others to read."""
