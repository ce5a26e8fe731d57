"""A data set that every stage can learn from: walls with cameras and depth, and a question about each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.training.pasta.rooms import write_walls

from covis.prompts.sample import PairActions, read_samples

MOTION = '[{"turn_SIDE_deg": 30.0}, {"move_forward_m": 0.25}]'


def write_rooms(folder: Path, scenes: int = 5) -> Path:
    """Two views a scene, the second a step aside; every other scene is asked the other way around."""
    write_walls(folder, scenes=scenes, cells=(0, 1))
    file = folder / "samples.jsonl"
    samples = [
        replace(
            sample,
            task="distance",
            category="distance",
            question="How far is it from image 1 to image 2?",
            answer=f"{1 + k % 2}.5",
            actions=(PairActions(0, 1, MOTION.replace("SIDE", "right" if k % 2 else "left")),),
        )
        for k, sample in enumerate(read_samples(file))
    ]
    file.write_text("".join(s.to_json() + "\n" for s in samples), encoding="utf-8")
    return folder
