"""A data set whose overlaps are known: cameras that slide along walls, each with a texture of its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from covis.geometry.camera import Camera
from covis.prompts.sample import Sample

WIDTH, HEIGHT = 64, 48
FOCAL_PX, DEPTH_M = 64.0, 2.0
CELL_M = DEPTH_M / FOCAL_PX * WIDTH / 4  # how far a camera slides for a picture to move by one of four cells


def camera_at(x_m: float) -> Camera:
    K = np.array([[FOCAL_PX, 0, (WIDTH - 1) / 2], [0, FOCAL_PX, (HEIGHT - 1) / 2], [0, 0, 1]])
    pose = np.eye(4)
    pose[0, 3] = x_m
    return Camera(K, pose, (WIDTH, HEIGHT))


def write_walls(folder: Path, scenes: int = 4, cells: tuple[int, ...] = (0, 1, 2), seed: int = 0) -> Path:
    """Each scene a wall, seen from places so many cells apart; with depth and cameras."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for scene in range(scenes):
        wall = texture(np.random.default_rng((seed, scene)))
        images, depths = [], []
        for k, cell in enumerate(cells):
            left = cell * WIDTH // 4
            images.append(f"{scene}-{k}.png")
            depths.append(f"{scene}-{k}-depth.png")
            Image.fromarray(wall[:, left : left + WIDTH]).save(folder / images[-1])
            depth_mm = np.full((HEIGHT, WIDTH), round(DEPTH_M * 1000), np.uint16)
            Image.fromarray(depth_mm).save(folder / depths[-1])
        sample = Sample(
            id=f"s{scene}",
            scene=f"wall{scene}",
            task="walls",
            category="walls",
            images=tuple(images),
            question="How far?",
            options=None,
            answer="1",
            answer_kind="number",
            cameras=tuple(camera_at(cell * CELL_M) for cell in cells),
            depth=tuple(depths),
        )
        lines.append(sample.to_json())
    (folder / "samples.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def texture(rng: np.random.Generator) -> NDArray[np.uint8]:
    """(48, 160, 3) blocks of 8 px, each of a colour of its own."""
    blocks = rng.integers(0, 256, (HEIGHT // 8, 20, 3), np.uint8)
    return blocks.repeat(8, 0).repeat(8, 1)
