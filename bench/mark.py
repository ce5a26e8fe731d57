"""Speed and memory of marking, as one line of JSON.

    python bench/mark.py [CLIP] [--repeats 3] [--sources 4] [--tracker NAME]

`ratio` is the median over paired repeats of marking a clip against decoding all of its frames to full-size
RGB. `peak_memory_mb` is measured in fresh processes for the clip and for the same clip played to and fro
eight times. `workers` is the wall time of marking several copies of the clip with one and with two workers.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from importlib import metadata
from pathlib import Path
from typing import Any

import av

import covis
from covis.views.video import VideoViews
from covis.views.view import RGB
from covis.worlds.clips.cutouts import ClipSpec, make_clip

LONGER = 8
CHUNK = 16  # frames held while playing backwards

MARK_AND_TELL = """
import sys, covis
from covis.cli.memory import peak_memory_mb
covis.mark(sys.argv[1], tracker=sys.argv[2])
print(peak_memory_mb())
"""


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("clip", nargs="?", type=Path, help="a video; without it one is made")
    arguments.add_argument("--repeats", type=int, default=3, help="pairs of decoding and marking")
    arguments.add_argument("--sources", type=int, default=4, help="copies of the clip to mark with workers")
    arguments.add_argument("--tracker", default="auto", help="as for covis mark")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clip = given.clip or _made_clip(Path(folder) / "made.mp4")
        print(json.dumps(measure(clip, Path(folder), given.repeats, given.sources, given.tracker)))


def measure(clip: Path, folder: Path, repeats: int, sources: int, tracker: str) -> dict[str, Any]:
    """All figures for one clip; `folder` takes temporary files."""
    views = VideoViews(clip)
    longer = _to_and_fro(clip, folder / "longer.mp4")
    _seconds(lambda: covis.mark(clip, tracker=tracker))  # once before, to load what is loaded once
    pairs = [
        (_seconds(lambda: _decode(clip)), _seconds(lambda: covis.mark(clip, tracker=tracker)))
        for _ in range(repeats)
    ]
    wall = {workers: _with_workers(clip, folder, sources, workers, tracker) for workers in (1, 2)}
    return {
        "clip": clip.name,
        "frames": len(views),
        "size_px": next(iter(views)).size_px,
        "decode_s": round(statistics.median(d for d, _ in pairs), 3),
        "mark_s": round(statistics.median(m for _, m in pairs), 3),
        "ratio": round(statistics.median(m / d for d, m in pairs), 2),
        "ratios": [round(m / d, 2) for d, m in pairs],
        "peak_memory_mb": {"clip": _peak(clip, tracker), f"{LONGER}x longer": _peak(longer, tracker)},
        "workers": {
            "sources": sources,
            "one_s": round(wall[1], 2),
            "two_s": round(wall[2], 2),
            "speed_up": round(wall[1] / wall[2], 2),
        },
        "cores": os.cpu_count(),
        "versions": {
            "covis": covis.__version__,
            **{package: metadata.version(package) for package in ("av", "numpy", "opencv-python-headless")},
        },
    }


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _decode(clip: Path) -> None:
    """Every frame as full-size RGB, with PyAV alone."""
    with av.open(str(clip)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for frame in container.decode(video=0):
            frame.to_ndarray(format="rgb24")


def _peak(clip: Path, tracker: str) -> float:
    command = [sys.executable, "-c", MARK_AND_TELL, str(clip), tracker]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _with_workers(clip: Path, folder: Path, sources: int, workers: int, tracker: str) -> float:
    copies = [folder / f"copy{k}{clip.suffix}" for k in range(sources)]
    for copy in copies:
        shutil.copy(clip, copy)
    out = folder / f"out{workers}"
    command = [sys.executable, "-c", "from covis.cli.main import main; main()", "mark", *map(str, copies)]
    command += ["-o", str(out), "--workers", str(workers), "--tracker", tracker, "--json"]
    return _seconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))


def _made_clip(path: Path) -> Path:
    make_clip(ClipSpec(seed=1, frames=144, size_px=(1280, 720), moves=("cross", "cross"))).write_video(path)
    return path


def _to_and_fro(clip: Path, path: Path) -> Path:
    """The clip played forwards and backwards in turn, `LONGER` times as long."""
    codec = "libx264" if "libx264" in av.codecs_available else "mpeg4"
    views = VideoViews(clip)
    width, height = next(iter(views)).size_px
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=Fraction(24))
        # H.264 and its kin store even sizes only.
        stream.width, stream.height, stream.pix_fmt = width // 2 * 2, height // 2 * 2, "yuv420p"
        for part in range(LONGER):
            for rgb in _backwards(views) if part % 2 else (view.image for view in views):
                container.mux(stream.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
        container.mux(stream.encode())
    return path


def _backwards(views: VideoViews) -> Iterator[RGB]:
    for stop in range(len(views), 0, -CHUNK):
        for view in reversed(views.pick(range(max(0, stop - CHUNK), stop))):
            yield view.image


if __name__ == "__main__":
    main()
