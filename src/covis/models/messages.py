"""Marked views and a question as messages, for any client that speaks OpenAI's chat format."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covis.models.pictures import data_uri, write_pictures
from covis.models.question import WORDING, Question
from covis.prompts.compose import Layout
from covis.prompts.parts import Picture, Prompt
from covis.prompts.sample import AnswerKind

if TYPE_CHECKING:
    from covis.marks.marked_views import MarkedViews


def messages(
    marked: MarkedViews,
    question: str,
    *,
    options: Sequence[str] | None = None,
    kind: AnswerKind | None = None,
    unit: str | None = None,
    raw: bool = False,
    reverse: bool = False,
    wording: str = WORDING,
    layout: Layout = "frames first",
) -> list[dict[str, Any]]:
    """Marked views and a question as messages in OpenAI's chat format, pictures as data URIs.

    Args:
        marked: What `covis.mark` gave, or `MarkedViews.load`.
        question: The text, without options.
        options: What to choose from; they are lettered.
        kind: How to ask for the answer: "choice" where there are options, else "number", "text" or "path";
            None asks for no form.
        unit: Of a number, such as "m".
        raw: Whether to send the unmarked views, without an explanation of marks.
        reverse: Whether to send the views in the opposite order.
        wording: Which explanation of the marks, see `covis.prompts.wording.WORDINGS`.
        layout: Whether views come before or after the text.

    Returns:
        One message from the user.

    Raises:
        CovisError: If the settings do not fit each other, the question cannot be reversed, or there are no
            unmarked views.
    """
    asked = Question(question, tuple(options) if options else None, kind, unit, reverse, wording, layout)
    with tempfile.TemporaryDirectory(prefix="covis-") as folder:
        return to_chat(asked.prompt(marked, write_pictures(marked, Path(folder), raw), raw))


def to_chat(prompt: Prompt) -> list[dict[str, Any]]:
    """A prompt as one message in OpenAI's chat format, pictures as data URIs."""
    content: list[dict[str, Any]] = []
    for part in prompt:
        if isinstance(part, Picture):
            content.append({"type": "image_url", "image_url": {"url": data_uri(part)}})
        else:
            content.append({"type": "text", "text": part.text})
    return [{"role": "user", "content": content}]
