"""What a model answered to one sample in one cell: a line of `predictions.jsonl`."""

from __future__ import annotations

from dataclasses import dataclass

from covis.models.reply import Reply


@dataclass(frozen=True)
class Prediction:
    """What a model answered to one sample in one cell.

    A question that got no answer (its provider failed to the end) has no prediction: it is asked again by
    the next run, and nothing is scored that was not answered.

    Attributes:
        sample: The sample's id.
        repeat: 0, 1, ...: the same question asked again.
        reply: What came back; of an episode of several turns their sum, with the text that is graded.
        prompt: The text that was sent, with `[picture 1]` and so on where pictures stood.
        pictures: Names of the files in the run's folder `pictures`, in the order shown.
    """

    sample: str
    repeat: int
    reply: Reply
    prompt: str
    pictures: tuple[str, ...]
