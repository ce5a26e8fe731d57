"""covis: the same number on the same object in every view, for multimodal language models.

The names below are loaded when they are first used, so that `import covis` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from covis.errors import CovisError
    from covis.marks.mark import mark
    from covis.marks.mark_types import Mark
    from covis.marks.marked_views import MarkedViews
    from covis.marks.style import MarkStyle
    from covis.models.ask import Answer, ask
    from covis.models.messages import messages
    from covis.models.settings import ModelSettings
    from covis.tracks.tracks import Occurrence, Track, Tracker, Tracks
    from covis.views.source import open_views
    from covis.views.view import View, Views

__version__: str
"""The installed version; "0+unknown" when covis runs without being installed."""

__all__ = [
    "Answer",
    "CovisError",
    "Mark",
    "MarkStyle",
    "MarkedViews",
    "ModelSettings",
    "Occurrence",
    "Track",
    "Tracker",
    "Tracks",
    "View",
    "Views",
    "__version__",
    "ask",
    "mark",
    "messages",
    "open_views",
]

_HOME = {
    "Answer": "covis.models.ask",
    "CovisError": "covis.errors",
    "Mark": "covis.marks.mark_types",
    "MarkStyle": "covis.marks.style",
    "MarkedViews": "covis.marks.marked_views",
    "ModelSettings": "covis.models.settings",
    "Occurrence": "covis.tracks.tracks",
    "Track": "covis.tracks.tracks",
    "Tracker": "covis.tracks.tracks",
    "Tracks": "covis.tracks.tracks",
    "View": "covis.views.view",
    "Views": "covis.views.view",
    "ask": "covis.models.ask",
    "mark": "covis.marks.mark",
    "messages": "covis.models.messages",
    "open_views": "covis.views.source",
}


def __getattr__(name: str) -> object:
    if name == "__version__":
        value: object = _version()
    elif name in _HOME:
        value = getattr(import_module(_HOME[name]), name)
    else:
        raise AttributeError(f"module 'covis' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


def _version() -> str:
    from importlib import metadata

    try:
        return metadata.version("covis")
    except metadata.PackageNotFoundError:
        return "0+unknown"
