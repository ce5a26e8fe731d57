"""Models that need no server: one that knows the truth, one that guesses, one with a bias.

They let a whole experiment run without cost, and show what its report makes of a known ability. The truth
travels in the message's `metadata`, which is filled for them alone and never leaves the process.
"""

from __future__ import annotations

import hashlib
import json
import string
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from covis.errors import CovisError
from covis.prompts.sample import Sample

if TYPE_CHECKING:
    from inspect_ai.model import ModelAPI

TRUTH = "covis_truth"

SCRIPTS = ("oracle", "coin", "left")
"""Knows the truth; guesses; believes that every camera turns from left to right."""


def truth_of(sample: Sample, repeat: int = 0) -> dict[str, Any]:
    """What a scripted model must know of a sample, as a message's metadata."""
    return {
        TRUTH: {
            "id": sample.id,
            "repeat": repeat,
            "answer": sample.answer,
            "answer_kind": sample.answer_kind,
            "options": list(sample.options or ()),
            "direction": sample.direction,
        }
    }


def scripted_text(script: str, truth: Mapping[str, Any]) -> str:
    """What a scripted model says.

    `oracle` gives the truth. `coin` guesses, always the same for a sample and a repeat: a letter; a number
    between none and twice the true one; "yes" or "no"; the labels of a path in any order. `left` is right on
    a forward sample of two options and wrong on a reversed one, and guesses as the coin does on all others.

    Args:
        script: One of `SCRIPTS`.
        truth: As `truth_of` gives it, without its key.
    """
    answer, options = str(truth["answer"]), truth["options"]
    if script == "oracle":
        return answer
    if script == "left" and len(options) == 2 and answer:
        forward = truth["direction"] == "forward"
        return answer if forward else "AB"[answer == "A"]
    key = json.dumps([truth["id"], truth["repeat"]]).encode()
    rng = np.random.default_rng(int.from_bytes(hashlib.sha256(key).digest()[:8], "big"))
    if options:
        return string.ascii_uppercase[int(rng.integers(len(options)))]
    if truth["answer_kind"] == "number":
        return f"{float(answer or 1) * 2 * rng.random():.2f}"
    if truth["answer_kind"] == "path":
        return ", ".join(np.array(answer.split(", "))[rng.permutation(len(answer.split(", ")))].tolist())
    return ("yes", "no")[int(rng.integers(2))]


def scripted_api() -> type[ModelAPI]:
    """The provider `scripted` for inspect-ai.

    Raises:
        CovisError: From the provider, if its model is none of `SCRIPTS`, or a message bears no truth.
    """
    from inspect_ai.model import GenerateConfig, ModelAPI, ModelOutput, ModelUsage

    class Scripted(ModelAPI):  # type: ignore[misc]  # shipped in an extra
        def __init__(
            self,
            model_name: str,
            base_url: str | None = None,
            api_key: str | None = None,
            config: GenerateConfig | None = None,
            **_: Any,
        ) -> None:
            if model_name not in SCRIPTS:
                raise CovisError(f"There is no scripted model {model_name!r}; choose {', '.join(SCRIPTS)}.")
            super().__init__(model_name, base_url, api_key, [], config or GenerateConfig())

        async def generate(self, input: list[Any], tools: Any, tool_choice: Any, config: Any) -> ModelOutput:
            truth = (input[-1].metadata or {}).get(TRUTH)
            if truth is None:
                raise CovisError("A scripted model answers questions of a data set, whose answers are known.")
            output = ModelOutput.from_content(self.model_name, scripted_text(self.model_name, truth))
            words = sum(len(message.text.split()) for message in input)
            said = len(output.completion.split())
            output.usage = ModelUsage(
                input_tokens=words, output_tokens=said, total_tokens=words + said, reasoning_tokens=0
            )
            return output

    return Scripted
