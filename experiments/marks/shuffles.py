"""Clips of two identical cups that change places, each with a question, as a data set like any other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from covis.prompts.sample import Sample
from covis.tracks.tracks import LabelMap
from covis.views.write import write_atomically, write_png
from covis.worlds.clips.cutouts import Clip, ClipSpec, make_clip

SIZE_PX = (240, 180)
FRAMES = 64  # two exchanges
SPEED_PX = 10.0  # of a cup, for a frame 320 px wide
MANIFEST = "manifest.json"


def write_shuffles(folder: Path, train: int, test: int) -> None:
    """Write train.jsonl and test.jsonl; what is there already is kept.

    Each clip shows two views: its beginning, and a moment at which the cups stand again after one exchange
    or two, as often the one as the other. They are alike to the last pixel, so that the two views alone never
    tell which cup is which; only the frames between do.

    Args:
        folder: Where to.
        train: How many clips to learn from, a question each.
        test: How many others to ask about.
    """
    if (folder / MANIFEST).is_file():
        return
    for split, first, count in (("train", 0, train), ("test", train, test)):
        lines = [_asked(folder, k).to_json() + "\n" for k in range(first, first + count)]
        write_atomically(folder / f"{split}.jsonl", "".join(lines).encode())
    rows = [{"split": "train", "samples": train}, {"split": "test", "samples": test}]
    write_atomically(folder / MANIFEST, json.dumps({"world": "shuffles", "counts": {"rows": rows}}).encode())


def _asked(folder: Path, number: int) -> Sample:
    """The question about a clip, whose files are written unless they are there."""
    clip, end = _drawn(number)
    scene = f"cups-{number:04d}"
    place = folder / "scenes" / scene
    if not (place / "clip.mp4").is_file():
        for frame in (0, end):
            rgb, ids = clip.frame(frame)
            write_png(place / "rgb" / f"{frame:05d}.png", rgb)
            _write_ids(place / "ids" / f"{frame:05d}.png", ids)
        clip.write_video(place / "clip.mp4")
    fields: dict[str, Any] = {
        what: tuple(f"scenes/{scene}/{of}/{frame:05d}.png" for frame in (0, end))
        for what, of in (("images", "rgb"), ("ids", "ids"))
    }
    return Sample(
        id=scene,
        scene=scene,
        task="shuffle",
        category="shuffle",
        question="The cup on the left in image 1: where is it in image 2?",
        options=("on the left", "on the right"),
        answer="A" if _stay(clip, end) else "B",
        answer_kind="choice",
        video=f"scenes/{scene}/clip.mp4",
        frames=(0, end),
        **fields,
    )


def _drawn(number: int) -> tuple[Clip, int]:
    """A clip, and the frame at which its cups stand again after an odd or an even number of exchanges."""
    for seed in range(1000 * number, 1000 * number + 1000):
        spec = ClipSpec(
            seed=seed,
            frames=FRAMES,
            size_px=SIZE_PX,
            camera="handheld",
            still=0,
            moves=(),
            lookalikes=2,
            shuffle="apart",
            speed_px=SPEED_PX,
        )
        clip = make_clip(spec)
        swaps = clip.shuffle.swaps if clip.shuffle else ()
        if len(swaps) >= 2:
            return clip, swaps[number % 2].last + 1
    raise AssertionError("no seed gives two exchanges")


def _stay(clip: Clip, end: int) -> bool:
    """Whether each cup stands at its old place, as the ids show it."""

    def order(ids: LabelMap) -> list[int]:
        members = clip.shuffle.members if clip.shuffle else ()
        return sorted(members, key=lambda k: float(np.nonzero(ids == k)[1].mean()))

    return order(clip.frame(0)[1]) == order(clip.frame(end)[1])


def _write_ids(path: Path, ids: LabelMap) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(ids.astype(np.uint16)).save(path)
