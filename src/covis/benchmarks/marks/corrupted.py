"""Views that get worse as they are read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from covis.benchmarks.marks.corruptions import CORRUPTIONS, Moment
from covis.tracks.tracks import LabelMap
from covis.views.pixels import resized
from covis.views.view import RGB, Size, View, Views


@dataclass(frozen=True)
class Damage:
    """One corruption at one strength.

    Attributes:
        name: A key of `CORRUPTIONS`.
        strength: What it means stands there.
        seed: Chooses the noise, the frames lost, and where somebody stands in unordered views.
    """

    name: str
    strength: float
    seed: int = 0

    def ids(self, ids: LabelMap, index: int, views: Views) -> LabelMap:
        """What the true ids of a view, int32 (H, W), become."""
        return CORRUPTIONS[self.name].ids(ids, self.strength, self.moment(index, views))

    def moment(self, index: int, views: Views) -> Moment:
        """The moment of a view among all: in unordered views there is no time, so chance decides."""
        if views.ordered:
            return Moment(self.seed, index, index / max(1, len(views) - 1))
        return Moment(self.seed, index, float(np.random.default_rng((self.seed, index, 1)).random()))


class DamagedViews:
    """Views passed through with their pictures corrupted at full size, one at a time."""

    def __init__(self, views: Views, damage: Damage, keep: Sequence[int]) -> None:
        """Wrap.

        Args:
            views: The views to pass through.
            damage: What happens to them.
            keep: The views that are kept. They are never lost, for their truth is known.
        """
        self._views, self._damage = views, damage
        self._keep = frozenset(keep)
        self._corruption = CORRUPTIONS[damage.name]

    @property
    def name(self) -> str:
        """The wrapped views' name."""
        return self._views.name

    @property
    def ordered(self) -> bool:
        """Whether the wrapped views are ordered."""
        return self._views.ordered

    def __len__(self) -> int:
        """The number of views; lost frames are counted, for the one before stands in."""
        return len(self._views)

    def __iter__(self) -> Iterator[View]:
        """The wrapped views, corrupted as they are read.

        Raises:
            CovisError: If the source cannot be read.
        """
        shown: View | None = None
        for view in self._views:
            if shown is None or not self._is_lost(view.index):
                shown = view
            yield self._worse(replace(shown, index=view.index, name=view.name, time_s=view.time_s))

    def pick(self, indices: Sequence[int]) -> list[View]:
        """The views at these increasing indices, corrupted as they are read; none of them is lost.

        Raises:
            CovisError: If the source cannot be read.
            IndexError: If an index is out of range.
        """
        return [self._worse(view) for view in self._views.pick(indices)]

    def fingerprint(self) -> str:
        """A hex SHA-256 of the wrapped views' fingerprint and of what happens to them."""
        return hashlib.sha256(f"{self._views.fingerprint()} {self._damage}".encode()).hexdigest()

    def _is_lost(self, index: int) -> bool:
        if not (self._corruption.drops and self.ordered) or index in self._keep:
            return False
        return bool(np.random.default_rng((self._damage.seed, index)).random() < self._damage.strength)

    def _worse(self, view: View) -> View:
        moment = self._damage.moment(view.index, self._views)

        def read(size_px: Size | None) -> RGB:
            return resized(self._corruption.corrupt(view.image, self._damage.strength, moment), size_px)

        return replace(view, read=read)
