"""`covis mark`: sources in, folders of marked views out."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from covis.cli.marking_options import Diameter, End, Marks, Ordered, Start, Style
from covis.errors import CovisError

if TYPE_CHECKING:
    from covis.cli.job import Summary
    from covis.marks.style import Kind

MaskFormat = Literal["rle", "png"]


def mark(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE",
            help="Videos, folders or quoted globs of pictures, each its own scene; single pictures together "
            "are one scene.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            help="The folder to write: for one source its views, for several a folder each, named like it.",
            show_default=False,
        ),
    ],
    frames: Annotated[
        int | None,
        typer.Option(help="How many views to keep; 8 of a video or sequence and all of a set if not given."),
    ] = None,
    marks: Marks = 5,
    tracker: Annotated[
        str,
        typer.Option(
            help="auto, flow, match, sam2, edgetam, sam3 (these with :CHECKPOINT), masks:PATH, or marks:FILE."
        ),
    ] = "auto",
    sampler: Annotated[
        str, typer.Option(help="How views are kept: uniform, or covisible (views that share what they show).")
    ] = "uniform",
    start_s: Start = None,
    end_s: End = None,
    ordered: Ordered = None,
    select: Annotated[
        str, typer.Option(help="Which objects: things, or paper (most views, then largest area).")
    ] = "things",
    place: Annotated[
        str, typer.Option(help="Where on the object: anchor (stays on one point), or center (the paper's).")
    ] = "anchor",
    style: Style = "circle",
    diameter: Diameter = "0.08",
    frame_numbers: Annotated[
        bool, typer.Option("--frame-numbers", help="Write each view's number at its bottom edge.")
    ] = False,
    masks: Annotated[
        MaskFormat | None, typer.Option(help="Store the masks too, as run lengths or as pictures.")
    ] = None,
    min_confidence: Annotated[
        float, typer.Option(help="Leave out marks that the tracker is less sure of, 0 to 1.")
    ] = 0.5,
    workers: Annotated[
        int, typer.Option(min=1, help="How many sources to mark at a time; each takes a few hundred MB.")
    ] = 1,
    overwrite: Annotated[
        bool,
        typer.Option(
            "--overwrite",
            help="Replace folders made with other options, from other content, or by another version.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a line of JSON for each source.")] = False,
) -> None:
    """Mark the same object with the same number in every view.

    The same command again goes on where it stopped: finished folders are left as they are.
    """
    from covis.cli.batch import check_place, run_all
    from covis.cli.job import Job, Options
    from covis.cli.sources import sources_of
    from covis.marks.style import MarkStyle

    options = Options(
        frames=frames,
        marks=marks,
        tracker=tracker,
        sampler=sampler,
        start_s=start_s,
        end_s=end_s,
        ordered=ordered,
        select=select,
        place=place,
        style=MarkStyle(cast("Kind", style), diameter_of(diameter), frame_numbers),
        min_confidence=min_confidence,
        masks=masks,
    )
    check_place(out)
    found = sources_of(sources)
    folders = [out] if len(found) == 1 else [out / source.name for source in found]
    jobs = [Job(s, folder, options, overwrite) for s, folder in zip(found, folders, strict=True)]
    failures = 0
    try:
        for summary in run_all(jobs, workers):
            failures += summary.status == "failed"
            _tell(summary, as_json)
    except KeyboardInterrupt:
        print("covis: stopped; the same command again goes on from here.", file=sys.stderr)
        raise typer.Exit(130) from None
    if failures:
        if len(jobs) > 1:
            print(f"covis: {failures} of {len(jobs)} sources failed.", file=sys.stderr)
        raise typer.Exit(2)


def diameter_of(text: str) -> float | int:
    """What `--diameter` means.

    Raises:
        CovisError: If it is neither whole px nor a share.
    """
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        raise CovisError(
            f"--diameter is {text!r}; give whole px such as 60, or a share of the short side such as 0.08."
        ) from None


def _tell(summary: Summary, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(summary), ensure_ascii=False), flush=True)
    elif summary.status == "done":
        print(f"{summary.source}: {_in_words(summary)} -> {summary.out}", flush=True)
    elif summary.status == "skipped":
        print(f"{summary.source}: already marked, left as it is -> {summary.out}", flush=True)
    if summary.status == "failed":
        print(f"covis: {summary.error}", file=sys.stderr, flush=True)


def _in_words(summary: Summary) -> str:
    if not summary.marks:
        return f"{summary.views} views, no object sure enough to be marked, {summary.seconds} s"
    return (
        f"{summary.objects} objects, {summary.marks} marks on {summary.views} views, "
        f"mean confidence {summary.mean_confidence}, {summary.seconds} s, {summary.peak_memory_mb} MB"
    )
