"""The composite tasks, for evaluation only: shortest paths (SPP) and shortest tours (TSP)."""

from __future__ import annotations

import numpy as np

from covis.errors import CovisError
from covis.prompts.paths import path_text
from covis.prompts.sample import Sample
from covis.views.view import RGB
from covis.worlds.plane.graph_picture import draw_graph_picture, draw_graph_style
from covis.worlds.plane.graphs import draw_graph
from covis.worlds.plane.levels import LEVELS
from covis.worlds.plane.picture import draw_picture
from covis.worlds.plane.style import draw_style
from covis.worlds.plane.tours import draw_tour
from covis.worlds.plane.turns import Key

TRIES = 100  # sets of points whose labels find no place

PATH_ANSWER = (
    " Answer with the labels of all nodes on the way, from the start to the goal, separated by commas."
)
PATH = (
    "Find the shortest path from the green start node to the red goal node. You may only move along the "
    "lines that are drawn; each counts as one step.",
    "Starting at the green node, which way leads to the red node in the fewest steps? A step follows one of "
    "the drawn lines from a node to the next.",
)
WEIGHTED_PATH = (
    "Find the cheapest path from the green start node to the red goal node along the drawn lines. The number "
    "on a line is what it costs to pass it.",
    "Starting at the green node, which way to the red node has the smallest sum of numbers? You may only "
    "move along the drawn lines, and each line counts with the number written on it.",
)
TOUR_ANSWER = " Answer with the labels of all points in the order of the tour, separated by commas."
TOUR = (
    "Find the shortest closed tour: it visits every labelled point exactly once, in straight lines, and then "
    "returns to where it began.",
    "A traveller wants to see all labelled points once and come back to the first, always going straight "
    "from one to the next. In which order is the way shortest?",
)


def make_path(
    scene: str, image: str, key: Key, index: int, level: int, size: tuple[int, int]
) -> tuple[RGB, Sample]:
    """A grid graph with its picture (H, W, 3), and the question for its shortest path.

    Args:
        scene: Its name in the data set.
        image: The path of its picture, as the sample gives it.
        key: The set it belongs to.
        index: Its place in the set.
        level: 1 to 5.
        size: Columns and rows.

    Raises:
        CovisError: If networkx is missing, or no graph of that size suits the level.
    """
    rng = np.random.default_rng((*key, index))
    graph = draw_graph(rng, size, LEVELS[level])
    texts = WEIGHTED_PATH if graph.weighted else PATH
    sample = Sample(
        id=f"{scene}-00",
        scene=scene,
        task="spp",
        category=f"{size[0]}x{size[1]}",
        images=(image,),
        question=texts[index % len(texts)] + PATH_ANSWER,
        options=None,
        answer=path_text(graph.path),
        answer_kind="path",
        level=level,
        meta={
            "ask": "path",
            "nodes": {label: list(place) for label, place in graph.nodes.items()},
            "edges": [list(edge) for edge in graph.edges],
            "start": graph.start,
            "goal": graph.goal,
            "length": graph.length,
        },
    )
    return draw_graph_picture(graph, draw_graph_style(rng, size)), sample


def make_tour(scene: str, image: str, key: Key, index: int, level: int, count: int) -> tuple[RGB, Sample]:
    """Points with their picture (H, W, 3), and the question for the shortest tour through them.

    Args:
        scene: Its name in the data set.
        image: The path of its picture, as the sample gives it.
        key: The set it belongs to.
        index: Its place in the set.
        level: 1 to 5.
        count: How many points, 4 to 9.

    Raises:
        CovisError: If no points were found whose shortest tour stands out.
    """
    for attempt in range(TRIES):
        rng = np.random.default_rng((*key, index, attempt))
        style = draw_style(rng, LEVELS[level])
        points, tour, length, margin = draw_tour(rng, count, LEVELS[level])
        picture = draw_picture(rng, points, style)
        if picture is None:
            continue
        sample = Sample(
            id=f"{scene}-00",
            scene=scene,
            task="tsp",
            category=str(count),
            images=(image,),
            question=TOUR[index % len(TOUR)] + TOUR_ANSWER,
            options=None,
            answer=path_text(tour),
            answer_kind="path",
            level=level,
            meta={
                "ask": "tour",
                "points": {label: list(place) for label, place in points.xy.items()},
                "length": length,
                "margin": round(margin, 4),
                "style": style.summary(),
            },
        )
        return picture, sample
    raise CovisError(f"{scene}: the labels of {count} points found no place; try another seed.")
