"""`covis demo`: the main job on a pan through a room that covis renders itself, with the truth known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from covis.tracks.tracks import LabelMap
    from covis.views.view import RGB
    from covis.worlds.rooms.raycast import RayCaster
    from covis.worlds.rooms.scene import Scene


def demo(
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to write.")] = Path("demo-out"),
) -> None:
    """Render a pan through a furnished room, mark it, and count the marks that are right."""
    from covis.benchmarks.marks.windows import with_panes
    from covis.cli.batch import check_place
    from covis.cli.progress import Bars
    from covis.cli.verdict import judge
    from covis.marks.mark import mark
    from covis.marks.marked_views import SHEET_FILE
    from covis.views.write_video import write_video
    from covis.worlds.data_set.makers import check_installed
    from covis.worlds.rooms.raycast import RayCaster

    check_place(out)
    check_installed()
    scene = _scene()
    (shot,) = scene.shots
    caster = RayCaster(scene)
    video, folder = out / "demo.mp4", out / "marked"
    print(f"Rendering a {scene.rooms[0].name}, {len(shot.cameras)} frames: {video}", flush=True)
    out.mkdir(parents=True, exist_ok=True)
    bars = Bars(["rendering"], unit="frames")
    with bars.shown():
        frames = _frames(scene, caster, lambda done, total: bars.tell(0, done, total))
        write_video(video, frames, shot.fps, shot.cameras[0].size_px)
    bars = Bars(["marking"])
    with bars.shown():
        marked = mark(video, progress=lambda done, total: bars.tell(0, done, total))
    marked.save(folder)
    windows = [thing.id for thing in scene.things if thing.kind == "window"]

    def true_ids(view: int) -> LabelMap:
        return with_panes(caster.depth_and_ids(shot.cameras[view], shot.times_s[view])[1], windows)

    verdict = judge(marked.marks, true_ids)
    print(f"Marked: {len(marked.marks)} marks of {len(marked.objects)} objects on {len(marked.views)} views.")
    print(f"The room's truth is known: {verdict.right} marks are right, {verdict.wrong} on another object,")
    print(f"{verdict.second} a second number on a marked object, {verdict.on_nothing} on walls or floor.")
    print(f"\nLook at {folder / SHEET_FILE}")
    print("Follow one number from view to view: no view shows the whole room, the numbers join them.")
    print("Next: covis mark VIDEO -o out")


def _frames(scene: Scene, caster: RayCaster, progress: Callable[[int, int], None]) -> Iterator[RGB]:
    """The pictures of the scene's one shot."""
    (shot,) = scene.shots
    for index, rgb in enumerate(caster.pictures(scene, shot.cameras, shot.times_s), 1):
        yield rgb
        progress(index, len(shot.cameras))


def _scene() -> Scene:
    from covis.worlds.rooms.make import make_scene

    return make_scene("demo", 5, 2, ("pan",))
