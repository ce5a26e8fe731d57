"""EgoSchema: five options about three minutes of somebody's day."""

from __future__ import annotations

import string
from collections.abc import Sequence
from pathlib import Path

from covis.benchmarks.benchmark import Average, Benchmark, Questions, ReadSettings, Rules
from covis.benchmarks.egoschema.harness import harness_letter
from covis.benchmarks.grade import Grade
from covis.benchmarks.metrics.averages import Graded, micro
from covis.benchmarks.metrics.strict import choice_chance, grade_reading, grade_strictly
from covis.benchmarks.records.count import check_counts
from covis.benchmarks.records.files import find_files
from covis.benchmarks.records.media import Media
from covis.benchmarks.records.questions import gather
from covis.benchmarks.records.row import Row
from covis.benchmarks.records.rows import read_json, read_rows
from covis.errors import CovisError
from covis.prompts.question import question_text
from covis.prompts.reading import Reading
from covis.prompts.sample import Sample

QUESTIONS, ANSWERS = "questions.json", "subset_answers.json"
FULL, SUBSET = {"full": 5031}, {"subset": 500}
OPTIONS = tuple(f"option {k}" for k in range(5))


def read_subset(settings: ReadSettings) -> Questions:
    """The questions whose answers are published.

    Raises:
        CovisError: If a file is missing or not the official one, or clips are not there and that is to stop.
    """
    file, rows, answers = _files(settings)
    if not answers:
        raise CovisError(f"{file.with_name(ANSWERS)} is missing; it belongs beside {file.name}.")
    left_out = check_counts("EgoSchema's subset", {"subset": len(answers)}, SUBSET, settings.any_size)
    rows = [row for row in rows if row.text("q_uid") in answers]
    return _questions(file, rows, answers, settings, left_out)


def read_full(settings: ReadSettings) -> Questions:
    """All questions; those without a published answer are asked and go into the submission, unscored.

    Raises:
        CovisError: If a file is missing or not the official one, or clips are not there and that is to stop.
    """
    file, rows, answers = _files(settings)
    left_out = check_counts("EgoSchema", {"full": len(rows)}, FULL, settings.any_size)
    return _questions(file, rows, answers, settings, left_out)


def grade(replies: Sequence[tuple[Sample, str]], rules: Rules) -> list[Grade]:
    """Right or wrong; by the rules `harness` as lmms-eval reads replies, guesses included."""
    if rules == "strict":
        return [grade_strictly(sample, reply) for sample, reply in replies]
    return [grade_reading(s, Reading(harness_letter(reply, s.options or (), s))) for s, reply in replies]


def averages(graded: Sequence[Graded]) -> list[Average]:
    """Accuracy over the questions whose answers are published."""
    return micro("accuracy", graded)


def submission(graded: Sequence[Graded]) -> object:
    """Every question with the number of the option chosen, from 0.

    Raises:
        CovisError: If a reply could not be read: the official file has no place for that.
    """
    unread = [sample.id for sample, grade in graded if grade.value is None]
    if unread:
        raise CovisError(
            f"{len(unread)} replies could not be read ({unread[0]} is the first), and EgoSchema's submission "
            "has no place for that; add --rules harness, which guesses, or leave --submission out."
        )
    return {sample.id: string.ascii_uppercase.index(grade.value or "") for sample, grade in graded}


def _files(settings: ReadSettings) -> tuple[Path, list[Row], dict[str, int]]:
    file = find_files(settings.data, (QUESTIONS, f"**/{QUESTIONS}"), "EgoSchema's questions")[0]
    beside = file.with_name(ANSWERS)
    answers = read_json(beside) if beside.exists() else {}
    if not isinstance(answers, dict) or not all(a in range(5) for a in answers.values()):
        raise CovisError(f"{beside} must map questions to options 0 to 4; fetch it again.")
    return file, list(read_rows(file)), answers


def _questions(
    file: Path, rows: Sequence[Row], answers: dict[str, int], settings: ReadSettings, left_out: dict[str, int]
) -> Questions:
    media = Media(settings.media or file.parent)
    return gather(rows, lambda row: _sample(row, answers, media), settings, media.root, left_out)


def _sample(row: Row, answers: dict[str, int], media: Media) -> Sample:
    name = row.text("q_uid")
    known = name in answers
    return Sample(
        id=name,
        scene=name,
        task="egoschema",
        category="egoschema",
        images=(),
        question=row.text("question"),
        options=tuple(row.text(option) for option in OPTIONS),
        answer=string.ascii_uppercase[answers[name]] if known else "",
        answer_kind="choice",
        video=media.clip(f"videos/{name}.mp4", row.where("q_uid")),
        meta={} if known else {"answer_hidden": True},
    )


EGOSCHEMA = Benchmark(
    name="egoschema",
    title="EgoSchema (Mangalam et al., NeurIPS 2023), the 500 questions with published answers",
    read=read_subset,
    question=question_text,
    grade=grade,
    averages=averages,
    chance=choice_chance,
    submission=submission,
)
"""Five options about three minutes; the labelled subset."""

EGOSCHEMA_FULL = Benchmark(
    name="egoschema-full",
    title="EgoSchema (Mangalam et al., NeurIPS 2023), all 5,031 questions, for its server",
    read=read_full,
    question=question_text,
    grade=grade,
    averages=averages,
    chance=choice_chance,
    submission=submission,
)
"""All questions, most without a published answer."""
