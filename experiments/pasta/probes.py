"""What a frozen vision encoder knows of rooms that it never saw: cell retrieval, and three kinds of question.

All is read from the same 4 x 4 cells, whatever cells the encoder learnt with. A question has two answers, of
which each is right as often. It is answered by a linear probe, ridge regression on the cells' features, that
was fitted to the same questions about the rooms the encoder learnt from; the language model is not asked.

- `nearer`: which of two cells of a view, side by side in one row, is nearer (their median depths differ by a
  quarter)? From the difference of the two cells' features.
- `turn`: two views of a pan that overlap: did the camera turn left or right? From the 16 x 16 cosines.
- `matching`: which of two cells of another view shows what a cell of this one shows? From the products of the
  features, channel by channel.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from covis.training.adapters.adapter import adapter_for
from covis.training.models.load import load_model_and_processor
from covis.training.pasta.depth_files import read_depth_m
from covis.training.pasta.learner import shown
from covis.training.pasta.loss import pooled
from covis.training.pasta.pairs import read_pairs
from covis.training.pasta.shots import Pair, Shot
from covis.training.pasta.targets import cached_overlap
from covis.training.pasta.train import cache_folder

N = 4  # cells along each side
PAIRS_A_SCENE = 8
RIDGE = 1.0  # times the number of features, which are scaled to a variance of 1
LEAST_SHARED = 0.3  # of a cell, to be asked about
LEAST_RATIO = 1.25  # between the depths of two cells

Array = NDArray[np.float64]
Scores = list[tuple[str, float]]


@dataclass(frozen=True)
class Question:
    """What a probe sees, whether the first answer is right, and of which scene it is."""

    scene: str
    seen: Array
    first: bool


@dataclass(frozen=True)
class Seen:
    """A pair with the features of its cells, (16, channels) each, and their overlap S, (16, 16)."""

    pair: Pair
    cells: tuple[Array, Array]
    S: Array


Ask = Callable[[Seen], list[Question]]


def measured(model: Path, rooms: Path, longest_side_px: int) -> dict[str, Scores]:
    """Scores on the test split, by measure.

    Args:
        model: A checkpoint.
        rooms: A data set with two splits.
        longest_side_px: What pictures are shrunk to.
    """
    splits = [_some(pairs) for pairs in read_pairs(rooms, 0.0, 0)]
    features = _features(model, [pair for pairs in splits for pair in pairs], longest_side_px)
    learnt, held = ([_seen(pair, features) for pair in pairs] for pairs in splits)
    found: dict[str, Scores] = {"cell retrieval": [score for seen in held for score in _retrieved(seen)]}
    for name, ask in QUESTIONS.items():
        fitted, asked = ([q for seen in part for q in ask(seen)] for part in (learnt, held))
        found[name] = _answered(fitted, asked)
    return found


def _some(pairs: Sequence[Pair]) -> list[Pair]:
    """Of each scene a few pairs that overlap, chosen by chance."""
    scenes: dict[str, list[Pair]] = {}
    for pair in pairs:
        scenes.setdefault(pair.scene, []).append(pair)
    found = []
    for scene, of in sorted(scenes.items()):
        order = np.random.default_rng((0, *scene.encode())).permutation(len(of))
        good = (of[k] for k in order if cached_overlap(of[k], N, cache_folder()).max() > LEAST_SHARED)
        found += [pair for _, pair in zip(range(PAIRS_A_SCENE), good, strict=False)]
    return found


def _features(model: Path, pairs: Sequence[Pair], longest_side_px: int) -> dict[Path, Array]:
    import torch

    loaded, processor = load_model_and_processor(model)
    adapter = adapter_for(loaded.config.model_type)
    vision = adapter.vision(loaded).float().eval()
    found: dict[Path, Array] = {}
    with torch.inference_mode():
        for shot in {s.picture: s for pair in pairs for s in pair.shots}.values():
            inputs = adapter.inputs(processor, [shown(shot, longest_side_px)])
            (grid,) = adapter.features(vision, inputs, "before_merger")
            found[shot.picture] = pooled(grid, N).double().numpy()
    return found


def _seen(pair: Pair, features: dict[Path, Array]) -> Seen:
    cells = features[pair.first.picture], features[pair.second.picture]
    return Seen(pair, cells, np.asarray(cached_overlap(pair, N, cache_folder()), np.float64))


def _cosines(seen: Seen) -> Array:
    first, second = (cells / np.linalg.norm(cells, axis=1, keepdims=True) for cells in seen.cells)
    return np.asarray(first @ second.T)


def _retrieved(seen: Seen) -> Scores:
    """Top-1 of each cell that has a correspondence, both ways, as `covis train pasta` counts it."""
    found = []
    for likeness, truth in ((_cosines(seen), seen.S), (_cosines(seen).T, seen.S.T)):
        best = truth == truth.max(1, keepdims=True)
        rows = np.flatnonzero(truth.max(1) > 0)
        found += [(seen.pair.scene, float(hit)) for hit in best[rows, likeness[rows].argmax(1)]]
    return found


def nearer(seen: Seen) -> list[Question]:
    """Of each row of the first view the two cells whose depths differ most, in random order."""
    rng = _chance(seen)
    depths = _depths(seen.pair.first)
    found = []
    for row in range(N):
        places = np.arange(row * N, row * N + N)
        low, high = places[depths[places].argmin()], places[depths[places].argmax()]
        if depths[low] > 0 and depths[high] / depths[low] >= LEAST_RATIO:
            first = bool(rng.integers(2))
            a, b = (low, high) if first else (high, low)
            found.append(Question(seen.pair.scene, seen.cells[0][a] - seen.cells[0][b], first))
    return found


def turn(seen: Seen) -> list[Question]:
    """Whether the camera turned right from one view to the other, taken in random order."""
    toward = [shot.camera.T_world_from_cam[:3, 2] for shot in seen.pair.shots]
    # The vertical part of the cross product of both viewing axes; world z points up.
    right = bool(np.cross(toward[0], toward[1])[2] < 0)
    if _chance(seen).integers(2):
        return [Question(seen.pair.scene, _cosines(seen).ravel(), right)]
    return [Question(seen.pair.scene, _cosines(seen).T.ravel(), not right)]


def matching(seen: Seen) -> list[Question]:
    """For up to four cells: the cell that shows the same, and one that shows nothing of it."""
    rng = _chance(seen)
    found = []
    for row in rng.permutation(np.flatnonzero(seen.S.max(1) > LEAST_SHARED))[:4]:
        others = np.flatnonzero(seen.S[row] == 0)
        if len(others):
            products = seen.cells[0][row] * seen.cells[1]
            first = bool(rng.integers(2))
            same, other = products[seen.S[row].argmax()], products[rng.choice(others)]
            found.append(Question(seen.pair.scene, (same - other) * (1 if first else -1), first))
    return found


QUESTIONS: dict[str, Ask] = {
    "nearer": nearer,
    "turn": turn,
    "matching": matching,
}


def _chance(seen: Seen) -> np.random.Generator:
    """The same choices whatever the encoder."""
    name = f"{seen.pair.scene} {seen.pair.first.picture.name} {seen.pair.second.picture.name}"
    return np.random.default_rng((1, *name.encode()))


def _depths(shot: Shot) -> Array:
    """(16,) the median depth of each cell, in m; 0 where most of it has none."""
    depth_m = read_depth_m(shot.depth)
    rows = np.array_split(depth_m, N, axis=0)
    return np.array([np.median(part) for row in rows for part in np.array_split(row, N, axis=1)])


def _answered(fitted: Sequence[Question], asked: Sequence[Question]) -> Scores:
    """Ridge regression to +1 and -1; the sign is the answer."""
    x, y = np.array([q.seen for q in fitted]), np.array([1.0 if q.first else -1.0 for q in fitted])
    middle, spread = x.mean(0), x.std(0) + 1e-9
    x = (x - middle) / spread
    weights = np.linalg.solve(x.T @ x + RIDGE * x.shape[1] * np.eye(x.shape[1]), x.T @ (y - y.mean()))
    found = []
    for question in asked:
        said = float((question.seen - middle) / spread @ weights + y.mean())
        found.append((question.scene, float((said > 0) == question.first)))
    return found
