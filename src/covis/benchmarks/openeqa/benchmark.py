"""OpenEQA (EM-EQA): free answers about what somebody saw on a walk, scored by a judge model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from covis.benchmarks.benchmark import Average, Benchmark, Judge, Questions, ReadSettings, Rules
from covis.benchmarks.grade import Grade
from covis.benchmarks.metrics.averages import Graded, micro, per_class
from covis.benchmarks.openeqa.llm_match import judge_prompt, read_mark
from covis.benchmarks.records.count import check_counts
from covis.benchmarks.records.files import find_files
from covis.benchmarks.records.media import Media
from covis.benchmarks.records.questions import gather
from covis.benchmarks.records.row import Row
from covis.benchmarks.records.rows import read_rows
from covis.benchmarks.scanqa.scans import scan_clip
from covis.prompts.question import question_text
from covis.prompts.sample import Sample
from covis.prompts.table import TEMPLATES

FILE = "open-eqa-v0.json"
OFFICIAL = {
    "object localization": 263,
    "object state recognition": 252,
    "attribute recognition": 240,
    "object recognition": 231,
    "spatial understanding": 220,
    "functional reasoning": 217,
    "world knowledge": 213,
}
PLACES = ("frames/{scene}/*-rgb.png", "data/frames/{scene}/*-rgb.png", "{scene}/*-rgb.png")
"""Where the frames of an episode history lie; its depth pictures are beside them."""


def read(settings: ReadSettings) -> Questions:
    """All questions, each with the frames of its episode history.

    Raises:
        CovisError: If the file is not the official one, or frames are not there and that is to stop.
    """
    file = find_files(settings.data, (FILE, f"**/{FILE}"), "OpenEQA's questions")[0]
    rows = list(read_rows(file))
    found = Counter(row.text("category") for row in rows)
    left_out = check_counts("OpenEQA", found, OFFICIAL, settings.any_size)
    media = Media(settings.media or file.parent)
    return gather(rows, lambda row: _sample(row, media), settings, media.root, left_out)


def grade(replies: Sequence[tuple[Sample, str]], rules: Rules) -> list[Grade]:
    """What is read from each reply, for the judge to score; nothing read scores 0 without it.

    By the rules `harness` a reply is cut after its last full stop, as the official code does, so that
    "1.5 m" becomes "1.".
    """
    return [_grade(sample, reply, rules) for sample, reply in replies]


def averages(graded: Sequence[Graded]) -> list[Average]:
    """LLM-Match over all questions and for each category."""
    return [*micro("LLM-Match", graded), *per_class(graded, lambda s: s.category, tuple(OFFICIAL))]


def submission(graded: Sequence[Graded]) -> object:
    """The file that the benchmark's own scorer reads: every question with its answer."""
    return [{"question_id": sample.id, "answer": grade.value} for sample, grade in graded]


def _sample(row: Row, media: Media) -> Sample:
    history = row.text("episode_history")
    # One of the official file's further answers is blank.
    extra = [str(text) for text in row.fields.get("extra_answers") or () if str(text).strip()]
    return Sample(
        id=row.text("question_id"),
        scene=history,
        task="openeqa",
        category=row.text("category"),
        images=(),
        question=row.text("question"),
        options=None,
        answer=row.text("answer"),
        answer_kind="text",
        video=scan_clip(row, "episode_history", history, media, PLACES),
        meta={"extra_answers": extra} if extra else {},
    )


def _grade(sample: Sample, reply: str, rules: Rules) -> Grade:
    if rules == "harness":
        cut = reply[: reply.rfind(".") + 1] if "." in reply else reply
        return Grade(None, cut) if cut.strip() else Grade(0.0, None, "is empty")
    reading = TEMPLATES["text"].read(reply, sample)
    return Grade(None if reading.value is not None else 0.0, reading.value, reading.why)


OPENEQA = Benchmark(
    name="openeqa",
    title="OpenEQA, EM-EQA (Majumdar et al., CVPR 2024)",
    read=read,
    question=question_text,
    grade=grade,
    averages=averages,
    chance=lambda sample: None,
    judge=Judge(judge_prompt, read_mark),
    submission=submission,
)
"""Free answers about an episode's memory; needs a judge."""
