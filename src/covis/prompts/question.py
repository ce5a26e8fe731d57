"""The text of a question: what is asked, the options, and how to answer."""

from __future__ import annotations

import string

from covis.prompts.kinds import template_of_kind
from covis.prompts.sample import Sample


def question_text(sample: Sample, instruction: str | None = None) -> str:
    """A sample as a model is asked it.

    Args:
        sample: What is asked.
        instruction: The last paragraph; None for that of the sample's own template, "" for none.

    Returns:
        The question, its options lettered one a line, and the instruction, with line breaks between them.
    """
    if instruction is None:
        instruction = template_of_kind(sample).instruction(sample)
    letters = string.ascii_uppercase
    lettered = [f"{letter}. {option}" for letter, option in zip(letters, sample.options or (), strict=False)]
    return "\n".join(part for part in (sample.question, *lettered, instruction) if part)
