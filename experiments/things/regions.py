"""How good the regions of single views are, against the true ids: one line of JSON.

    python experiments/things/regions.py SHARD.npz [SHARD.npz ...] [--most 3] [--least 0.02]

Shards are what `render.py` wrote; take scenes that nothing was learnt from. `right` is the share of regions
whose IoU with a thing is above 0.5, `part` of those that lie within one, `stuff` of those on walls, floors,
doors and windows, `mixed` the rest; `found` is the share of things (0.4 to 30 % of the picture) that have a
right region.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

import numpy as np

from covis.tracks.things.propose import ProposeSettings, propose_regions

THING_SHARE = (0.004, 0.30)  # of the picture: what is asked for
EVERY = 3  # views of a scene are much alike


def main() -> None:
    """Propose regions in every third view and count what they lie on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shards", type=Path, nargs="+")
    parser.add_argument("--most", type=int, default=3)
    parser.add_argument("--least", type=float, default=0.02)
    a = parser.parse_args()
    settings = ProposeSettings(most=a.most, least_thingness=a.least)
    count: Counter[str] = Counter()
    for path in a.shards:
        shard = np.load(path)
        for rgb, ids, kinds in zip(*(shard[k][::EVERY] for k in ("rgb", "ids", "kinds")), strict=True):
            count += tally(propose_regions(rgb, None, settings).labels, ids, kinds)
    n = count["regions"]
    shares = {name: round(count[name] / n, 3) for name in ("right", "part", "stuff", "mixed")}
    found = round(count["found"] / count["asked"], 3)
    print(json.dumps({"views": count["views"], "regions": n, **shares, "found": found}))


def tally(labels: np.ndarray, ids: np.ndarray, kinds: np.ndarray) -> Counter[str]:
    """What the regions of one view lie on."""
    areas = np.bincount(ids.ravel(), minlength=256)
    low, high = (share * ids.size for share in THING_SHARE)
    asked = {int(k) for k in np.unique(ids[kinds == 1]) if low < areas[k] < high}
    things = set(np.unique(ids[kinds == 1]).tolist())
    count, found = Counter({"views": 1, "asked": len(asked)}), set()
    for region in range(1, int(labels.max()) + 1):
        mask = labels == region
        shared = np.bincount(ids[mask], minlength=256)
        on, area = int(shared.argmax()), int(mask.sum())
        iou = shared[on] / (area + areas[on] - shared[on])
        name = "stuff" if on not in things else "right" if iou > 0.5 and on in asked else "part"
        name = "mixed" if name == "part" and shared[on] < 0.8 * area else name
        found |= {on} if name == "right" else set()
        count += Counter({"regions": 1, name: 1})
    return count + Counter({"found": len(found)})


if __name__ == "__main__":
    main()
