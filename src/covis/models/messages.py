"""Marked views and a question as messages, for any client that speaks OpenAI's chat format."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covis.errors import CovisError
from covis.models.pictures import data_uri, write_pictures
from covis.prompts.compose import Layout, compose
from covis.prompts.parts import Picture, Prompt, Text
from covis.prompts.question import question_text
from covis.prompts.sample import AnswerKind, Sample
from covis.prompts.wording import DRAWN, passage

if TYPE_CHECKING:
    from covis.marks.marked_views import MarkedViews

WORDING = "plain"


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
    sample = asked_sample(question, len(marked.views), options, kind, unit, reverse)
    with tempfile.TemporaryDirectory(prefix="covis-") as folder:
        pictures = write_pictures(marked, Path(folder), raw)
        prompt = asked_prompt(marked, sample, pictures, kind, None if raw else wording, layout)
        return to_chat(prompt)


def to_chat(prompt: Prompt) -> list[dict[str, Any]]:
    """A prompt as one message in OpenAI's chat format, pictures as data URIs."""
    content: list[dict[str, Any]] = []
    for part in prompt:
        if isinstance(part, Picture):
            content.append({"type": "image_url", "image_url": {"url": data_uri(part)}})
        else:
            content.append({"type": "text", "text": part.text})
    return [{"role": "user", "content": content}]


def asked_sample(
    question: str,
    images: int,
    options: Sequence[str] | None,
    kind: AnswerKind | None,
    unit: str | None,
    reverse: bool,
) -> Sample:
    """A question whose answer nobody has told us.

    Raises:
        CovisError: If there is no question, options and kind do not fit, or the question cannot be reversed.
    """
    from covis.prompts.reverse import reversed_sample

    if not question.strip():
        raise CovisError("There is no question; ask something.")
    sample = Sample(
        id="question",
        scene="source",
        task="ask",
        category="ask",
        images=tuple(f"view_{i:03d}.png" for i in range(images)),
        question=question,
        options=tuple(options) if options else None,
        answer="",
        answer_kind=kind or ("choice" if options else "text"),
        unit=unit,
        meta={"answer_hidden": True},
    )
    return reversed_sample(sample) if reverse else sample


def asked_prompt(
    marked: MarkedViews,
    sample: Sample,
    pictures: Sequence[Picture],
    kind: AnswerKind | None,
    wording: str | None,
    layout: Layout,
) -> Prompt:
    """What is sent: the pictures in the sample's order, the explanation of the marks, the question.

    Args:
        marked: Says which numbers there are and what carries them.
        sample: The question, already reversed where it is asked so.
        pictures: In the order of `marked.views`.
        kind: None asks for no form of the answer, unless there are options.
        wording: None explains no marks.
        layout: Whether pictures come before or after the text.

    Raises:
        CovisError: If wording or layout are unknown, or the question has places for another number of views.
    """
    numbers = sorted({mark.number for mark in marked.marks})
    explained = passage(wording, drawn_kind(marked), numbers, len(pictures)) if wording is not None else None
    free = kind is None and sample.options is None
    shown = tuple(pictures)[:: -1 if sample.direction == "reverse" else 1]
    return compose(question_text(sample, "" if free else None), shown, passage=explained, layout=layout)


def drawn_kind(marked: MarkedViews) -> str:
    """What carries the numbers of marked views, as their manifest tells; circles if it does not."""
    settings = marked.manifest.get("settings")
    style = settings.get("style") if isinstance(settings, Mapping) else None
    kind = style.get("kind") if isinstance(style, Mapping) else None
    return kind if isinstance(kind, str) and kind in DRAWN else "circle"


def shown_text(prompt: Prompt) -> list[dict[str, Any]]:
    """A prompt without its pictures' bytes: their names, sizes in px and in bytes instead."""
    return [
        {"text": part.text}
        if isinstance(part, Text)
        else {"picture": part.file.name, "size_px": list(part.size_px), "bytes": part.file.stat().st_size}
        for part in prompt
    ]
