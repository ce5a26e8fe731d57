"""`covis demo`: the main job on a clip that covis makes itself, with the truth known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from covis.worlds.clips.cutouts import ClipSpec


def demo(
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to write.")] = Path("demo-out"),
) -> None:
    """Make a clip of three identical cups that change places, mark it, and count the marks that are right."""
    from covis.cli.batch import check_place
    from covis.cli.progress import Bars
    from covis.cli.verdict import judge
    from covis.marks.mark import mark
    from covis.marks.marked_views import SHEET_FILE
    from covis.worlds.clips.cutouts import make_clip

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
    print(f"The clip's truth is known: {verdict.right} marks are right, {verdict.wrong} on another object,")
    print(f"{verdict.second} a second number on a marked object, {verdict.on_nothing} on scenery.")
    print(f"\nLook at {folder / SHEET_FILE}")
    print("Follow one number from view to view. Three cups are alike and change places between the views, so")
    print("nobody could tell them apart by the views alone; their numbers can. Next: covis mark VIDEO -o out")


def _spec() -> ClipSpec:
    from covis.worlds.clips.cutouts import ClipSpec

    return ClipSpec(seed=4, frames=120, size_px=(640, 480), still=2, lookalikes=3, shuffle="apart")
