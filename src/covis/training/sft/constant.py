"""What can be answered without looking: always the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import fmean

from covis.prompts.sample import Sample
from covis.training.rewards.rewards import answer_score

TRIED = 50  # answers of a kind of question, the most frequent ones; numbers spread over all of them


def constant_score(train: Sequence[Sample], held_out: Sequence[Sample]) -> float | None:
    """What one unchanging answer to each kind of question scores on average, 0..1.

    It is the answer among those of the training samples that scores best on the training samples; for choices
    that is the majority answer. A kind of question is a task and a category.

    Args:
        train: Where the answers are from.
        held_out: What is answered; free texts, which no rule judges, must not be among them.

    Returns:
        None if nothing is held out.
    """
    kinds: dict[tuple[str, str], list[Sample]] = defaultdict(list)
    for sample in train:
        if sample.answer_kind != "text":
            kinds[sample.task, sample.category].append(sample)
    best = {kind: _best(samples) for kind, samples in kinds.items()}
    scores = [
        answer_score(best[s.task, s.category], s) if (s.task, s.category) in best else 0.0 for s in held_out
    ]
    return fmean(scores) if scores else None


def _best(samples: Sequence[Sample]) -> str:
    if samples[0].answer_kind == "number":
        ordered = sorted({s.answer for s in samples}, key=float)
        tried = ordered[:: max(1, len(ordered) // TRIED)]
    else:
        tried = [answer for answer, _ in Counter(s.answer for s in samples).most_common(TRIED)]
    judged = samples[:: max(1, len(samples) // 1000)]
    return max(tried, key=lambda answer: fmean(answer_score(answer, s) for s in judged))
