"""Room-to-Room: follow an instruction through a building, from panorama to panorama."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from covis.benchmarks.benchmark import Average, Benchmark, Questions, ReadSettings, Rules
from covis.benchmarks.grade import Grade
from covis.benchmarks.metrics.averages import PERCENT, Graded
from covis.benchmarks.r2r.agent import follow
from covis.benchmarks.r2r.measures import measure_walk
from covis.benchmarks.r2r.outlook import has_pictures
from covis.benchmarks.r2r.scans import building_of
from covis.benchmarks.records.count import check_counts
from covis.benchmarks.records.files import find_files
from covis.benchmarks.records.media import MISSING, MediaError
from covis.benchmarks.records.questions import gather
from covis.benchmarks.records.row import Row
from covis.benchmarks.records.rows import read_rows
from covis.errors import CovisError
from covis.prompts.question import question_text
from covis.prompts.sample import Sample

FILE = "R2R_val_unseen.json"
SPLITS = {
    "train": (4675, 14039),
    "val_seen": (340, 1021),
    "val_unseen": (783, 2349),
    "test": (1391, 4173),
}
"""Paths and instructions of each split."""

GRAPHS = "connectivity"
USED = 3
"""Of each path's instructions: fifteen paths have a fourth, which the official evaluator passes over."""
FOURTH = "a fourth instruction, which the official evaluator passes over"


def read(settings: ReadSettings) -> Questions:
    """The instructions of a split, each with its start; the graphs lie in `connectivity` beside it.

    Args:
        settings: `data` is a file such as `R2R_val_seen.json`, or the folder of `R2R_val_unseen.json`.
            `media` holds `panoramas` or `views`, see `outlook`.

    Raises:
        CovisError: If the file is not the official one, a graph is missing or does not know the path, or
            pictures are not there and that is to stop.
    """
    file = find_files(settings.data, (FILE, f"**/{FILE}"), "R2R's episodes")[0]
    split = file.stem.removeprefix("R2R_")
    rows = list(read_rows(file))
    found = {"paths": len(rows), "instructions": sum(len(row.texts("instructions")) for row in rows)}
    if split not in SPLITS and not settings.any_size:
        raise CovisError(f"{file} is named like no split of R2R ({', '.join(SPLITS)}); give it its own name.")
    official = dict(zip(found, SPLITS.get(split, tuple(found.values())), strict=True))
    left_out = check_counts(f"R2R's {split}", found, official, settings.any_size)
    left_out[FOURTH] = sum(max(0, len(row.texts("instructions")) - USED) for row in rows)
    root = settings.media or file.parent
    graphs = file.parent / GRAPHS
    return gather(_each(rows), lambda row: _sample(row, graphs, root), settings, root, left_out)


def grade(replies: Sequence[tuple[Sample, str]], rules: Rules) -> list[Grade]:
    """Success (nearer than 3 m to the goal along the graph); NE, OSR, TL and SPL in `extra`.

    A walk that ended because a step could not be read has not succeeded. There is one way to read a walk:
    `harness` is the same as `strict`.
    """
    return [_grade(sample, reply) for sample, reply in replies]


def averages(graded: Sequence[Graded]) -> list[Average]:
    """SR, OSR and SPL in percent, NE and TL in metres, over instructions."""
    known = [grade for _, grade in graded if grade.score is not None]
    if not known:
        return []
    columns = {
        "SR": [PERCENT * (grade.score or 0.0) for grade in known],
        "OSR": [PERCENT * grade.extra["oracle_success"] for grade in known],
        "SPL": [PERCENT * grade.extra["spl"] for grade in known],
        "NE (m)": [grade.extra["navigation_error_m"] for grade in known],
        "TL (m)": [grade.extra["length_m"] for grade in known],
    }
    return [Average(name, fmean(values), len(known)) for name, values in columns.items()]


def submission(graded: Sequence[Graded]) -> object:
    """The official file: for each instruction its trajectory of viewpoint, heading and elevation."""
    return [
        {"instr_id": sample.id, "trajectory": json.loads(grade.value or "[]")} for sample, grade in graded
    ]


def _each(rows: Sequence[Row]) -> Iterator[Row]:
    """A row for each instruction that is used, with its place among its path's under `which`."""
    for row in rows:
        for which, instruction in enumerate(row.texts("instructions")[:USED]):
            yield Row(row.file, row.number, {**row.fields, "instruction": instruction, "which": which})


def _sample(row: Row, graphs: Path, root: Path) -> Sample:
    path, scan = row.texts("path"), row.text("scan")
    hidden = len(path) == 1
    sample = Sample(
        id=f"{row.whole('path_id')}_{row.fields['which']}",
        scene=scan,
        task="r2r",
        category="r2r",
        images=(),
        question=row.text("instruction"),
        options=None,
        answer="" if hidden else ",".join(path),
        answer_kind="path",
        meta={
            "start": path[0],
            "heading_rad": float(row.number_text("heading")) % (2 * math.pi),
            "connectivity": str(graphs.resolve()),
            **({"answer_hidden": True} if hidden else {}),
        },
    )
    building = building_of(sample)
    if not set(path) <= set(building.position_m):
        raise row.wrong("path", f"leads where the graph of scan {scan} knows no place")
    if not has_pictures(root, scan, path[0]):
        raise MediaError(
            MISSING,
            f"{root / 'panoramas' / scan / path[0]}.jpg is missing, and so are views ({row.file}, row "
            f"{row.number}); name the folder of both with --media, or leave such episodes out with "
            "--missing skip.",
        )
    return sample


def _grade(sample: Sample, reply: str) -> Grade:
    record = _reply(sample, reply)
    trajectory, why = record["trajectory"], str(record["unreadable"])
    value = json.dumps(trajectory)
    if not sample.answer:
        return Grade(None, value, why)
    goal = sample.answer.split(",")[-1]
    walk = measure_walk(
        building_of(sample), sample.meta["start"], goal, [str(stop[0]) for stop in trajectory]
    )
    extra = {
        "navigation_error_m": walk.navigation_error_m,
        "oracle_success": float(walk.oracle_success and not why),
        "length_m": walk.length_m,
        "spl": 0.0 if why else walk.spl,
    }
    return Grade(0.0 if why else float(walk.success), value, why, extra)


def _reply(sample: Sample, reply: str) -> dict[str, Any]:
    try:
        record: dict[str, Any] = json.loads(reply)
        if [len(stop) for stop in record["trajectory"]] and isinstance(record["unreadable"], str):
            return record
    except (ValueError, KeyError, TypeError):
        pass
    raise CovisError(f"instruction {sample.id}: {reply[:60]!r} is no walk; run the evaluation again.")


R2R = Benchmark(
    name="r2r",
    title="Room-to-Room (Anderson et al., CVPR 2018)",
    read=read,
    question=question_text,
    grade=grade,
    averages=averages,
    chance=lambda sample: None,
    episode=follow,
    submission=submission,
)
"""Instructions followed through buildings."""
