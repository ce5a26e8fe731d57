"""ScanQA: free answers about ScanNet rooms, scored by exact match and by captioning metrics."""

from __future__ import annotations

from collections.abc import Sequence

from covis.benchmarks.benchmark import Average, Benchmark, Questions, ReadSettings, Rules
from covis.benchmarks.grade import Grade
from covis.benchmarks.metrics.averages import PERCENT, Graded, per_class
from covis.benchmarks.metrics.exact_match import matches_exactly
from covis.benchmarks.records.count import check_counts
from covis.benchmarks.records.files import find_files
from covis.benchmarks.records.media import Media
from covis.benchmarks.records.questions import gather
from covis.benchmarks.records.row import Row
from covis.benchmarks.records.rows import read_rows
from covis.benchmarks.scanqa.captions import caption_scores, check_scorer
from covis.benchmarks.scanqa.scans import scan_clip
from covis.benchmarks.sqa3d.answers import first_word_class
from covis.prompts.question import question_text
from covis.prompts.reading import Reading
from covis.prompts.sample import Sample
from covis.prompts.table import TEMPLATES

FILE = "ScanQA_v1.0_val.json"
OFFICIAL = {"val": 4675}


def read(settings: ReadSettings) -> Questions:
    """The validation questions, each with the frames or clip of its scan.

    Raises:
        CovisError: If the file is not the official one, or media is not there and that is to stop.
    """
    file = find_files(settings.data, (FILE, f"**/{FILE}"), "ScanQA's validation questions")[0]
    rows = list(read_rows(file))
    left_out = check_counts("ScanQA's validation set", {"val": len(rows)}, OFFICIAL, settings.any_size)
    media = Media(settings.media or file.parent)
    return gather(rows, lambda row: _sample(row, media), settings, media.root, left_out)


def grade(replies: Sequence[tuple[Sample, str]], rules: Rules) -> list[Grade]:
    """Exact match with any of the answers, after case, articles and punctuation are taken away.

    `extra` holds `em_raw`, match of the raw strings as the official script has it, and each answer's BLEU,
    METEOR, ROUGE-L and CIDEr. By the rules `harness` the whole reply is the answer, and `em_raw` the score.
    """
    template = TEMPLATES["text"]
    readings = [
        Reading(reply.strip()) if rules == "harness" else template.read(reply, sample)
        for sample, reply in replies
    ]
    each = caption_scores([r.value or "" for r in readings], [_answers(s) for s, _ in replies]).each
    return [
        _grade(sample, reading, measures, rules)
        for (sample, _), reading, measures in zip(replies, readings, each, strict=True)
    ]


def averages(graded: Sequence[Graded]) -> list[Average]:
    """EM@1, also of raw strings, BLEU-1 to 4, METEOR, ROUGE-L and CIDEr, all x 100; EM by first word."""
    corpus = caption_scores([g.value or "" for _, g in graded], [_answers(s) for s, _ in graded]).corpus
    exact = [float(any(matches_exactly(g.value or "", a) for a in _answers(s))) for s, g in graded]
    raw = [g.extra.get("em_raw", 0.0) for _, g in graded]
    lines = {"EM@1": _mean(exact), "EM@1 raw": _mean(raw), **corpus}
    whole = [Average(name, PERCENT * value, len(graded)) for name, value in lines.items()] if graded else []
    return [*whole, *per_class(graded, lambda sample: sample.category)]


def _sample(row: Row, media: Media) -> Sample:
    answers, scene, question = row.texts("answers"), row.text("scene_id"), row.text("question")
    return Sample(
        id=row.label("question_id"),
        scene=scene,
        task="scanqa",
        category=first_word_class(question),
        images=(),
        question=question,
        options=None,
        answer=answers[0],
        answer_kind="text",
        video=scan_clip(row, "scene_id", scene, media),
        meta={"answers": list(answers), "object_names": list(row.fields.get("object_names") or ())},
    )


def _grade(sample: Sample, reading: Reading, measures: dict[str, float], rules: Rules) -> Grade:
    value = reading.value or ""
    raw = float(value in _answers(sample))
    exact = float(any(matches_exactly(value, answer) for answer in _answers(sample)))
    score = raw if rules == "harness" else exact
    return Grade(score, reading.value, reading.why, {"em_raw": raw, **measures})


def _answers(sample: Sample) -> list[str]:
    return [str(answer) for answer in sample.meta["answers"]]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


SCANQA = Benchmark(
    name="scanqa",
    title="ScanQA (Azuma et al., CVPR 2022), validation",
    read=read,
    question=question_text,
    grade=grade,
    averages=averages,
    chance=lambda sample: None,
    check_scorer=check_scorer,
)
"""Free answers about scanned rooms."""
