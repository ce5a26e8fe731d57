"""The trackers by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from covis.errors import CovisError
from covis.tracks.tracks import Tracker

Maker = Callable[[str, str | None], Tracker]
"""Makes a tracker from its name and from what follows the name's colon, if anything does."""


def make_tracker(spec: str, ordered: bool = True) -> Tracker:
    """The tracker that a specification names.

    Args:
        spec: A name in `TRACKERS`; where it takes one, followed by a colon and a path or checkpoint;
            or `auto`: for ordered views `flow`, unless it fails at most steps, then `match`; for
            unordered views `match`.
        ordered: Whether the views to track are ordered, for `auto`.

    Raises:
        CovisError: If the name is unknown, what must follow it is missing, or what it needs is not installed.
    """
    if spec == "auto":
        return _auto() if ordered else _match("match", None)
    name, colon, argument = spec.partition(":")
    if name not in TRACKERS:
        known = ", ".join(["auto", *TRACKERS])
        raise CovisError(f"There is no tracker {name!r}; the known ones are {known}.")
    if colon and not argument:
        raise CovisError(f"The tracker {spec!r} ends with a colon; give what follows it, or no colon.")
    return TRACKERS[name](name, argument or None)


def _auto() -> Tracker:
    from covis.tracks.auto import AutoTracker

    return AutoTracker()


def _flow(name: str, argument: str | None) -> Tracker:
    _refuse(name, argument)
    from covis.tracks.flow.tracker import FlowTracker

    return FlowTracker()


def _match(name: str, argument: str | None) -> Tracker:
    _refuse(name, argument)
    from covis.tracks.match.tracker import MatchTracker

    return MatchTracker()


def _sam(name: str, argument: str | None) -> Tracker:
    from covis.tracks.sam import SamTracker

    return SamTracker(name, argument)


def _masks(name: str, argument: str | None) -> Tracker:
    from covis.tracks.masks.tracker import MaskTracker

    if argument is None:
        raise CovisError("The tracker masks needs a folder or file; write masks:PATH.")
    return MaskTracker(Path(argument))


def _refuse(name: str, argument: str | None) -> None:
    if argument is not None:
        raise CovisError(f"The tracker {name} takes nothing after its name; write {name} alone.")


TRACKERS: dict[str, Maker] = {
    "flow": _flow,
    "match": _match,
    "sam2": _sam,
    "edgetam": _sam,
    "sam3": _sam,
    "masks": _masks,
}
"""Name to maker. The modules are loaded when asked for, since some need packages of an extra."""
