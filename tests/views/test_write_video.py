from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from covis.errors import CovisError
from covis.views.video import VideoViews
from covis.views.write_video import write_video

SIZE_PX = (64, 48)


def frames(count: int) -> list[np.ndarray]:
    rng = np.random.default_rng(3)
    noise = rng.integers(0, 256, (48, 64, 3), dtype=np.uint8)
    soft = cv2.GaussianBlur(noise, (0, 0), 4)
    return [np.roll(soft, 2 * k, axis=1) for k in range(count)]


def test_the_frames_come_back_in_order(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    written = frames(12)
    write_video(path, iter(written), 30, SIZE_PX)
    read = [view.image for view in VideoViews(path)]
    assert len(read) == 12
    apart = [[float(np.abs(a.astype(int) - b).mean()) for b in written] for a in read]
    assert [int(np.argmin(row)) for row in apart] == list(range(12))
    with av.open(str(path)) as container:
        assert container.streams.video[0].average_rate == 30


def test_equal_frames_give_equal_bytes(tmp_path: Path) -> None:
    names = [f"{k}.mp4" for k in range(12)]
    for name in names:
        write_video(tmp_path / name, frames(12), 30, SIZE_PX)
    assert len({(tmp_path / name).read_bytes() for name in names}) == 1


def test_what_fails_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> object:
        yield from frames(3)
        raise CovisError("no more frames.")

    with pytest.raises(CovisError, match="no more"):
        write_video(tmp_path / "clip.mp4", broken(), 30, SIZE_PX)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(CovisError, match=r"clip\.mp4"):
        write_video(tmp_path / "none" / "clip.mp4", frames(2), 30, SIZE_PX)
