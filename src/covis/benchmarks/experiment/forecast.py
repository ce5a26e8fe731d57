"""What a run will cost and what it has cost, in tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from covis.benchmarks.benchmark import Benchmark
from covis.benchmarks.experiment.budget import answer_tokens, prompt_tokens, tokens_of
from covis.benchmarks.experiment.plan import Plan
from covis.benchmarks.experiment.settings import Settings
from covis.benchmarks.runs.cell import Cell
from covis.benchmarks.runs.prediction import Prediction
from covis.prompts.parts import Text
from covis.prompts.sample import Sample

EPISODE_TURNS = 8  # about as many as the steps of a path (ours)
EPISODE_VIEW_TOKENS = 3000  # of the views of one turn (ours)


@dataclass(frozen=True)
class CellForecast:
    """What the questions of a cell cost, each once.

    Attributes:
        tokens: For each sample's id about how many, prompt and answer.
        judge_tokens: The same for the judgement of its answer; 0 without a judge.
        unmarked: How many samples are shown without marks though marks were asked for.
    """

    tokens: Mapping[str, int]
    judge_tokens: Mapping[str, int]
    unmarked: int


def forecast_cell(plan: Plan, cell: Cell, samples: Sequence[Sample]) -> CellForecast:
    """Make every question of a cell and count it.

    Args:
        plan: How questions are made.
        cell: The way of asking.
        samples: What is asked.

    Raises:
        CovisError: If a question cannot be made; better now than after thousands were asked.
    """
    answer = answer_tokens(plan.settings.max_tokens, str(cell.factors["reasoning"]))
    tokens: dict[str, int] = {}
    unmarked = 0
    for sample in samples:
        asked = plan.asked(sample, cell)
        unmarked += asked.unmarked
        a_turn = prompt_tokens(asked.prompt, cell.model) + answer
        views = 0 if cell.arm == "blind" else EPISODE_VIEW_TOKENS
        tokens[sample.id] = EPISODE_TURNS * (a_turn + views) if plan.benchmark.episode else a_turn
    judging = {sample.id: _judge_tokens(plan.benchmark, plan.settings, sample) for sample in samples}
    return CellForecast(tokens, judging, unmarked)


def spent_on(predictions: Sequence[Prediction], forecast: CellForecast) -> int:
    """What the answers of a cell cost, as estimated where a provider does not say."""
    return sum(tokens_of(p.reply, forecast.tokens[p.sample]) for p in predictions)


def _judge_tokens(benchmark: Benchmark, settings: Settings, sample: Sample) -> int:
    if benchmark.judge is None or settings.judge is None:
        return 0
    prompt = (Text(benchmark.judge.prompt(sample, sample.answer or "?")),)
    return prompt_tokens(prompt, settings.judge) + answer_tokens(None, "none")
