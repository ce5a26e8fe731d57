"""HATCH's stages as one run: patch alignment, questions and answers, action-then-answer."""

__all__: list[str] = []
