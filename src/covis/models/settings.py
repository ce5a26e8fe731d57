"""How a model is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from covis.errors import CovisError

Reasoning = Literal["none", "minimal", "low", "medium", "high"]
"""How much a model may reason before it answers."""


@dataclass(frozen=True)
class ModelSettings:
    """How a model is called; None leaves a setting to its provider.

    Attributes:
        max_tokens: At most how many tokens it may write, reasoning included.
        temperature: 0 for its most likely answer.
        seed: For providers that take one.
        reasoning: How much it may reason, for models that can be told.
        attempt_s: After how many seconds an attempt without an answer is given up.
        retries: How often a call is tried again, with growing pauses, after a failure that may pass (busy,
            down, no answer in time); beside the two quick tries that some providers' clients make.
        connections: At most how many calls are open at once.

    Raises:
        CovisError: If a setting is out of range.
    """

    max_tokens: int | None = None
    temperature: float | None = None
    seed: int | None = None
    reasoning: Reasoning | None = None
    attempt_s: int = 300  # a reasoning model may think for minutes
    retries: int = 3
    connections: int | None = None

    def __post_init__(self) -> None:
        for name, value, least in (
            ("max_tokens", self.max_tokens, 1),
            ("temperature", self.temperature, 0),
            ("attempt_s", self.attempt_s, 1),
            ("retries", self.retries, 0),
            ("connections", self.connections, 1),
        ):
            if value is not None and not value >= least:
                raise CovisError(f"{name} is {value}, but it must be at least {least}.")
        if self.reasoning is not None and self.reasoning not in get_args(Reasoning):
            raise CovisError(f"reasoning is {self.reasoning!r}; choose {', '.join(get_args(Reasoning))}.")
