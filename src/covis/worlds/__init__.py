"""Synthetic ground truth: pictures whose every pixel is known."""
