"""Pictures and clips that records name, located below one folder and never outside it."""

from __future__ import annotations

import re
from pathlib import Path, PureWindowsPath

from PIL import Image

from covis.errors import CovisError

TAIL = 65536  # bytes at a JPEG's end among which its end mark stands, unless cameras append more
END_OF_JPEG = b"\xff\xd9"
MISSING, CORRUPT = "missing media", "corrupt media"
"""Why questions are left out."""


class MediaError(CovisError):
    """A picture or clip that is not there or cannot be read.

    Attributes:
        reason: `MISSING` or `CORRUPT`.
    """

    def __init__(self, reason: str, message: str) -> None:
        """Take the reason and the sentence."""
        super().__init__(message)
        self.reason = reason


class Media:
    """The files below a folder; each is checked once, however many questions show it."""

    def __init__(self, root: Path) -> None:
        """Take the folder.

        Args:
            root: Files are looked for below it.

        Raises:
            CovisError: If it is no folder.
        """
        if not root.is_dir():
            raise CovisError(f"{root} is not a folder; name the folder of the pictures and clips (--media).")
        self.root = root
        self._real = root.resolve()
        self._sound: set[str] = set()

    def picture(self, path: str, where: str) -> str:
        """A picture's path, as it is given, once it is known to be whole.

        Args:
            path: Relative to the root.
            where: The record and field that name it, as errors do.

        Raises:
            CovisError: If the path leaves the root.
            MediaError: If there is no such file, or it is no whole picture.
        """
        if path not in self._sound:
            check_picture(self._file(path, where), where)
            self._sound.add(path)
        return path

    def clip(self, path: str, where: str) -> str:
        """A clip's path, as it is given, once it is known to be there and not empty.

        Args:
            path: Relative to the root.
            where: The record and field that name it, as errors do.

        Raises:
            CovisError: If the path leaves the root.
            MediaError: If there is no such file, or nothing is in it.
        """
        if path not in self._sound:
            file = self._file(path, where)
            if not file.stat().st_size:
                raise MediaError(CORRUPT, f"{file} is empty ({where}); fetch it again.")
            self._sound.add(path)
        return path

    def _file(self, path: str, where: str) -> Path:
        parts = re.split(r"[/\\]", path)
        if not path or "\0" in path or ".." in parts or path[0] in "/\\" or PureWindowsPath(path).drive:
            raise CovisError(f"{where} is {path[:100]!r}, which is no path below the folder of the media.")
        file = self.root / path
        try:
            if not file.resolve().is_relative_to(self._real):
                raise CovisError(
                    f"{where} is {path[:100]!r}, a link out of {self.root}; name the folder that it leads to."
                )
            there = file.is_file()
        except (OSError, RuntimeError, UnicodeEncodeError):  # too long a name; a circle of links; no text
            there = False
        if not there:
            raise MediaError(
                MISSING,
                f"{file} is missing ({where}); fetch it, or leave such questions out with --missing skip.",
            )
        return file


def check_picture(file: Path, where: str) -> None:
    """Look whether a picture is whole, without decoding more than is needed for that.

    Args:
        file: The picture.
        where: The record that shows it, as an error names it.

    Raises:
        MediaError: If it is not.
    """
    try:
        with Image.open(file) as image:
            if image.format == "JPEG" and not _has_end(file):
                image.load()  # what a camera appends may be longer than the tail looked through
            else:
                image.verify()
    except Exception as error:  # Pillow raises almost anything on broken bytes
        raise MediaError(
            CORRUPT, f"{file} is not a whole picture ({error}; {where}); fetch it again."
        ) from error


def _has_end(file: Path) -> bool:
    with file.open("rb") as stream:
        stream.seek(0, 2)
        stream.seek(max(0, stream.tell() - TAIL))
        return END_OF_JPEG in stream.read()
