"""What is asked of an encoder's cells: features that hold the answer give it, features of noise do not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from experiments.pasta import probes
from experiments.pasta.probes import Question, Seen

from covis.geometry.camera import Camera
from covis.geometry.pose import intrinsics
from covis.training.pasta.shots import Pair, Shot

CHANNELS = 32


def camera(heading_deg: float) -> Camera:
    """At the origin, upright, turned to the left by an angle; world z points up."""
    a = np.radians(heading_deg)
    pose = np.eye(4)
    pose[:3, 0] = (np.sin(a), -np.cos(a), 0)  # right
    pose[:3, 1] = (0, 0, -1)  # down
    pose[:3, 2] = (np.cos(a), np.sin(a), 0)  # forward
    return Camera(intrinsics(60.0, (64, 48)), pose, (64, 48))


def seen(k: int, left: bool, noise: bool = False) -> Seen:
    """A pair whose second view is the first one moved by a cell; features are the surface's own."""
    rng = np.random.default_rng(k)
    surfaces = rng.normal(size=(2, 24 if not noise else 32, CHANNELS))
    column = np.arange(16) % 4
    cells, overlap = [], np.zeros((16, 16))
    for view, shift in ((0, 0), (1, -1 if left else 1)):
        place = (np.arange(16) // 4) * 6 + column + shift + 1
        cells.append(surfaces[0][place] if not noise else surfaces[view][:16])
    for i in range(16):
        j = i + (1 if left else -1)
        if 0 <= column[i] + (1 if left else -1) < 4:
            overlap[i, j] = 0.9
    shots = [
        Shot(Path(f"{k}-{v}.png"), Path(f"{k}-{v}-depth.png"), camera(a))
        for v, a in enumerate((0.0, 20.0 if left else -20.0))
    ]
    return Seen(Pair(f"scene {k}", *shots), (cells[0], cells[1]), overlap)


def share(scores: list[tuple[str, float]]) -> float:
    return float(np.mean([score for _, score in scores]))


@pytest.mark.parametrize("name", ["turn", "matching"])
def test_features_of_the_surface_answer(name: str) -> None:
    ask = probes.QUESTIONS[name]
    fitted, asked = (
        [q for k in range(*part) for q in ask(seen(k, k % 2 == 0))] for part in ((0, 200), (200, 260))
    )
    assert share(probes._answered(fitted, asked)) > 0.9
    assert share([s for k in range(20) for s in probes._retrieved(seen(k, k % 2 == 0))]) == 1


@pytest.mark.parametrize("name", ["turn", "matching"])
def test_features_of_noise_do_not(name: str) -> None:
    ask = probes.QUESTIONS[name]
    fitted, asked = (
        [q for k in range(*part) for q in ask(seen(k, k % 2 == 0, noise=True))]
        for part in ((0, 300), (300, 500))
    )
    assert 0.35 < share(probes._answered(fitted, asked)) < 0.65


def test_nearer_asks_about_cells_of_one_row_and_right_answers_are_even(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    depths = np.tile([1.0, 1.5, 2.0, 1.2], 4)
    monkeypatch.setattr(probes, "_depths", lambda shot: depths)
    found: list[Question] = []
    for k in range(100):
        pair = seen(k, True)
        questions = probes.nearer(pair)
        assert len(questions) == 4
        for row, q in enumerate(questions):
            near, far = pair.cells[0][4 * row], pair.cells[0][4 * row + 2]
            assert np.array_equal(q.seen, near - far if q.first else far - near)
        found += questions
    assert 0.4 < np.mean([q.first for q in found]) < 0.6
