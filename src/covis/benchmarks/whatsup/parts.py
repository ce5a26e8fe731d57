"""The six parts of What's Up: their files, numbers, and where their pictures lie."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """One of the files.

    Attributes:
        file: Its name.
        size: How many questions it has.
        family: What it is averaged with: "controlled", "coco" or "vg".
        picture: The path of a picture, with the image's id for {}; "" where the file tells paths.
        opposites: Relations that are each other's opposite, as file names spell them.
    """

    file: str
    size: int
    family: str
    picture: str = ""
    opposites: tuple[tuple[str, str], ...] = ()


SIDES = ("left", "right")
PARTS = {
    "controlled A": Part(
        "controlled_images_dataset.json", 412, "controlled", opposites=(SIDES, ("on", "under"))
    ),
    "controlled B": Part(
        "controlled_clevr_dataset.json", 408, "controlled", opposites=(SIDES, ("in-front", "behind"))
    ),
    "coco one": Part("coco_qa_one_obj.json", 2247, "coco", "val2017/{:0>12}.jpg"),
    "coco two": Part("coco_qa_two_obj.json", 440, "coco", "val2017/{:0>12}.jpg"),
    "vg one": Part("vg_qa_one_obj.json", 1160, "vg", "vg_images/{}.jpg"),
    "vg two": Part("vg_qa_two_obj.json", 291, "vg", "vg_images/{}.jpg"),
}
"""Name to part."""
