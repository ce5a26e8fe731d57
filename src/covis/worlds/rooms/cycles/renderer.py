"""Starts the renderer in the interpreter that has it, and takes up its pictures.

Only pictures come from there: depth and ids are the ray caster's. Both draw the same meshes, so they agree
pixel for pixel. Blender's Python package needs numpy < 2 and is under the GPL, so covis never imports it.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.views.images import read_image
from covis.views.view import RGB
from covis.worlds.rooms.cycles.job import write_job
from covis.worlds.rooms.scene import Scene

WORKER = Path(__file__).with_name("worker.py")

PYTHON = "COVIS_CYCLES_PYTHON"
"""The environment variable that names the interpreter with bpy."""

USUAL_PLACE = "~/.local/share/covis/cycles"
"""Where the environment with bpy is looked for when the variable is not set."""

LOOK_EVERY_S = 0.05


@dataclass(frozen=True)
class Cycles:
    """The photoreal renderer.

    Attributes:
        samples: Light paths a pixel, before the denoiser.
        bounces: How often light is followed from surface to surface.
    """

    samples: int = 16
    bounces: int = 4

    def pictures(self, scene: Scene, cameras: Sequence[Camera], times_s: Sequence[float]) -> Iterator[RGB]:
        """One picture, uint8 (H, W, 3), for each camera at its time, in order.

        All pictures of a scene are exposed alike, whichever of them are asked for.

        Raises:
            CovisError: If bpy is missing (the sentence names the commands) or fails, or if a camera's pixels
                are not square.
        """
        python = _python()
        with tempfile.TemporaryDirectory(prefix="covis-cycles-") as name:
            folder = Path(name)
            pictures = write_job(folder, scene, cameras, times_s, self.samples, self.bounces)
            yield from _rendered(python, folder, pictures)


def _python() -> Path:
    """The interpreter that has bpy."""
    python = Path(os.environ.get(PYTHON) or f"{USUAL_PLACE}/bin/python").expanduser()
    if not python.exists():
        raise CovisError(
            f"the cycles renderer needs Blender's bpy in an environment of its own, and {python} is missing; "
            f"make it: python3.11 -m venv {USUAL_PLACE} && {USUAL_PLACE}/bin/pip install 'bpy==4.5.*' "
            f"'numpy<2' (or name the interpreter that has it in {PYTHON})."
        )
    return python


def _rendered(python: Path, folder: Path, names: Sequence[str]) -> Iterator[RGB]:
    """The pictures of a job folder, as they appear there."""
    log = folder / "log.txt"
    with log.open("wb") as out:
        # -I: neither the user's packages nor covis's environment leak into the other interpreter
        command = [str(python), "-I", str(WORKER), str(folder)]
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
    try:
        for name in names:
            path = folder / name
            while not path.exists():
                if process.poll() is not None and not path.exists():
                    raise CovisError(f"the cycles renderer {python} failed: {_last_line(log)}.")
                time.sleep(LOOK_EVERY_S)
            yield read_image(path, None)
            path.unlink()
    finally:
        process.kill()
        process.wait()


def _last_line(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else "it said nothing"
