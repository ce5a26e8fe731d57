"""Pictures as the models saw them, small enough to lie inside a page."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from covis.benchmarks.report.browse import Browsed
from covis.benchmarks.report.scores import Scores
from covis.benchmarks.runs.folder import PICTURES

LONG_SIDE_PX = 360  # a mark of 8 % of the short side is then 20 px wide, and its number legible
QUALITY = 72
MOST_BYTES = 12_000_000  # of all pictures of a page together, as text; browsers open that at once


def thumbnails(scores: Scores, browsed: Sequence[Browsed]) -> tuple[list[Browsed], dict[str, str]]:
    """Shrink the pictures of questions to look at.

    Args:
        scores: The cells that they belong to.
        browsed: The questions, in order.

    Returns:
        As many of the questions as fit a page; and for each of their pictures, by its key as `picture_key`
        gives it, a data URI, or "" where the file is missing, damaged or outside of its run.
    """
    runs = {cell.key: cell.run for cell in scores.cells}
    kept: list[Browsed] = []
    made: dict[str, str] = {}
    for one in browsed:
        for cell, answer in one.answers.items():
            for name in answer.prediction.pictures:
                key = picture_key(scores.runs, runs[cell], name)
                if key not in made:
                    made[key] = _data_uri(runs[cell] / PICTURES, name)
        kept.append(one)
        if sum(map(len, made.values())) > MOST_BYTES:
            break
    return kept, made


def picture_key(runs: Sequence[Path], run: Path, name: str) -> str:
    """What a picture is called in the page: its run's number and its name."""
    return f"{runs.index(run)}/{name}"


def _data_uri(folder: Path, name: str) -> str:
    """A picture as WebP in text; "" if it cannot be shown."""
    from PIL import Image

    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):  # a link that leads elsewhere
        return ""
    try:
        with Image.open(path) as image:
            image.draft("RGB", (LONG_SIDE_PX, LONG_SIDE_PX))
            small = image.convert("RGB")
        small.thumbnail((LONG_SIDE_PX, LONG_SIDE_PX), Image.Resampling.LANCZOS)
        buffer = BytesIO()
        small.save(buffer, "WEBP", quality=QUALITY, method=4)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):  # as Pillow says "damaged"
        return ""
    return "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode()
