from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
import pytest

import covis.views.video as video
from covis.errors import CovisError
from covis.views import VideoViews, open_views

Make = Callable[..., Path]

FORMATS = [
    ("plain.mp4", {}),
    ("b frames.mp4", {"options": {"bf": "3", "g": "12"}}),
    ("plain.mkv", {}),
    ("plain.mov", {}),
    ("deep.mp4", {"pix_fmt": "yuv420p10le"}),
    ("deep.mov", {"codec": "prores_ks", "pix_fmt": "yuv422p10le"}),
    ("vp9.webm", {"codec": "libvpx-vp9"}),
    ("hidden.webm", {"codec": "libvpx", "options": {"auto-alt-ref": "1", "lag-in-frames": "16"}}),
    ("mpeg4.avi", {"codec": "mpeg4", "options": {"bf": "2"}}),
    ("h264.avi", {"options": {"bf": "3"}}),
    ("lossless.mkv", {"codec": "ffv1"}),
    ("Köche – 料理 1.mp4", {}),
]


@pytest.mark.parametrize(("name", "how"), FORMATS, ids=[name for name, _ in FORMATS])
def test_every_format_shows_each_frame_once_and_in_order(
    make_video: Make, pictures: SimpleNamespace, name: str, how: dict[str, Any]
) -> None:
    views = open_views(make_video(name, [pictures.numbered(i) for i in range(40)], **how))
    assert len(views) == 40
    assert [pictures.number_of(view.image) for view in views] == list(range(40))
    assert [pictures.number_of(view.shrunk(32)) for view in views] == list(range(40))
    assert [view.index for view in views] == list(range(40))
    assert [view.time_s for view in views] == pytest.approx([i / 10 for i in range(40)], abs=2e-3)
    assert [pictures.number_of(view.image) for view in views.pick([3, 17, 39])] == [3, 17, 39]


@pytest.mark.parametrize("codec", ["libx264", "libvpx-vp9"])
def test_odd_sizes(make_video: Make, pictures: SimpleNamespace, codec: str) -> None:
    pix_fmt = "yuv444p" if codec == "libx264" else "yuv420p"
    path = make_video("odd.mkv", [pictures.quarters(67, 51)] * 2, codec=codec, pix_fmt=pix_fmt)
    view = next(iter(open_views(path)))
    assert view.size_px == (67, 51)
    assert view.image.shape == (51, 67, 3)
    assert view.shrunk(33).shape == (25, 33, 3)
    np.testing.assert_allclose(view.image[5, 5], pictures.QUARTERS[0], atol=8)
    np.testing.assert_allclose(view.image[45, 60], pictures.QUARTERS[3], atol=8)


