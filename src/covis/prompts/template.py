"""How a question is closed, and how the reply to it is read: the two always go together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from covis.prompts.reading import Reading
from covis.prompts.sample import Sample


@dataclass(frozen=True)
class Template:
    """A way to ask for an answer, with the parser that knows what was asked for.

    Attributes:
        name: As tables and settings call it.
        instruction: The last paragraph of a question's text, which says how to answer.
        read: Exactly one answer, or why there is none. It never looks at `Sample.answer`, never raises
            because of what the reply holds, and never gives what could not be an answer.
    """

    name: str
    instruction: Callable[[Sample], str]
    read: Callable[[str, Sample], Reading]
