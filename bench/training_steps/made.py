"""What all trainers learn from: made questions and made rooms."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from overlap import room_depth
from PIL import Image

from covis.geometry.camera import Camera
from covis.geometry.pose import intrinsics, look_at
from covis.prompts.sample import PairActions, Sample
from covis.training.chat.rows import actor_rows, qa_rows

TINY = "tiny:qwen2_5_vl"
BATCH = 8
SIDE_PX = 112
SHOTS = 6  # of each room
WARM_UP = 2  # steps


def samples(place: Path, count: int = 64) -> list[Sample]:
    """Questions about two pictures each, noise of 112 px, with a motion between them."""
    rng = np.random.default_rng(0)
    found = []
    for k in range(count):
        names = (f"{k}-0.png", f"{k}-1.png")
        for name in names:
            Image.fromarray(rng.integers(0, 255, (SIDE_PX, SIDE_PX, 3), dtype=np.uint8)).save(place / name)
        found.append(
            Sample(
                id=f"s{k}",
                scene=f"scene{k}",
                task="turn",
                category="turn",
                images=names,
                question="Did the camera turn left or right between the pictures?",
                options=("left", "right"),
                answer="AB"[k % 2],
                answer_kind="choice",
                actions=(PairActions(0, 1, '[{"turn_left_deg": 30.0}, {"move_forward_m": 0.5}]'),),
            )
        )
    return found


def plain_rows(place: Path, some: Sequence[Sample]) -> Any:
    """The same rows as documentation shows them: text, and pictures that are opened when read."""
    from datasets import Dataset, List
    from datasets import Image as Picture

    made = [actor_rows([s], place)[0] for s in some]
    rows = Dataset.from_list(
        [
            {
                "prompt": row["prompt"],
                "completion": [{"role": "assistant", "content": [{"type": "text", "text": s.answer}]}],
                "images": [str(place / name) for name in s.images],
            }
            for row, s in zip([qa_rows([s], place)[0] for s in some], some, strict=True)
        ]
    )
    asked = rows.add_column("asked", [row["prompt"] for row in made])
    return asked.cast_column("images", List(Picture()))


def plain_settings(steps: int, folder: Path) -> dict[str, Any]:
    """What every plain trainer is told."""
    import torch

    return {
        "output_dir": str(folder),
        "max_steps": steps,
        "per_device_train_batch_size": BATCH,
        "learning_rate": 1e-4,
        "report_to": [],
        "save_strategy": "no",
        "logging_steps": 10,
        "gradient_checkpointing": False,  # as covis; TRL turns this and bfloat16 on by default
        "bf16": False,
        "disable_tqdm": True,
        "use_cpu": not torch.cuda.is_available(),
    }


def write_rooms(place: Path, rooms: int = 12) -> Path:
    """Pictures of box rooms, 640 x 480, with depth and cameras, and a question that shows all of a room."""
    rng = np.random.default_rng(1)
    size_px = (640, 480)
    folder = place / "rooms"
    folder.mkdir()
    lines = []
    for room in range(rooms):
        names, depths, cameras = [], [], []
        for shot in range(SHOTS):
            eye = (0.6 + 0.3 * rng.random(), 0.6 + 2.6 * rng.random(), 1.4 + 0.2 * rng.random())
            camera = Camera(intrinsics(70, size_px), look_at(eye, (4.0, 1 + 2 * rng.random(), 1.0)), size_px)
            names.append(f"{room}-{shot}.png")
            depths.append(f"{room}-{shot}-depth.png")
            cameras.append(camera)
            coarse = Image.fromarray(rng.integers(0, 255, (48, 64, 3), dtype=np.uint8))
            coarse.resize(size_px).save(folder / names[-1])
            Image.fromarray((room_depth(camera) * 1000).astype(np.uint16)).save(folder / depths[-1])
        sample = Sample(
            id=f"r{room}",
            scene=f"room{room}",
            task="sot",
            category="camera",
            images=tuple(names),
            question="Which?",
            options=("this", "that"),
            answer="A",
            answer_kind="choice",
            cameras=tuple(cameras),
            depth=tuple(depths),
        )
        lines.append(sample.to_json())
    (folder / "samples.jsonl").write_text("\n".join(lines) + "\n")
    return folder
