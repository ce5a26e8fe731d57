"""Rooms, what stands in them and where, drawn from a seed."""
