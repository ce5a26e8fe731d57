"""Action-then-answer: the camera's motion between the images is written first, then the answer.

HATCH, arXiv 2602.08735: `<action>[...]</action><answer>...</answer>`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from covis.errors import CovisError
from covis.geometry.actions import KINDS, Action, actions_from_json
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
        actions: The motion, in order.
        answer: What stands in the answer tags, as it stands.
    """

    actions: tuple[Action, ...]
    answer: str


def action_answer_instruction(sample: Sample) -> str:
    """What to write: the two pairs of tags, and what the answer must be."""
    return (
        "First write how the camera moves from the first image to the last one as a JSON list of actions, "
        f"each with its amount ({', '.join(KINDS)}), then the answer, in this form and with nothing else: "
        '<action>[{"turn_right_deg": 30.0}, {"move_forward_m": 1.5}]</action><answer>...</answer>\n'
        f"In the answer tags: {template_of_kind(sample).instruction(sample)}"
    )


def action_answer(reply: str) -> ActionAnswer | Reading:
    """Both parts of a reply, or why it does not have them.

    Each tag must stand once, in order, with nothing around and between them, and the actions must be such as
    `covis.geometry.actions` reads.
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
        return ActionAnswer(actions_from_json(actions.strip()), answer)
    except CovisError:
        return unreadable("holds actions that are none")


def read_action_answer(reply: str, sample: Sample) -> Reading:
    """The answer of an action-then-answer reply, read as the sample's own kind of answer."""
    parts = action_answer(reply)
    return parts if isinstance(parts, Reading) else template_of_kind(sample).read(parts.answer, sample)


ACTION_ANSWER = Template("action_answer", action_answer_instruction, read_action_answer)
"""The camera's motion, then the answer."""
