"""How many pixels of a picture a model is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from covis.errors import CovisError

if TYPE_CHECKING:
    from transformers import ProcessorMixin


def limit_pixels(processor: ProcessorMixin, most: int | None) -> None:
    """Have a processor shrink pictures of more pixels; the checkpoint saved with it does the same.

    Args:
        processor: Of a family whose picture size is free, such as Qwen's.
        most: Pixels; None leaves the processor as it is.

    Raises:
        CovisError: If the processor shows all pictures in one size.
    """
    if most is None:
        return
    images = processor.image_processor
    size = dict(images.size)
    if not (size.get("longest_edge") and size.get("shortest_edge")):
        raise CovisError(
            "this model shows every picture in one size of its own; leave max_image_pixels out of the recipe."
        )
    # In this family the two edges are numbers of pixels.
    images.size = type(images.size)(shortest_edge=min(int(size["shortest_edge"]), most), longest_edge=most)
