"""The plane for models of a few million parameters: the same skills and tasks, in pictures they can read.

A model from scratch does not learn to read labels or exact places in minutes. So a point has a colour in
place of its label, always the same one (N1 is red, N2 is green, and so on), it stands in the middle of one of
nine cells, of which each becomes one image token, and questions are short. Start and goal of a path have a
white and a black core. What is true is known exactly.
"""

from __future__ import annotations

import math
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from covis.prompts.plane_words import CELLS, DIRECTIONS
from covis.prompts.sample import Sample

CELL_PX = 16  # one patch, which becomes one token
SIDE_PX = 3 * CELL_PX
COLOURS = {
    "N1": (220, 30, 30), "N2": (30, 170, 30), "N3": (40, 70, 230), "N4": (240, 200, 20), "N5": (160, 40, 200),
    "N6": (30, 190, 210), "N7": (240, 130, 20), "N8": (120, 80, 40), "N9": (240, 130, 190),
}  # fmt: skip
TINTS = np.array([[(r, 255, b) for r in (150, 200, 250)] for b in (250, 200, 150)], np.uint8)
"""(3, 3, 3) the ground of each cell: redder to the right and bluer upwards, where larger planes have axes."""
RADIUS_PX = 6
TASKS = ("direction", "distance", "localization", "spp", "tsp")
READING, FINDING = (
    "reading",
    "finding",
)  # what stands in each cell, and where each point is: many answers a picture
STEPS = 2  # of every shortest path
REMOVED = 0.25  # share of a graph's edges, as `covis worlds plane` has it at level 1
Points = dict[str, tuple[float, float]]


def write_samples(folder: Path, name: str, tasks: tuple[str, ...], count: int, seed: int) -> list[Sample]:
    """Make samples of some tasks in turn, each with a picture of its own, and write the pictures.

    Args:
        folder: Of the data set.
        name: Of these samples; no two calls for one folder share it.
        tasks: Of `TASKS`, or `READING`.
        count: How many.
        seed: Where chance comes from.
    """
    (folder / "images" / name).mkdir(parents=True, exist_ok=True)
    made = []
    for k in range(count):
        task, rng = tasks[k % len(tasks)], np.random.default_rng((seed, *name.encode(), k))
        asked = None
        while asked is None:
            points, edges, fields = _graph(rng) if task == "spp" else (*_points(rng, task), {})
            asked = _ask(rng, task, points, edges, fields)
        image, scene = f"images/{name}/{k:05d}.png", f"{name}-{k:05d}"
        Image.fromarray(_drawn(points, edges, asked["meta"])).save(folder / image)
        made.append(Sample(id=scene, scene=scene, task=task, images=(image,), options=None, **asked))
    return made


