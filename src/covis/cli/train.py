"""`covis train`: open models learn from what covis measures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

Report = TypeVar("Report")
"""Of a stage."""

train = typer.Typer(help="Train open models.", no_args_is_help=True)

_Config = Annotated[
    Path, typer.Option("--config", "-c", help="A recipe, a YAML file.", show_default=False, dir_okay=False)
]
_Values = Annotated[
    list[str] | None,
    typer.Argument(metavar="KEY=VALUE", help="Settings that replace the recipe's.", show_default=False),
]
_Out = Annotated[
    Path,
    typer.Option("--out", "-o", help="A folder for the run; the same command goes on.", show_default=False),
]


def quiet_loading() -> None:
    """No bars for files that load in a moment."""
    try:
        from transformers.utils.logging import disable_progress_bar
    except ImportError:
        return  # said in one sentence where it is needed
    disable_progress_bar()


def _reported(work: Callable[[Callable[[str], None]], Report]) -> Report:
    """What some work reports; what libraries print meanwhile goes where the progress goes."""
    import sys
    from contextlib import redirect_stdout

    with redirect_stdout(sys.stderr):
        quiet_loading()
        return work(lambda line: print(line, file=sys.stderr, flush=True))


def _print_once(line: str) -> None:
    """Of several processes that accelerate launched the first one reports."""
    import os

    if os.environ.get("RANK", "0") == "0":
        print(line, flush=True)


@train.command("pasta")
def train_pasta(
    config: _Config,
    out: _Out,
    values: _Values = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> None:
    """Teach a model's vision encoder which patches of two pictures show the same surface."""
    from covis.training.pasta.train import train_pasta as run
    from covis.training.recipes.pasta import PastaRecipe
    from covis.training.recipes.read import read_recipe

    recipe = read_recipe(PastaRecipe, config, values or ())
    report = _reported(lambda tell: run(recipe, out, tell))
    summary = f"{report.model}: retrieval {report.before.top1:.1%} before, {report.after.top1:.1%} after."
    _print_once(report.to_json() if as_json else summary)


@train.command("qa")
def train_qa(
    config: _Config,
    out: _Out,
    values: _Values = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> None:
    """Fine-tune a model on questions and their answers."""
    from covis.training.recipes.chat import QaRecipe
    from covis.training.recipes.read import read_recipe
    from covis.training.sft.train import train_qa as run

    recipe = read_recipe(QaRecipe, config, values or ())
    report = _reported(lambda tell: run(recipe, out, tell))
    _print_once(report.to_json() if as_json else report.summary())


@train.command("actor")
def train_actor(
    config: _Config,
    out: _Out,
    values: _Values = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> None:
    """Teach a model to write how the camera moved before it answers: a cold start, then GRPO."""
    from covis.training.grpo.train import train_actor as run
    from covis.training.recipes.chat import ActorRecipe
    from covis.training.recipes.read import read_recipe

    recipe = read_recipe(ActorRecipe, config, values or ())
    report = _reported(lambda tell: run(recipe, out, tell))
    _print_once(report.to_json() if as_json else report.summary())


@train.command("sparkle")
def train_sparkle(
    config: _Config,
    out: _Out,
    values: _Values = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> None:
    """Teach a model basic skills on a plane, and see whether shortest paths and tours improve."""
    from covis.training.recipes.chat import SparkleRecipe
    from covis.training.recipes.read import read_recipe
    from covis.training.sparkle.train import train_sparkle as run

    recipe = read_recipe(SparkleRecipe, config, values or ())
    report = _reported(lambda tell: run(recipe, out, tell))
    _print_once(report.to_json() if as_json else report.summary())


@train.command("hatch")
def train_hatch(
    config: _Config,
    out: _Out,
    values: _Values = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> None:
    """The whole chain: patch alignment, questions and answers, then action-then-answer."""
    from covis.training.hatch.train import train_hatch as run
    from covis.training.recipes.hatch import HatchRecipe
    from covis.training.recipes.read import read_recipe

    recipe = read_recipe(HatchRecipe, config, values or ())
    report = _reported(lambda tell: run(recipe, out, tell))
    _print_once(report.to_json() if as_json else report.table())
