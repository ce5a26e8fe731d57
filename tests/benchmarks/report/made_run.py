"""Run folders as evaluations leave them, with scores drawn from known chances."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from scipy.stats import norm

from covis.benchmarks.grade import Grade
from covis.benchmarks.runs.cell import Arm, Cell, Direction
from covis.benchmarks.runs.folder import (
    MANIFEST,
    PICTURES,
    PREDICTIONS,
    SAMPLES,
    cell_folder,
    prediction_line,
    write_cell,
    write_grades,
)
from covis.benchmarks.runs.prediction import Prediction
from covis.models.reply import Reply
from covis.prompts.sample import Sample


@dataclass(frozen=True)
class MadeCell:
    """A way of asking and how often it is right."""

    arm: Arm
    direction: Direction
    right: float
    model: str = "made/model"
    factors: Mapping[str, str | int | float] = field(default_factory=lambda: {"frames": 4, "marks": 5})

    @property
    def cell(self) -> Cell:
        parts = [self.model, self.arm, self.direction, *(f"{k}{v}" for k, v in self.factors.items())]
        return Cell("_".join(parts).replace("/", "-"), self.model, self.arm, self.direction, self.factors)


def samples_of(scenes: int, questions: int, things: str = "the lamp") -> list[Sample]:
    """Left or right, in five levels, every third question from another standpoint."""
    made = []
    for scene in range(scenes):
        for k in range(questions):
            made.append(
                Sample(
                    id=f"s{scene:03d}_q{k}",
                    scene=f"s{scene:03d}",
                    task="sot",
                    category="perspective" if k % 3 == 2 else "camera",
                    images=tuple(f"s{scene:03d}/{i}.jpg" for i in range(4)),
                    question=f"Is {things} left or right of the door, question {k}?",
                    options=("left", "right"),
                    answer="AB"[(scene + k) % 2],
                    answer_kind="choice",
                    level=1 + scene % 5,
                )
            )
    return made


def make_run(
    run: Path,
    cells: Sequence[MadeCell],
    samples: Sequence[Sample],
    repeats: int = 1,
    together: float = 0.2,
    seed: int = 0,
    pictures: bool = False,
) -> Path:
    """Write a run; scores of one scene go together, and so do those of one question in all cells.

    Args:
        run: The folder.
        cells: Ways of asking.
        samples: What is asked.
        repeats: How often.
        together: Share of the variance that scenes explain.
        seed: Of the draws.
        pictures: Whether to draw pictures; without, predictions show none.
    """
    run.mkdir(parents=True)
    manifest = {"format": 1, "benchmark": "sot", "settings": {"repeats": repeats}}
    (run / MANIFEST).write_text(json.dumps(manifest))
    (run / SAMPLES).write_text("".join(sample.to_json() + "\n" for sample in samples))
    rng = np.random.default_rng(seed)
    scenes = {sample.scene: rng.standard_normal() for sample in samples}
    ease = {sample.id: rng.standard_normal() for sample in samples}
    shown = _draw_pictures(run, samples, {cell.arm for cell in cells}) if pictures else {}
    for made in cells:
        write_cell(run, made.cell)
        graded = []
        for sample in samples:
            for repeat in range(repeats):
                shared = np.sqrt(together) * scenes[sample.scene] + np.sqrt(0.4) * ease[sample.id]
                own = np.sqrt(max(0.0, 0.6 - together)) * rng.standard_normal()
                right = bool(shared + own < norm.ppf(made.right))
                names = shown.get((sample.id, made.arm), ())
                graded.append(_answer(sample, repeat, made, right, names, rng))
        lines = "".join(prediction_line(prediction) for prediction, _ in graded)
        (cell_folder(run, made.cell) / PREDICTIONS).write_text(lines)
        write_grades(run, made.cell, graded)
    return run


def _answer(
    sample: Sample,
    repeat: int,
    made: MadeCell,
    right: bool,
    pictures: tuple[str, ...],
    rng: np.random.Generator,
) -> tuple[Prediction, Grade]:
    value = sample.answer if right else "AB"[sample.answer == "A"]
    unreadable = "names two options" if not right and rng.random() < 0.1 else ""
    text = "A or B" if unreadable else f"{value}."
    marked = made.arm in ("marked", "shuffled")
    reply = Reply(text, "stop", 900 + 40 * marked, 30 + int(rng.integers(40)), 0, 1.5 + 0.2 * marked)
    names = pictures[::-1] if made.direction == "reverse" else pictures
    passage = "The same number in a circle marks the same object in every image.\n" if marked else ""
    shown = "\n".join(f"Image {k}:\n[picture {k}]" for k in range(1, 5))
    form = "Answer with the letter of the right option only."
    prompt = f"{shown}\n{passage}{sample.question}\nA. left\nB. right\n{form}"
    return (
        Prediction(sample.id, repeat, reply, prompt, names),
        Grade(float(right), None if unreadable else value, unreadable),
    )


def _draw_pictures(
    run: Path, samples: Sequence[Sample], arms: Collection[str]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Four views of each scene, raw and with two marks, shared by its questions."""
    (run / PICTURES).mkdir()
    shown = {}
    for sample in samples:
        for arm in sorted({"raw", "marked", "shuffled"} & set(arms)):
            names = tuple(f"{sample.scene}-{arm}-{k}.png" for k in range(4))
            shown[sample.id, arm] = names
            for k, name in enumerate(names):
                if not (run / PICTURES / name).exists():
                    _draw(int(sample.scene[1:]), k, arm != "raw").save(run / PICTURES / name)
    return shown


def _draw(scene: int, view: int, marked: bool) -> Image.Image:
    rng = np.random.default_rng((7, scene))
    wall, floor, *things = (tuple(int(v) for v in rng.integers(60, 230, 3)) for _ in range(7))
    image = Image.new("RGB", (320, 240), wall)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 160, 320, 240), fill=floor)
    for number, colour in enumerate(things, 1):
        x = int(rng.integers(0, 700)) - 130 * view
        size = int(rng.integers(30, 70))
        draw.rectangle((x, 190 - size, x + size, 200), fill=colour)
        if marked and number < 4:
            middle = (x + size // 2, 195 - size // 2)
            draw.circle(middle, 10, fill=(220, 30, 30), outline="white", width=1)
            draw.text(middle, str(number), fill="white", anchor="mm", font_size=13)
    return image


def without_answers(run: Path, cell: Cell, keep: int) -> None:
    """Cut a cell's files after so many predictions, as a kill would."""
    file = cell_folder(run, cell) / PREDICTIONS
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:keep]))
