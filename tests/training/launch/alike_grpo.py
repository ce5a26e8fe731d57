"""GRPO on the same completions however its work is divided: OUT BATCH [--fsdp].

Every token is drawn by a number that depends only on its place in the completion and on the completion's
place among those of all processes; the rewards are read off the tokens, so that they differ within a group.
"""

import json
import sys
from pathlib import Path

import torch
from tests.training.small_set import sample, write_set

from covis.training.chat.open import open_to_train
from covis.training.chat.rows import actor_rows
from covis.training.grpo.optimise import optimise
from covis.training.recipes.chat import ActorRecipe
from covis.training.runs.team import join_team

out, batch = Path(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(1)
if "--fsdp" in sys.argv:
    from tests.training.launch import fsdp_on_cpu  # noqa: F401 - what it changes is meant
team = join_team()
data = team.told(lambda: write_set(out / "set", [sample(k) for k in range(6)]))
model, processor, _ = open_to_train("tiny:qwen2_5_vl", 784)
drawn = 0


def draw(probabilities: torch.Tensor, num_samples: int) -> torch.Tensor:
    """(rows, 1) tokens, where the running sum of their probabilities passes each row's number."""
    global drawn
    drawn += 1
    rows = team.index * len(probabilities) + torch.arange(len(probabilities))
    numbers = (rows * 0.6180339887 + drawn * 0.4142135623) % 1
    tokens = (probabilities.double().cumsum(-1) < numbers[:, None]).sum(-1).clamp(max=250)
    ended = (rows >= 4) & (drawn > 5)  # all of the second process's before any of the first one's
    return torch.where(ended, processor.tokenizer.eos_token_id, tokens)[:, None]


def even(completion_ids: list[list[int]], **_: object) -> list[float]:
    """The share of even tokens."""
    return [sum(i % 2 == 0 for i in ids) / len(ids) for ids in completion_ids]


def low(completion_ids: list[list[int]], **_: object) -> list[float]:
    """The share of low tokens."""
    return [sum(i < 100 for i in ids) / len(ids) for ids in completion_ids]


def last(completion_ids: list[list[int]], **_: object) -> list[float]:
    """The last token; the next completions are drawn by the same numbers."""
    global drawn
    drawn = 0
    return [ids[-1] / 300 for ids in completion_ids]


recipe = ActorRecipe(
    model="tiny:qwen2_5_vl",
    data=data,
    steps=2,
    batch=batch,
    generations=4,
    learning_rate=1e-3,
    max_completion_tokens=16,
    log_every=1,
)
torch.multinomial = draw
rows = actor_rows([sample(k) for k in range(6)], data)
curve = optimise(model, processor, rows, [even, low, last], recipe, out / "checkpoints", lambda line: None)
if team.first:
    kept = ("loss", "grad_norm", "rewards/even/mean", "rewards/last/mean", "reward_std")
    found = [{name: entry[name] for name in kept} for entry in curve.log if "loss" in entry]
    weights = sum(float(p.detach().double().abs().sum()) for p in model.parameters())
    (out / "found.json").write_text(json.dumps([*found, {"weights": weights}]))
