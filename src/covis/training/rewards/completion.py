"""A completion in the one form that earns anything: actions, then the answer, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from covis.geometry.actions import Action
from covis.geometry.pair_actions import Pair
from covis.prompts.action_answer import ActionAnswer, action_answer
from covis.prompts.kinds import template_of_kind
from covis.prompts.sample import Sample

# Nothing in the tags holds an angle bracket: no further tag, no token of a chat or of an image. Reasoning is
# not allowed either, as in the paper's form; an echo of the question could hide in it.
FORM = re.compile(r"\s*<action>[^<>]*</action>\s*<answer>[^<>]*</answer>\s*")


@dataclass(frozen=True)
class Completion:
    """What a completion says.

    Attributes:
        motions: For every pair of images the camera's motion from the first to the second.
        value: The one answer, in the form of `Sample.answer`.
    """

    motions: Mapping[Pair, tuple[Action, ...]]
    value: str


def read_completion(completion: str, sample: Sample) -> Completion | None:
    """What a completion says, or None if it is not in the one form that earns anything.

    The tags must stand once each and in order with nothing around them, the motions must be those of all
    pairs of images, each of known actions with finite amounts, and the answer must be readable as exactly one
    of the sample's kind. The truth has no say in it.

    Args:
        completion: What the model wrote, with its special tokens.
        sample: Its images are counted, and its kind of answer is read.
    """
    if not FORM.fullmatch(completion):
        return None
    parts = action_answer(completion, len(sample.images))
    if not isinstance(parts, ActionAnswer):
        return None
    value = template_of_kind(sample).read(parts.answer, sample).value
    return None if value is None else Completion(parts.motions, value)
