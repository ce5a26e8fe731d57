import numpy as np
import pytest

from covis.benchmarks.marks.corruptions import CORRUPTIONS, OCCLUDER_ID, Moment

MIDWAY = Moment(seed=3, index=7, passed=0.5)


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    rng = np.random.default_rng(1)
    coarse = rng.integers(0, 256, (12, 16, 3)).astype(np.uint8)
    return np.kron(coarse, np.ones((30, 30, 1), np.uint8))


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_the_same_moment_gives_the_same_pixels(name: str, photo: np.ndarray) -> None:
    before = photo.copy()
    for strength in CORRUPTIONS[name].strengths:
        worse = CORRUPTIONS[name].corrupt(photo, strength, MIDWAY)
        assert worse.dtype == np.uint8
        assert worse.shape == photo.shape
        assert np.array_equal(worse, CORRUPTIONS[name].corrupt(photo, strength, MIDWAY))
    assert np.array_equal(photo, before)


@pytest.mark.parametrize("name", [name for name, c in CORRUPTIONS.items() if not c.drops])
def test_stronger_is_worse(name: str, photo: np.ndarray) -> None:
    harm = [
        float(np.abs(CORRUPTIONS[name].corrupt(photo, s, MIDWAY).astype(float) - photo).mean())
        for s in CORRUPTIONS[name].strengths
    ]
    assert 0 < harm[0] < harm[1] < harm[2]


def test_noise_has_the_stated_deviation() -> None:
    grey = np.full((200, 200, 3), 128, np.uint8)
    assert CORRUPTIONS["noise"].corrupt(grey, 15, MIDWAY).std() == pytest.approx(15, rel=0.02)


def test_low_light_leaves_the_stated_share_of_the_light() -> None:
    grey = np.full((200, 200, 3), 200, np.uint8)
    dim = CORRUPTIONS["low-light"].corrupt(grey, 0.1, MIDWAY)
    assert (dim.mean() / 255) ** 2.2 == pytest.approx(0.1 * (200 / 255) ** 2.2, rel=0.02)


def test_low_texture_leaves_the_stated_share_of_the_contrast(photo: np.ndarray) -> None:
    flat = CORRUPTIONS["low-texture"].corrupt(photo, 0.25, MIDWAY)
    assert flat.std((0, 1)) == pytest.approx(0.25 * photo.std((0, 1)), rel=0.01)
    assert flat.mean((0, 1)) == pytest.approx(photo.mean((0, 1)), abs=0.6)


@pytest.mark.parametrize("passed", [0.0, 0.3, 0.5, 0.9, 1.0])
def test_pixels_and_ids_agree_on_the_occluder(photo: np.ndarray, passed: float) -> None:
    moment = Moment(0, 0, passed)
    occluder = CORRUPTIONS["occluder"]
    ids = occluder.ids(np.ones(photo.shape[:2], np.int32), 0.3, moment)
    changed = (occluder.corrupt(photo, 0.3, moment) != photo).any(-1)
    assert not changed[ids == 1].any()
    if passed in (0, 1):
        assert (ids == 1).all()  # not there yet, and gone again
    else:
        assert changed[ids == OCCLUDER_ID].mean() > 0.95  # some pixels happen to look like it


def test_the_occluder_passes_from_left_to_right() -> None:
    ids = np.ones((60, 100), np.int32)
    middles = []
    for passed in (0.2, 0.4, 0.6, 0.8):
        seen = CORRUPTIONS["occluder"].ids(ids, 0.3, Moment(0, 0, passed)) == OCCLUDER_ID
        middles.append(float(np.nonzero(seen)[1].mean()))
    assert middles == sorted(middles)


@pytest.mark.parametrize("name", [name for name in CORRUPTIONS if name != "occluder"])
def test_only_what_stands_in_front_changes_the_ids(name: str) -> None:
    ids = np.arange(12, dtype=np.int32).reshape(3, 4)
    assert CORRUPTIONS[name].ids(ids, CORRUPTIONS[name].strengths[-1], MIDWAY) is ids
