"""Action-then-answer: the camera's motion between the images is written first, then the answer.

HATCH, arXiv 2602.08735: `<action>[...]</action><answer>...</answer>`, with the motion of every pair of images
i < j. How pairs are named is ours, see `covis.geometry.pair_actions`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from covis.errors import CovisError
from covis.geometry.actions import KINDS, Action
from covis.geometry.pair_actions import (
    Pair,
    image_pairs,
    pair_actions_from_json,
    pair_actions_to_json,
)
from covis.prompts.final import answered
from covis.prompts.kinds import template_of_kind
from covis.prompts.reading import Reading, unreadable
from covis.prompts.sample import Sample
from covis.prompts.template import Template

TAGS = re.compile(r"</?(?:action|answer)>", re.IGNORECASE)
ORDER = ("<action>", "</action>", "<answer>", "</answer>")


@dataclass(frozen=True)
class ActionAnswer:
    """What an action-then-answer reply holds.

    Attributes:
        motions: For every pair of images the camera's motion from the first to the second.
        answer: What stands in the answer tags, as it stands.
    """

    motions: Mapping[Pair, tuple[Action, ...]]
    answer: str


def action_answer_instruction(sample: Sample) -> str:
    """What to write: the two pairs of tags, the pairs of images, and what the answer must be."""
    pairs = ", ".join(f"{i + 1}-{j + 1}" for i, j in image_pairs(len(sample.images)))
    return (
        "First write how the camera moves from image to image, for each of the pairs "
        f"{pairs}, as JSON lists of actions with their amounts ({', '.join(KINDS)}), then the answer, in "
        'this form and with nothing else: <action>{"1-2": [{"turn_right_deg": 30.0}, {"move_up_m": 1.5}], '
        "...}</action><answer>...</answer>\n"
        f"In the answer tags: {template_of_kind(sample).instruction(sample)}"
    )


def action_answer_text(motions: Mapping[Pair, tuple[Action, ...]], answer: str) -> str:
    """The reply that gives these motions and this answer."""
    return f"<action>{pair_actions_to_json(motions)}</action><answer>{answer}</answer>"


def action_answer(reply: str, images: int) -> ActionAnswer | Reading:
    """Both parts of a reply, or why it does not have them.

    Each tag must stand once, in order, with nothing around and between them, and the motions must be those of
    all pairs of images, no more and no fewer, as `covis.geometry.pair_actions` reads them.

    Args:
        reply: What the model said.
        images: How many images it was shown.
    """
    text = answered(reply)
    if isinstance(text, Reading):
        return text
    if tuple(tag.lower() for tag in TAGS.findall(text)) != ORDER:
        return unreadable("has its action and answer tags not once each and in order")
    before, actions, between, answer, after = TAGS.split(text)
    if before.strip() or between.strip() or after.strip():
        return unreadable("holds text outside its tags")
    try:
        motions = pair_actions_from_json(actions.strip())
    except CovisError:
        return unreadable("holds actions that are none")
    if set(motions) != set(image_pairs(images)):
        return unreadable("does not give the motions of all pairs of images")
    return ActionAnswer(motions, answer)


def read_action_answer(reply: str, sample: Sample) -> Reading:
    """The answer of an action-then-answer reply, read as the sample's own kind of answer."""
    parts = action_answer(reply, len(sample.images))
    return parts if isinstance(parts, Reading) else template_of_kind(sample).read(parts.answer, sample)


ACTION_ANSWER = Template("action_answer", action_answer_instruction, read_action_answer)
"""The camera's motion, then the answer."""
