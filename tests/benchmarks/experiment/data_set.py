"""A small set of questions about made clips and stills, as `covis worlds rooms` would write it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from covis.prompts.sample import Sample
from covis.views.write import write_png
from covis.worlds.clips.cutouts import ClipSpec, make_clip

KEPT = (0, 8, 16, 23)
SIZE_PX = (192, 144)


@dataclass(frozen=True)
class SmallSet:
    """A folder of samples, some about clips and some about unordered stills."""

    folder: Path
    samples: tuple[Sample, ...]


def write_small_set(folder: Path, clips: int = 1, stills: int = 2, questions: int = 3) -> SmallSet:
    """So many scenes filmed and so many of stills, each with so many questions."""
    samples = []
    for scene in range(clips + stills):
        name = f"{'clip' if scene < clips else 'stills'}{scene}"
        filmed = scene < clips
        images = _film(folder, name, scene) if filmed else _shoot(folder, name, scene)
        samples += [_sample(name, k, images, filmed) for k in range(questions)]
    (folder / "samples.jsonl").write_text("".join(s.to_json() + "\n" for s in samples))
    return SmallSet(folder, tuple(samples))


def _sample(scene: str, k: int, images: list[str], filmed: bool) -> Sample:
    return Sample(
        id=f"{scene}-q{k}",
        scene=scene,
        task="sot",
        category=("camera", "perspective")[k % 2],
        images=tuple(images),
        question=f"Is thing {k} left or right of the door in the first image?",
        options=("left", "right"),
        answer="AB"[k % 2],
        answer_kind="choice",
        video=f"{scene}/clip.mp4" if filmed else None,
        frames=KEPT if filmed else (),
    )


def _film(folder: Path, name: str, seed: int) -> list[str]:
    clip = make_clip(ClipSpec(seed=seed + 5, frames=24, size_px=SIZE_PX))
    (folder / name).mkdir(parents=True)
    clip.write_video(folder / name / "clip.mp4")
    for frame in KEPT:
        write_png(folder / name / f"{frame:05d}.png", clip.frame(frame)[0])
    return [f"{name}/{frame:05d}.png" for frame in KEPT]


def _shoot(folder: Path, name: str, seed: int) -> list[str]:
    rng = np.random.default_rng(seed)
    for k in range(2):
        write_png(folder / name / f"{k}.png", rng.integers(0, 255, (24, 32, 3), dtype=np.uint8))
    return [f"{name}/{k}.png" for k in range(2)]
