"""What a model learns before it ever plays the cup game: to see which marks and colours cups have.

Models that people download can do so. The pictures show the cups of other clips, with marks drawn by the code
that draws all marks, with colours, or with both. They are given at random, so that nothing tells which cup is
which in the other picture, and no question is about that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from experiments.marks.shuffles import COLOURS, FRAMES, HEIGHT_PX, SIDES, WIDTH_PX, dyed, game_of
from PIL import Image

from covis.marks.draw import draw
from covis.marks.mark_types import Mark
from covis.marks.palette import PALETTE, coloured
from covis.marks.place import place
from covis.marks.style import MarkStyle
from covis.prompts.sample import Sample
from covis.prompts.wording import MARKS, passage
from covis.tracks.tracks import LabelMap
from covis.views.view import RGB
from covis.views.write import write_atomically

FIRST_SEED = 10_000_000  # far from all clips of the game
KINDS = ((True, False), (False, True), (True, True))  # whether numbers are drawn, and cups have colours
ASKED = 24  # questions about a clip, each with pictures of its own
NUMBERS = (1, 2, 3)
NOTHING = "none"
# Names of the colours in PALETTE, in its order.
SAID = ("red", "blue", "yellow", "green", "magenta", "cyan")
SAID += ("orange", "purple", "brown", "lime", "navy", "pink")
BEHIND = 0.4  # share of the pictures in which something behind the cups bears a number too
THING_PX = 20


T = TypeVar("T")


@dataclass(frozen=True)
class Shown:
    """Two pictures, and what is on the left and on the right cup of each; nothing where cups are alike."""

    images: tuple[RGB, ...]
    marks: tuple[tuple[str, str], ...]
    colours: tuple[tuple[str, str], ...]


def write_first_sight(folder: Path, clips: int, diameter: float, wording: str) -> None:
    """Write samples.jsonl with its pictures; a file that is there is kept.

    Args:
        folder: Where to.
        clips: How many, `ASKED` questions each.
        diameter: Of marks, as `covis worlds mark` takes it.
        wording: How marks are explained, the same.
    """
    if (folder / "samples.jsonl").is_file():
        return
    lines = []
    for k in range(clips):
        rng = np.random.default_rng((k, 2))
        game = game_of(FIRST_SEED + k)
        frames = [game.frame(0), game.frame(FRAMES - 1)]
        rows = [game.row(ids) for _, ids in frames]
        for n in range(ASKED):
            shown = _shown(rng, frames, rows, MarkStyle(diameter=diameter), *KINDS[n % len(KINDS)])
            lines.append(_asked(folder, f"sight-{k:05d}-{n:02d}", shown, wording).to_json() + "\n")
    write_atomically(folder / "samples.jsonl", "".join(lines).encode())


def _shown(
    rng: np.random.Generator,
    frames: Sequence[tuple[RGB, LabelMap]],
    rows: Sequence[tuple[int, ...]],
    style: MarkStyle,
    marked: bool,
    coloured_cups: bool,
) -> Shown:
    colours = _two_pairs(rng, list(COLOURS)) if coloured_cups else ()
    numbers = _two_pairs(rng, list(NUMBERS)) if marked else ()
    images, marks = [], []
    for view, ((rgb, ids), row) in enumerate(zip(frames, rows, strict=True)):
        images.append(dyed(rgb, ids, dict(zip(row, colours[view], strict=True))) if colours else rgb)
        if numbers:
            labels = _numbered(rng, ids, row, numbers[view])
            marks += _marks(view, labels, style.diameter_px((WIDTH_PX, HEIGHT_PX)))
    marks = coloured(marks, dict(enumerate(images)))
    images = [draw(rgb, [m for m in marks if m.view == v]) for v, rgb in enumerate(images)]
    said = {m.number: SAID[PALETTE.index(m.colour)] for m in marks}
    return Shown(tuple(images), tuple((said[a], said[b]) for a, b in numbers), colours)


def _two_pairs(rng: np.random.Generator, names: list[T]) -> tuple[tuple[T, T], ...]:
    """What is on the left and the right cup of two pictures: the same, the other way round, or anything."""
    first, second = ((p[0], p[1]) for p in (_shuffled(rng, names), _shuffled(rng, names)))
    return first, (first, first[::-1], second)[int(rng.integers(3))]


def _shuffled(rng: np.random.Generator, names: list[T]) -> list[T]:
    return [names[k] for k in rng.permutation(len(names))]


def _numbered(
    rng: np.random.Generator, ids: LabelMap, row: Sequence[int], numbers: Sequence[int]
) -> LabelMap:
    """The cups with their numbers; in some pictures the number left over is on something behind them."""
    labels = np.zeros(ids.shape, np.int32)
    if rng.random() < BEHIND:
        x, y = int(rng.integers(THING_PX, WIDTH_PX - THING_PX)), int(rng.integers(THING_PX))
        labels[y : y + THING_PX, x : x + THING_PX] = next(n for n in NUMBERS if n not in numbers)
    for k, n in zip(row, numbers, strict=True):
        labels[ids == k] = n
    return labels


def _marks(view: int, labels: LabelMap, diameter_px: float) -> list[Mark]:
    spots = place(labels, {int(n): None for n in np.unique(labels) if n}, diameter_px)
    return [
        Mark(s.number, s.number, view, s.x_px, s.y_px, s.diameter_px, 1.0, PALETTE[0], s.points_to_px)
        for s in spots
    ]


def _asked(folder: Path, name: str, shown: Shown, wording: str) -> Sample:
    files = tuple(f"pictures/{name}-{k}.png" for k in (1, 2))
    for file, image in zip(files, shown.images, strict=True):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(folder / file, compress_level=1)
    there = []
    for view in range(len(files)):
        for side in range(len(SIDES)):
            there += [
                shown.marks[view][side] if shown.marks else NOTHING,
                shown.colours[view][side] if shown.colours else NOTHING,
            ]
    explained = passage(wording, "circle", NUMBERS if shown.marks else (), images=1)
    return Sample(
        id=name,
        scene=name.rsplit("-", 1)[0],
        task="sight",
        category="sight",
        images=files,
        question="Mark and colour of each cup, from left to right?",
        options=None,
        answer=" ".join(there),
        answer_kind="text",
        meta={MARKS: explained} if explained else {},
    )
