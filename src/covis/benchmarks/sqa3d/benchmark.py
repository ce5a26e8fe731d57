"""SQA3D: situated questions about ScanNet rooms, scored by exact match."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from covis.benchmarks.benchmark import Average, Benchmark, Questions, ReadSettings, Rules
from covis.benchmarks.grade import Grade
from covis.benchmarks.metrics.averages import Graded, micro, per_class
from covis.benchmarks.metrics.exact_match import matches_exactly
from covis.benchmarks.records.count import check_counts
from covis.benchmarks.records.files import find_files
from covis.benchmarks.records.media import Media
from covis.benchmarks.records.questions import gather
from covis.benchmarks.records.row import Row
from covis.benchmarks.records.rows import read_json
from covis.benchmarks.scanqa.scans import scan_clip
from covis.benchmarks.sqa3d.answers import FIRST_WORDS, first_word_class, matches_relaxed
from covis.errors import CovisError
from covis.prompts.question import question_text
from covis.prompts.sample import Sample
from covis.prompts.table import TEMPLATES

QUESTIONS = "v1_balanced_questions_test_scannetv2.json"
ANNOTATIONS = "v1_balanced_sqa_annotations_test_scannetv2.json"
OFFICIAL = {"what": 1144, "is": 652, "other": 569, "how": 465, "which": 351, "can": 338}


def read(settings: ReadSettings) -> Questions:
    """The test questions joined with their annotations, each with the frames or clip of its scan.

    Args:
        settings: `data` is the folder of the two official files.

    Raises:
        CovisError: If a file is missing or not the official one, a question has no answer, or media is not
            there and that is to stop.
    """
    file = find_files(settings.data, (QUESTIONS, f"**/{QUESTIONS}"), "SQA3D's test questions")[0]
    answers = {row.label("question_id"): row for row in _rows(file.with_name(ANNOTATIONS), "annotations")}
    rows = _rows(file, "questions")
    found = {name: 0 for name in OFFICIAL}
    for row in rows:
        found[first_word_class(row.text("question"))] += 1
    left_out = check_counts("SQA3D's test set", found, OFFICIAL, settings.any_size)
    media = Media(settings.media or file.parent)
    return gather(rows, lambda row: _sample(row, answers, media), settings, media.root, left_out)


def question(sample: Sample) -> str:
    """The situation, then the question."""
    return question_text(replace(sample, question=f"{sample.meta['situation']} {sample.question}"))


def grade(replies: Sequence[tuple[Sample, str]], rules: Rules) -> list[Grade]:
    """Exact match after normalising; `extra["relaxed"]` is the official script's rule for language models.

    By the rules `harness` that relaxed rule is the score, on the reply as it came, also an empty one.
    """
    return [_grade(sample, reply, rules) for sample, reply in replies]


def averages(graded: Sequence[Graded]) -> list[Average]:
    """Micro, by first word, and micro of the relaxed rule."""
    relaxed = [(s, replace(g, score=g.extra.get("relaxed"))) for s, g in graded]
    return [
        *micro("EM@1", graded),
        *per_class(graded, lambda s: s.category, (*FIRST_WORDS, "other")),
        *micro("relaxed", relaxed),
    ]


def _rows(path: Path, key: str) -> list[Row]:
    found = read_json(path)
    records = found.get(key) if isinstance(found, dict) else None
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise CovisError(f"{path} has no list of {key}; this may be another version of the file.")
    return [Row(path, number, record) for number, record in enumerate(records, 1)]


def _sample(row: Row, answers: dict[str, Row], media: Media) -> Sample:
    number, scene = row.label("question_id"), row.text("scene_id")
    if number not in answers:
        raise row.wrong("question_id", f"is {number}, of which {ANNOTATIONS} knows nothing")
    annotation = answers[number]
    known = [a.get("answer") for a in annotation.items("answers") if isinstance(a, dict)]
    if not known or not isinstance(known[0], str) or not known[0].strip():
        raise annotation.wrong("answers", "must hold a record with an answer")
    asked = row.text("question")
    return Sample(
        id=number,
        scene=scene,
        task="sqa3d",
        category=first_word_class(asked),
        images=(),
        question=asked,
        options=None,
        answer=known[0],
        answer_kind="text",
        video=scan_clip(row, "scene_id", scene, media),
        meta={"situation": row.text("situation")},
    )


def _grade(sample: Sample, reply: str, rules: Rules) -> Grade:
    relaxed = float(matches_relaxed(reply, sample.answer))
    if rules == "harness":
        return Grade(relaxed, reply.strip(), extra={"relaxed": relaxed})
    reading = TEMPLATES["text"].read(reply, sample)
    exact = float(reading.value is not None and matches_exactly(reading.value, sample.answer))
    return Grade(exact, reading.value, reading.why, {"relaxed": relaxed})


SQA3D = Benchmark(
    name="sqa3d",
    title="SQA3D (Ma et al., ICLR 2023), test",
    read=read,
    question=question,
    grade=grade,
    averages=averages,
    chance=lambda sample: None,
)
"""Questions asked from a described place in a scanned room."""
