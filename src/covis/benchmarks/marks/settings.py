"""How marking is measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MarksSettings:
    """What is run over each shot. The defaults are those of `covis mark`.

    Attributes:
        tracker: A specification for `make_tracker`.
        marks: At most how many objects are marked.
        select: How they are chosen, see `covis.marks.select.RULES`.
        min_confidence: Occurrences that the tracker is less sure of than this, 0..1, are not marked.
        robustness: The corruptions to try besides clean pictures, each at all of its strengths; keys of
            `covis.benchmarks.marks.corruptions.CORRUPTIONS`.
        kinds: Only shots of these kinds; empty for all.
        limit: Only so many scenes, the first by name; None for all.
        seed: Of corruptions and of the bootstrap.
    """

    tracker: str = "auto"
    marks: int = 5
    select: str = "things"
    min_confidence: float = 0.5
    robustness: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    limit: int | None = None
    seed: int = 0
