"""BLINK's four tasks over several views: reasoning, and three kinds of correspondence."""

__all__: list[str] = []
