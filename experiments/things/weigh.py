"""Weigh what the network says of a region against what a thing is: one line of JSON.

    python experiments/things/weigh.py SHARDS [--skip 14]

A logistic regression over all regions of every third scene's every fourth view, but for the last `skip`
scenes; its slopes and offset are the defaults of `covis.tracks.things.thingness.Learnt`. Only regions that
the measured cues would take (thingness above 0.1) are asked; a region is right when its IoU with a thing is
above 0.6 and wrong below 0.45. `ap` is the average precision on the last quarter, with the network and
without. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from covis.tracks.things.measures import measure, product
from covis.tracks.things.merge_tree import build_tree
from covis.tracks.things.segments import segment_graph
from covis.tracks.things.thingness import Learnt, Thingness, judge

CLASSICAL = replace(Thingness(), learnt=replace(Learnt(), least=1.0, most=1.0))
SHARE = (CLASSICAL.least_area, CLASSICAL.most_area)
LEAST = 0.1
WRONG, RIGHT = 0.45, 0.6  # IoU; between them nobody can say


def main() -> None:
    """Collect, fit, print."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import average_precision_score

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shards", type=Path)
    parser.add_argument("--skip", type=int, default=14)
    a = parser.parse_args()
    paths = sorted(a.shards.glob("*.npz"))[: -a.skip : 3]
    rows = np.concatenate([row for path in paths for row in rows_of(path)])
    x, y, thingness = rows[:, :3], rows[:, 3] > 0, rows[:, 4]
    n = 3 * len(rows) // 4
    middle, spread = x[:n].mean(0), x[:n].std(0)
    fit = LogisticRegression(max_iter=500).fit((x[:n] - middle) / spread, y[:n])
    slopes = fit.coef_[0] / spread
    said = fit.predict_proba((x[n:] - middle) / spread)[:, 1]
    both = thingness[n:] * (Learnt.least + (Learnt.most - Learnt.least) * said)
    found = {
        "regions": len(rows),
        "slopes": dict(zip(("thing", "rise", "drawn"), slopes.round(2).tolist(), strict=True)),
        "offset": round(float(fit.intercept_[0] - (slopes * middle).sum()), 2),
        "ap_without": round(float(average_precision_score(y[n:], thingness[n:])), 3),
        "ap": round(float(average_precision_score(y[n:], both)), 3),
    }
    print(json.dumps(found))


def rows_of(path: Path) -> Iterator[np.ndarray]:
    """(k, 5) for each view: thing, rise, drawn, whether it is right, classical thingness."""
    shard = np.load(path)
    for rgb, ids, kinds in zip(*(shard[name][::4] for name in ("rgb", "ids", "kinds")), strict=True):
        graph = segment_graph(rgb)
        tree = build_tree(graph)
        area_px = product(tree.members, graph.area_px[:, None])[:, 0]
        fit = np.flatnonzero((area_px > SHARE[0] * ids.size) & (area_px < SHARE[1] * ids.size))
        members = tree.members[fit]
        m = measure(graph, members)
        thingness = judge(m, tree.lifetime[fit], False, CLASSICAL).thingness
        iou, kind = agreement(graph.leaves, members, area_px[fit], ids.astype(int), kinds)
        asked = (thingness > LEAST) & (kind != 2) & ((iou < WRONG) | (iou > RIGHT))
        yield np.stack([m.thing, m.rise, m.drawn, iou > RIGHT, thingness], 1)[asked]


def agreement(
    leaves: np.ndarray, members: np.ndarray, area_px: np.ndarray, ids: np.ndarray, kinds: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(k,) IoU with the id that each region agrees with best, and that id's kind."""
    shared = np.zeros((members.shape[1], 256))
    np.add.at(shared, (leaves.ravel(), ids.ravel()), 1)
    both = product(members, shared)
    true_px = np.bincount(ids.ravel(), minlength=256)
    iou = both / np.maximum(1, area_px[:, None] + true_px - both)
    iou[:, 0] = 0
    kind_of = np.zeros(256, int)
    kind_of[ids.ravel()] = kinds.ravel()
    return iou.max(1), kind_of[iou.argmax(1)]


if __name__ == "__main__":
    main()
