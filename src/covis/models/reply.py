"""What a model gives back for one prompt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Stop = Literal["stop", "length", "refused", "other"]
"""Why a reply ended: the model was done; cut at its limit; the model or its provider declined; else."""


@dataclass(frozen=True)
class Reply:
    """What a model gave back for one prompt.

    Attributes:
        text: The reply itself, without the model's reasoning.
        stop: Why it ended.
        input_tokens: Counted by the provider; 0 where it does not say.
        output_tokens: With the reasoning; 0 where the provider does not say.
        reasoning_tokens: The reasoning's share of them; 0 where the provider does not say.
        seconds: From sending to the last token, without waiting for a free connection.
    """

    text: str
    stop: Stop
    input_tokens: int
    output_tokens: int
    reasoning_tokens: int
    seconds: float
