"""A sample asked backwards: its images in the opposite order, its answer unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from covis.errors import CovisError
from covis.geometry.actions import actions_from_json, actions_from_pose, actions_to_json, pose_from_actions
from covis.geometry.pose import relative_pose
from covis.prompts.image_names import Turned, turned_text
from covis.prompts.sample import PairActions, Sample

AS_GIVEN = "as_given"
"""Where `meta` of a reversed sample keeps the words and the actions it had, so that it can be turned back."""


def reversed_sample(sample: Sample) -> Sample:
    """The same question about the same images in the opposite order.

    Frames, cameras, depth, ids and actions follow their images, and names of images in question and options
    ("the first image", "frame 3 of 4") still name the same ones. Labels stay as they are. Reversed twice, a
    sample is what it was.

    Args:
        sample: Any sample, forward or reverse.

    Raises:
        CovisError: If the question is about the order itself ("the next image", "appears first") or names
            images in a way that cannot be turned round; the sentence names the sample.
    """
    given: Mapping[str, Any] | None = sample.meta.get(AS_GIVEN)
    if given is None:
        words = _turned_words(sample)
        actions = _turned_actions(sample)
        meta = {**sample.meta, AS_GIVEN: _words_of(sample)}
    else:
        options = tuple(given["options"]) if given["options"] is not None else None
        words = (given["question"], options)
        actions = tuple(PairActions(**pair) for pair in given["actions"])
        meta = {key: value for key, value in sample.meta.items() if key != AS_GIVEN}
    return replace(
        sample,
        images=sample.images[::-1],
        question=words[0],
        options=words[1],
        direction="reverse" if sample.direction == "forward" else "forward",
        frames=sample.frames[::-1],
        cameras=sample.cameras[::-1],
        depth=sample.depth[::-1],
        ids=sample.ids[::-1],
        actions=actions,
        meta=meta,
    )


def _words_of(sample: Sample) -> dict[str, Any]:
    pairs = [{"first": a.first, "second": a.second, "actions": a.actions} for a in sample.actions]
    options = list(sample.options) if sample.options is not None else None
    return {"question": sample.question, "options": options, "actions": pairs}


def _turned_words(sample: Sample) -> tuple[str, tuple[str, ...] | None]:
    """Question and options with their images' new names."""
    texts = (sample.question, *(sample.options or ()))
    turned = Turned.of(" ".join(texts), len(sample.images))
    try:
        question, *options = (turned_text(text, turned) for text in texts)
    except CovisError as error:
        raise CovisError(f"sample {sample.id!r} cannot be reversed: {error}") from error
    return question, tuple(options) if sample.options is not None else None


def _turned_actions(sample: Sample) -> tuple[PairActions, ...]:
    """The opposite motions, between the same images at their new places."""
    last = len(sample.images) - 1
    turned = (
        PairActions(last - pair.second, last - pair.first, _opposite(sample, pair)) for pair in sample.actions
    )
    return tuple(sorted(turned, key=lambda pair: (pair.first, pair.second)))


def _opposite(sample: Sample, pair: PairActions) -> str:
    """The motion from the second image of a pair back to the first; from the cameras where they are known."""
    if sample.cameras:
        first, second = sample.cameras[pair.first], sample.cameras[pair.second]
        back = relative_pose(second, first)
    else:
        there = pose_from_actions(actions_from_json(pair.actions))
        back = there.copy()
        back[:3, :3] = there[:3, :3].T
        back[:3, 3] = -there[:3, :3].T @ there[:3, 3]
    return actions_to_json(actions_from_pose(back))
