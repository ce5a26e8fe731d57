"""One question about some views, with its answer: a line of a data set."""

from __future__ import annotations

import json
import math
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from covis.errors import CovisError
from covis.geometry.camera import Camera

AnswerKind = Literal["choice", "number", "text", "path"]
"""How an answer is read: an option's letter; a number with a unit; free text; an ordered list of labels."""


@dataclass(frozen=True)
class PairActions:
    """The camera's motion between two images of a sample.

    Attributes:
        first: Index of the image it starts from, from 0.
        second: Index of the image it leads to, greater than `first`.
        actions: The motion as the JSON text that `covis.geometry.actions` writes and reads.
    """

    first: int
    second: int
    actions: str


@dataclass(frozen=True, eq=False)
class Sample:
    """A question, the images it is about, and the true answer.

    Attributes:
        id: Unique in its data set.
        scene: The scene it is about; splits never share one.
        task: The family of questions, such as "sot".
        category: A finer class within the task, such as "perspective"; its own name if there is none.
        images: Paths relative to the folder of the data set, in the order in which they are shown.
        question: The text, without images and without options.
        options: The options of a choice, in order; None for other kinds.
        answer: "A", "B", ... of the right option; the number in plain digits; the text; or the labels of
            a path, separated by commas. "" only where it is not published, with `answer_hidden` in `meta`.
        answer_kind: How an answer is read.
        unit: Of a number, such as "m" or "deg"; None without one.
        level: Difficulty, 1 to 5; None where there is no dial.
        direction: "forward" as filmed or "reverse"; unordered sets are "forward".
        video: The whole clip, relative like `images`; None for stills.
        frames: For each image its frame in `video`; empty without one.
        cameras: One for each image, or none.
        depth: One path for each image (16-bit PNG, millimetres), or none.
        ids: One path for each image (16-bit PNG, instance ids), or none.
        actions: The true motion for every pair of images, first before second; or none.
        meta: Whatever else explains the sample (the things asked about, margins), as plain JSON values.

    Raises:
        CovisError: If the fields contradict each other; the sentence names the sample.
    """

    id: str
    scene: str
    task: str
    category: str
    images: tuple[str, ...]
    question: str
    options: tuple[str, ...] | None
    answer: str
    answer_kind: AnswerKind
    unit: str | None = None
    level: int | None = None
    direction: Literal["forward", "reverse"] = "forward"
    video: str | None = None
    frames: tuple[int, ...] = ()
    cameras: tuple[Camera, ...] = ()
    depth: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    actions: tuple[PairActions, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wrong = _contradiction(self)
        if wrong:
            raise CovisError(f"sample {self.id!r}: {wrong}.")

    def to_json(self) -> str:
        """One line of JSON with every field, always in the same order and of the same type."""
        record = {
            "id": self.id,
            "scene": self.scene,
            "task": self.task,
            "category": self.category,
            "images": list(self.images),
            "question": self.question,
            "options": list(self.options or ()),
            "answer": self.answer,
            "answer_kind": self.answer_kind,
            "unit": self.unit or "",
            "level": self.level or 0,
            "direction": self.direction,
            "video": self.video or "",
            "frames": list(self.frames),
            "cameras": [c.to_record() for c in self.cameras],
            "depth": list(self.depth),
            "ids": list(self.ids),
            "actions": [{"first": a.first, "second": a.second, "actions": a.actions} for a in self.actions],
            # As text, so that rows with different keys still make one table.
            "meta": json.dumps(self.meta, sort_keys=True, ensure_ascii=False),
        }
        return json.dumps(record, ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> Sample:
        """The sample of a line that `to_json` wrote.

        Raises:
            CovisError: If the line is not such a record.
        """
        try:
            record = json.loads(line)
            return cls(
                id=str(record["id"]),
                scene=str(record["scene"]),
                task=str(record["task"]),
                category=str(record["category"]),
                images=tuple(record["images"]),
                question=str(record["question"]),
                options=tuple(record["options"]) or None,
                answer=str(record["answer"]),
                answer_kind=record["answer_kind"],
                unit=record.get("unit") or None,
                level=record.get("level") or None,
                direction=record.get("direction", "forward"),
                video=record.get("video") or None,
                frames=tuple(record.get("frames", ())),
                cameras=tuple(Camera.from_record(c) for c in record.get("cameras", ())),
                depth=tuple(record.get("depth", ())),
                ids=tuple(record.get("ids", ())),
                actions=tuple(
                    PairActions(int(a["first"]), int(a["second"]), str(a["actions"]))
                    for a in record.get("actions", ())
                ),
                meta=json.loads(record.get("meta") or "{}"),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise CovisError(f"this line is not a sample ({error!r}): {line[:80]!r}.") from error


def read_samples(path: Path) -> Iterator[Sample]:
    """The samples of a JSON Lines file, streamed; empty lines are passed over.

    Args:
        path: The file.

    Raises:
        CovisError: If the file cannot be read, or a line is not a sample; the sentence names the line.
    """
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    try:
                        yield Sample.from_json(line)
                    except CovisError as error:
                        raise CovisError(f"{path}, line {number}: {error}") from error
    except UnicodeDecodeError as error:
        raise CovisError(f"{path} is not UTF-8 text; it should be JSON Lines of samples.") from error


def _contradiction(s: Sample) -> str:
    """What is wrong with a sample, as the middle of a sentence; "" if nothing is."""
    if not (s.id and s.scene and s.task and s.category and s.question):
        return "id, scene, task, category and question must not be empty"
    if s.answer_kind not in get_args(AnswerKind):
        return f"answer_kind {s.answer_kind!r} is none of {', '.join(get_args(AnswerKind))}"
    known = bool(s.answer)
    if not known and s.meta.get("answer_hidden") is not True:
        return "the answer is empty"
    if (s.answer_kind == "choice") != (s.options is not None):
        return "a choice has options, and only a choice has"
    if s.options is not None:
        letters = string.ascii_uppercase[: len(s.options)]
        if not 2 <= len(s.options) <= 26 or len(set(s.options)) < len(s.options):
            return f"its options must be 2 to 26 different texts, not {list(s.options)}"
        if known and (len(s.answer) != 1 or s.answer not in letters):
            return f"answer {s.answer!r} is none of the letters {letters}"
    if s.answer_kind == "number" and known:
        try:
            finite = math.isfinite(float(s.answer))
        except ValueError:
            finite = False
        if not finite:
            return f"answer {s.answer!r} is not a number"
    if s.direction not in ("forward", "reverse"):
        return f"direction {s.direction!r} is neither forward nor reverse"
    for name, column in (("cameras", s.cameras), ("depth", s.depth), ("ids", s.ids), ("frames", s.frames)):
        if column and len(column) != len(s.images):
            return f"it has {len(s.images)} images but {len(column)} {name}"
    if any(not 0 <= a.first < a.second < len(s.images) for a in s.actions):
        return "its actions must lead from an image to a later one"
    return ""
