"""How much a region looks like an object rather than a patch of wall or floor, without any weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covis.tracks.things.measures import Measures, Members, measure, product
from covis.tracks.things.merge_tree import MergeTree
from covis.tracks.things.segments import SegmentGraph

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Logistic:
    """A soft threshold: 1/2 at `centre`, and 0.88 (or 0.12 when `width` is negative) two widths above."""

    centre: float
    width: float

    def __call__(self, x: Floats) -> Floats:
        """Values in 0..1, of the shape of x."""
        return np.asarray(1 / (1 + np.exp(-np.clip((x - self.centre) / self.width, -30, 30))), np.float64)


@dataclass(frozen=True)
class Thingness:
    """What a thing is like: one soft threshold a cue."""

    closure: Logistic = Logistic(0.55, 0.12)  # an object ends at edges; a patch of wall ends anywhere
    contrast: Logistic = Logistic(0.45, 0.12)  # and looks unlike what is around it
    solidity: Logistic = Logistic(0.60, 0.10)  # a person with arms out is 0.6, leftovers between things less
    border: Logistic = Logistic(1.1, -0.25)  # walls and floors run out of the picture, objects mostly do not
    spanning: float = 0.3  # what is left to a region that runs from one border to the opposite one
    log_small: Logistic = Logistic(
        float(np.log(0.003)), 0.3
    )  # of the picture: a mark would hide anything less
    large: Logistic = Logistic(
        0.24, -0.04
    )  # of the picture: what fills more is where things are, not a thing
    thickness: Logistic = Logistic(0.022, 0.005)  # of the picture's side: below are wires, seams and shadows
    lifetime: Logistic = Logistic(3.0, 2.0)  # merge cost: a whole resists merging for longer than its parts
    common: Logistic = Logistic(0.10, -0.03)  # of the picture: the colours of the background are everywhere
    distinct: Logistic = Logistic(1.7, 0.5)  # nats: a gap between trees is coloured like the wood around it
    backdrop: Logistic = Logistic(0.4, -0.08)  # share of sky, ceiling or lit wall
    least_rarity: float = 0.02  # so that a thing coloured like its background keeps a chance
    speed: Logistic = Logistic(0.5, 0.1)  # what moves by itself is a thing ...
    faster: Logistic = Logistic(0.3, 0.1)  # ... if what is around it does not move as well ...
    moving_closure: Logistic = Logistic(0.35, 0.1)  # ... and it ends at edges at least in part
    mixed: float = 0.6  # of the score lost by a region half of which moves: a thing and what is behind it
    least_area: float = 0.002  # of the picture: nodes outside of these are not scored
    most_area: float = 0.30
    settled: float = 6.0  # the lifetime given to regions that are no node of a tree


@dataclass(frozen=True)
class Cues:
    """Evidence for k regions, each (k,) in 0..1.

    Attributes:
        closure: It ends at edges.
        contrast: It looks unlike its surroundings.
        solidity: It is compact.
        inside: It lies within the picture.
        size: It is neither tiny nor huge.
        thickness: It is no line.
        lifetime: It stays apart for long while regions merge.
        rarity: Its colours are not the background's.
        distinct: Its colours are spread unlike those of the rest of the picture.
        figure: It is not part of the backdrop.
        motion: It moves against its surroundings.
        thingness: All taken together.
    """

    closure: Floats
    contrast: Floats
    solidity: Floats
    inside: Floats
    size: Floats
    thickness: Floats
    lifetime: Floats
    rarity: Floats
    distinct: Floats
    figure: Floats
    motion: Floats
    thingness: Floats


def judge(m: Measures, lifetime: Floats, moving: bool, t: Thingness = Thingness()) -> Cues:
    """Turn measures into evidence.

    Args:
        m: Measures of k regions.
        lifetime: (k,) in merge cost.
        moving: Whether there was a motion cue.
        t: The thresholds.
    """
    closure, contrast, solidity = t.closure(m.closure), t.contrast(m.contrast), t.solidity(m.solidity)
    inside = t.border(m.border) * np.where(m.spans > 0, t.spanning, 1.0)
    size = t.log_small(np.log(np.maximum(m.area, 1e-9))) * t.large(m.area)
    thickness, lasting, rarity = t.thickness(m.thickness), t.lifetime(lifetime), t.common(m.common)
    distinct, figure = t.distinct(m.distinct), t.backdrop(m.backdrop)
    motion = t.speed(m.speed) * t.faster(m.faster) * float(moving)
    still = (closure * contrast * solidity * lasting * np.maximum(rarity, t.least_rarity)) ** (1 / 5)
    # Looks or motion, either is enough to be a thing; position, size and thickness can each veto.
    either = 1 - (1 - still) * (1 - motion * t.moving_closure(m.closure))
    unlike = np.sqrt(np.maximum(distinct, motion))  # a mover need not be coloured unlike the rest
    thingness = either * unlike * inside * np.sqrt(size) * thickness * figure * (1 - t.mixed * m.mixed)
    return Cues(
        closure,
        contrast,
        solidity,
        inside,
        size,
        thickness,
        lasting,
        rarity,
        distinct,
        figure,
        motion,
        thingness,
    )


def score_members(graph: SegmentGraph, members: Members, t: Thingness = Thingness()) -> Cues:
    """Judge any sets of leaves.

    Args:
        graph: The picture.
        members: (k, n) bool, the leaves of each region; every region has one.
        t: The thresholds.

    Returns:
        Evidence, (k,) each.
    """
    return judge(measure(graph, members), np.full(len(members), t.settled), graph.moving, t)


def score_nodes(graph: SegmentGraph, tree: MergeTree, t: Thingness = Thingness()) -> Cues:
    """Judge all nodes of a picture's merge tree.

    Args:
        graph: The picture.
        tree: Its tree of N nodes.
        t: The thresholds.

    Returns:
        Evidence, (N,) each; 0 throughout for nodes smaller or larger than `t` allows.
    """
    share = product(tree.members, graph.area_px[:, None])[:, 0] / graph.leaves.size
    fit = np.flatnonzero((share > t.least_area) & (share < t.most_area))
    found = judge(measure(graph, tree.members[fit]), tree.lifetime[fit], graph.moving, t)
    spread = {name: np.zeros(len(tree)) for name in vars(found)}
    for name, values in vars(found).items():
        spread[name][fit] = values
    return Cues(**spread)
