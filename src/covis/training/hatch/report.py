"""What the chain did: each stage's own measures on held-out scenes, before and after."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Measure:
    """One measure on held-out scenes.

    Attributes:
        name: What is measured.
        before: With the weights that the stage began with; None if nothing is held out.
        after: With those it left.
        beside: What needs no learning: its name and what it reaches; None where there is no such thing.
    """

    name: str
    before: float | None
    after: float | None
    beside: tuple[str, float] | None = None


@dataclass(frozen=True)
class StageReport:
    """What a stage did.

    Attributes:
        name: Of its section in the recipe.
        measures: In the order of its phases.
        model: The folder of its model.
    """

    name: str
    measures: tuple[Measure, ...]
    model: Path


@dataclass(frozen=True)
class HatchReport:
    """What the chain did.

    Attributes:
        stages: In order, also those that an earlier process did.
        held_out_scenes: How many scenes no stage learnt from.
        model: The folder of the last stage's model.
    """

    stages: tuple[StageReport, ...]
    held_out_scenes: int
    model: Path

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), default=str)

    def table(self) -> str:
        """The same for a person."""
        head = ("stage", "on held-out scenes", "before", "after", "without learning")
        rows = [head, *((s.name, m.name, *_values(m)) for s in self.stages for m in s.measures)]
        widths = [max(len(row[k]) for row in rows) for k in range(len(head))]
        lines = [
            "  ".join(
                text.ljust(width) if k in (0, 1, 4) else text.rjust(width)
                for k, (text, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in rows
        ]
        return "\n".join([*lines, f"{self.held_out_scenes} scenes held out. The model: {self.model}"])


def _values(measure: Measure) -> tuple[str, str, str]:
    before, after = ("–" if v is None else f"{v:.3f}" for v in (measure.before, measure.after))
    beside = measure.beside
    return before, after, "" if beside is None else f"{beside[0]} {beside[1]:.3f}"


def read_stage(folder: Path, name: str) -> StageReport | None:
    """What a stage did; None if it is not done.

    Args:
        folder: The stage's.
        name: Of its section.
    """
    # A stage writes its report last, when its model is there.
    return stage_report(folder, name) if (folder / "report.json").is_file() else None


def stage_report(folder: Path, name: str) -> StageReport:
    """What a stage that is done did, from the report in its folder."""
    found = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return StageReport(name, tuple(_MEASURES[name](found)), folder / "model")


def _pasta(found: dict[str, Any]) -> list[Measure]:
    before, after = found["before"], found["after"]
    beside = ("same place", after["same_place"])
    return [Measure("cell retrieval, top-1", before["top1"], after["top1"], beside)]


def _qa(found: dict[str, Any]) -> list[Measure]:
    beside = _beside("best constant answer", found)
    return [Measure("answers, mean score", found["before"], found["after"], beside)]


def _actor(found: dict[str, Any]) -> list[Measure]:
    def phase(name: str, before: dict[str, float] | None, after: dict[str, float] | None) -> list[Measure]:
        parts = ("format", "action", "answer")
        beside = {"action": _beside("best constant motions", found)}
        return [
            Measure(f"{name}: {part}", _of(before, part), _of(after, part), beside.get(part))
            for part in parts
        ]

    weights, started, after = found["weights"], found["cold"], found["after"]
    total = Measure("GRPO: total reward", _total(weights, started), _total(weights, after))
    return [*phase("cold start", found["before"], started), total, *phase("GRPO", started, after)]


def _beside(name: str, found: dict[str, Any]) -> tuple[str, float] | None:
    return None if found["constant"] is None else (name, found["constant"])


def _of(earned: dict[str, float] | None, part: str) -> float | None:
    return None if earned is None else earned[part]


def _total(weights: dict[str, float], earned: dict[str, float] | None) -> float | None:
    return None if earned is None else sum(weights[part] * earned[part] for part in weights)


_MEASURES: dict[str, Callable[[dict[str, Any]], list[Measure]]] = {
    "pasta": _pasta,
    "qa": _qa,
    "actor": _actor,
}
