"""Clips of two cups that change places, each with a question, as a data set like any other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from covis.prompts.sample import Sample
from covis.tracks.tracks import LabelMap
from covis.views.view import RGB
from covis.views.write import write_atomically, write_png
from covis.views.write_video import write_video
from covis.worlds.clips.cutouts import Clip, ClipSpec, make_clip

SIZE_PX = (240, 180)
X0_PX, Y0_PX, WIDTH_PX, HEIGHT_PX = 64, 68, 112, 112  # what is kept of a frame: a quarter for each cup
FRAMES = 64  # two exchanges
STANDING = 6  # frames after the last one shown: a tracker sees it amid others
SPEED_PX = 10.0  # of a cup, for a frame 320 px wide
COLOURS = {"red": (235, 60, 60), "green": (60, 190, 70), "blue": (70, 100, 240), "yellow": (240, 210, 60)}
SIDES = ("on the left", "on the right")
ALIKE, COLOURED = "cups alike", "cups of two colours"
GAME = "The cup on the left in image 1: where is it in image 2?"
CONTROL = "The {} cup: where is it in image 2?"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Game:
    """A clip of two cups."""

    clip: Clip

    @cached_property
    def cups(self) -> tuple[int, ...]:
        """Their ids."""
        return tuple(k for k, thing in self.clip.objects.items() if thing.group)

    def frame(self, index: int) -> tuple[RGB, LabelMap]:
        """One frame, uint8 (H, W, 3), and the ids in it, int32 (H, W)."""
        rgb, ids = self.clip.frame(index)
        kept = slice(Y0_PX, Y0_PX + HEIGHT_PX), slice(X0_PX, X0_PX + WIDTH_PX)
        return rgb[kept].copy(), ids[kept].copy()

    def row(self, ids: LabelMap) -> tuple[int, ...]:
        """The ids of the cups from left to right, as the ids of a frame show them."""
        return tuple(sorted(self.cups, key=lambda k: float(np.nonzero(ids == k)[1].mean())))


def write_shuffles(folder: Path, train: int, test: int) -> None:
    """Write train.jsonl and test.jsonl; what is there already is kept.

    Each clip shows two views: its beginning, and a moment at which the cups stand again after one exchange
    or two, as often the one as the other. In every other pair of clips the cups are alike to the last pixel,
    so that the two views alone never tell which is which; only the frames between do. In the others they
    have colours, and where the cup of one colour stands is a control, for which nobody needs marks.

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


def game_of(seed: int) -> Game:
    """The game of a seed, of one exchange or two."""
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
    return Game(make_clip(spec))


def dyed(rgb: RGB, ids: LabelMap, dyes: Mapping[int, str]) -> RGB:
    """A frame whose cups have colours, with their light and shade.

    Args:
        rgb: The frame.
        ids: The ids in it.
        dyes: Id of a cup to its colour, a name in `COLOURS`.
    """
    painted = rgb.copy()
    for k, name in dyes.items():
        light = rgb[ids == k].astype(np.float32).mean(axis=1, keepdims=True)
        shade = np.clip(light / max(1.0, float(light.mean())), 0.5, 1.5)
        painted[ids == k] = np.clip(shade * np.array(COLOURS[name]), 0, 255).astype(np.uint8)
    return painted


def _asked(folder: Path, number: int) -> Sample:
    """The question about a clip, whose files are written unless they are there."""
    game, end = _with_two_exchanges(number)
    coloured = number // 2 % 2 == 1
    rng = np.random.default_rng((number, 1))
    colours = rng.choice(list(COLOURS), 2, replace=False).tolist()
    dyes = dict(zip(game.cups, colours, strict=True)) if coloured else {}
    asked = int(rng.integers(2))
    scene = f"cups-{number:04d}"
    place = folder / "scenes" / scene
    rows = []
    for frame in (0, end):
        rgb, ids = game.frame(frame)
        rows.append(game.row(ids))
        write_png(place / "rgb" / f"{frame:05d}.png", dyed(rgb, ids, dyes))
        _write_ids(place / "ids" / f"{frame:05d}.png", ids)
    if not (place / "clip.mp4").is_file():
        frames = (dyed(*game.frame(k), dyes) for k in range(min(FRAMES, end + STANDING)))
        write_video(place / "clip.mp4", frames, game.clip.spec.fps, (WIDTH_PX, HEIGHT_PX))
    fields: dict[str, Any] = {
        what: tuple(f"scenes/{scene}/{of}/{frame:05d}.png" for frame in (0, end))
        for what, of in (("images", "rgb"), ("ids", "ids"))
    }
    cup = game.cups[asked] if coloured else rows[0][0]
    return Sample(
        id=scene,
        scene=scene,
        task=COLOURED if coloured else ALIKE,
        category="cups",
        question=CONTROL.format(dyes[cup]) if coloured else GAME,
        options=SIDES,
        answer="AB"[rows[1].index(cup)],
        answer_kind="choice",
        video=f"scenes/{scene}/clip.mp4",
        frames=(0, end),
        **fields,
    )


def _with_two_exchanges(number: int) -> tuple[Game, int]:
    """A clip, and the frame at which its cups stand again after an odd or an even number of exchanges."""
    for seed in range(1000 * number, 1000 * number + 1000):
        game = game_of(seed)
        swaps = game.clip.shuffle.swaps if game.clip.shuffle else ()
        if len(swaps) >= 2:
            return game, swaps[number % 2].last + 1
    raise AssertionError("no seed gives two exchanges")


def _write_ids(path: Path, ids: LabelMap) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(ids.astype(np.uint16)).save(path)
