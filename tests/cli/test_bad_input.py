"""Whatever is wrong: exit status 2, one sentence on stderr, nothing half-written."""

import errno
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from tests.cli.conftest import Cli, Scene


def missing(folder: Path) -> Path:
    return folder / "nowhere" / "walk.mp4"


def not_a_video(folder: Path) -> Path:
    (folder / "letter.mp4").write_text("Dear Sir or Madam, " * 100)
    return folder / "letter.mp4"


def empty_file(folder: Path) -> Path:
    (folder / "empty.mp4").touch()
    return folder / "empty.mp4"


def write_video(path: Path, frames: int) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for k in range(frames):
            picture = np.full((48, 64, 3), k, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return path


def cut_off(folder: Path) -> Path:
    whole = write_video(folder / "whole.mp4", 30).read_bytes()
    (folder / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    return folder / "cut.mp4"


def no_frames(folder: Path) -> Path:
    """A proper file with a video stream and nothing in it."""
    path = folder / "none.avi"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        container.start_encoding()
    return path


def only_sound(folder: Path) -> Path:
    path = folder / "song.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        sound.sample_rate = 44100
        container.mux(stream.encode(sound))
        container.mux(stream.encode())
    return path


def one_frame(folder: Path) -> Path:
    return write_video(folder / "one.mp4", 1)


def one_picture(folder: Path) -> Path:
    Image.new("RGB", (64, 48)).save(folder / "one.png")
    return folder / "one.png"


def tiny_picture(folder: Path) -> Path:
    Image.new("RGB", (1, 1)).save(folder / "dot.png")
    return folder / "dot.png"


def bomb(folder: Path) -> Path:
    """A PNG of a few bytes that claims 3,600 megapixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    (folder / "bomb.png").write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    return folder / "bomb.png"


def folder_without_pictures(folder: Path) -> Path:
    (folder / "papers").mkdir()
    (folder / "papers" / "notes.txt").write_text("no picture")
    return folder / "papers"


def glob_of_nothing(folder: Path) -> Path:
    return folder / "*.jpg"


def damaged_picture(folder: Path) -> Path:
    room = folder / "room"
    room.mkdir()
    rng = np.random.default_rng(0)
    for k in range(2):
        Image.fromarray(rng.integers(0, 255, (64, 64, 3), np.uint8)).save(room / f"{k}.png")
    (room / "1.png").write_bytes((room / "1.png").read_bytes()[:300])
    return room


BAD_SOURCES: dict[Callable[[Path], Path], str] = {
    missing: "does not exist",
    not_a_video: "not a video",
    empty_file: "empty",
    cut_off: "unfinished copy",
    no_frames: "frame",
    only_sound: "sound",
    one_frame: "only one view",
    one_picture: "only one view",
    tiny_picture: "1×1",
    bomb: "pixels",
    folder_without_pictures: "no pictures",
    glob_of_nothing: "No picture matches",
    damaged_picture: "damaged",
}


@pytest.mark.parametrize(("make", "says"), BAD_SOURCES.items(), ids=[make.__name__ for make in BAD_SOURCES])
def test_bad_sources(make: Callable[[Path], Path], says: str, cli: Cli, scene: Scene, tmp_path: Path) -> None:
    source = make(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    done = cli("mark", source, "-o", tmp_path / "out", "--tracker", scene.tracker)
    assert_one_sentence(done.code, done.err, says)
    assert source.stem in done.err
    assert sorted(tmp_path.rglob("*")) == before


def test_one_view_alone_when_asked_for(cli: Cli, tmp_path: Path) -> None:
    np.savez(tmp_path / "masks.npz", np.pad(np.ones((1, 20, 20), np.int32), ((0, 0), (10, 18), (10, 34))))
    options = [
        "-o",
        tmp_path / "out",
        "--tracker",
        f"masks:{tmp_path / 'masks.npz'}",
        "--frames",
        1,
        "--json",
    ]
    done = cli("mark", write_video(tmp_path / "one.mp4", 1), *options)
    assert done.code == 0, done.err
    assert done.summaries[0]["marks"] == 1


@pytest.mark.slow  # a gigabyte and ten seconds
def test_a_hundred_megapixels(cli: Cli, tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    masks = np.zeros((2, 1000, 1000), np.int32)
    masks[:, 300:500, 400:600] = 7
    np.savez_compressed(tmp_path / "masks.npz", masks)
    for k in range(2):
        Image.new("RGB", (10_000, 10_000), (90, 120, 40 * k)).save(room / f"{k}.png")
    options = ["-o", tmp_path / "out", "--tracker", f"masks:{tmp_path / 'masks.npz'}", "--json"]
    done = cli("mark", room, *options)
    assert done.code == 0, done.err
    assert done.summaries[0]["marks_per_view"] == [1, 1]


def assert_one_sentence(code: int, err: str, says: str) -> None:
    assert code == 2
    assert says.lower() in err.lower()
    assert err.startswith("covis: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--marks", 0], "marks is 0"),
        (["--marks", -3], "marks is -3"),
        (["--frames", 0], "0 views"),
        (["--frames", 1000], "fewer than the 1000"),
        (["--tracker", "magic"], "the known ones are auto, flow"),
        (["--tracker", "masks:"], "colon"),
        (["--tracker", "masks:/nowhere.npz"], "/nowhere.npz"),
        (["--tracker", "marks:/nowhere.json"], "/nowhere.json"),
        (["--sampler", "magic"], "uniform"),
        (["--select", "magic"], "paper"),
        (["--place", "magic"], "center"),
        (["--style", "magic"], "outline+circle"),
        (["--diameter", "big"], "0.08"),
        (["--diameter", "nan"], "0.08"),
        (["--diameter", "0"], "0.08"),
        (["--min-confidence", 1.5], "0..1"),
        (["--min-confidence", "nan"], "0..1"),
        (["--start", 99], "99"),
        (["--start", 0.5, "--end", 0.1], "0.1"),
    ],
    ids=str,
)
def test_bad_options(options: list[object], says: str, cli: Cli, scene: Scene, tmp_path: Path) -> None:
    arguments = ["mark", scene.video, "-o", tmp_path / "out", "--tracker", scene.tracker, *options]
    done = cli(*arguments)
    assert_one_sentence(done.code, done.err, says)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("where", ["source", "out"])
def test_a_name_longer_than_any_disk_takes(where: str, cli: Cli, scene: Scene, tmp_path: Path) -> None:
    long = tmp_path / ("x" * 300)
    source, out = (long, tmp_path / "out") if where == "source" else (scene.video, long)
    done = cli("mark", source, "-o", out, "--tracker", scene.tracker)
    assert_one_sentence(done.code, done.err, os.strerror(errno.ENAMETOOLONG))
    assert not list(tmp_path.iterdir())


def test_syntax_errors_end_with_2(cli: Cli, scene: Scene) -> None:
    for arguments in (
        ["mark"],
        ["mark", scene.video],
        ["mark", "--nope"],
        ["nope"],
        ["mark", "--frames", "x"],
    ):
        done = cli(*arguments)
        assert done.code == 2
        assert "Traceback" not in done.err


def test_the_output_is_a_file(cli: Cli, scene: Scene, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("mine")
    for place in (out, out / "deeper"):
        done = cli("mark", scene.video, "-o", place, "--tracker", scene.tracker)
        assert_one_sentence(done.code, done.err, "is a file")
    assert out.read_text() == "mine"


def test_the_output_folder_holds_other_files(cli: Cli, scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.tex").write_text("mine")
    for more in ([], ["--overwrite"]):
        done = cli("mark", scene.video, "-o", tmp_path / "out", "--tracker", scene.tracker, *more)
        assert_one_sentence(done.code, done.err, "thesis.tex")
    assert (tmp_path / "out" / "thesis.tex").read_text() == "mine"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a place where even root cannot write")
def test_the_output_cannot_be_written_by_anybody(cli: Cli, scene: Scene) -> None:
    done = cli("mark", scene.video, "-o", "/proc/covis-out", "--tracker", scene.tracker)
    assert_one_sentence(done.code, done.err, "/proc/covis-out cannot be written")


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root may write anywhere")
def test_the_output_needs_other_rights(cli: Cli, scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    done = cli("mark", scene.video, "-o", tmp_path / "locked" / "out", "--tracker", scene.tracker)
    assert_one_sentence(done.code, done.err, "cannot be written")


FULL = """
import errno, os, sys
from covis.cli.main import main
from covis.views import write

left = int(sys.argv[1])
whole = os.fsync
def full(handle):
    global left
    left -= 1
    if left < 0:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    whole(handle)
os.fsync = full
main(sys.argv[2:])
"""


@pytest.mark.parametrize("files_that_fit", [0, 1, 3])
def test_the_disk_is_full(files_that_fit: int, scene: Scene, tmp_path: Path) -> None:
    arguments = ["mark", str(scene.video), "-o", str(tmp_path / "out"), "--tracker", scene.tracker]
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(files_that_fit), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert_one_sentence(done.returncode, done.stderr, os.strerror(errno.ENOSPC))
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_an_older_result_as_it_was(cli: Cli, scene: Scene, tmp_path: Path) -> None:
    arguments = ["mark", str(scene.video), "-o", str(tmp_path / "out"), "--tracker", scene.tracker]
    assert cli(*arguments, "--frames", 2).code == 0
    before = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}
    command = [sys.executable, "-c", FULL, "2", *arguments, "--frames", "3", "--overwrite"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert_one_sentence(done.returncode, done.stderr, os.strerror(errno.ENOSPC))
    assert {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_files_may_not_grow(scene: Scene, tmp_path: Path) -> None:
    """A real refusal by the system, not a simulated one: no file may be larger than 2 kB."""
    code = (
        "import resource, sys\n"
        "import covis.cli.batch\n"
        "from covis.cli.main import main\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))\n"
        "main(sys.argv[1:])\n"
    )
    arguments = ["mark", str(scene.video), "-o", str(tmp_path / "out"), "--tracker", scene.tracker]
    surroundings = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env=surroundings,
    )
    assert_one_sentence(done.returncode, done.stderr, "cannot be written")
    assert not list(tmp_path.iterdir())
