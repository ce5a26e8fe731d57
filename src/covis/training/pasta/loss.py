"""The equations of patch alignment, on tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


def pooled(grid: torch.Tensor, n: int) -> torch.Tensor:
    """The mean feature of each cell of an n x n division of a picture.

    A patch that lies in several cells counts in each by the share of the cell that it covers, so that cells
    are the same parts of the picture whatever the patches' number.

    Args:
        grid: (rows, columns, channels) patch features.
        n: Cells along each side.

    Returns:
        (n², channels), row by row.
    """
    down, right = (_shares(length, n, grid) for length in grid.shape[:2])
    import torch

    return torch.einsum("ir,jc,rcd->ijd", down, right, grid).reshape(n * n, -1)


def cosines(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """(..., n², n²) the cosine of every cell of one picture with every cell of another.

    Args:
        first: (..., n², channels) features of cells.
        second: The same of the other picture.
    """
    from torch.nn.functional import normalize

    return normalize(first.float(), dim=-1) @ normalize(second.float(), dim=-1).transpose(-1, -2)


def pasta_loss(cosine: torch.Tensor, S: torch.Tensor, tau1: float, tau2: float) -> torch.Tensor:  # noqa: N803
    """Cross-entropy of predicted correspondences against the measured ones, both directions averaged.

    For a pair X, Y with overlap S and cosines c, the target is p(j|i) = softmax_j(S[i, j] / τ1), the
    prediction is q(j|i) = softmax_j(c[i, j] / τ2), and the loss of X to Y is -Σ_j p(j|i) log q(j|i), averaged
    over the rows i that have any overlap: a row of zeros says nothing, and its softmax would ask for the same
    likeness everywhere. Y to X takes both matrices transposed. Pairs count equally, so that a batch gives the
    same loss however it is divided among devices.

    Source: PaStA of HATCH, arXiv 2602.08735; leaving rows out and the averages are ours.

    Args:
        cosine: (b, n², n²) cosine of each cell of X with each cell of Y.
        S: (b, n², n²) overlap in 0..1.
        tau1: Temperature of the targets.
        tau2: Temperature of the predictions.

    Returns:
        () the loss; a pair that does not overlap counts as 0.
    """
    there = _one_way(cosine, S, tau1, tau2)
    back = _one_way(cosine.transpose(-1, -2), S.transpose(-1, -2), tau1, tau2)
    return (there + back) / 2


def _one_way(cosine: torch.Tensor, S: torch.Tensor, tau1: float, tau2: float) -> torch.Tensor:  # noqa: N803
    p = (S / tau1).softmax(-1)
    log_q = (cosine / tau2).log_softmax(-1)
    rows = (S > 0).any(-1)
    of_pair = (-(p * log_q).sum(-1) * rows).sum(-1) / rows.sum(-1).clamp(min=1)
    return of_pair.mean()


def _shares(length: int, n: int, like: torch.Tensor) -> torch.Tensor:
    """(n, length) how much of each of n equal parts of a side each of its patches covers; rows sum to 1."""
    import torch

    edges = torch.arange(n + 1, dtype=torch.float64) / n
    patches = torch.arange(length + 1, dtype=torch.float64) / length
    low = torch.maximum(edges[:-1, None], patches[None, :-1])
    high = torch.minimum(edges[1:, None], patches[None, 1:])
    return ((high - low).clamp(min=0) * n).to(like)
