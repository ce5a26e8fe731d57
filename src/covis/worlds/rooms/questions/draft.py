"""From a question and its answer to a sample with everything that belongs to it."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from covis.errors import CovisError
from covis.prompts.sample import Sample
from covis.worlds.rooms.files import clip_path, view_path
from covis.worlds.rooms.questions.sight import Sight

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Draft:
    """A question before it is a sample.

    Attributes:
        category: A class within its family.
        question: The text.
        answer: A letter for a choice, else the number.
        frames: The frames that are shown, in their order.
        things: Ids of the things that it names or whose place it asks for; each must be seen.
        options: Of a choice.
        unit: Of a number.
        direction: Whether the order of the frames is as filmed.
        margins: How far the answer is from a tie, for the record.
    """

    category: str
    question: str
    answer: str
    frames: tuple[int, ...]
    things: tuple[int, ...]
    options: tuple[str, ...] | None = None
    unit: str | None = None
    direction: Literal["forward", "reverse"] = "forward"
    margins: Mapping[str, Any] = field(default_factory=dict)


def offered(rng: np.random.Generator, right: str, wrong: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """The options in an order drawn fairly, and the letter of the right one."""
    options = [str(option) for option in rng.permutation([right, *wrong])]
    return tuple(options), LETTERS[options.index(right)]


def samples(sight: Sight, task: str, drafts: Sequence[Draft]) -> list[Sample]:
    """The samples of one family of questions about one scene.

    Raises:
        CovisError: If there is none: the scene gives no fair question of this family.
    """
    if not drafts:
        raise CovisError(f"scene {sight.scene.id} gives no fair question of the family {task}.")
    return [
        _sample(sight, task, number, draft) for number, draft in enumerate(_evened(sight, task, drafts), 1)
    ]


def _evened(sight: Sight, task: str, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with the right options at places that are used equally often, in an order drawn.

    Fair draws of a few places are uneven in most scenes, and a little uneven in a small set. Drafts with
    the same text keep the same options in the same order.
    """
    rng = np.random.default_rng((sight.scene.seed, zlib.crc32(task.encode())))
    left: dict[int, list[int]] = {}
    given: dict[tuple[str, tuple[str, ...]], tuple[tuple[str, ...], str]] = {}
    out = []
    for draft in drafts:
        if draft.options is None:
            out.append(draft)
            continue
        key = (draft.question, draft.options)
        if key not in given:
            places = left.setdefault(len(draft.options), [])
            if not places:
                places += rng.permutation(len(draft.options)).tolist()
            given[key] = _with_right_at(places.pop(), draft.options, LETTERS.index(draft.answer))
        options, answer = given[key]
        out.append(replace(draft, options=options, answer=answer))
    return out


def _with_right_at(place: int, options: tuple[str, ...], right: int) -> tuple[tuple[str, ...], str]:
    """The options with the right one at a place, in exchange for the one that stood there."""
    order = list(options)
    order[place], order[right] = order[right], order[place]
    return tuple(order), LETTERS[place]


def _sample(sight: Sight, task: str, number: int, draft: Draft) -> Sample:
    scene, shot = sight.scene.id, sight.shot
    return Sample(
        id=f"{scene}-{task}-{number:02d}",
        scene=scene,
        task=task,
        category=draft.category,
        images=tuple(view_path(scene, shot.name, frame, "rgb") for frame in draft.frames),
        question=draft.question,
        options=draft.options,
        answer=draft.answer,
        answer_kind="choice" if draft.options else "number",
        unit=draft.unit,
        level=sight.scene.level,
        direction=draft.direction,
        video=clip_path(scene, shot.name) if shot.fps else None,
        frames=draft.frames if shot.fps else (),
        cameras=tuple(sight.camera(frame) for frame in draft.frames),
        depth=tuple(view_path(scene, shot.name, frame, "depth") for frame in draft.frames),
        ids=tuple(view_path(scene, shot.name, frame, "ids") for frame in draft.frames),
        actions=sight.actions(draft.frames),
        meta={
            "shot": shot.name,
            "views": list(draft.frames),
            "things": list(draft.things),
            **draft.margins,
        },
    )
