from __future__ import annotations

import math

import numpy as np
import pytest

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")

from covis.training.pasta.loss import cosines, pasta_loss, pooled  # noqa: E402


def cross_entropy(overlaps: list[float], cosine: list[float], tau1: float, tau2: float) -> float:
    """One row, written out."""
    p = [math.exp(s / tau1) for s in overlaps]
    q = [math.exp(c / tau2) for c in cosine]
    return -sum(a / sum(p) * math.log(b / sum(q)) for a, b in zip(p, q, strict=True))


def test_the_loss_is_what_a_hand_computes() -> None:
    # Two cells each. Row 1 of the overlap is empty, so X to Y has row 0 alone; both columns have overlap.
    overlap = torch.tensor([[[0.8, 0.2], [0.0, 0.0]]])
    c = torch.tensor([[[0.5, -0.1], [0.3, 0.9]]])
    there = cross_entropy([0.8, 0.2], [0.5, -0.1], 0.5, 0.25)
    back = (
        cross_entropy([0.8, 0.0], [0.5, 0.3], 0.5, 0.25) + cross_entropy([0.2, 0.0], [-0.1, 0.9], 0.5, 0.25)
    ) / 2
    # By hand: p = softmax(1.6, 0.4) = (0.76852, 0.23148), log q = (-0.08681, -2.48681), so X to Y is 0.64236.
    assert there == pytest.approx(0.64236, abs=2e-5)
    assert float(pasta_loss(c, overlap, 0.5, 0.25)) == pytest.approx((there + back) / 2, rel=1e-6)


def test_a_loss_does_not_depend_on_which_picture_is_first_or_on_the_division_of_a_batch() -> None:
    rng = np.random.default_rng(0)
    overlap = torch.tensor(rng.uniform(0, 1, (4, 16, 16)) * (rng.uniform(0, 1, (4, 16, 16)) > 0.9))
    c = torch.tensor(rng.uniform(-1, 1, (4, 16, 16)))
    whole = float(pasta_loss(c, overlap, 0.1, 0.07))
    assert float(pasta_loss(c.mT, overlap.mT, 0.1, 0.07)) == pytest.approx(whole)
    halves = [float(pasta_loss(c[k : k + 2], overlap[k : k + 2], 0.1, 0.07)) for k in (0, 2)]
    assert sum(halves) / 2 == pytest.approx(whole)


def test_rows_without_correspondence_send_no_gradient() -> None:
    overlap = torch.zeros(1, 4, 4)
    overlap[0, 1, 2] = 0.7
    cosine = torch.zeros(1, 4, 4, requires_grad=True)
    pasta_loss(cosine, overlap, 0.1, 0.07).backward()
    gradient = cosine.grad[0]
    assert gradient[1].abs().min() > 0
    assert gradient[:, 2].abs().min() > 0
    assert gradient[[0, 2, 3]][:, [0, 1, 3]].abs().max() == 0
    empty = torch.zeros(1, 4, 4, requires_grad=True)
    loss = pasta_loss(empty, torch.zeros(1, 4, 4), 0.1, 0.07)
    loss.backward()
    assert float(loss.detach()) == 0
    assert empty.grad.abs().max() == 0


def test_the_loss_is_least_where_likeness_follows_overlap() -> None:
    overlap = torch.eye(16)[None]
    right, even, wrong = overlap, torch.zeros_like(overlap), overlap.roll(1, -1)
    losses = [float(pasta_loss(cosine, overlap, 0.1, 0.07)) for cosine in (right, even, wrong)]
    assert losses == sorted(losses)


@pytest.mark.parametrize(("rows", "columns", "n"), [(8, 12, 4), (6, 10, 4), (5, 7, 3), (4, 4, 4), (9, 5, 2)])
def test_pooling_is_the_mean_over_a_cell_of_the_picture(rows: int, columns: int, n: int) -> None:
    grid = torch.tensor(np.random.default_rng((rows, columns)).normal(size=(rows, columns, 3)))
    # Each patch drawn as n x n pixels, then every cell has the same number of whole pixels.
    fine = grid.repeat_interleave(n, 0).repeat_interleave(n, 1)
    expected = fine.reshape(n, rows, n, columns, 3).mean((1, 3)).reshape(n * n, 3)
    torch.testing.assert_close(pooled(grid, n), expected)


def test_cosines_are_of_the_first_rows_with_the_second() -> None:
    first = torch.tensor([[2.0, 0.0], [0.0, 3.0]])
    second = torch.tensor([[1.0, 1.0], [0.0, -5.0]])
    half = math.sqrt(0.5)
    torch.testing.assert_close(cosines(first, second), torch.tensor([[half, 0.0], [half, -1.0]]))
