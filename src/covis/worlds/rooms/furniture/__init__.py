"""Furniture and objects: parametric, in real-world sizes."""
