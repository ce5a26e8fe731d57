"""`covis demo`: the main job on a clip that covis makes itself, with the truth known."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from covis.marks.mark_types import Mark
    from covis.worlds.cutouts import Clip, ClipSpec


def demo(
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to write.")] = Path("demo-out"),
) -> None:
    """Make a clip of three identical cups that change places, mark it, and count the marks that are right."""
    from covis.cli.batch import check_place
    from covis.cli.progress import Bars
    from covis.marks.mark import mark
    from covis.marks.marked_views import SHEET_FILE
    from covis.worlds.cutouts import make_clip

    check_place(out)
    clip = make_clip(_spec())
    video, folder = out / "demo.mp4", out / "marked"
    print(f"Making a clip of {len(clip)} frames: {video}", flush=True)
    out.mkdir(parents=True, exist_ok=True)
    clip.write_video(video)
    bars = Bars(["demo"])
    with bars.shown():
        marked = mark(video, marks=6, progress=lambda done, total: bars.tell(0, done, total))
    marked.save(folder)
    verdict = judge(marked.marks, clip)
    print(f"Marked: {len(marked.marks)} marks of {len(marked.objects)} objects on {len(marked.views)} views.")
    print(
        f"The clip's truth is known: {verdict.right} marks are right, {verdict.wrong} on another object, "
        f"{verdict.on_nothing} on scenery."
    )
    print(f"\nLook at {folder / SHEET_FILE}")
    print("Follow one number from view to view. Three cups are alike and change places between the views, so")
    print("nobody could tell them apart by the views alone; their numbers can. Next: covis mark VIDEO -o out")


def _spec() -> ClipSpec:
    from covis.worlds.cutouts import ClipSpec

    return ClipSpec(seed=2, frames=120, size_px=(640, 480), still=2, lookalikes=3, shuffle="apart")


@dataclass(frozen=True)
class Verdict:
    """How many marks are on the object that their number stands for, on another one, and on scenery."""

    right: int
    wrong: int
    on_nothing: int


def judge(marks: Sequence[Mark], clip: Clip) -> Verdict:
    """Hold marks against the truth of a clip.

    A number stands for the object under most of its marks; where two numbers claim one object, for the
    one with more marks on it.
    """
    under = {(m.number, m.view): _object_under(m, clip) for m in marks}
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    for (number, _), thing in under.items():
        if thing:
            votes[thing][number] += 1
    stands_for: dict[int, int] = {}
    claims = sorted(
        ((n, number, thing) for thing, c in votes.items() for number, n in c.items()), reverse=True
    )
    for _, number, thing in claims:
        if number not in stands_for and thing not in stands_for.values():
            stands_for[number] = thing
    right = sum(thing > 0 and stands_for.get(number) == thing for (number, _), thing in under.items())
    nothing = sum(thing == 0 for thing in under.values())
    return Verdict(right, len(marks) - right - nothing, nothing)


def _object_under(mark: Mark, clip: Clip) -> int:
    """The true id where a mark stands or points, 0 for scenery."""
    x_px, y_px = mark.points_to_px or (mark.x_px, mark.y_px)
    return int(clip.frame(mark.view)[1][round(y_px), round(x_px)])
