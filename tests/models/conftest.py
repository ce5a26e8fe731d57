"""Small marked views."""

from __future__ import annotations

import numpy as np
import pytest

from covis.marks.mark_types import Mark, MarkedObject, ViewInfo
from covis.marks.marked_views import MarkedViews


@pytest.fixture
def marked() -> MarkedViews:
    """Three views of 40 × 30 px; number 1 is on all of them, number 2 on the first."""
    rng = np.random.default_rng(0)
    images = tuple(rng.integers(0, 255, (30, 40, 3), np.uint8) for _ in range(3))
    raw = tuple(255 - image for image in images)
    at = [(0, 1), (1, 1), (2, 1), (0, 2)]
    return MarkedViews(
        images=images,
        views=tuple(ViewInfo(k, f"{k:06d}", k / 2, (40, 30)) for k in range(3)),
        marks=tuple(Mark(n, n, k, 9.0 * n, 9.0, 8.0, 0.9, (255, 0, 0)) for k, n in at),
        objects=tuple(MarkedObject(n, n, 0.9, 0.8, 3) for n in (1, 2)),
        raw=raw,
        manifest={"settings": {"style": {"kind": "box"}}},
    )
