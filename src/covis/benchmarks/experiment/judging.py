"""Free answers scored by a model that is named; each answer once, and its judgement kept."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from covis.benchmarks.benchmark import Judge
from covis.benchmarks.experiment.budget import Purse, answer_tokens, prompt_tokens, tokens_of
from covis.benchmarks.experiment.predictions_log import drop_cut_line
from covis.benchmarks.runs.folder import CELLS
from covis.errors import CovisError
from covis.models.failure import failure
from covis.models.inspect_chat import to_inspect, to_reply
from covis.prompts.parts import Text

if TYPE_CHECKING:
    from inspect_ai.model import Model

JUDGEMENTS = "judgements.jsonl"

Judged = dict[tuple[str, int, str], float]
"""Sample, repeat and `judgement_key` to the score 0..1 that a judge gave."""


@dataclass(frozen=True)
class ToJudge:
    """An answer that waits for its judgement.

    Attributes:
        sample: The sample's id.
        repeat: The how-manieth time it was asked.
        prompt: What the judge is asked.
    """

    sample: str
    repeat: int
    prompt: str

    @property
    def key(self) -> tuple[str, int, str]:
        """Its place among judgements."""
        return self.sample, self.repeat, judgement_key(self.prompt)


@dataclass(frozen=True)
class JudgeTask:
    """Who judges, and how.

    Attributes:
        judge: How to ask and how to read.
        name: Of the judge's model.
        model: The judge.
        connections: How many calls may wait for an answer at a time.
        purse: What may be spent.
        told: Called after each judgement.
    """

    judge: Judge
    name: str
    model: Model
    connections: int
    purse: Purse
    told: Callable[[], None]


def judgement_key(prompt: str) -> str:
    """What a judge is asked, as a short hash: other rules read another answer, which is judged anew."""
    return hashlib.sha256(prompt.encode("utf-8", "backslashreplace")).hexdigest()[:16]


def read_judgements(run: Path, cell: str) -> tuple[Judged, int]:
    """What a judge said of a cell's answers, and how many tokens that took.

    Args:
        run: The run's folder.
        cell: The name of the cell that was asked.

    Raises:
        CovisError: If a whole line is broken.
    """
    file = run / CELLS / cell / JUDGEMENTS
    judged: Judged = {}
    tokens = 0
    for line in file.read_text(encoding="utf-8").splitlines(keepends=True) if file.exists() else ():
        if not line.endswith("\n"):
            continue
        try:
            record = json.loads(line)
            judged[record["sample"], record["repeat"], record["key"]] = float(record["score"])
            tokens += int(record["tokens"])
        except (ValueError, KeyError, TypeError) as error:
            raise CovisError(f"{file} is broken at {line[:60]!r}; delete it to judge again.") from error
    return judged, tokens


def judge_answers(task: JudgeTask, run: Path, cell: str, waiting: Sequence[ToJudge]) -> Counter[str]:
    """Ask a judge about the answers that wait, and write each judgement as it comes.

    Args:
        task: Who judges, and how.
        run: The run's folder.
        cell: The name of the cell that was asked.
        waiting: Its answers.

    Returns:
        Why answers got no judgement, each reason with how many.

    Raises:
        CovisError: If judgements cannot be written.
    """
    path = run / CELLS / cell / JUDGEMENTS
    try:
        drop_cut_line(path)
        with path.open("ab") as file:
            return asyncio.run(_all(task, waiting, file))
    except OSError as error:
        raise CovisError(f"{path} cannot be written ({error.strerror}); check its permissions.") from error


async def _all(task: JudgeTask, waiting: Sequence[ToJudge], file: BinaryIO) -> Counter[str]:
    free = asyncio.Semaphore(task.connections)
    failed: Counter[str] = Counter()

    async def one(answer: ToJudge) -> None:
        async with free:
            try:
                record = await _judgement(task, answer)
            except Exception as error:
                failed[str(failure(task.name, error))] += 1
                return
        file.write((json.dumps(record, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace"))
        file.flush()
        task.told()

    await asyncio.gather(*(one(answer) for answer in waiting))
    return failed


async def _judgement(task: JudgeTask, answer: ToJudge) -> dict[str, Any]:
    """One answer judged; CovisError if there is no budget for it, or the judge gives no score."""
    prompt = (Text(answer.prompt),)
    promised = prompt_tokens(prompt, task.name) + answer_tokens(None, "none")
    if not task.purse.promise(promised):
        raise CovisError("The budget is spent; raise --budget and run the same command again.")
    spent = 0
    try:
        output = await task.model.generate(to_inspect(prompt))
        reply = to_reply(output, 0.0)
        spent = tokens_of(reply, promised)
    finally:
        task.purse.settle(promised, spent)
    reading = task.judge.read(reply.text)
    if reading.value is None:
        raise CovisError(f"The judge {task.name} gave no score: its reply {reading.why}.")
    sample, repeat, key = answer.key
    return {
        "sample": sample,
        "repeat": repeat,
        "key": key,
        "score": float(reading.value),
        "said": reply.text,
        "judge": task.name,
        "tokens": spent,
    }
