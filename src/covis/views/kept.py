"""One pass over a stream for two readers: remember some views' pictures as they go by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from covis.views.pixels import resized
from covis.views.view import RGB, View, Views


class Keeping:
    """Views that pass everything through and keep the full-size pictures of some.

    A tracker that streams all views and the drawing that follows then need one decoding between them.
    """

    def __init__(self, views: Views, indices: Sequence[int]) -> None:
        """Wrap.

        Args:
            views: The views to pass through.
            indices: The views whose pictures are wanted afterwards.
        """
        self._views = views
        self._wanted = frozenset(indices)
        self._kept: dict[int, View] = {}

    @property
    def name(self) -> str:
        """The wrapped views' name."""
        return self._views.name

    @property
    def ordered(self) -> bool:
        """Whether the wrapped views are ordered."""
        return self._views.ordered

    def __len__(self) -> int:
        """The number of wrapped views."""
        return len(self._views)

    def __iter__(self) -> Iterator[View]:
        """The wrapped views, keeping the wanted pictures on the way.

        Raises:
            CovisError: If the source cannot be read.
        """
        return map(self._seen, self._views)

    def pick(self, indices: Sequence[int]) -> list[View]:
        """The wrapped views at these increasing indices.

        Raises:
            CovisError: If the source cannot be read.
            IndexError: If an index is out of range.
        """
        return [self._seen(view) for view in self._views.pick(indices)]

    def fingerprint(self) -> str:
        """The wrapped views' fingerprint."""
        return self._views.fingerprint()

    def kept(self) -> list[View]:
        """The wanted views in order, with their pictures in memory; those not seen yet are read now.

        Raises:
            CovisError: If the source cannot be read.
            IndexError: If an index is out of range.
        """
        missing = sorted(self._wanted - set(self._kept))
        for view in self._views.pick(missing) if missing else []:
            self._seen(view)
        return [self._kept[index] for index in sorted(self._wanted)]

    def images(self) -> dict[int, RGB]:
        """The full-size pictures at the wanted indices, by index; those not seen yet are read now.

        Raises:
            CovisError: If the source cannot be read.
            IndexError: If an index is out of range.
        """
        return {view.index: view.image for view in self.kept()}

    def _seen(self, view: View) -> View:
        if view.index in self._wanted and view.index not in self._kept:
            image = view.image
            self._kept[view.index] = replace(view, read=lambda size: resized(image, size))
        return view
