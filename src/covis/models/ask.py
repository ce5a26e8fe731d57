"""Ask a model about a video or pictures, with marks or without."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from covis.models.failure import failure
from covis.models.messages import WORDING, asked_prompt, asked_sample
from covis.models.pictures import write_pictures
from covis.models.reply import Reply
from covis.models.settings import ModelSettings
from covis.prompts.compose import Layout
from covis.prompts.parts import Prompt, prompt_text
from covis.prompts.sample import AnswerKind, Sample
from covis.prompts.table import template_for

if TYPE_CHECKING:
    from inspect_ai.model import Model

    from covis.marks.marked_views import MarkedViews
    from covis.marks.style import MarkStyle
    from covis.tracks.tracks import Progress, Tracker
    from covis.views.source import Source

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What a model answered.

    Attributes:
        text: Its reply, without its reasoning.
        value: The answer that was read from it, as a letter, plain digits, a text or labels; None if there
            is not exactly one.
        unreadable: Why none could be read; "" if one was.
        reply: The reply with its tokens and seconds.
        prompt: The text that was sent, with `[picture 1]` and so on where pictures stood.
    """

    text: str
    value: str | None
    unreadable: str
    reply: Reply
    prompt: str


def ask(
    source: Source | MarkedViews,
    question: str,
    *,
    model: str,
    raw: bool = False,
    options: Sequence[str] | None = None,
    kind: AnswerKind | None = None,
    unit: str | None = None,
    reverse: bool = False,
    wording: str = WORDING,
    layout: Layout = "frames first",
    settings: ModelSettings | None = None,
    frames: int | None = None,
    marks: int = 5,
    tracker: str | Tracker = "auto",
    sampler: str = "uniform",
    style: MarkStyle | None = None,
    progress: Progress | None = None,
) -> Answer:
    """Ask a model about a video or pictures, on which equal numbers mark equal objects.

    Args:
        source: Anything that `covis.mark` marks; marked views; or a folder that `covis mark` wrote.
        question: The text, without options.
        model: Provider and model, such as "openai/gpt-4o"; see `covis.models.inspect_chat.KNOWN`. Keys are
            taken from the environment.
        raw: Whether to send the views without marks.
        options: What to choose from.
        kind: As for `covis.messages`.
        unit: Of a number, such as "m".
        reverse: Whether to send the views in the opposite order.
        wording: Which explanation of the marks.
        layout: Whether views come before or after the text.
        settings: How the model is called.
        frames: As for `covis.mark`, like all that follow; without effect on views that are marked already.
        marks: At most how many objects to mark.
        tracker: How they are followed.
        sampler: How the views to keep are chosen.
        style: How marks look.
        progress: Told (views done, views in all).

    Raises:
        CovisError: If the source cannot be read or marked, the settings do not fit, or the model cannot be
            asked or gives no answer.
    """
    from covis.models.inspect_chat import open_model
    from covis.models.source import views_to_ask

    opened = open_model(model, settings)  # first, for a missing key or package shows before the work
    chosen = {"frames": frames, "marks": marks, "tracker": tracker, "sampler": sampler, "style": style}
    marked = views_to_ask(source, raw, progress=progress, **chosen)
    sample = asked_sample(question, len(marked.views), options, kind, unit, reverse)
    with tempfile.TemporaryDirectory(prefix="covis-") as folder:
        pictures = write_pictures(marked, Path(folder), raw)
        prompt = asked_prompt(marked, sample, pictures, kind, None if raw else wording, layout)
        return answer_to(prompt, sample, opened, model)


def answer_to(prompt: Prompt, sample: Sample, opened: Model, name: str) -> Answer:
    """Send one prompt, and read the reply.

    Args:
        prompt: What is sent.
        sample: Says how the reply is read.
        opened: The model.
        name: What a message calls it.

    Raises:
        CovisError: If the model cannot be asked or gives no answer.
    """
    from covis.models.inspect_chat import is_scripted, to_inspect, to_reply

    sent = to_inspect(prompt, sample if is_scripted(name) else None)
    start = time.perf_counter()
    try:
        output = _waited_for(opened.generate(sent))
    except Exception as error:
        raise failure(name, error) from error
    reply = to_reply(output, time.perf_counter() - start)
    reading = template_for(sample).read(reply.text, sample)
    return Answer(reply.text, reading.value, reading.why, reply, prompt_text(prompt))


def _waited_for(call: Coroutine[Any, Any, T]) -> T:
    """The result of an asynchronous call, also where a loop is running already, as in a notebook."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(call)
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, call).result()
