"""What can be set on the SAM trackers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SamSettings:
    """How a SAM tracker runs and what it takes for an object.

    Areas are shares of the image. Each default has its reason beside it.
    """

    device: str = "auto"  # CUDA, else Apple's MPS, else the CPU; or any name that torch knows
    dtype: str = "auto"  # bfloat16 on CUDA, where it halves memory and time; float32 elsewhere
    keyframe_every: int = 30  # frames; new objects wait a second at most at common frame rates
    grid: int = 8  # points a side; the regions already point at objects, the grid fills what they leave
    max_objects: int = 32  # followed at once: time grows with each, and only a few can be marked
    min_area: float = 0.001  # a disc of 17 px across in VGA; smaller cannot carry a legible mark
    max_area: float = 0.5  # what fills half the image is a background
    min_presence: float = 0.5  # the model's own limit between object and no object
    min_stability: float = 0.8  # a sharp edge; SAM's automatic masks ask 0.95, too strict for video frames
    same_iou: float = 0.8  # above it two masks are one object; two neighbours never overlap so much
    max_covered: float = 0.5  # a seed's mask that lies mostly on known objects is a part of one