def test_variable_frame_rate_takes_times_from_the_stamps(make_video: Make, pictures: SimpleNamespace) -> None:
    stamps = [i + i * i // 4 for i in range(30)]
    views = open_views(make_video("vfr.mp4", [pictures.numbered(i) for i in range(30)], stamps=stamps))
    assert [view.time_s for view in views] == pytest.approx([s / 10 for s in stamps])
    assert [pictures.number_of(view.image) for view in views] == list(range(30))


# How a viewer sees the four quarters (0 1 / 2 3) after a turn counter-clockwise, then a mirroring.
TURNS = [
    (0, False, False, (0, 1, 2, 3)),
    (90, False, False, (1, 3, 0, 2)),
    (180, False, False, (3, 2, 1, 0)),
    (-90, False, False, (2, 0, 3, 1)),
    (0, True, False, (1, 0, 3, 2)),
    (0, False, True, (2, 3, 0, 1)),
]


@pytest.mark.parametrize(("degrees", "hflip", "vflip", "shown"), TURNS)
def test_rotation_metadata_is_applied(
    make_video: Make,
    pictures: SimpleNamespace,
    degrees: int,
    hflip: bool,
    vflip: bool,
    shown: tuple[int, ...],
) -> None:
    path = make_video(
        "turned.mp4",
        [pictures.quarters(64, 48)] * 2,
        turn=lambda stream: stream.set_display_rotation(degrees, hflip=hflip, vflip=vflip),
    )
    view = next(iter(open_views(path)))
    assert view.size_px == ((48, 64) if degrees in (90, -90) else (64, 48))
    for picture in (view.image, view.shrunk(32)):
        height, width = picture.shape[:2]
        assert (width > height) == (view.size_px[0] > view.size_px[1])
        at = [picture[y, x] for y in (height // 4, 3 * height // 4) for x in (width // 4, 3 * width // 4)]
        np.testing.assert_allclose(at, [pictures.QUARTERS[k] for k in shown], atol=8)


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("vp9.webm", {"codec": "libvpx-vp9", "pix_fmt": "yuva420p"}),
        ("vp8.webm", {"codec": "libvpx", "pix_fmt": "yuva420p", "options": {"auto-alt-ref": "0"}}),
        ("png.mov", {"codec": "png", "pix_fmt": "rgba"}),
        ("prores.mov", {"codec": "prores_ks", "pix_fmt": "yuva444p10le"}),
    ],
)
def test_alpha_is_composited_over_white(
    make_video: Make, pictures: SimpleNamespace, name: str, how: dict[str, Any]
) -> None:
    alpha = np.zeros((48, 64, 1), dtype=np.uint8)
    alpha[:24], alpha[24:, :32] = 255, 128
    cutout = np.dstack([pictures.quarters(64, 48), alpha])
    views = open_views(make_video(name, [cutout] * 3, **how))
    assert len(views) == 3
    for view in views:
        np.testing.assert_allclose(view.image[10, 15], pictures.QUARTERS[0], atol=8)
        half = np.array(pictures.QUARTERS[2]) * 128 / 255 + 127
        np.testing.assert_allclose(view.image[38, 15], half, atol=8)
        np.testing.assert_allclose(view.image[38, 48], (255, 255, 255), atol=2)


@pytest.mark.parametrize(
    ("aspect", "size_px"),
    [(Fraction(4, 3), (85, 48)), (Fraction(1, 2), (64, 96)), (Fraction(100, 101), (64, 48))],
)
def test_pixels_are_made_square_unless_nearly_so(
    make_video: Make, pictures: SimpleNamespace, aspect: Fraction, size_px: tuple[int, int]
) -> None:
    path = make_video("anamorphic.mp4", [pictures.quarters(64, 48)] * 2, pixel_aspect=aspect)
    view = next(iter(open_views(path)))
    assert view.size_px == size_px
    assert view.image.shape == (size_px[1], size_px[0], 3)


def test_a_cut_keeps_times_and_numbers_of_the_file(make_video: Make, pictures: SimpleNamespace) -> None:
    path = make_video("cut.mp4", [pictures.numbered(i) for i in range(40)])
    views = open_views(path, start_s=1.0, end_s=2.0)
    assert len(views) == 10
    assert [view.index for view in views] == list(range(10))
    assert [view.name for view in views] == [f"{i:06d}" for i in range(10, 20)]
    assert [pictures.number_of(view.image) for view in views] == list(range(10, 20))
    assert pictures.number_of(views.pick([9])[0].image) == 19
    rest = [open_views(path, end_s=1.0), open_views(path, start_s=2.0)]
    assert sum(map(len, rest)) + len(views) == 40, "cuts that meet share no frame and lose none"


@pytest.mark.parametrize(
    ("start_s", "end_s", "says"),
    [
        (2, 1, "before the end"),
        (1, 1, "before the end"),
        (-1, None, "at least 0"),
        (9, None, "ends at 0.90 s"),
    ],
)
def test_impossible_cuts(
    make_video: Make, pictures: SimpleNamespace, start_s: float, end_s: float | None, says: str
) -> None:
    path = make_video("short.mp4", [pictures.numbered(i) for i in range(10)])
    with pytest.raises(CovisError, match=says):
        open_views(path, start_s=start_s, end_s=end_s)


def test_a_cut_between_two_frames(make_video: Make, pictures: SimpleNamespace) -> None:
    path = make_video("short.mp4", [pictures.numbered(i) for i in range(10)])
    with pytest.raises(CovisError, match="no frame between"):
        open_views(path, start_s=0.31, end_s=0.39)


def test_one_frame_is_one_view(make_video: Make, pictures: SimpleNamespace) -> None:
    (view,) = open_views(make_video("one.mp4", [pictures.numbered(7)]))
    assert pictures.number_of(view.image) == 7


def test_picked_views_stay_readable_and_equal_the_streamed_ones(
    make_video: Make, pictures: SimpleNamespace
) -> None:
    views = open_views(
        make_video("long.mp4", [pictures.numbered(i) for i in range(120)], options={"g": "40"})
    )
    streamed = {view.index: view.image for view in views if view.index in (0, 47, 119)}
    picked = views.pick([0, 47, 119])
    gc.collect()
    for view in picked:
        np.testing.assert_array_equal(view.image, streamed[view.index])
    with pytest.raises(IndexError):
        views.pick([120])


def test_picking_jumps_over_what_is_not_asked_for(
    make_video: Make, pictures: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_video(
        "long.mp4", [pictures.numbered(i) for i in range(250)], options={"g": "40", "sc_threshold": "0"}
    )
    views = open_views(path)
    decoded = 0

    def counting(container: Any, stream: Any) -> Iterator[av.VideoFrame]:
        nonlocal decoded
        for frame in original(container, stream):
            decoded += 1
            yield frame

    original = video.decoded
    monkeypatch.setattr(video, "decoded", counting)
    assert [pictures.number_of(view.image) for view in views.pick([5, 245])] == [5, 245]
    assert decoded < 60


@pytest.mark.parametrize("name", ["open.mp4", "open.mkv"])
def test_picking_from_open_groups_of_pictures(make_video: Make, pictures: SimpleNamespace, name: str) -> None:
    coding = {"g": "30", "bf": "3", "x264-params": "open-gop=1:scenecut=0"}
    views = open_views(make_video(name, [pictures.numbered(i) for i in range(120)], options=coding))
    streamed = [view.image for view in views]
    for wanted in ([70], [5, 100], [45, 46, 119], [59, 90]):
        for view in views.pick(wanted):
            np.testing.assert_array_equal(view.image, streamed[view.index])


def test_frames_that_an_edit_list_hides_do_not_count(make_video: Make, pictures: SimpleNamespace) -> None:
    # Stamps before 0 make the muxer write an edit list that starts at 0, as trimming on a phone does.
    path = make_video(
        "trimmed.mp4", [pictures.numbered(i) for i in range(60)], stamps=[i - 7 for i in range(60)]
    )
    views = open_views(path)
    assert [pictures.number_of(view.image) for view in views] == list(range(7, 60))
    assert [pictures.number_of(view.image) for view in views.pick([0, 52])] == [7, 59]


def test_memory_does_not_grow_with_length(make_video: Make, pictures: SimpleNamespace) -> None:
    frames = [pictures.numbered(i % 256, 640, 480) for i in range(8)] * 40
    views = open_views(make_video("long.mp4", frames, options={"preset": "ultrafast"}))
    frame_bytes = 640 * 480 * 3 // 2
    alive: weakref.WeakSet[Any] = weakref.WeakSet()
    most_alive, resident = 0, []
    for view in views:
        alive.add(view)
        most_alive = max(most_alive, len(alive))
        view.shrunk(320)
        resident.append(_resident_bytes())
    assert most_alive <= 2
    assert resident[-1] - resident[40] < 40 * frame_bytes, "280 frames went by in between"


def _resident_bytes() -> int:
    statm = Path("/proc/self/statm")
    if not statm.exists():
        pytest.skip("no /proc here to read memory from")
    return int(statm.read_text().split()[1]) * 4096


def test_fingerprint_follows_content_and_cut_not_name(make_video: Make, pictures: SimpleNamespace) -> None:
    frames = [pictures.numbered(i) for i in range(10)]
    path = make_video("a.mp4", frames)
    copy = path.with_name("copy.mp4")
    copy.write_bytes(path.read_bytes())
    other = make_video("b.mp4", frames[::-1])
    assert open_views(path).fingerprint() == open_views(copy).fingerprint()
    prints = {open_views(p).fingerprint() for p in (path, other)} | {
        open_views(path, start_s=0.5).fingerprint()
    }
    assert len(prints) == 3
    assert all(len(p) == 64 for p in prints)


# --- damage -------------------------------------------------------------------------------------------


def _noisy(pictures: SimpleNamespace, count: int) -> list[Any]:
    rng = np.random.default_rng(0)
    return [pictures.numbered(i) + rng.integers(0, 20, (48, 64, 3), dtype=np.uint8) for i in range(count)]


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("faststart.mp4", {"container_options": {"movflags": "faststart"}}),
        ("fragments.mp4", {"container_options": {"movflags": "frag_keyframe+empty_moov"}}),
        ("t.mkv", {}),
        ("t.webm", {"codec": "libvpx-vp9"}),
    ],
)
def test_a_truncated_video_is_as_long_as_what_is_left(
    make_video: Make, pictures: SimpleNamespace, name: str, how: dict[str, Any]
) -> None:
    path = make_video(name, _noisy(pictures, 60), options={"bf": "0"}, **how)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    views = open_views(path)
    assert 0 < len(views) < 60
    assert [pictures.number_of(view.image) for view in views] == list(range(len(views)))