def _points(rng: np.random.Generator, task: str) -> tuple[Points, list[Any]]:
    """Some colours in some cells; columns count to the right, rows upwards."""
    count = 4 if task == "tsp" else 5
    labels = sorted(str(n) for n in rng.choice(list(COLOURS), count, replace=False))
    cells = rng.choice(9, count, replace=False)
    return {n: (float(c % 3), float(c // 3)) for n, c in zip(labels, cells, strict=True)}, []


def _graph(rng: np.random.Generator) -> tuple[Points, list[Any], dict[str, Any]]:
    """A grid of three by three nodes, some of its edges gone, with start, goal and a shortest path."""
    while True:
        labels = [str(n) for n in rng.permutation(list(COLOURS))]
        places = {n: (float(k % 3), float(k // 3)) for k, n in enumerate(labels)}
        near = [(a, b) for a in labels for b in labels if a < b and math.dist(places[a], places[b]) == 1]
        kept = [e for e in near if rng.random() > REMOVED]
        start, goal = (str(n) for n in rng.choice(labels, 2, replace=False))
        path = _shortest(kept, start, goal)
        if path and len(path) == STEPS + 1:
            edges = [[a, b, 1] for a, b in kept]
            return places, edges, {"start": start, "goal": goal, "path": path}


def _shortest(edges: list[tuple[str, str]], start: str, goal: str) -> list[str] | None:
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop(0)
        if way[-1] == goal:
            return way
        for a, b in (*edges, *((b, a) for a, b in edges)):
            if a == way[-1] and b not in seen:
                seen.add(b)
                ways.append([*way, b])
    return None


def _ask(
    rng: np.random.Generator, task: str, points: Points, edges: list[Any], fields: dict[str, Any]
) -> dict[str, Any] | None:
    """Category, question, answer, its kind and meta; None where two answers are equally right."""
    a, b = (str(n) for n in rng.choice(list(points), 2, replace=False))
    meta: dict[str, Any] = {"points": {n: list(xy) for n, xy in points.items()}}
    if task == READING:
        there = {xy: n for n, xy in points.items()}
        cells = [there.get((column, row), "-") for row in (2, 1, 0) for column in (0, 1, 2)]
        return _asked(READING, "Read the cells.", ", ".join(cells), "text", meta)
    if task == FINDING:
        found = [word for n, (x, y) in points.items() for word in (n, CELLS[3 * int(y) + int(x)])]
        return _asked(FINDING, "Find the points.", ", ".join(found), "text", meta)
    if task == "direction":
        turn = math.degrees(math.atan2(points[b][0] - points[a][0], points[b][1] - points[a][1]))
        meta |= {"ask": "direction", "about": [a, b]}
        word = DIRECTIONS[round(turn / 45) % 8]
        return _asked("direction", f"Direction from {a} to {b}?", word, "text", meta)
    if task == "distance":
        nearest, second = sorted(
            (n for n in points if n != a), key=lambda n: math.dist(points[a], points[n])
        )[:2]
        if math.dist(points[a], points[nearest]) == math.dist(points[a], points[second]):
            return None
        meta |= {"ask": "nearest", "about": [a]}
        return _asked("compare", f"Nearest to {a}?", nearest, "text", meta)
    if task == "localization":
        column, row = (int(v) for v in points[a])
        meta |= {"ask": "cell", "about": [a]}
        return _asked("cell", f"Cell of {a}?", CELLS[3 * row + column], "text", meta)
    if task == "spp":
        path = fields["path"]
        meta = {"edges": edges, "start": fields["start"], "goal": fields["goal"], "length": len(path) - 1}
        return _asked("3x3", "Shortest path?", ", ".join(path), "path", meta)
    first, *rest = points
    tours = [(first, *order) for order in permutations(rest) if order[0] < order[-1]]  # one way round
    best, second = sorted(tours, key=lambda t: _length(points, t))[:2]
    if _length(points, second) < _length(points, best) + 1e-6:
        return None
    return _asked("4", "Shortest tour?", ", ".join(best), "path", {**meta, "length": _length(points, best)})


def _length(points: Points, tour: tuple[str, ...]) -> float:
    return sum(math.dist(points[a], points[b]) for a, b in pairwise((*tour, tour[0])))


def _asked(category: str, question: str, answer: str, kind: str, meta: dict[str, Any]) -> dict[str, Any]:
    return {
        "category": category, "question": question, "answer": answer, "answer_kind": kind, "meta": meta
    }  # fmt: skip


def _drawn(points: Points, edges: list[Any], meta: dict[str, Any]) -> np.ndarray:
    """(84, 84, 3) uint8, y upwards."""
    picture = np.repeat(np.repeat(TINTS, CELL_PX, axis=0), CELL_PX, axis=1)
    half = CELL_PX // 2
    at = {n: (half + CELL_PX * int(x), half + CELL_PX * (2 - int(y))) for n, (x, y) in points.items()}
    for a, b, _ in edges:
        cv2.line(picture, at[a], at[b], (90, 90, 90), 2, cv2.LINE_AA)
    for name, place in at.items():
        cv2.circle(picture, place, RADIUS_PX, COLOURS[name], -1, cv2.LINE_AA)
    for end, colour in (("start", (255, 255, 255)), ("goal", (0, 0, 0))):
        if end in meta:
            cv2.circle(picture, at[meta[end]], RADIUS_PX // 2, colour, -1, cv2.LINE_AA)
    return picture
