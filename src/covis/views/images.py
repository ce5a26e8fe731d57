"""Image files as views."""

from __future__ import annotations

import glob
import importlib.util
import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from covis.errors import CovisError
from covis.views.limits import check_size
from covis.views.natural import natural_key
from covis.views.pil import rgb_of
from covis.views.pixels import resized
from covis.views.provenance import sha256_of_files
from covis.views.view import RGB, Size, View

PICTURE_ENDINGS = frozenset(
    {".jpg", ".jpeg", ".jfif", ".png", ".webp", ".bmp", ".tif", ".tiff", ".heic", ".heif", ".avif", ".jp2"}
    | {".ppm", ".pgm", ".pnm"}
)
"""File endings (lower case) that make a file in a folder, or one matched by a glob, a picture."""

# EXIF orientations that turn the picture by a quarter (Exif 2.32, tag 0x0112).
_QUARTER_TURNS = frozenset({5, 6, 7, 8})
_ORIENTATION_TAG = 0x0112


class ImageViews:
    """Image files: EXIF orientation applied, alpha over white, 16-bit and palette pictures as RGB.

    Files are opened one at a time as they are read, so a folder may be larger than memory. Views may
    differ in size. A folder or glob in natural order counts as ordered, a list of paths as unordered.
    """

    def __init__(self, paths: Sequence[Path], *, name: str, ordered: bool) -> None:
        """Take image files as they are listed.

        Args:
            paths: The files, at least one.
            name: A short name for the whole.
            ordered: Whether neighbours in the list are neighbours in time.

        Raises:
            CovisError: If a file does not exist or there is none.
        """
        if not paths:
            raise CovisError("The list of images is empty; give at least one path.")
        for path in paths:
            if not path.is_file():
                raise CovisError(f"{path} does not exist or is not a file; check the path.")
        self.paths = tuple(paths)
        self._name = name
        self._ordered = ordered

    @property
    def name(self) -> str:
        """The folder's name, or what the caller chose."""
        return self._name

    @property
    def ordered(self) -> bool:
        """Whether neighbours are neighbours in time."""
        return self._ordered

    def __len__(self) -> int:
        """The number of files."""
        return len(self.paths)

    def __iter__(self) -> Iterator[View]:
        """All pictures in order; each file's header is read now, its pixels on demand.

        Raises:
            CovisError: If a file is not a picture, or is too small or too large.
        """
        return (self._view(i) for i in range(len(self)))

    def pick(self, indices: Sequence[int]) -> list[View]:
        """The views at these indices; each reads its file again when asked for pixels.

        Raises:
            CovisError: If a file is not a picture, or is too small or too large.
            IndexError: If an index is out of range.
        """
        if any(not 0 <= i < len(self) for i in indices):
            raise IndexError(f"{self.name} has views 0 to {len(self) - 1}, asked for {list(indices)}")
        return [self._view(i) for i in indices]

    def fingerprint(self) -> str:
        """Hex SHA-256 of the files' bytes in order, and of whether they are ordered."""
        return sha256_of_files(self.paths, "ordered" if self.ordered else "unordered")

    def _view(self, index: int) -> View:
        path = self.paths[index]
        size_px = _shown_size(path)
        check_size(size_px, str(path))
        return View(index, path.name, None, size_px, lambda size: read_image(path, size))


def images_in_folder(folder: Path) -> list[Path]:
    """The pictures directly in a folder, by their endings, in natural order; hidden files are left out.

    Raises:
        CovisError: If there is none or the folder cannot be listed.
    """
    try:
        files = [p for p in folder.iterdir() if _is_picture(p)]
    except OSError as error:
        raise CovisError(f"{folder} cannot be listed ({error.strerror}); check its permissions.") from error
    if not files:
        raise CovisError(
            f"{folder} has no pictures directly in it; put jpg, png, webp, tif or heic files there."
        )
    return sorted(files, key=lambda p: natural_key(p.name))


def images_by_glob(pattern: str) -> list[Path]:
    """The pictures that match a glob (`**` for any depth), by their endings, in natural order.

    Raises:
        CovisError: If there is none.
    """
    files = [p for p in map(Path, glob.iglob(pattern, recursive=True)) if _is_picture(p)]
    if not files:
        raise CovisError(f"No picture matches {pattern}; check the pattern, and quote it in a shell.")
    return sorted(files, key=lambda p: natural_key(str(p)))


def read_image(path: Path, size_px: Size | None) -> RGB:
    """An image file's pixels, upright, at a (width, height) or whole for None; uint8 (height, width, 3).

    Raises:
        CovisError: If the file is not a picture, is damaged, or is a decompression bomb.
    """
    with _opened(path) as image:
        turned = image.getexif().get(_ORIENTATION_TAG) in _QUARTER_TURNS
        if size_px is not None:
            # JPEG can decode to 1/2, 1/4 or 1/8 directly, at least as large as asked for.
            image.draft(None, size_px[::-1] if turned else size_px)
        try:
            upright = ImageOps.exif_transpose(image)
            return resized(rgb_of(upright), size_px)
        except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
            raise CovisError(
                f"{path} is damaged and cannot be decoded ({error}); replace or remove it."
            ) from error


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in PICTURE_ENDINGS and not path.name.startswith(".") and path.is_file()


def _shown_size(path: Path) -> Size:
    with _opened(path) as image:
        turned = image.getexif().get(_ORIENTATION_TAG) in _QUARTER_TURNS
        return (image.height, image.width) if turned else (image.width, image.height)


def _opened(path: Path) -> Image.Image:
    _register_heif()
    try:
        with warnings.catch_warnings():
            # Below its limit for an error Pillow warns of large pictures; covis reads them on purpose.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(path)
    except Image.DecompressionBombError as error:
        raise CovisError(
            f"{path} claims more pixels than can be real (a decompression bomb?); shrink it first if it is."
        ) from error
    except UnidentifiedImageError as error:
        heif = path.suffix.lower() in {".heic", ".heif"}
        what = "needs pillow-heif: pip install 'covis[heic]'." if heif else "is not a picture; remove it."
        raise CovisError(f"{path} cannot be read as an image: it {what}") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise CovisError(f"{path} cannot be opened as an image ({error}); replace or remove it.") from error


@cache
def _register_heif() -> None:
    if importlib.util.find_spec("pillow_heif") is not None:
        import pillow_heif

        pillow_heif.register_heif_opener()
