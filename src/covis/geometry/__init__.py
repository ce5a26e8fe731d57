"""Geometry of views: what two pictures of one scene have in common."""
