"""Ask a model about a video or pictures, with marks or without."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from covis.models.exchange import exchange
from covis.models.pictures import write_pictures
from covis.models.question import WORDING, Question
from covis.models.reply import Reply
from covis.models.settings import ModelSettings
from covis.models.source import views_to_ask
from covis.prompts.compose import Layout
from covis.prompts.parts import prompt_text
from covis.prompts.sample import AnswerKind

if TYPE_CHECKING:
    from covis.marks.marked_views import MarkedViews
    from covis.marks.style import MarkStyle
    from covis.tracks.tracks import Progress, Tracker
    from covis.views.source import Source


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
    start_s: float | None = None,
    end_s: float | None = None,
    ordered: bool | None = None,
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
        kind: As for `covis.messages`, like `unit` and `wording`.
        unit: Of a number, such as "m".
        reverse: Whether to send the views in the opposite order.
        wording: Which explanation of the marks.
        layout: Whether views come before or after the text.
        settings: How the model is called; `ModelSettings()` if None.
        frames: As for `covis.mark`, like all that follow; without effect on views that are marked already.
        marks: At most how many objects to mark.
        tracker: How they are followed.
        sampler: How the views to keep are chosen.
        start_s: Leave out what a video shows before this time, in s.
        end_s: Leave out what a video shows at this time or later, in s.
        ordered: Overrides whether neighbouring views count as neighbours in time.
        style: How marks look.
        progress: Told (views done, views in all).

    Raises:
        CovisError: If the source cannot be read or marked, the settings do not fit, or the model cannot be
            asked or gives no answer.
    """
    from covis.models.inspect_chat import open_model

    asked = Question(question, tuple(options) if options else None, kind, unit, reverse, wording, layout)
    opened = open_model(model, settings)  # first, for a missing key or package shows before the work
    marked = views_to_ask(
        source,
        raw,
        frames=frames,
        marks=marks,
        tracker=tracker,
        sampler=sampler,
        start_s=start_s,
        end_s=end_s,
        ordered=ordered,
        style=style,
        progress=progress,
    )
    with tempfile.TemporaryDirectory(prefix="covis-") as folder:
        prompt = asked.prompt(marked, write_pictures(marked, Path(folder), raw), raw)
        done = exchange(prompt, asked.sample(len(marked.views)), opened, model)
    reply, reading = done.reply, done.reading
    return Answer(reply.text, reading.value, reading.why, reply, prompt_text(prompt))
