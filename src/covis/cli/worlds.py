"""`covis worlds`: data sets with exact truth, on the plane and in furnished rooms."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from covis.benchmarks.experiment.views_store import ViewsJob
    from covis.benchmarks.marked_set.drawing import Drawn
    from covis.worlds.data_set.deliver import Workers
    from covis.worlds.data_set.scene_folder import Outcome, SceneJob

worlds = typer.Typer(help="Make data sets with exact truth.", no_args_is_help=True)

_Out = Annotated[
    Path, typer.Option("--out", "-o", help="The folder to write, or to go on with.", show_default=False)
]
_Seed = Annotated[int, typer.Option(help="The same seed gives the same bytes.")]
_Level = Annotated[int, typer.Option(help="Difficulty, 1 (as in published tests) to 5.")]
_Workers = Annotated[int, typer.Option(min=1, help="How many processes to use.")]
_Parquet = Annotated[bool, typer.Option("--parquet", help="Pack the samples with their images too.")]


@worlds.command()
def rooms(
    out: _Out,
    scenes: Annotated[int, typer.Option(help="How many scenes.")] = 10,
    seed: _Seed = 0,
    tasks: Annotated[
        str, typer.Option(help="Families of questions, separated by commas; an unknown one lists them all.")
    ] = "sot",
    level: _Level = 1,
    workers: _Workers = 1,
    renderer: Annotated[
        str, typer.Option(help="What paints the pictures: raycast, or cycles (photoreal, slow; needs bpy).")
    ] = "raycast",
    pack: Annotated[
        float,
        typer.Option(help="Share of the furniture to take from the package sweethome3d-furniture."),
    ] = 0.0,
    test_share: Annotated[
        float, typer.Option(help="Share of the scenes to keep for testing, in a file of their own.")
    ] = 0.0,
    parquet: _Parquet = False,
) -> None:
    """Render furnished rooms, and ask questions about them.

    The same command again goes on where it stopped; with more --scenes the set grows.
    """
    from covis.cli.batch import check_place
    from covis.worlds.data_set.makers import check_installed, check_pack, rooms_makers
    from covis.worlds.data_set.rooms import write_rooms
    from covis.worlds.data_set.settings import RoomsSettings

    settings = RoomsSettings(
        scenes=scenes,
        seed=seed,
        tasks=tuple(name for name in tasks.replace(" ", "").split(",") if name),
        level=level,
        renderer=renderer,
        pack=pack,
        test_share=test_share,
        parquet=parquet,
    )
    check_place(out)
    check_installed()
    if pack:
        check_pack()
    with _shown("scenes") as tell:
        made = write_rooms(out, settings, rooms_makers, _crew(workers), tell)
    told = ", ".join(f"{task} {n}" for task, n in made.samples.items())
    skipped = f", {made.skipped} seeds passed over" if made.skipped else ""
    there = " (already made)" if made.was_there else ""
    print(f"{len(made.scenes)} scenes, questions: {told}{skipped}{there} -> {out}")
    print(f"Look at {out / 'index.html'}")


@worlds.command()
def plane(
    out: _Out,
    scenes: Annotated[
        int, typer.Option(help="How many pictures to ask about for training, 17 questions each.")
    ] = 2000,
    tests: Annotated[int, typer.Option(help="How many questions each test has.")] = 200,
    seed: _Seed = 0,
    level: _Level = 1,
    workers: _Workers = 1,
    parquet: _Parquet = False,
) -> None:
    """Draw points and graphs on a plane: direction, distance, localization; shortest paths and tours.

    The same command again goes on where it stopped. Without options it makes a set of the published size.
    """
    from covis.cli.batch import check_place
    from covis.worlds.data_set.plane import write_plane_set
    from covis.worlds.plane.data_set import PlaneSettings

    settings = PlaneSettings(configurations=scenes, seed=seed, tests=tests, level=level)
    check_place(out)
    with _one_thread_each(), _shown("pictures") as tell:
        made = write_plane_set(out, settings, workers, parquet, tell)
    told = f"{sum(made.samples.values())} questions in {len(made.samples)} files"
    print(f"{made.pictures} pictures, {told} -> {out}")
    print(f"Look at {out / 'index.html'}")


@worlds.command("mark")
def mark_set(
    data: Annotated[Path, typer.Argument(help="A data set with pictures of its own.", show_default=False)],
    out: _Out,
    marks: Annotated[int, typer.Option(help="How many objects are marked, at most.")] = 5,
    tracker: Annotated[
        str,
        typer.Option(
            help="auto, flow, match, true (a rendered set's own ids), or sam2, edgetam, sam3 (these with "
            ":CHECKPOINT)."
        ),
    ] = "auto",
    diameter: Annotated[str, typer.Option(help="Of a mark: px, or a share of the short side.")] = "0.08",
    style: Annotated[
        str, typer.Option(help="Of marks: circle, outline, outline+circle, box or mask.")
    ] = "circle",
    wording: Annotated[
        str, typer.Option(help="How marks are explained: plain, brief, guide or none.")
    ] = "plain",
    select: Annotated[
        str, typer.Option(help="Which objects: things, or paper (most views, then largest area).")
    ] = "things",
    workers: _Workers = 1,
) -> None:
    """Draw marks on the pictures of a data set, to train with them: what covis eval shows as marked.

    Train with `covis train qa data=MARKED`; ask with `covis eval rooms --data MARKED --arms raw`, which shows
    just what `--data DATA --arms marked` does. The same command again goes on where it stopped.
    """
    from covis.benchmarks.experiment.lock import held
    from covis.benchmarks.marked_set.write import MarkedSetSettings, set_sha256, write_marked_set
    from covis.cli.batch import check_place
    from covis.cli.eval_benchmark import read_diameter
    from covis.worlds.data_set.folder import claim

    kind: Any = style
    settings = MarkedSetSettings(marks, tracker, read_diameter(diameter), kind, wording, select)
    check_place(out)
    claim(out, {"world": "marked", "of (SHA-256)": set_sha256(data), **asdict(settings)})
    with held(out), _shown("sources") as tell:
        made = write_marked_set(data, out, settings, _drawers(workers), tell)
    bare = f", {made.unmarked} of them without marks: nothing was sure enough" if made.unmarked else ""
    print(f"{made.samples} samples about {made.sources} sets of views{bare} -> {out}")


@contextmanager
def _shown(unit: str) -> Iterator[Callable[[float, int], None]]:
    """One bar over all, and a clean way out for Ctrl-C."""
    from covis.cli.progress import Bars

    bars = Bars(["making"], unit=unit)
    try:
        with bars.shown():
            yield lambda done, total: bars.tell(0, done, total)
    except KeyboardInterrupt:
        print("covis: stopped; the same command again goes on from here.", file=sys.stderr)
        raise typer.Exit(130) from None


def _crew(workers: int) -> Workers:
    """Workers that are processes; one that dies ends the run, and what is made stays."""
    from covis.cli.crew import Death, work_through
    from covis.worlds.data_set.scene_folder import Outcome, make_folder

    def do(
        jobs: Sequence[SceneJob], progress: Callable[[int, int, int], None]
    ) -> Iterator[tuple[int, Outcome]]:
        with _one_thread_each():
            for index, result in work_through(jobs, make_folder, workers, progress):
                if isinstance(result, Death):
                    result = Outcome("failed", (), _died(jobs[index].scene, result.exit_code))
                yield index, result

    return do


def _drawers(workers: int) -> Callable[..., Iterator[tuple[int, Drawn]]]:
    """Workers that are processes; for a single one the work is done here."""
    from covis.benchmarks.marked_set.drawing import Drawn, draw_views, one_after_another
    from covis.cli.crew import Death, work_through

    def do(
        jobs: Sequence[ViewsJob], progress: Callable[[int, int, int], None]
    ) -> Iterator[tuple[int, Drawn]]:
        for index, result in work_through(jobs, draw_views, workers, progress):
            if isinstance(result, Death):
                result = Drawn(error=f"{jobs[index].source}: {result.sentence()}")
            yield index, result

    return one_after_another if workers == 1 else do


def _died(scene: str, exit_code: int) -> str:
    who = f"the process that made scene {scene}"
    if exit_code == -9:  # SIGKILL, which not every system has a name for
        return f"{who} was killed, most likely for want of memory; use fewer workers."
    return f"{who} ended with status {exit_code}; the same command again goes on from here."


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Processes begun meanwhile do their linear algebra in one thread: the cores are busy with the others."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
