"""What's Up: which preposition is true of a picture."""

__all__: list[str] = []
