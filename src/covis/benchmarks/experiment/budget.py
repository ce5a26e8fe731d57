"""What a run may spend, and what it will."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from covis.models.reply import Reply
from covis.prompts.parts import Picture, Prompt
from covis.views.view import Size

CHARACTERS_A_TOKEN = 4.0  # of English text, a rule of thumb that all providers give
AROUND_A_MESSAGE = 20  # tokens: roles, ends of turns, a picture's start and end
ANSWER_TOKENS = 150  # of a reply with no limit of its own: an answer in a sentence or two (ours)
REASONING_TOKENS = {"none": 0, "minimal": 200, "low": 1000, "medium": 4000, "high": 12000, "default": 500}
"""Of one answer, by effort (ours); they vary tenfold between questions, so this is no more than a hint."""


def _patches(side_px: int) -> Callable[[Size], int]:
    return lambda size: math.ceil(size[0] / side_px) * math.ceil(size[1] / side_px)


def _openai_tiles(size: Size) -> int:
    """85 and 170 for each tile of 512 px, after fitting into 2048 px and the short side into 768 px."""
    fit = min(1.0, 2048 / max(size))
    fit *= min(1.0, 768 / (min(size) * fit))
    return 85 + 170 * math.ceil(size[0] * fit / 512) * math.ceil(size[1] * fit / 512)


PICTURE_TOKENS: dict[str, Callable[[Size], int]] = {
    "openai": _openai_tiles,
    "anthropic": lambda size: math.ceil(min(1.0, 1568 / max(size)) ** 2 * size[0] * size[1] / 750),
    "google": lambda size: 258 * max(1, math.ceil(size[0] / 768) * math.ceil(size[1] / 768)),
}
"""Tokens of a picture by its size, as each provider's documentation of pictures states it."""

OTHERS = _patches(28)  # as the Qwen-VL family counts; most open models are near it


def prompt_tokens(prompt: Prompt, model: str) -> int:
    """About how many tokens a prompt has.

    Args:
        prompt: The message.
        model: As it is named on the command line; its provider stands before the first slash.
    """
    of_picture = PICTURE_TOKENS.get(model.partition("/")[0], OTHERS)
    tokens: float = AROUND_A_MESSAGE
    for part in prompt:
        tokens += (
            of_picture(part.size_px) if isinstance(part, Picture) else len(part.text) / CHARACTERS_A_TOKEN
        )
    return math.ceil(tokens)


def answer_tokens(max_tokens: int | None, reasoning: str) -> int:
    """About how many tokens an answer has, with its reasoning."""
    free = ANSWER_TOKENS + REASONING_TOKENS[reasoning]
    return free if max_tokens is None else min(max_tokens, free)


def tokens_of(reply: Reply, estimate: int) -> int:
    """What a reply cost; the estimate where its provider does not say."""
    return (reply.input_tokens + reply.output_tokens) or estimate


@dataclass
class Purse:
    """What may be spent and what has been.

    Attributes:
        budget: Tokens in all; None for no bound.
        spent: Of answers that came.
        promised: Of questions under way, as estimated.
        closed: Whether a question was refused for want of tokens; then all later ones are.
    """

    budget: int | None
    spent: int = 0
    promised: int = 0
    closed: bool = False

    def promise(self, tokens: int) -> bool:
        """Set tokens aside for a question, if there are so many left."""
        if self.closed or (self.budget is not None and self.spent + self.promised + tokens > self.budget):
            self.closed = True
            return False
        self.promised += tokens
        return True

    def settle(self, promised: int, spent: int) -> None:
        """A question ended: what was set aside is free, what it cost is spent."""
        self.promised -= promised
        self.spent += spent
