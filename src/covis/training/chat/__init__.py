"""Samples as conversations to train on: what is asked, in which pictures, and what a teacher would write."""

__all__: list[str] = []
