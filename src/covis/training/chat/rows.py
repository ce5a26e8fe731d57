"""Samples as the rows that TRL's trainers take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covis.errors import CovisError
from covis.prompts.action_answer import ACTION_ANSWER, action_answer_text
from covis.prompts.compose import compose
from covis.prompts.parts import Picture
from covis.prompts.question import question_text
from covis.prompts.sample import Sample
from covis.prompts.table import template_for
from covis.prompts.wording import own_passage
from covis.training.rewards.rewards import true_motions

if TYPE_CHECKING:
    import PIL.Image
    from datasets import Dataset

Message = dict[str, Any]
"""One turn of a conversation, as chat templates of transformers take it."""


def teacher_completion(sample: Sample) -> str:
    """The true motions and the true answer, in the form that earns every reward."""
    return action_answer_text(true_motions(sample), sample.answer)


def qa_rows(samples: Sequence[Sample], root: Path) -> Dataset:
    """Rows for fine-tuning on questions as `covis eval` asks them, and nothing but their answers.

    Args:
        samples: With their answers.
        root: The folder of their images.

    Returns:
        prompt, completion, images (read when they are looked at) and sample (its JSON), a row each.
    """
    return _rows(samples, root, lambda s: template_for(s).instruction(s), lambda s: s.answer)


def actor_rows(samples: Sequence[Sample], root: Path) -> Dataset:
    """Rows for action-then-answer, with the teacher's completion; otherwise as `qa_rows`."""
    return _rows(samples, root, ACTION_ANSWER.instruction, teacher_completion)


def _rows(
    samples: Sequence[Sample],
    root: Path,
    instruction: Callable[[Sample], str],
    completion: Callable[[Sample], str],
) -> Dataset:
    from datasets import Dataset, Features, List, Value

    text = Value("string")
    turns = List({"role": text, "content": List({"type": text, "text": text})})
    kinds = {"prompt": turns, "completion": turns, "images": List(text), "sample": text}

    columns: dict[str, list[Any]] = {
        "prompt": [_asked(s, root, instruction(s)) for s in samples],
        "completion": [[_turn("assistant", [("text", completion(s))])] for s in samples],
        "images": [[str(root / name) for name in s.images] for s in samples],
        "sample": [s.to_json() for s in samples],
    }
    return Dataset.from_dict(columns, features=Features(kinds)).with_transform(_with_pictures)


def _with_pictures(rows: dict[str, list[Any]]) -> dict[str, list[Any]]:
    if "images" not in rows:
        return rows
    return {**rows, "images": [[_picture(path) for path in paths] for paths in rows["images"]]}


# GRPO asks for a row once for each of its completions, one after the other.
@lru_cache(maxsize=64)
def _picture(path: str) -> PIL.Image.Image:
    from PIL import Image

    with Image.open(path) as picture:
        return picture.convert("RGB")


def _asked(sample: Sample, root: Path, instruction: str) -> list[Message]:
    pictures = [Picture(root / name, (0, 0)) for name in sample.images]  # sizes are not looked at
    try:
        prompt = compose(question_text(sample, instruction), pictures, passage=own_passage(sample))
    except CovisError as error:
        raise CovisError(f"sample {sample.id!r}: {error}") from error
    shown = [part for part in prompt if isinstance(part, Picture)]
    if [p.file for p in shown] != [p.file for p in pictures]:
        raise CovisError(f"sample {sample.id!r}: its text shows its images out of order; reorder them.")
    return [_turn("user", [("image", "") if isinstance(p, Picture) else ("text", p.text) for p in prompt])]


def _turn(role: str, parts: Sequence[tuple[str, str]]) -> Message:
    return {"role": role, "content": [{"type": kind, "text": text} for kind, text in parts]}
