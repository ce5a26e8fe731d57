"""The page on disk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from covis.benchmarks.report.browse import browse
from covis.benchmarks.report.figures import Figures
from covis.benchmarks.report.html.page import Part, page
from covis.benchmarks.report.scores import Scores
from covis.benchmarks.report.thumbnails import picture_key, thumbnails
from covis.views.write import write_atomically


def write_page(file: Path, scores: Sequence[Scores], figures: Sequence[Figures], samples: int) -> None:
    """Write the page.

    Args:
        file: Where to.
        scores: What the figures were made from.
        figures: In the same order.
        samples: At most how many questions are shown of each.

    Raises:
        CovisError: If a run is broken, or the page cannot be written.
    """
    pictures: dict[str, str] = {}
    parts = []
    for number, (group, of_group) in enumerate(zip(scores, figures, strict=True)):
        kept, made = thumbnails(group, browse(group, samples))
        pictures |= {f"{number}/{name}": uri for name, uri in made.items() if uri}
        prefixes = {
            cell.key: f"{number}/{picture_key(group.runs, cell.run, '')}".removesuffix("/")
            for cell in group.cells
        }
        parts.append(Part(of_group, kept, prefixes))
    write_atomically(file, page(parts, pictures).encode())
