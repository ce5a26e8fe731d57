"""Data sets with marks drawn on their pictures, to train on and to ask about."""

__all__: list[str] = []
