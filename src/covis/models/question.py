"""A question about some views, and everything that decides how it is put to a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from covis.errors import CovisError
from covis.prompts.compose import Layout, compose
from covis.prompts.parts import Picture, Prompt
from covis.prompts.question import question_text
from covis.prompts.sample import AnswerKind, Sample
from covis.prompts.wording import DRAWN, passage

if TYPE_CHECKING:
    from covis.marks.marked_views import MarkedViews

WORDING = "plain"


@dataclass(frozen=True)
class Question:
    """A question about some views.

    Attributes:
        text: Without options.
        options: What to choose from; None for other kinds.
        kind: What is asked for; None asks for no form where there are no options.
        unit: Of a number, such as "m".
        reverse: Whether the views are shown in the opposite order.
        wording: How marks are explained, see `covis.prompts.wording.WORDINGS`.
        layout: Whether views come before or after the text.

    Raises:
        CovisError: If there is no text, options and kind do not fit, or there is no such wording.
    """

    text: str
    options: tuple[str, ...] | None = None
    kind: AnswerKind | None = None
    unit: str | None = None
    reverse: bool = False
    wording: str = WORDING
    layout: Layout = "frames first"

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise CovisError("There is no question; ask something.")
        few = self.options is not None and len(self.options) < 2
        if few or (self.kind == "choice" and self.options is None):
            raise CovisError("A choice needs options; give at least two.")
        if self.options is not None and self.kind not in (None, "choice"):
            raise CovisError(f"Options make a choice, but the kind is {self.kind}; leave one of them out.")
        if self.unit is not None and self.kind != "number":
            raise CovisError(f"The unit {self.unit!r} is for a number; ask for the kind number.")
        passage(self.wording, "circle", (), 0)  # an unknown wording shows before anything is marked

    def sample(self, images: int) -> Sample:
        """The question about this many images as a sample whose answer nobody has told us.

        Raises:
            CovisError: If its options are not different texts, or it cannot be reversed.
        """
        from covis.prompts.reverse import reversed_sample

        sample = Sample(
            id="question",
            scene="source",
            task="ask",
            category="ask",
            images=tuple(f"view_{i:03d}.png" for i in range(images)),
            question=self.text,
            options=self.options,
            answer="",
            answer_kind=self.kind or ("choice" if self.options else "text"),
            unit=self.unit,
            meta={"answer_hidden": True},
        )
        return reversed_sample(sample) if self.reverse else sample

    def prompt(self, marked: MarkedViews, pictures: Sequence[Picture], raw: bool) -> Prompt:
        """What is sent: the pictures, the explanation of their marks, and the question.

        Args:
            marked: Says which numbers there are and what carries them.
            pictures: In the order of `marked.views`.
            raw: Whether the pictures bear no marks.

        Raises:
            CovisError: If wording or layout are unknown, the question cannot be reversed, or it has places
                for another number of pictures.
        """
        sample = self.sample(len(pictures))
        instruction = "" if self.kind is None and self.options is None else None
        numbers = sorted({mark.number for mark in marked.marks})
        explained = passage(self.wording, drawn_kind(marked), [] if raw else numbers, len(pictures))
        shown = tuple(pictures)[:: -1 if self.reverse else 1]
        return compose(question_text(sample, instruction), shown, passage=explained, layout=self.layout)


def drawn_kind(marked: MarkedViews) -> str:
    """What carries the numbers of marked views, as their manifest tells; circles if it does not."""
    settings = marked.manifest.get("settings")
    style = settings.get("style") if isinstance(settings, Mapping) else None
    kind = style.get("kind") if isinstance(style, Mapping) else None
    return kind if isinstance(kind, str) and kind in DRAWN else "circle"
