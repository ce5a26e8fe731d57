"""Paths and tours as answers: reading them from text, and scoring them by any optimal one."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from covis.errors import CovisError
from covis.prompts.sample import Sample

SAME = 1e-6  # relative difference below which two lengths are equal: optima that tie all count
LABEL = re.compile(r"[A-Za-z]*[0-9]+")
STEP = re.compile(r" ?(?:,|->|→) ?| - | ")
BRACKETS = ("[]", "()")


@dataclass(frozen=True)
class PathScore:
    """How good a path or tour is.

    Attributes:
        valid: Whether it is one at all: a path from start to goal along edges that are there, or a tour
            through every point once.
        optimal: Whether it is valid and no longer than the shortest.
        length_ratio: Its length over that of the shortest, at least 1; None if it is not valid.
    """

    valid: bool
    optimal: bool
    length_ratio: float | None


def path_text(labels: Sequence[str]) -> str:
    """Labels as an answer gives them: "N1, N5, N3"."""
    return ", ".join(labels)


def read_path(text: str) -> tuple[str, ...] | None:
    """The labels of an answer in order, or None if it is anything else than a list of labels.

    Labels are a number with or without letters before it, such as N12, parted by commas, arrows or spaces;
    brackets around them and a full stop at the end are passed over.
    """
    line = " ".join(text.split()).removesuffix(".").rstrip()
    if line[:1] + line[-1:] in BRACKETS:
        line = line[1:-1].strip()
    labels = tuple(STEP.split(line))
    return labels if all(LABEL.fullmatch(label) for label in labels) else None


def score_path(sample: Sample, labels: Sequence[str]) -> PathScore:
    """Score the labels of an answer against what a sample tells of its graph or points.

    `Sample.meta` of a path has `edges` (lists of two labels and a length), `start`, `goal` and `length`, that
    of the shortest. An edge may be passed both ways. That of a tour has `points` (label to x and y) and
    `length`; a tour may start anywhere, go either way round, and name its first point again at the end.

    Args:
        sample: A sample whose answer is a path.
        labels: The labels answered, in order.

    Raises:
        CovisError: If the sample's meta tells of no graph and no points.
    """
    meta = sample.meta
    try:
        length = _path_length(meta, labels) if "edges" in meta else _tour_length(meta["points"], labels)
        shortest = float(meta["length"])
    except (KeyError, TypeError, ValueError) as error:
        raise CovisError(
            f"sample {sample.id!r}: its meta tells of no graph and no tour ({error!r})."
        ) from error
    if length is None:
        return PathScore(False, False, None)
    optimal = length <= shortest * (1 + SAME)
    return PathScore(True, optimal, 1.0 if optimal else length / shortest)


def _path_length(meta: Mapping[str, Any], labels: Sequence[str]) -> float | None:
    """The length of a path from start to goal, or None if it is no such path."""
    edges = {frozenset((a, b)): float(w) for a, b, w in meta["edges"]}
    steps = [frozenset(pair) for pair in pairwise(labels)]
    ends = (meta["start"], meta["goal"])
    if not steps or (labels[0], labels[-1]) != ends or any(step not in edges for step in steps):
        return None
    return sum(edges[step] for step in steps)


def _tour_length(points: Mapping[str, Sequence[float]], labels: Sequence[str]) -> float | None:
    """The length of a closed tour, or None if it is no tour through all points."""
    stops = list(labels[:-1] if len(labels) > len(points) and labels[0] == labels[-1] else labels)
    if sorted(stops) != sorted(points):
        return None
    return sum(math.dist(points[a], points[b]) for a, b in zip(stops, [*stops[1:], stops[0]], strict=True))
