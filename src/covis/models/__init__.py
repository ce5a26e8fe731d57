"""Models that look at pictures and answer: what is sent to them, and what comes back."""

__all__: list[str] = []
