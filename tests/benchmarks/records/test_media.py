"""Pictures and clips: inside their folder, there, and whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.benchmarks.small_files import picture, put, settings

from covis.benchmarks.records.embedded import unpack_picture
from covis.benchmarks.records.media import CORRUPT, MISSING, Media, MediaError
from covis.benchmarks.records.questions import gather
from covis.benchmarks.records.row import Row
from covis.errors import CovisError
from covis.prompts.sample import Sample

ROW = Row(Path("f.json"), 3, {})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    put(tmp_path / "root" / "a" / "1.png", picture())
    put(tmp_path / "root" / "2.jpg", picture(1, "JPEG"))
    put(tmp_path / "secret.png", picture())
    return tmp_path / "root"


def test_a_picture_below_the_root_is_given_as_it_is_named(root: Path) -> None:
    media = Media(root)
    assert media.picture("a/1.png", "x") == "a/1.png"
    assert media.picture("./2.jpg", "x") == "./2.jpg"


@pytest.mark.parametrize(
    "path",
    [
        "../secret.png",
        "a/../../secret.png",
        "/etc/passwd",
        "..\\secret.png",
        "C:\\secret.png",
        "\\\\host\\x",
        "",
        "a\0b",
    ],
)
def test_no_path_leaves_the_root(root: Path, path: str) -> None:
    for check in (Media(root).picture, Media(root).clip):
        with pytest.raises(CovisError, match="no path below the folder") as caught:
            check(path, "f.json, row 3: 'image'")
        assert not isinstance(caught.value, MediaError), "such a question is no gap that may be skipped"
        assert "f.json, row 3: 'image'" in str(caught.value)


@pytest.mark.parametrize("path", ["x" * 5000, "\ud800.png", "loop/x.png", "http://host/x.png"])
def test_a_path_that_no_file_can_have_is_missing(root: Path, path: str) -> None:
    (root / "loop").symlink_to(root / "loop")
    for check in (Media(root).picture, Media(root).clip):
        with pytest.raises(MediaError, match="is missing"):
            check(path, "f.json, row 3: 'image'")


def test_no_link_leaves_the_root(root: Path) -> None:
    (root / "out.png").symlink_to(root.parent / "secret.png")
    (root / "far").symlink_to(root.parent)
    (root / "in.png").symlink_to(root / "a" / "1.png")
    for path in ("out.png", "far/secret.png"):
        with pytest.raises(CovisError, match="a link out of"):
            Media(root).picture(path, "x")
    assert Media(root).picture("in.png", "x") == "in.png"


@given(st.text(max_size=60))
def test_whatever_a_path_is_nothing_outside_is_read(
    tmp_path_factory: pytest.TempPathFactory, path: str
) -> None:
    root = tmp_path_factory.getbasetemp() / "empty"
    root.mkdir(exist_ok=True)
    with pytest.raises(CovisError):
        Media(root).picture(path, "x")


def test_a_root_that_is_a_link_itself_is_no_way_out(root: Path) -> None:
    (root.parent / "link").symlink_to(root)
    assert Media(root.parent / "link").picture("a/1.png", "x") == "a/1.png"


def test_missing_media_names_the_file(root: Path) -> None:
    for path in ("a/none.png", "x" * 5000, "a"):
        with pytest.raises(MediaError, match="is missing") as caught:
            Media(root).picture(path, "f.json, row 3: 'image'")
        assert caught.value.reason == MISSING
        assert str(root / path) in str(caught.value)


def test_a_circle_of_links_is_no_file(root: Path) -> None:
    (root / "round").symlink_to(root / "round")
    with pytest.raises(CovisError):
        Media(root).picture("round", "x")


@pytest.mark.parametrize("cut", ["half", "empty", "text", "half jpeg", "flipped"])
def test_a_corrupt_picture_is_found(root: Path, cut: str) -> None:
    png, jpeg = picture(), picture(2, "JPEG")
    content = {
        "half": png[: len(png) // 2],
        "empty": b"",
        "text": b"<html>not found</html>",
        "half jpeg": jpeg[: len(jpeg) // 2],
        "flipped": png[:60] + bytes([png[60] ^ 255]) + png[61:],
    }[cut]
    put(root / "bad.png", content)
    with pytest.raises(MediaError, match=r"bad\.png is not a whole picture") as caught:
        Media(root).picture("bad.png", "x")
    assert caught.value.reason == CORRUPT


def test_a_jpeg_with_a_long_tail_is_whole(root: Path) -> None:
    put(root / "phone.jpg", picture(3, "JPEG") + bytes(100_000))
    assert Media(root).picture("phone.jpg", "x")


def test_an_empty_clip_is_found(root: Path) -> None:
    put(root / "c.mp4", b"")
    with pytest.raises(MediaError, match="is empty"):
        Media(root).clip("c.mp4", "x")
    put(root / "d.mp4", b"something")
    assert Media(root).clip("d.mp4", "x") == "d.mp4"


def test_a_root_that_is_not_there_is_refused(root: Path) -> None:
    with pytest.raises(CovisError, match="--media"):
        Media(root / "none")


# --- embedded pictures --------------------------------------------------------------------------------


def test_embedded_pictures_are_written_once_under_their_content(tmp_path: Path) -> None:
    png, jpeg = picture(), picture(1, "JPEG")
    names = [
        unpack_picture(ROW, "image", cell, tmp_path) for cell in (png, {"bytes": png, "path": "../x"}, jpeg)
    ]
    assert names[0] == names[1] != names[2]
    assert (tmp_path / names[0]).read_bytes() == png
    assert [Path(name).suffix for name in names] == [".png", ".png", ".jpg"]
    before = (tmp_path / names[0]).stat().st_mtime_ns
    assert unpack_picture(ROW, "image", png, tmp_path) == names[0]
    assert (tmp_path / names[0]).stat().st_mtime_ns == before
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_that_was_cut_is_written_again(tmp_path: Path) -> None:
    name = unpack_picture(ROW, "image", picture(), tmp_path)
    put(tmp_path / name, b"cut")
    unpack_picture(ROW, "image", picture(), tmp_path)
    assert (tmp_path / name).read_bytes() == picture()


@pytest.mark.parametrize(
    ("cell", "reason"),
    [(None, MISSING), (b"", MISSING), ({"bytes": None, "path": "x"}, MISSING), (b"no picture", CORRUPT)],
)
def test_no_picture_is_a_gap(tmp_path: Path, cell: object, reason: str) -> None:
    with pytest.raises(MediaError, match=r"f\.json, row 3: 'image'") as caught:
        unpack_picture(ROW, "image", cell, tmp_path)
    assert caught.value.reason == reason


def test_half_a_picture_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(MediaError):
        unpack_picture(ROW, "image", picture()[:-30], tmp_path)
    assert not list(tmp_path.iterdir())


def test_something_else_than_bytes_is_another_version(tmp_path: Path) -> None:
    with pytest.raises(CovisError, match="must hold the bytes"):
        unpack_picture(ROW, "image", "a/path.png", tmp_path)


# --- what becomes of questions ------------------------------------------------------------------------


def make(media: Media) -> object:
    def sample(row: Row) -> Sample:
        image = media.picture(row.text("image"), row.where("image"))
        return Sample(row.label("id"), "s", "t", "t", (image,), "Which?", ("x", "y"), "A", "choice")

    return sample


def rows(*images: str) -> list[Row]:
    return [Row(Path("f.json"), k, {"id": k, "image": image}) for k, image in enumerate(images, 1)]


def test_a_gap_stops_or_is_skipped_and_counted(root: Path) -> None:
    put(root / "bad.png", b"bad")
    asked = rows("a/1.png", "none.png", "bad.png", "2.jpg", "gone.png")
    with pytest.raises(MediaError, match=r"none\.png"):
        gather(asked, make(Media(root)), settings(root), root)
    read = gather(asked, make(Media(root)), settings(root, missing="skip"), root)
    assert [sample.id for sample in read.samples] == ["1", "4"]
    assert read.left_out == {MISSING: 2, CORRUPT: 1}


def test_a_path_that_leaves_the_root_is_never_skipped(root: Path) -> None:
    with pytest.raises(CovisError, match="no path below"):
        gather(rows("../secret.png"), make(Media(root)), settings(root, missing="skip"), root)


def test_ids_are_unique_and_something_must_be_left(root: Path) -> None:
    twice = [*rows("a/1.png"), *rows("2.jpg")]
    with pytest.raises(CovisError, match="occurs twice"):
        gather(twice, make(Media(root)), settings(root), root)
    with pytest.raises(CovisError, match="gives no question"):
        gather(rows("none.png"), make(Media(root)), settings(root, missing="skip"), root)