def test_a_video_without_its_index(make_video: Make, pictures: SimpleNamespace) -> None:
    path = make_video("half.mp4", _noisy(pictures, 30))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(CovisError, match=r"half\.mp4 breaks off before its pictures"):
        open_views(path)


def test_a_video_that_ends_before_its_first_frame(make_video: Make, pictures: SimpleNamespace) -> None:
    path = make_video("head.mp4", _noisy(pictures, 30), container_options={"movflags": "faststart"})
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"mdat") + 8])
    with pytest.raises(CovisError, match="no frames in it"):
        open_views(path)


def _without(monkeypatch: pytest.MonkeyPatch, lost: set[int]) -> None:
    """Let these frames, by order shown, fail to decode."""

    def lossy(container: Any, stream: Any) -> Iterator[av.VideoFrame]:
        frames = enumerate(original(container, stream))
        return (frame for i, frame in frames if i not in lost)

    original = video.decoded
    monkeypatch.setattr(video, "decoded", lossy)


@pytest.mark.parametrize("lost", [{5, 6}, {0}, {39}])
def test_a_lost_frame_is_stood_in_for_and_shifts_no_index(
    make_video: Make, pictures: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, lost: set[int]
) -> None:
    views = open_views(make_video("lost.mp4", [pictures.numbered(i) for i in range(40)]))
    _without(monkeypatch, lost)
    shown = [pictures.number_of(view.image) for view in views]
    assert len(shown) == 40
    assert {i for i, number in enumerate(shown) if number != i} == lost
    assert all(b >= a for a, b in pairwise(shown[1:]))
    assert [pictures.number_of(view.image) for view in views.pick([2, 30])] == [2, 30]


