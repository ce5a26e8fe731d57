"""What a completion earns in training: for its motions, its answer and its form."""

__all__: list[str] = []
