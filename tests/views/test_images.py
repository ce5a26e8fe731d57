from __future__ import annotations

import struct
import warnings
import zlib
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from covis.errors import CovisError
from covis.views import open_views


def _save(path: Path, picture: np.ndarray, **how: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(path, **how)  # type: ignore[arg-type]
    return path


@pytest.fixture
def picture(pictures: SimpleNamespace) -> np.ndarray:
    return np.asarray(pictures.quarters(64, 48))


def test_a_folder_is_read_in_natural_order_and_counts_as_ordered(
    tmp_path: Path, pictures: SimpleNamespace
) -> None:
    folder = tmp_path / "Fotos – été"
    for i in (10, 2, 1):
        _save(folder / f"img{i}.png", pictures.numbered(i))
    (folder / "notes.txt").write_text("not a picture")
    (folder / ".hidden.png").write_text("nor this")
    (folder / "sub.png").mkdir()
    views = open_views(folder)
    assert views.ordered
    assert views.name == "Fotos – été"
    assert len(views) == 3
    assert [view.name for view in views] == ["img1.png", "img2.png", "img10.png"]
    assert [pictures.number_of(view.image) for view in views] == [1, 2, 10]
    assert [view.time_s for view in views] == [None] * 3
    assert [view.index for view in views.pick([0, 2])] == [0, 2]


def test_a_glob_is_read_in_natural_order(tmp_path: Path, pictures: SimpleNamespace) -> None:
    for i in (11, 9):
        _save(tmp_path / "a" / f"{i}.jpg", pictures.numbered(i))
        _save(tmp_path / "a" / f"{i}.png", pictures.numbered(i))
    views = open_views(str(tmp_path / "*" / "*.jpg"))
    assert views.ordered
    assert [view.name for view in views] == ["9.jpg", "11.jpg"]


def test_a_list_keeps_its_order_and_counts_as_unordered(tmp_path: Path, pictures: SimpleNamespace) -> None:
    paths = [_save(tmp_path / f"{i}.png", pictures.numbered(i)) for i in (5, 3, 4)]
    views = open_views(paths)
    assert not views.ordered
    assert [pictures.number_of(view.image) for view in views] == [5, 3, 4]
    assert open_views([str(p) for p in paths], ordered=True).ordered


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "bmp", "tif", "avif", "JPEG"])
def test_formats(tmp_path: Path, picture: np.ndarray, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    try:
        _save(path, picture)
    except (KeyError, OSError):
        pytest.skip(f"this Pillow writes no {ending}")
    (view,) = open_views(path)
    assert view.size_px == (64, 48)
    np.testing.assert_allclose(view.image[10:14, 10:14], picture[10:14, 10:14], atol=8)


@pytest.mark.parametrize("ending", ["jpg", "png"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(
    tmp_path: Path, picture: np.ndarray, ending: str, orientation: int
) -> None:
    # Exif 2.32: which sides of the scene row 0 and column 0 of the stored picture are.
    stored = {
        1: picture,
        2: picture[:, ::-1],
        3: picture[::-1, ::-1],
        4: picture[::-1],
        5: picture.swapaxes(0, 1),
        6: np.rot90(picture),
        7: picture[::-1, ::-1].swapaxes(0, 1),
        8: np.rot90(picture, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = _save(tmp_path / f"a.{ending}", np.ascontiguousarray(stored), exif=exif)
    (view,) = open_views(path)
    assert view.size_px == (64, 48)
    for shown in (view.image, view.shrunk(32), view.shrunk(16)):
        step = shown.shape[1] / 64
        for y, x in ((10, 10), (10, 50), (38, 10), (38, 50)):
            np.testing.assert_allclose(shown[int(y * step), int(x * step)], picture[y, x], atol=10)


def test_alpha_palette_grey_and_deep_pictures_become_rgb(tmp_path: Path, picture: np.ndarray) -> None:
    alpha = np.full((48, 64, 1), 255, dtype=np.uint8)
    alpha[24:] = 0
    _save(tmp_path / "1.png", np.dstack([picture, alpha]))
    Image.fromarray(picture).quantize(8).save(tmp_path / "2.png")
    _save(tmp_path / "3.png", np.full((48, 64), 77, dtype=np.uint8))
    _save(tmp_path / "4.png", np.full((48, 64), 77 * 257, dtype=np.uint16))
    clear = Image.fromarray(picture).quantize(8)
    clear.info["transparency"] = clear.getpixel((50, 40))
    clear.save(tmp_path / "5.png", transparency=clear.getpixel((50, 40)))
    seen = [view.image for view in open_views(tmp_path)]
    assert all(image.shape == (48, 64, 3) and image.dtype == np.uint8 for image in seen)
    np.testing.assert_array_equal(seen[0][:24], picture[:24])
    assert (seen[0][24:] == 255).all()
    np.testing.assert_allclose(seen[1], picture, atol=4)
    assert (seen[2] == 77).all()
    assert (seen[3] == 77).all()
    assert (seen[4][40, 50] == 255).all()


def test_views_may_differ_in_size(tmp_path: Path, pictures: SimpleNamespace) -> None:
    _save(tmp_path / "1.png", pictures.quarters(64, 48))
    _save(tmp_path / "2.png", pictures.quarters(31, 77))
    assert [view.size_px for view in open_views(tmp_path)] == [(64, 48), (31, 77)]
    assert [view.shrunk(20).shape for view in open_views(tmp_path)] == [(15, 20, 3), (20, 8, 3)]


def test_shrinking_averages_areas(tmp_path: Path) -> None:
    stripes = np.zeros((64, 64, 3), dtype=np.uint8)
    stripes[:, ::2] = 200
    (view,) = open_views(_save(tmp_path / "stripes.png", stripes))
    np.testing.assert_allclose(view.shrunk(16), 100, atol=1)


def test_fingerprint_follows_content_and_order(tmp_path: Path, pictures: SimpleNamespace) -> None:
    a = _save(tmp_path / "a.png", pictures.numbered(1))
    b = _save(tmp_path / "b.png", pictures.numbered(2))
    prints = {open_views(s).fingerprint() for s in ([a, b], [b, a], [a], str(tmp_path))}
    assert len(prints) == 4


# --- what cannot be read ------------------------------------------------------------------------------


def test_folder_without_pictures(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("words")
    with pytest.raises(CovisError, match="no pictures directly in it"):
        open_views(tmp_path)


def test_glob_without_matches(tmp_path: Path) -> None:
    with pytest.raises(CovisError, match=r"No picture matches .*\*\.png"):
        open_views(str(tmp_path / "*.png"))


def test_what_exists_is_no_pattern(tmp_path: Path, pictures: SimpleNamespace) -> None:
    path = _save(tmp_path / "walk [1].png", pictures.numbered(3))
    assert pictures.number_of(next(iter(open_views(str(path)))).image) == 3


def test_missing_image(tmp_path: Path) -> None:
    with pytest.raises(CovisError, match=r"gone\.jpg does not exist"):
        open_views([tmp_path / "gone.jpg"])


@pytest.mark.parametrize("keep", [0, 20, 200, -40])
def test_a_corrupt_image_is_named(tmp_path: Path, keep: int) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (48, 64, 3), dtype=np.uint8)
    _save(tmp_path / "1 good.png", noise)
    bad = _save(tmp_path / "2 bad.png", noise)
    bad.write_bytes(bad.read_bytes()[:keep])
    views = open_views(tmp_path)
    with pytest.raises(CovisError, match=r"2 bad\.png"):
        [view.image for view in views]


def test_heic_without_the_extra_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("covis.views.images._register_heif", lambda: False)
    (tmp_path / "a.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(100))
    with pytest.raises(CovisError, match=r"covis\[heic\]"):
        next(iter(open_views(tmp_path)))


def test_one_pixel_opens_but_cannot_be_viewed(tmp_path: Path) -> None:
    views = open_views(_save(tmp_path / "dot.png", np.zeros((1, 1, 3), dtype=np.uint8)))
    assert len(views) == 1
    with pytest.raises(CovisError, match=r"dot\.png is 1×1 px, but covis needs at least 16 px"):
        next(iter(views))


def _png_header(path: Path, width_px: int, height_px: int) -> Path:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    end = chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + end)
    return path


@pytest.mark.parametrize("size_px", [(20_000, 10_000), (60_000, 60_000)])
def test_a_decompression_bomb_is_refused_from_its_header(tmp_path: Path, size_px: tuple[int, int]) -> None:
    views = open_views(_png_header(tmp_path / "bomb.png", *size_px))
    with pytest.raises(CovisError, match=r"bomb\.png .*178 megapixels"):
        next(iter(views))


def test_a_hundred_megapixels_work(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    Image.new("L", (10_000, 10_000), 90).save(path, compress_level=1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (view,) = open_views(path)
        small = view.shrunk(320)
    assert view.size_px == (10_000, 10_000)
    assert small.shape == (320, 320, 3)
    assert (small == 90).all()


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's remarks on damaged tags
@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "tiff", "bmp", "jpeg2000"])
def test_whatever_is_wrong_with_a_file_is_said_in_a_sentence(tmp_path: Path, kind: str) -> None:
    rng = np.random.default_rng(0)
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = BytesIO()
    how = {} if kind in ("bmp", "jpeg2000") else {"exif": exif}
    Image.fromarray(rng.integers(0, 255, (40, 50, 3), dtype=np.uint8)).save(stored, kind, **how)
    path = tmp_path / "damaged.png"
    for _ in range(100):
        content = bytearray(stored.getvalue())
        for at in rng.integers(0, rng.choice([200, len(content)]), rng.integers(1, 8)):
            content[at] = rng.integers(256)
        path.write_bytes(bytes(content))
        says = path.name
        try:
            (view,) = open_views(path)
            assert view.image.shape[1::-1] == view.size_px
        except CovisError as error:
            says = str(error)
        assert path.name in says