def test_many_lost_frames_are_an_error(
    make_video: Make, pictures: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    views = open_views(make_video("lost.mp4", [pictures.numbered(i) for i in range(40)]))
    _without(monkeypatch, set(range(20, 30)))
    with pytest.raises(CovisError, match="damaged: 5 frames"):
        list(views)


def test_a_video_of_which_nothing_decodes(
    make_video: Make, pictures: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    views = open_views(make_video("dead.mp4", [pictures.numbered(i) for i in range(3)]))
    _without(monkeypatch, set(range(3)))
    with pytest.raises(CovisError, match="cannot be decoded"):
        list(views)


@pytest.mark.parametrize(
    ("name", "how"),
    [("f.mp4", {}), ("f.mkv", {}), ("f.webm", {"codec": "libvpx-vp9"}), ("f.avi", {"codec": "mpeg4"})],
)
def test_whatever_is_wrong_with_a_file_is_said_in_a_sentence(
    make_video: Make, pictures: SimpleNamespace, name: str, how: dict[str, Any]
) -> None:
    path = make_video(name, _noisy(pictures, 20), **how)
    content, rng = path.read_bytes(), np.random.default_rng(0)
    for _ in range(60):
        damaged = bytearray(
            content[: rng.integers(1, len(content) + 1) if rng.random() < 0.3 else len(content)]
        )
        for at in rng.integers(0, min(len(damaged), rng.choice([600, len(content)])), rng.integers(1, 12)):
            damaged[at] = rng.integers(256)
        path.write_bytes(bytes(damaged))
        says = path.name
        try:
            views = open_views(path)
            assert sum(1 for _ in views) == len(views)
        except CovisError as error:
            says = str(error)
        assert path.name in says


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "is empty"), (b"just words, no pictures\n" * 50, "not a video"), (bytes(4096), "not a video")],
)
def test_not_a_video(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "not.mp4"
    path.write_bytes(content)
    with pytest.raises(CovisError, match=says):
        open_views(path)


def test_missing_video(tmp_path: Path) -> None:
    with pytest.raises(CovisError, match=r"gone\.mp4 does not exist"):
        open_views(tmp_path / "gone.mp4")


def test_sound_alone_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=8000)
        sound = av.AudioFrame.from_ndarray(
            np.zeros((1, 8000), dtype=np.float32), format="fltp", layout="mono"
        )
        sound.sample_rate = 8000
        container.mux(stream.encode(sound))
        container.mux(stream.encode(None))
    with pytest.raises(CovisError, match="no pictures in it"):
        open_views(path)


def test_a_tiny_video_is_refused_when_it_is_read(make_video: Make) -> None:
    views = open_views(make_video("tiny.mkv", [np.zeros((2, 2, 3), dtype=np.uint8)] * 2, codec="ffv1"))
    with pytest.raises(CovisError, match="at least 16 px"):
        next(iter(views))


def test_real_clips_count_their_frames_without_decoding(covis_data: Path) -> None:
    views = VideoViews(covis_data / "videos" / "driving.mp4")
    assert len(views) == 124
    assert sum(1 for _ in views) == 124
