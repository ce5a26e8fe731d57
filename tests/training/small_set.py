"""A data set of a few small pictures, to train on in seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from covis.prompts.sample import PairActions, Sample

SIDE = 28  # one image token of Qwen2.5-VL


def sample(k: int, **changes: object) -> Sample:
    """The k-th sample: two flat pictures; the second is brighter where the camera turned right."""
    right = k % 2 == 0
    made = Sample(
        id=f"s{k}",
        scene=f"scene{k}",
        task="turn",
        category="turn",
        images=(f"{k}-1.png", f"{k}-2.png"),
        question="Turned?",
        options=("left", "right"),
        answer="B" if right else "A",
        answer_kind="choice",
        actions=(PairActions(0, 1, f'[{{"turn_{"right" if right else "left"}_deg": 30.0}}]'),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def write_set(folder: Path, samples: Sequence[Sample], test: Sequence[Sample] = ()) -> Path:
    """Write samples.jsonl, or train.jsonl and test.jsonl, with the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"train.jsonl": samples, "test.jsonl": test} if test else {"samples.jsonl": samples}
    for name, some in files.items():
        (folder / name).write_text("".join(s.to_json() + "\n" for s in some), encoding="utf-8")
        for s in some:
            for i, image in enumerate(s.images):
                level = 128 if i == 0 else (230 if s.answer == "B" else 20)
                Image.fromarray(np.full((SIDE, SIDE, 3), level, np.uint8)).save(folder / image)
    return folder
