"""What is seen through a window is the window to whoever looks at a picture."""

from __future__ import annotations

from collections.abc import Collection

import cv2
import numpy as np

from covis.tracks.tracks import LabelMap

SLACK_PX = (
    2  # by which a pane may reach beyond the box of its frame's pixels, where something hides the frame
)


def with_panes(ids: LabelMap, windows: Collection[int]) -> LabelMap:
    """True ids in which the panes of windows are the windows' too.

    The ids of a rendered view give a window its frame only: behind its panes is what lies outdoors, which is
    no thing. A connected patch of no thing that touches a window and lies within its box is a pane.

    Args:
        ids: int32 (H, W), 0 for no thing.
        windows: The ids of the windows.

    Returns:
        int32 (H, W).
    """
    seen = sorted(set(windows) & set(np.unique(ids).tolist()))
    if not seen:
        return ids
    out = ids.copy()
    _, patches, stats, _ = cv2.connectedComponentsWithStats((ids == 0).astype(np.uint8), connectivity=4)
    for window in seen:
        mask = ids == window
        near = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        x0, y0, width, height = cv2.boundingRect(mask.astype(np.uint8))
        for patch in np.unique(patches[near & (ids == 0)]).tolist():
            left, top, wide, high = stats[patch, :4].tolist()
            across = x0 - SLACK_PX <= left and left + wide <= x0 + width + SLACK_PX
            if across and y0 - SLACK_PX <= top and top + high <= y0 + height + SLACK_PX:
                out[patches == patch] = window
    return out
