"""How many samples a set holds, by split, task, category and level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from covis.prompts.sample import Sample


@dataclass
class Counts:
    """Counted in one pass.

    Attributes:
        rows: (split, task, category, level) to the number of samples.
        scenes: Split to its scenes' ids.
        asked: Task to the ids of the scenes that it asks about.
    """

    rows: Counter[tuple[str, str, str, int]] = field(default_factory=Counter)
    scenes: dict[str, set[str]] = field(default_factory=dict)
    asked: dict[str, set[str]] = field(default_factory=dict)

    def add(self, split: str, samples: Iterable[Sample]) -> None:
        """Count the samples of a split."""
        self.scenes.setdefault(split, set())
        for sample in samples:
            self.rows[split, sample.task, sample.category, sample.level or 0] += 1
            self.scenes[split].add(sample.scene)
            self.asked.setdefault(sample.task, set()).add(sample.scene)

    @property
    def samples(self) -> int:
        """All of them."""
        return self.rows.total()

    def record(self) -> dict[str, object]:
        """Plain JSON values, for a manifest."""
        return {
            "samples": self.samples,
            "scenes": {split: len(members) for split, members in self.scenes.items()},
            "rows": [
                {"split": split, "task": task, "category": category, "level": level, "samples": n}
                for (split, task, category, level), n in sorted(self.rows.items())
            ],
        }
