"""Procedural materials as seamless tiles."""
