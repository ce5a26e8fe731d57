"""VSI-Bench: spatial questions about videos of rooms."""

__all__: list[str] = []
