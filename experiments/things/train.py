"""Train the network on rendered views and write its weights as ONNX.

    python experiments/things/train.py SHARDS -o things.onnx --steps 3000

SHARDS is a folder of what `render.py` wrote; the last twelfth of its views is left out. Prints a line of JSON
every 100 steps, and at last one with scores on the scenes left out. Needs torch and onnx.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from looks import Views, augmented, targets
from network import ThingsNet
from torch.nn import functional

RATE = 2e-3
WARM_STEPS = 100
EDGES_WEIGH = 4.0  # outlines are rare


def main() -> None:
    """Train for some steps, score, export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shards", type=Path)
    parser.add_argument("-o", "--out", type=Path, default=Path("things.onnx"))
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--start", type=Path, help="weights (.pt) of an earlier training to go on from")
    a = parser.parse_args()
    torch.manual_seed(a.seed)
    torch.set_num_threads(1)
    learnt, held = split(load(a.shards))
    net = ThingsNet().to(memory_format=torch.channels_last)
    if a.start is not None:
        net.load_state_dict(torch.load(a.start, weights_only=True))
    began = time.monotonic()
    for line in train(net, learnt, a.steps, a.batch, a.seed):
        print(json.dumps({**line, "minutes": round((time.monotonic() - began) / 60, 2)}), flush=True)
    torch.save(net.state_dict(), a.out.with_suffix(".pt"))
    export(net, a.out)
    weights = sum(p.numel() for p in net.parameters())
    print(json.dumps({"views": len(learnt), "weights": weights, "seed": a.seed, **evaluate(net, held)}))


def load(folder: Path) -> Views:
    """All shards of a folder, in the order of their seeds."""
    parts = [np.load(path) for path in sorted(folder.glob("*.npz")) if ".part" not in path.name]
    rgb, ids, kinds = (np.concatenate([p[name] for p in parts]) for name in ("rgb", "ids", "kinds"))
    return Views(rgb, ids, kinds)


def split(views: Views) -> tuple[Views, Views]:
    """What is learnt from, and the last twelfth: views lie in the order of their scenes."""
    n = len(views) - max(1, len(views) // 12)
    first = Views(views.rgb[:n], views.ids[:n], views.kinds[:n])
    return first, Views(views.rgb[n:], views.ids[n:], views.kinds[n:])


def train(net: ThingsNet, views: Views, steps: int, batch: int, seed: int) -> Iterator[dict[str, float]]:
    """AdamW with a warm start and a cosine; yields the mean loss of every 100 steps."""
    rng = np.random.default_rng(seed)
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=0.02)
    losses: list[float] = []
    for step in range(steps):
        for group in optimiser.param_groups:
            warm = min(1.0, (step + 1) / WARM_STEPS)
            group["lr"] = RATE * warm * (0.5 + 0.5 * float(np.cos(np.pi * step / steps))) + 1e-6
        pairs = [augmented(rng, views, int(k)) for k in rng.integers(0, len(views), batch)]
        x = torch.from_numpy(np.stack([p[0] for p in pairs])).permute(0, 3, 1, 2)
        y = torch.from_numpy(np.stack([p[1] for p in pairs]))
        loss = loss_of(net(x), y)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        losses.append(float(loss.detach()))
        if (step + 1) % 100 == 0:
            yield {"step": step + 1, "loss": round(float(np.mean(losses[-100:])), 4)}


def loss_of(logits: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Weighted cross-entropies of both maps."""
    thing = functional.binary_cross_entropy_with_logits(logits[:, 0], y[:, 0], y[:, 2])
    weight = torch.tensor(EDGES_WEIGH)
    edge = functional.binary_cross_entropy_with_logits(logits[:, 1], y[:, 1], pos_weight=weight)
    return thing + 0.5 * edge


@torch.no_grad()
def evaluate(net: ThingsNet, views: Views) -> dict[str, float]:
    """Intersection over union of the foreground, and precision and recall of outlines, on whole views."""
    net.eval()
    inter = union = hit = said = true = 0.0
    for k in range(len(views)):
        view = views[k]
        height, width = (side // 32 * 32 for side in view.ids.shape)
        y = targets(view.ids[:height, :width], view.kinds[:height, :width]) > 0.5
        x = torch.from_numpy(view.rgb[:height, :width].astype(np.float32) / 255).permute(2, 0, 1)[None]
        thing, edge = (net(x)[0] > 0).numpy()
        inter += (thing & y[0] & y[2]).sum()
        union += ((thing | y[0]) & y[2]).sum()
        hit, said, true = hit + (edge & y[1]).sum(), said + edge.sum(), true + y[1].sum()
    return {
        "foreground_iou": round(float(inter / union), 4),
        "outline_precision": round(float(hit / said), 4),
        "outline_recall": round(float(hit / true), 4),
    }


def export(net: ThingsNet, path: Path) -> None:
    """Write the weights as ONNX for OpenCV, batch norm folded in."""
    net.eval()
    example = torch.rand(1, 3, 256, 320)
    torch.onnx.export(net, (example,), str(path), dynamo=False, opset_version=17)


if __name__ == "__main__":
    main()
