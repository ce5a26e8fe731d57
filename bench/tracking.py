"""How well a tracker follows made clips whose truth is known: one JSON line.

Usage: python bench/tracking.py [--tracker flow]
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, fields

from covis.tracks.quality import Followed, Quality
from covis.tracks.table import make_tracker
from covis.worlds.clips.cutouts import ClipSpec, make_clip
from covis.worlds.clips.judging import judge

EVERY = 6  # every how many frames a view is kept: dense enough to see a wrong mark between swaps

CLIPS: dict[str, ClipSpec] = {
    "crossing": ClipSpec(seed=101, moves=("cross", "behind")),
    "sweep": ClipSpec(seed=102, camera="sweep", still=5, moves=("cross",)),
    "there-and-back": ClipSpec(seed=103, camera="return", still=5, moves=("wander",)),
    "leaving": ClipSpec(seed=104, moves=("return", "late")),
    "crowd": ClipSpec(seed=105, still=4, moves=("wander", "cross", "behind", "late")),
    "cut": ClipSpec(seed=106, cut_at=50, moves=("wander",)),
    "apart-slow": ClipSpec(
        seed=107, frames=120, lookalikes=3, shuffle="apart", speed_px=5, still=2, moves=()
    ),
    "apart": ClipSpec(seed=108, frames=120, lookalikes=3, shuffle="apart", still=2, moves=()),
    "apart-fast": ClipSpec(seed=109, lookalikes=3, shuffle="apart", speed_px=12, still=2, moves=()),
    "apart-four": ClipSpec(seed=110, frames=120, lookalikes=4, shuffle="apart", still=1, moves=()),
    "overlapping": ClipSpec(seed=111, frames=120, lookalikes=3, shuffle="overlapping", still=2, moves=()),
    "overlapping-fast": ClipSpec(
        seed=112, lookalikes=3, shuffle="overlapping", speed_px=12, still=2, moves=()
    ),
    "hidden": ClipSpec(seed=113, lookalikes=3, shuffle="hidden", still=2, moves=()),
    "hidden-fast": ClipSpec(seed=114, lookalikes=2, shuffle="hidden", speed_px=12, still=2, moves=()),
}


def judged(tracker: str, spec: ClipSpec) -> tuple[Quality, float]:
    """The tracker's quality on a clip, and the seconds it took, the painting of the frames included."""
    clip = make_clip(spec)
    start = time.perf_counter()
    tracks = make_tracker(tracker)(clip.views(), range(0, spec.frames, EVERY))
    return judge(clip, tracks), time.perf_counter() - start


def summary(reports: dict[str, Quality]) -> dict[str, object]:
    """Means of the shares over all clips, sums of the counts, and what became of shuffles by their kind."""
    whole: dict[str, object] = {}
    for f in fields(Quality):
        values = [getattr(r, f.name) for r in reports.values()]
        if f.name != "shuffled":
            total = sum(values)
            whole[f.name] = total if isinstance(total, int) else round(total / len(values), 4)
    kinds: dict[str, Followed] = {}
    for name, report in reports.items():
        for one in report.shuffled:
            kinds[CLIPS[name].shuffle] = kinds.get(CLIPS[name].shuffle, Followed()) + one
    return whole | {"shuffles": {k: asdict(v) | {"share": round(v.share, 4)} for k, v in kinds.items()}}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tracker", default="flow", help="a tracker's name, as for covis mark")
    tracker = parser.parse_args().tracker
    results = {name: judged(tracker, spec) for name, spec in CLIPS.items()}
    reports = {name: quality for name, (quality, _) in results.items()}
    seconds = sum(s for _, s in results.values())
    line = {"tracker": tracker, "seconds": round(seconds, 2), **summary(reports)}
    print(json.dumps(line | {"clips": {name: asdict(r) for name, r in reports.items()}}))


if __name__ == "__main__":
    main()
