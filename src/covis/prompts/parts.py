"""What a model is sent, in order: pieces of text and pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Text:
    """A piece of text.

    Attributes:
        text: As the model reads it; never empty.
    """

    text: str


@dataclass(frozen=True)
class Picture:
    """A picture, as the bytes of its file.

    Attributes:
        file: A PNG or JPEG file, sent byte for byte.
        size_px: Its width and height.
    """

    file: Path
    size_px: tuple[int, int]


Prompt = tuple[Text | Picture, ...]
"""One message from the user, in order."""


def prompt_text(prompt: Prompt) -> str:
    """The text of a prompt, with `[picture 1]` and so on where its pictures stand."""
    lines: list[str] = []
    pictures = 0
    for part in prompt:
        if isinstance(part, Picture):
            pictures += 1
            lines.append(f"[picture {pictures}]")
        else:
            lines.append(part.text)
    return "\n".join(lines)
