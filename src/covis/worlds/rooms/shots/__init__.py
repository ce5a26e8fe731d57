"""Cameras that a person would hold, drawn from a seed."""
