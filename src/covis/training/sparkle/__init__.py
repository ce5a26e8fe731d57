"""Sparkle: the plane's basic skills are learnt, its composite tasks are measured."""

__all__: list[str] = []
