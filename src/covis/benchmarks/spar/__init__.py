"""SPAR-Bench: twenty tasks from depth to spatial imagination, over single and several views."""

__all__: list[str] = []
