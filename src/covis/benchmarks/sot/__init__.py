"""The Spatial Orientation Test: is one thing left or right of another, over views that never show both."""

__all__: list[str] = []
