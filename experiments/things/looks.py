"""Change rendered views at random, so that what is learnt holds in pictures that look like none of them.

A view is `View(rgb, ids, kinds)` as `render.py` writes it. Domain randomisation after Tobin et al. (IROS
2017), pasted things after Ghiasi et al. (CVPR 2021).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

SIZE_PX = (192, 160)  # of a training picture: small, so that many are seen
LARGE = (0.20, 0.35)  # of the picture: from the first on nobody can say, from the second on it is no thing
SMALLEST = 0.0008
PASTED = 200  # the first id of what is pasted; scenes have fewer things
THING = (0.003, 0.25)  # of a picture: what is pasted fills this much of its own


@dataclass(frozen=True)
class View:
    """A picture uint8 (H, W, 3), and for each pixel its id and kind, uint8 (H, W)."""

    rgb: np.ndarray
    ids: np.ndarray
    kinds: np.ndarray


@dataclass(frozen=True)
class Views:
    """All views: rgb (N, H, W, 3), ids (N, H, W), kinds (N, H, W), uint8."""

    rgb: np.ndarray
    ids: np.ndarray
    kinds: np.ndarray

    def __len__(self) -> int:
        """How many."""
        return len(self.rgb)

    def __getitem__(self, k: int) -> View:
        """One of them."""
        return View(self.rgb[k], self.ids[k], self.kinds[k])


def augmented(rng: np.random.Generator, views: Views, k: int) -> tuple[np.ndarray, np.ndarray]:
    """A training picture float32 (h, w, 3) in 0..1 made from view k, and its targets (3, h/2, w/2)."""
    view = views[k]
    if rng.random() < 0.3:
        view = repainted(rng, view)
    if rng.random() < 0.45:
        view = before_another_ground(rng, view)
    if rng.random() < 0.5:
        for number in range(int(rng.integers(1, 5))):
            view = with_pasted(rng, view, views[int(rng.integers(len(views)))], PASTED + number)
    view = cropped(rng, view)
    return rephotographed(rng, view.rgb), targets(view.ids, view.kinds)


def repainted(rng: np.random.Generator, view: View) -> View:
    """Every id in another tint; shading and texture stay."""
    tint = rng.uniform(0.4, 1.6, (256, 3)).astype(np.float32)
    tint[rng.random(256) < 0.4] = 1
    rgb = np.clip(view.rgb * tint[view.ids], 0, 255).astype(np.uint8)
    return replace(view, rgb=rgb)


def before_another_ground(rng: np.random.Generator, view: View) -> View:
    """What is no thing under another texture, or replaced by it altogether."""
    ground = texture(rng, (view.rgb.shape[0], view.rgb.shape[1]))
    share = float(rng.choice([rng.uniform(0.2, 0.8), 1.0], p=[0.6, 0.4]))
    # Where the room goes altogether, doors and rugs go with it.
    gone = (view.kinds != 1 if share == 1 else view.kinds == 0)[..., None]
    rgb = np.where(gone, (1 - share) * view.rgb + share * ground, view.rgb).astype(np.uint8)
    if share < 1:
        return replace(view, rgb=rgb)
    return View(rgb, np.where(gone[..., 0], 0, view.ids), np.where(gone[..., 0], 0, view.kinds))


def texture(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """A field of two to four colours, float32 (H, W, 3) in 0..255: clouds, grain, bark, stripes."""
    colors = rng.uniform(0, 255, (int(rng.integers(2, 5)), 3)).astype(np.float32)
    colors = colors.mean(0) + (colors - colors.mean(0)) * rng.uniform(0.15, 1)
    field = clouds(rng, shape)
    if rng.random() < 0.4:
        rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32) / shape[1]
        turn, count = rng.uniform(0, np.pi), rng.uniform(0.4, 25)
        field = field * rng.uniform(0, 0.4) + (np.cos(turn) * columns + np.sin(turn) * rows) * count
        field = 0.5 - 0.5 * np.cos(np.pi * field)  # there and back again, so no colour jumps
    place = np.clip(field, 0, 1) * (len(colors) - 1)
    low = np.minimum(place.astype(int), len(colors) - 2)
    high = (place - low)[..., None]
    if rng.random() < 0.3:
        high = np.clip((high - 0.5) * 6 + 0.5, 0, 1)
    return np.asarray(colors[low] * (1 - high) + colors[low + 1] * high, np.float32)


def clouds(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Fractal noise in 0..1, (H, W): octaves of random grids, longer one way than the other."""
    total = np.zeros(shape, np.float32)
    rough, stretch = rng.uniform(0.4, 1.0), 2.0 ** rng.uniform(-2, 2)
    for octave in range(1, 7):
        across, down = (max(2, round(2**octave * s)) for s in (np.sqrt(stretch), 1 / np.sqrt(stretch)))
        grid = rng.standard_normal((min(down, shape[0]), min(across, shape[1]))).astype(np.float32)
        total += rough**octave * cv2.resize(grid, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    low, high = np.percentile(total, (2, 98))
    return np.asarray(np.clip((total - low) / (high - low + 1e-6), 0, 1), np.float32)


def with_pasted(rng: np.random.Generator, view: View, other: View, number: int) -> View:
    """A view with one whole thing of another pasted on, in other colours, size and place."""
    cut = cut_thing(rng, other)
    if cut is None:
        return view
    rgb, mask = cut
    height, width = mask.shape
    side = np.sqrt(mask.sum() / view.ids.size)  # of the thing, as a share of the picture's
    scale = float(np.exp(rng.uniform(np.log(0.06), np.log(0.45)))) / side
    scale = min(scale, 1.5 * view.ids.shape[0] / height, 1.5 * view.ids.shape[1] / width, 4.0)
    size = (max(4, round(width * scale)), max(4, round(height * scale)))
    rgb = cv2.resize(rgb, size, interpolation=cv2.INTER_LINEAR if scale > 1 else cv2.INTER_AREA)
    alpha = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.5:
        rgb, alpha = rgb[:, ::-1], alpha[:, ::-1]
    rgb = rgb.astype(np.float32)[..., rng.permutation(3)] * rng.uniform(0.5, 1.4)
    if rng.random() < 0.3:
        weight = rng.uniform(0.2, 0.8)
        rgb = (1 - weight) * rgb + weight * texture(rng, alpha.shape) * (rgb.mean(2, keepdims=True) / 128)
    x, y = (int(rng.integers(-s // 3, full - s + s // 3 + 1)) if full > s // 2 else 0
            for s, full in zip(size, view.ids.shape[::-1], strict=True))  # fmt: skip
    return laid_on(view, rgb, alpha, (x, y), number)


def cut_thing(rng: np.random.Generator, view: View) -> tuple[np.ndarray, np.ndarray] | None:
    """The pixels (h, w, 3) and mask (h, w) of a thing that lies whole in a view; None if there is none."""
    areas = np.bincount(view.ids.ravel(), minlength=256) / view.ids.size
    border = np.unique(np.concatenate([view.ids[0], view.ids[-1], view.ids[:, 0], view.ids[:, -1]]))
    whole = set(np.unique(view.ids[view.kinds == 1]).tolist()) - set(border.tolist())
    fit = sorted(k for k in whole if THING[0] < areas[k] < THING[1])
    if not fit:
        return None
    mask = view.ids == fit[int(rng.integers(len(fit)))]
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    box = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    return view.rgb[box], mask[box]


def laid_on(view: View, rgb: np.ndarray, alpha: np.ndarray, corner: tuple[int, int], number: int) -> View:
    """A view with a picture laid on it at a corner (x, y), as far as it fits."""
    x0, y0 = max(0, corner[0]), max(0, corner[1])
    x1 = min(view.ids.shape[1], corner[0] + alpha.shape[1])
    y1 = min(view.ids.shape[0], corner[1] + alpha.shape[0])
    if x0 >= x1 or y0 >= y1:
        return view
    there = (slice(y0, y1), slice(x0, x1))
    here = (slice(y0 - corner[1], y1 - corner[1]), slice(x0 - corner[0], x1 - corner[0]))
    out = View(view.rgb.copy(), view.ids.copy(), view.kinds.copy())
    a = alpha[here][..., None]
    out.rgb[there] = np.clip(a * rgb[here] + (1 - a) * out.rgb[there], 0, 255)
    covered = alpha[here] > 0.5
    out.ids[there][covered] = number
    out.kinds[there][covered] = 1
    return out


def cropped(rng: np.random.Generator, view: View) -> View:
    """A window of `SIZE_PX` of the enlarged or shrunk view, perhaps mirrored."""
    width, height = SIZE_PX
    scale = float(np.exp(rng.uniform(np.log(0.65), np.log(1.7))))
    w, h = max(width, round(view.ids.shape[1] * scale)), max(height, round(view.ids.shape[0] * scale))
    x, y = rng.integers(0, w - width + 1), rng.integers(0, h - height + 1)
    cut = (slice(y, y + height), slice(x, x + width))
    smooth = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    planes = [
        cv2.resize(plane, (w, h), interpolation=how)[cut]
        for plane, how in ((view.rgb, smooth), (view.ids, cv2.INTER_NEAREST), (view.kinds, cv2.INTER_NEAREST))
    ]
    if rng.random() < 0.5:
        planes = [plane[:, ::-1] for plane in planes]
    rgb, ids, kinds = (np.ascontiguousarray(plane) for plane in planes)
    return View(rgb, ids, kinds)


def rephotographed(rng: np.random.Generator, rgb: np.ndarray) -> np.ndarray:
    """Another camera's picture of the same, float32 (h, w, 3) in 0..1: colour, light, blur, noise, JPEG."""
    x = rgb.astype(np.float32) / 255
    if rng.random() < 0.4:
        x = x[..., rng.permutation(3)]
    if rng.random() < 0.4:
        grey = x.mean(2, keepdims=True)
        x = grey + (x - grey) * rng.uniform(0, 1.4)
    x = np.clip(x, 0, 1) ** rng.uniform(0.6, 1.7)
    x = (x - 0.5) * rng.uniform(0.5, 1.3) + 0.5 + rng.uniform(-0.15, 0.15, 3).astype(np.float32)
    if rng.random() < 0.25:
        height, width = rgb.shape[:2]
        x = x * (0.45 + 0.8 * clouds(rng, (height, width)) ** 1.5)[..., None]  # shadows
    if rng.random() < 0.5:
        x = cv2.GaussianBlur(x, (0, 0), rng.uniform(0.4, 1.8))
    x = x + rng.uniform(0, 0.05) * rng.standard_normal(x.shape, np.float32)
    x8 = np.clip(x * 255, 0, 255).astype(np.uint8)
    if rng.random() < 0.4:
        _, packed = cv2.imencode(".jpg", x8, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 90))])
        x8 = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
    return np.asarray(x8, np.float32) / 255


def targets(ids: np.ndarray, kinds: np.ndarray) -> np.ndarray:
    """(3, h/2, w/2) float32: thing, outline, and the weight of the first (0 where nobody can say)."""
    share = (np.bincount(ids.ravel(), minlength=256) / ids.size)[ids]
    thing = ((kinds == 1) & (share < LARGE[1])).astype(np.float32)
    doubtful = (kinds == 2) | ((kinds == 1) & (LARGE[0] < share) & (share < LARGE[1])) | (share < SMALLEST)
    edge = np.zeros(ids.shape, np.uint8)
    edge[:, 1:] |= ids[:, 1:] != ids[:, :-1]
    edge[1:] |= ids[1:] != ids[:-1]
    edge = cv2.dilate(edge, np.ones((2, 2), np.uint8))
    half = (ids.shape[1] // 2, ids.shape[0] // 2)
    planes = (thing, edge.astype(np.float32), 1 - doubtful.astype(np.float32))
    shrunk = [cv2.resize(plane, half, interpolation=cv2.INTER_AREA) for plane in planes]
    shrunk[1] = (shrunk[1] > 0.4).astype(np.float32)
    return np.stack(shrunk)
