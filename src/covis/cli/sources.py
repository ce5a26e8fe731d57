"""What the SOURCE arguments mean, and the name of each source's folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from covis.views.images import PICTURE_ENDINGS


@dataclass(frozen=True)
class Source:
    """One scene to mark.

    Attributes:
        name: The name of its folder when there are several sources; no two are alike.
        content: A path or glob, or the paths of pictures.
    """

    name: str
    content: str | tuple[str, ...]

    def __str__(self) -> str:
        """What a message calls it."""
        if isinstance(self.content, str):
            return self.content
        return f"{self.content[0]} and {len(self.content) - 1} more"


def sources_of(arguments: Sequence[str]) -> list[Source]:
    """The sources that the arguments name, in their order.

    Two or more pictures, as a shell gives them for `room/*.jpg`, are the views of one scene and so one
    source, at the place of the first; every other argument is a source of its own. The same argument twice
    counts once.
    """
    arguments = list(dict.fromkeys(arguments))
    pictures = tuple(a for a in arguments if Path(a).suffix.lower() in PICTURE_ENDINGS and not _is_glob(a))
    contents: list[str | tuple[str, ...]] = []
    for argument in arguments:
        if len(pictures) < 2 or argument not in pictures:
            contents.append(argument)
        elif argument == pictures[0]:
            contents.append(pictures)
    names = _unlike(_name(content) for content in contents)
    return [Source(name, content) for name, content in zip(names, contents, strict=True)]


def _is_glob(argument: str) -> bool:
    return any(c in argument for c in "*?[") and not Path(argument).exists()


def _name(content: str | tuple[str, ...]) -> str:
    """A file's stem; the folder's name for a folder, for pictures and for a glob."""
    path = Path(content if isinstance(content, str) else content[0])
    if isinstance(content, str) and not _is_glob(content):
        # Not resolved: a link's own name is the one the user knows.
        plain = Path(os.path.abspath(path))
        return (plain.name if plain.is_dir() else plain.stem) or "views"
    while _is_glob(str(path)) or path.suffix.lower() in PICTURE_ENDINGS:
        path = path.parent
    return Path(os.path.abspath(path)).name or "views"


def _unlike(names: Iterable[str]) -> list[str]:
    """The names made different from each other, also on a disk that ignores case: a second walk is walk-2."""
    given: list[str] = []
    taken: set[str] = set()
    for name in names:
        unlike, number = name, 2
        while unlike.casefold() in taken:
            unlike, number = f"{name}-{number}", number + 1
        taken.add(unlike.casefold())
        given.append(unlike)
    return given
