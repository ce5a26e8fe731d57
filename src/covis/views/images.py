"""Image files as views."""

from __future__ import annotations

import glob
import importlib.util
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from covis.errors import CovisError
from covis.views.limits import MAX_PIXELS, check_size
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

# What to do with a stored picture to show it upright, by EXIF orientation (Exif 2.32, tag 0x0112).
_ORIENTATION_TAG = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_QUARTER_TURNS = frozenset(_TURNS[tag] for tag in (5, 6, 7, 8))

# The modes in which averaging stored values averages colours (a palette's indices, for one, must not be).
_AVERAGED = frozenset({"L", "LA", "RGB", "RGBA", "CMYK"})


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
        turn = _turn(image)
        if size_px is not None:
            image = _coarser(image, size_px[::-1] if turn in _QUARTER_TURNS else size_px)
        upright = image if turn is None else image.transpose(turn)
        return resized(rgb_of(upright), size_px)


def _coarser(image: Image.Image, stored_size_px: Size) -> Image.Image:
    """The image decoded no finer than needed: a 100-megapixel one never becomes full-size RGB."""
    # JPEG decodes to 1/2, 1/4 or 1/8 directly, and stays at least as large as asked for.
    image.draft(None, stored_size_px)
    factor = min(image.width // stored_size_px[0], image.height // stored_size_px[1])
    return image.reduce(factor) if factor > 1 and image.mode in _AVERAGED else image


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in PICTURE_ENDINGS and not path.name.startswith(".") and path.is_file()


def _shown_size(path: Path) -> Size:
    with _opened(path) as image:
        width_px, height_px = image.size
        return (height_px, width_px) if _turn(image) in _QUARTER_TURNS else (width_px, height_px)


def _turn(image: Image.Image) -> Image.Transpose | None:
    # Asking a PNG for EXIF that its header lacks would decode all of it to look behind the pixels.
    if image.format == "PNG" and "exif" not in image.info:
        return None
    return _TURNS.get(image.getexif().get(_ORIENTATION_TAG, 1))


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """An open image file; whatever goes wrong with it, also while it is read, becomes a `CovisError`."""
    _register_heif()
    try:
        with warnings.catch_warnings():
            # Below its limit for an error Pillow warns of large pictures; covis reads them on purpose.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(path)
        with opened:
            yield opened
    except Image.DecompressionBombError as error:
        raise CovisError(
            f"{path} claims more than {MAX_PIXELS // 10**6} megapixels (a decompression bomb?); "
            "shrink it first if it is a real picture."
        ) from error
    except UnidentifiedImageError as error:
        heif = path.suffix.lower() in {".heic", ".heif"} and not _register_heif()
        what = "that needs pip install 'covis[heic]'." if heif else "replace or remove it."
        raise CovisError(f"{path} cannot be read as an image; {what}") from error
    except Exception as error:
        # Pillow's readers raise whatever their parsing trips over: OSError, SyntaxError, struct.error, ...
        raise CovisError(f"{path} is damaged and cannot be read ({error}); replace or remove it.") from error


@cache
def _register_heif() -> bool:
    """Teach Pillow HEIC if the extra is installed; whether it is."""
    if importlib.util.find_spec("pillow_heif") is None:
        return False
    import pillow_heif

    pillow_heif.register_heif_opener()
    return True
