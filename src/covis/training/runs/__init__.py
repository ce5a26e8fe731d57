"""A run's folder: what it is a run of, where it stopped, and what came out."""

__all__: list[str] = []
