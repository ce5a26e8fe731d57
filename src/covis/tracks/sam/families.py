"""The SAM families that transformers can track with, and what differs between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# ImageNet's channel statistics on 0..1, on which SAM 2 and EdgeTAM were trained.
_IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))


@dataclass(frozen=True)
class Family:
    """One family.

    Attributes:
        checkpoint: The weights used when none are named, on the Hugging Face hub.
        model: The class in transformers that tracks.
        session: The class in transformers that holds what is remembered.
        model_types: What a checkpoint's config may call itself.
        mean: Channel means on 0..1, for checkpoints without a processor config.
        std: Channel deviations on 0..1, likewise.
    """

    checkpoint: str
    model: str
    session: str
    model_types: tuple[str, ...]
    mean: tuple[float, float, float]
    std: tuple[float, float, float]


FAMILIES: Mapping[str, Family] = {
    "sam2": Family(
        "facebook/sam2.1-hiera-tiny",  # the smallest; the larger ones are two to six times slower
        "Sam2VideoModel",
        "Sam2VideoInferenceSession",
        ("sam2_video",),
        *_IMAGENET,
    ),
    "edgetam": Family(
        "yonigozlan/EdgeTAM-hf",
        "EdgeTamVideoModel",
        "EdgeTamVideoInferenceSession",
        ("edgetam_video",),
        *_IMAGENET,
    ),
    "sam3": Family(
        "facebook/sam3",
        # Not Sam3VideoModel: that one finds objects by a text prompt, and here there is none.
        "Sam3TrackerVideoModel",
        "Sam3TrackerVideoInferenceSession",
        ("sam3_video", "sam3_tracker_video"),
        (0.5, 0.5, 0.5),
        (0.5, 0.5, 0.5),
    ),
}
