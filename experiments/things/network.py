"""A small network that tells things from walls and floors: foreground and outlines of one picture."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import nn

WIDTHS = (16, 32, 64, 128, 192)  # channels at 1/2, 1/4, 1/8, 1/16, 1/32 of the picture
BLOCKS = (1, 2, 2, 3, 3)  # at each of them: the deep ones cost little and see far


class _Block(nn.Module):
    """Depthwise 5x5, then two 1x1: a wide view at a small price (as in ConvNeXt, arXiv 2201.03545)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.spread = nn.Conv2d(channels, channels, 5, padding=2, groups=channels, bias=False)
        self.norm = nn.BatchNorm2d(channels)
        self.mix = nn.Sequential(
            nn.Conv2d(channels, 2 * channels, 1), nn.ReLU(), nn.Conv2d(2 * channels, channels, 1)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(B, C, h, w) to the same shape."""
        return x + self.mix(self.norm(self.spread(x)))


class ThingsNet(nn.Module):
    """RGB (B, 3, H, W) in 0..1, H and W multiples of 32, to logits (B, 2, H/2, W/2): foreground, outline.

    A U-Net (Ronneberger et al., MICCAI 2015) that adds what it saw on the way down.
    """

    def __init__(self, widths: tuple[int, ...] = WIDTHS, blocks: tuple[int, ...] = BLOCKS) -> None:
        super().__init__()
        first = nn.Conv2d(3, widths[0], 3, stride=2, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(widths[0]), nn.ReLU())
        stages = zip(widths, blocks, strict=True)
        self.stages = nn.ModuleList(nn.Sequential(*(_Block(w) for _ in range(n))) for w, n in stages)
        steps = list(pairwise(widths))
        self.shrink = nn.ModuleList(
            nn.Sequential(nn.Conv2d(fine, coarse, 2, stride=2, bias=False), nn.BatchNorm2d(coarse))
            for fine, coarse in steps
        )
        self.rise = nn.ModuleList(nn.Conv2d(coarse, fine, 1) for fine, coarse in steps)
        self.join = nn.ModuleList(_Block(fine) for fine, _ in steps)
        self.head = nn.Conv2d(widths[0], 2, 3, padding=1)

    def forward(self, rgb: torch.Tensor) -> torch.Tensor:
        """Logits (B, 2, H/2, W/2) of RGB (B, 3, H, W) in 0..1."""
        x = self.stages[0](self.stem(rgb - 0.5))
        seen = [x]
        for k, shrink in enumerate(self.shrink, 1):
            x = self.stages[k](shrink(x))
            seen.append(x)
        for k in reversed(range(len(self.rise))):
            up = nn.functional.interpolate(self.rise[k](x), scale_factor=2.0, mode="nearest")
            x = self.join[k](seen[k] + up)
        return self.head(x)
