"""A question as a reader without pictures has it: the text, and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from covis.prompts.sample import Sample


@dataclass(frozen=True)
class Asked:
    """The text of one question, with its answer.

    Attributes:
        scene: The scene it is about.
        task: Its family.
        category: Its class within the family.
        kind: How its answer is read: choice, number, text or path.
        question: The text.
        options: The options of a choice in their order; empty for other kinds.
        answer: A letter for a choice, else what the sample says.
    """

    scene: str
    task: str
    category: str
    kind: str
    question: str
    options: tuple[str, ...]
    answer: str

    @property
    def right(self) -> int:
        """Index of the right option of a choice."""
        return ord(self.answer) - ord("A")

    @property
    def answer_text(self) -> str:
        """What the answer says: the right option's text, or the answer itself."""
        return self.options[self.right] if self.options else self.answer


def asked(sample: Sample) -> Asked:
    """What is left of a sample without pictures."""
    return Asked(
        scene=sample.scene,
        task=sample.task,
        category=sample.category,
        kind=sample.answer_kind,
        question=sample.question,
        options=sample.options or (),
        answer=sample.answer,
    )


def text_key(one: Asked) -> bytes:
    """Equal for questions that say the same about a scene, whatever the order of pictures and options."""
    return _digest([one.scene, one.kind, one.question, *sorted(one.options)])


def sample_key(sample: Sample) -> bytes:
    """Equal for samples of which one is too many: the same text about the same pictures in their order."""
    return _digest([text_key(asked(sample)).hex(), *sample.images])


def _digest(texts: Sequence[str]) -> bytes:
    return hashlib.blake2b(json.dumps(list(texts)).encode(), digest_size=16).digest()
