"""Checkpoints: loading any, and making tiny ones."""
