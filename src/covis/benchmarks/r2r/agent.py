"""Following an instruction step by step: at each viewpoint the model sees where it can go, and chooses."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from covis.benchmarks.benchmark import Ask
from covis.benchmarks.r2r.graph import Building
from covis.benchmarks.r2r.outlook import outlook
from covis.benchmarks.r2r.scans import building_of
from covis.prompts.parts import Picture, Prompt, Text
from covis.prompts.question import question_text
from covis.prompts.sample import Sample
from covis.prompts.table import TEMPLATES
from covis.views.write import write_png

STEPS = 15
"""At most so many walks from viewpoint to viewpoint (ours); annotated paths take four to six."""

STOP = "Stop here"

TASK = """\
You walk through a building and follow an instruction. The images show the places you can walk to from \
where you stand, each seen in its own direction. Choose the image that leads on, or stop when the \
instruction is done."""


@dataclass(frozen=True)
class Stance:
    """Where an agent stands and how it faces.

    Attributes:
        viewpoint: Where.
        heading_rad: Clockwise from +y.
        elevation_rad: Above the horizon.
    """

    viewpoint: str
    heading_rad: float
    elevation_rad: float


async def follow(sample: Sample, media: Path, ask: Ask) -> str:
    """Play one episode.

    The way is chosen among lettered options, read strictly: a step that names no single one of them ends the
    walk where it is, and the episode counts as unreadable.

    Args:
        sample: An instruction, with start, heading and the folder of graphs in its `meta`.
        media: Root of the pictures, see `outlook`.
        ask: Sends a prompt.

    Returns:
        JSON: `trajectory`, a list of viewpoint, heading and elevation in rad, as the benchmark's submissions
        have it; and `unreadable`, why the walk ended early, or "".
    """
    building = building_of(sample)
    walk = [Stance(sample.meta["start"], float(sample.meta["heading_rad"]), 0.0)]
    done: list[str] = []
    why = ""
    with tempfile.TemporaryDirectory() as folder:
        while len(walk) <= STEPS:
            here = walk[-1]
            ways = building.neighbours[here.viewpoint]
            options = (*(f"Walk to the place in image {k + 1}" for k in range(len(ways))), STOP)
            step = _step(sample, options)
            reply = await ask(
                _prompt(step, building, here, done, _pictures(Path(folder), media, building, here))
            )
            reading = TEMPLATES["choice"].read(reply, step)
            if reading.value is None:
                why = f"step {len(walk)}: {reading.why}"
                break
            chosen = ord(reading.value) - ord("A")
            if options[chosen] == STOP:
                break
            there = ways[chosen]
            done.append(_direction(building, here, there))
            heading, elevation = (
                f(here.viewpoint, there) for f in (building.heading_rad, building.elevation_rad)
            )
            walk.append(Stance(there, heading, elevation))
    trajectory = [[s.viewpoint, round(s.heading_rad, 6), round(s.elevation_rad, 6)] for s in walk]
    return json.dumps({"trajectory": trajectory, "unreadable": why})


def _step(sample: Sample, options: tuple[str, ...]) -> Sample:
    """One step as a choice; what is right does not matter here."""
    return Sample(
        id=sample.id,
        scene=sample.scene,
        task=sample.task,
        category=sample.category,
        images=(),
        question=sample.question,
        options=options,
        answer="",
        answer_kind="choice",
        meta={"answer_hidden": True},
    )


def _pictures(folder: Path, media: Path, building: Building, here: Stance) -> list[Picture]:
    """What one sees in the direction of each neighbour, written as files."""
    pictures = []
    for k, there in enumerate(building.neighbours[here.viewpoint]):
        image = outlook(media, building, here.viewpoint, there)
        file = folder / f"{here.viewpoint}_{k}.png"
        write_png(file, image)
        pictures.append(Picture(file, (image.shape[1], image.shape[0])))
    return pictures


def _prompt(
    step: Sample, building: Building, here: Stance, done: Sequence[str], pictures: Sequence[Picture]
) -> Prompt:
    so_far = "; ".join(f"{n}. {what}" for n, what in enumerate(done, 1)) or "nothing yet"
    parts: list[Text | Picture] = [Text(f"{TASK}\n\nInstruction: {step.question}\nWalked so far: {so_far}.")]
    for k, (there, picture) in enumerate(zip(building.neighbours[here.viewpoint], pictures, strict=True), 1):
        parts += [Text(f"Image {k}, {_direction(building, here, there)}:"), picture]
    return (*parts, Text(question_text(step)))


def _direction(building: Building, here: Stance, there: str) -> str:
    """Where a neighbour lies, seen from how one faces, such as "30 degrees to the left"."""
    turn_deg = math.degrees(building.heading_rad(here.viewpoint, there) - here.heading_rad)
    turn_deg = round(((turn_deg + 180) % 360 - 180) / 10) * 10
    side = (
        "straight ahead"
        if not turn_deg
        else f"{abs(turn_deg)} degrees to the {'right' if turn_deg > 0 else 'left'}"
    )
    up_deg = round(math.degrees(building.elevation_rad(here.viewpoint, there)))
    slope = ", upwards" if up_deg > 10 else ", downwards" if up_deg < -10 else ""
    return ("behind" if abs(turn_deg) == 180 else side) + slope
