"""What covis knows of a benchmark: how it is read, asked, scored and averaged."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from covis.benchmarks.grade import Grade
from covis.prompts.parts import Prompt
from covis.prompts.reading import Reading
from covis.prompts.sample import Sample

Rules = Literal["strict", "harness"]
"""How replies are read: exactly one answer or none; or with the quirks behind published numbers."""


@dataclass(frozen=True)
class ReadSettings:
    """Where a benchmark lies and what to do about gaps.

    Attributes:
        data: The benchmark's own file or folder.
        media: Root of its pictures and clips; no path of a sample may leave it. None: beside the data.
        missing: Stop with the file's name when media is missing, or leave the question out and count it.
        unpack: Where pictures that are embedded in a table are written, by their content; kept between runs.
        any_size: Whether another number of questions than the official one is accepted.
    """

    data: Path
    media: Path | None
    missing: Literal["stop", "skip"]
    unpack: Path
    any_size: bool = False


@dataclass(frozen=True)
class Questions:
    """A benchmark as it was read.

    Attributes:
        samples: With `images` and `video` relative to `root`.
        root: The folder that media paths are relative to.
        left_out: For each reason, how many questions were left out.
    """

    samples: tuple[Sample, ...]
    root: Path
    left_out: dict[str, int]


@dataclass(frozen=True)
class Average:
    """One figure of a benchmark's table.

    Attributes:
        name: Such as "macro" or "relation: left of".
        value: In the field's own units, most often percent.
        of: How many questions it is over.
    """

    name: str
    value: float
    of: int


@dataclass(frozen=True)
class Judge:
    """A model that scores free answers.

    Attributes:
        prompt: What it is asked about a sample and a reply.
        read: The score 0..1 that its own reply gives; a reading without a value if it gives none.
    """

    prompt: Callable[[Sample, str], str]
    read: Callable[[str], Reading]


Ask = Callable[[Prompt], Awaitable[str]]
"""Sends a prompt and gives the reply's text; for benchmarks in which one question takes several turns."""


@dataclass(frozen=True)
class Benchmark:
    """What covis knows of a benchmark.

    Attributes:
        name: As it is called on the command line.
        title: As its authors call it, with its citation.
        read: The questions, their number checked; raises CovisError with one sentence.
        question: The text of a sample as a model is asked it, with options and the form of the answer.
        grade: One grade for each sample and reply, in order; all together, for some measures need them all.
        averages: The field's own table of samples and their grades.
        chance: What guessing scores on a sample, 0..1; None where that means nothing.
        judge: For free answers that a model must score; None for all others.
        episode: For questions that take several turns: plays one, and gives the reply that is graded. Its
            settings are the sample, the root of the media and a way to ask.
        submission: The official file of all samples and their graded replies, as JSON values; None where
            there is no such thing.
        check_scorer: Raises CovisError where what grades replies is not installed, so that nothing is asked
            in vain; None where nothing is needed.
    """

    name: str
    title: str
    read: Callable[[ReadSettings], Questions]
    question: Callable[[Sample], str]
    grade: Callable[[Sequence[tuple[Sample, str]], Rules], list[Grade]]
    averages: Callable[[Sequence[tuple[Sample, Grade]]], list[Average]]
    chance: Callable[[Sample], float | None]
    judge: Judge | None = None
    episode: Callable[[Sample, Path, Ask], Awaitable[str]] | None = None
    submission: Callable[[Sequence[tuple[Sample, Grade]]], object] | None = None
    check_scorer: Callable[[], None] | None = None
