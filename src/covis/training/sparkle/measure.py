"""What a model knows of the plane: each basic skill and each composite test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

from covis.prompts.plane_words import allowed_words, read_word
from covis.prompts.sample import Sample
from covis.prompts.table import template_for
from covis.training.chat.rows import qa_rows
from covis.training.rewards.rewards import answer_score
from covis.training.runs.team import join_team
from covis.training.sft.measure import completions_of
from covis.training.sparkle.data import BASIC

if TYPE_CHECKING:
    from transformers import PreTrainedModel, ProcessorMixin

SPARE_TOKENS = 32  # beyond the longest true answer: whoever says more than that has lost the thread

Scores = dict[str, dict[str, float]]
"""Test to sample id to score, 0..1."""


def scores_of(
    model: PreTrainedModel, processor: ProcessorMixin, tests: Mapping[str, Sequence[Sample]], root: Path
) -> Scores:
    """The score of every answer.

    Args:
        model: As it is.
        processor: Its own.
        tests: Name of each test to its samples.
        root: The folder of their images.
    """
    found: Scores = {}
    team = join_team()
    for name, samples in tests.items():
        longest = max(len(processor.tokenizer(s.answer)["input_ids"]) for s in samples)

        def scores(some: Sequence[Sample], most: int = longest + SPARE_TOKENS) -> list[float]:
            said = completions_of(model, processor, qa_rows(some, root), most)
            return [plane_score(text, s) for s, text in zip(some, said, strict=True)]

        found[name] = dict(zip([s.id for s in samples], team.shares(samples, scores), strict=True))
    return found


def plane_score(text: str, sample: Sample) -> float:
    """How right a reply is, 0..1: a number by its relative accuracy, everything else right or wrong.

    A path or a tour is right if it is as short as the shortest. An unreadable reply scores 0.

    Args:
        text: The reply.
        sample: A question about the plane.
    """
    value = template_for(sample).read(text, sample).value
    if value is None:
        return 0.0
    if sample.answer_kind != "text":
        return answer_score(value, sample)
    return float(read_word(value, allowed_words(sample)).value == sample.answer)


def means(scores: Scores) -> dict[str, float]:
    """Mean score of each test, then the means of these over basic and over composite tests, if there are."""
    found = {name: fmean(of.values()) for name, of in scores.items()}
    basic = [mean for name, mean in found.items() if name in BASIC]
    composite = [mean for name, mean in found.items() if name not in BASIC]
    both = {"basic": basic, "composite": composite}
    return {**found, **{name: fmean(some) for name, some in both.items() if some}}


def said(scores: Scores) -> str:
    """The means in one line."""
    return ", ".join(f"{name} {mean:.1%}" for name, mean in means(scores).items())
