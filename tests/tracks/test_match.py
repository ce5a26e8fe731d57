"""The tracker for unordered views, on scenes with known ids."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from covis.tracks.match.context import context_map, look_there
from covis.tracks.match.features import find_features, match_features
from covis.tracks.match.lookalikes import has_lookalike
from covis.tracks.match.palette import find_by_colours
from covis.tracks.match.scene import Seen, pair_up, see
from covis.tracks.match.tracker import MatchTracker
from covis.tracks.match.transfer import transfer
from covis.tracks.quality import measure
from covis.tracks.tracks import Tracks
from covis.views.arrays import ArrayViews

WIDTH, HEIGHT = 480, 320
THINGS = ((90, 100, (210, 60, 50)), (240, 210, (60, 90, 200)), (380, 110, (230, 200, 60)))


def texture(seed: int, width: int, height: int, low: int, high: int, grain_px: float) -> np.ndarray:
    """Coloured noise, uint8 (height, width, 3), between two greys."""
    rng = np.random.default_rng(seed)
    noise = np.asarray(cv2.GaussianBlur(rng.random((height, width, 3), np.float32), (0, 0), grain_px))
    return np.asarray(cv2.normalize(noise, None, low, high, cv2.NORM_MINMAX), np.uint8)


def scene(plain: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """A ground with discs of their own colour, patterned unless plain; and its ids."""
    picture, ids = texture(1, WIDTH, HEIGHT, 100, 165, 2.0), np.zeros((HEIGHT, WIDTH), np.int32)
    for k, (x, y, colour) in enumerate(THINGS, 1):
        put_disc(picture, ids, k, (x, y), colour, plain)
    return picture, ids


def put_disc(
    picture: np.ndarray,
    ids: np.ndarray,
    number: int,
    centre: tuple[int, int],
    colour: tuple[int, ...],
    plain: bool,
    pattern: int | None = None,
) -> None:
    """Paint a disc of 38 px radius, in place; discs of one pattern look the same."""
    x, y = centre
    shape = cv2.circle(np.zeros((76, 76), np.uint8), (38, 38), 37, 1, -1) > 0
    grain = texture(10 + (number if pattern is None else pattern), 76, 76, 0, 110, 2.0).astype(int) - 55
    face = np.clip(np.array(colour) + grain * (not plain), 0, 255).astype(np.uint8)
    window = (slice(y - 38, y + 38), slice(x - 38, x + 38))
    picture[window][shape] = face[shape]
    ids[window][shape] = number


def standpoint(seed: int) -> np.ndarray:
    """(3, 3) where the scene's px go when it is seen from elsewhere; seed 0 leaves them."""
    if seed == 0:
        return np.eye(3)
    rng = np.random.default_rng(seed)
    corners = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], np.float32)
    moved = corners + rng.uniform(-0.08, 0.08, (4, 2)) * [WIDTH, HEIGHT]
    turn = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), rng.uniform(-15, 15), rng.uniform(0.85, 1.1))
    moved = moved @ turn[:, :2].T + turn[:, 2]
    return np.asarray(cv2.getPerspectiveTransform(corners, moved.astype(np.float32)))


def seen_from(picture: np.ndarray, ids: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The same scene from another standpoint in another light; seed 0 leaves it as it is."""
    if seed == 0:
        return picture, ids
    rng, H, size = np.random.default_rng(seed), standpoint(seed), (WIDTH, HEIGHT)
    warped = cv2.warpPerspective(picture, H, size, borderMode=cv2.BORDER_REFLECT)
    light = warped * rng.uniform(0.92, 1.08) + rng.normal(0, 2, warped.shape)
    warped_ids = cv2.warpPerspective(ids, H, size, flags=cv2.INTER_NEAREST, borderValue=0)
    return np.clip(light, 0, 255).astype(np.uint8), np.asarray(warped_ids, np.int32)


def track(pictures: list[np.ndarray], keep: list[int] | None = None) -> Tracks:
    return MatchTracker()(ArrayViews(pictures, ordered=False), keep or list(range(len(pictures))))


def seen(picture: np.ndarray, index: int = 0) -> Seen:
    return see(list(ArrayViews([picture] * (index + 1)))[index])


def leaves_under(s: Seen, ids: np.ndarray, number: int) -> np.ndarray:
    """(n,) bool: leaves that lie mostly on a thing."""
    small = cv2.resize(ids, s.graph.leaves.shape[::-1], interpolation=cv2.INTER_NEAREST) == number
    return np.bincount(s.graph.leaves[small], minlength=len(s.graph)) / s.graph.area_px > 0.5


def test_things_keep_their_number_in_every_view() -> None:
    views = [seen_from(*scene(), seed) for seed in range(4)]
    tracks = track([v[0] for v in views])
    found = measure([tracks.labels[i] for i in range(4)], [v[1] for v in views])
    assert found.purity == 1
    assert found.objects_found == 1
    assert found.coverage > 0.9


def test_anchors_lie_in_the_mask_and_on_the_same_spot() -> None:
    views = [seen_from(*scene(), seed) for seed in range(3)]
    tracks = track([v[0] for v in views])
    spots: dict[int, list[np.ndarray]] = {}
    for o in tracks.occurrences:
        assert o.anchor_px is not None
        x, y = o.anchor_px
        assert tracks.labels[o.view][round(y), round(x)] == o.track
        assert 0 < o.confidence <= 1
        if views[o.view][1][round(y), round(x)]:  # on a thing
            back = np.linalg.inv(standpoint(o.view)) @ [x, y, 1]
            spots.setdefault(o.track, []).append(back[:2] / back[2])
    assert len(spots) >= 3
    for of_track in spots.values():
        assert np.ptp(of_track, axis=0).max() < 8


def test_plain_things_are_found_by_their_surroundings() -> None:
    picture, ids = scene(plain=True)
    other, other_ids = seen_from(picture, ids, 3)
    here, there = seen(picture), seen(other)
    pair = pair_up(here, there)
    assert pair is not None
    for number in (1, 2, 3):
        members = leaves_under(here, ids, number)
        around = context_map(here, members, pair)
        assert around is not None
        looked = look_there(around, here, members, there)
        assert looked is not None
        y, x = np.nonzero(cv2.resize(ids, here.graph.leaves.shape[::-1], interpolation=0) == number)
        v, u = np.nonzero(cv2.resize(other_ids, here.graph.leaves.shape[::-1], interpolation=0) == number)
        landed = looked[0][:, :2] @ [x.mean(), y.mean()] + looked[0][:, 2]
        assert np.linalg.norm(landed - [u.mean(), v.mean()]) < 3


def test_nothing_is_found_where_a_thing_was_taken_away() -> None:
    picture, ids = scene(plain=True)
    bare = texture(1, WIDTH, HEIGHT, 100, 165, 2.0)
    here, there = seen(picture), seen(bare)
    pair = pair_up(here, there)
    assert pair is not None
    members = leaves_under(here, ids, 1)
    around = context_map(here, members, pair)
    assert around is not None
    assert look_there(around, here, members, there) is None
    assert transfer(members, here, there, pair) is None
    assert find_by_colours(members, 0.9, here, there) is None


def test_a_thing_that_moved_is_told_by_its_own_colours() -> None:
    first, first_ids = scene()
    moved, moved_ids = texture(1, WIDTH, HEIGHT, 100, 165, 2.0), np.zeros((HEIGHT, WIDTH), np.int32)
    put_disc(moved, moved_ids, 1, (200, 70), THINGS[0][2], plain=False, pattern=77)
    put_disc(moved, moved_ids, 2, THINGS[1][:2], THINGS[1][2], plain=False)
    tracks = track([first, moved])
    found = measure([tracks.labels[0], tracks.labels[1]], [first_ids, moved_ids])
    assert found.purity == 1
    label = np.bincount(tracks.labels[1][moved_ids == 1]).argmax()
    assert label > 0
    assert np.bincount(tracks.labels[0][first_ids == 1]).argmax() == label


def test_look_alikes_are_not_confused_when_each_view_shows_another() -> None:
    pictures, truths = [], []
    for number, centre in ((1, (110, 100)), (2, (370, 220))):
        picture, ids = texture(1, WIDTH, HEIGHT, 100, 165, 2.0), np.zeros((HEIGHT, WIDTH), np.int32)
        put_disc(picture, ids, 5, (240, 160), (60, 90, 200), plain=False)
        put_disc(picture, ids, number, centre, (210, 60, 50), plain=False, pattern=33)
        if number == 1:  # both can be seen here, so nothing says which one the other view shows
            put_disc(picture, ids, 3, (110, 230), (210, 60, 50), plain=False, pattern=33)
        pictures.append(picture)
        truths.append(ids)
    here = seen(pictures[0])
    assert has_lookalike(here, leaves_under(here, truths[0], 1))
    tracks = track(pictures)
    red = [tracks.labels[0][np.isin(truths[0], (1, 3))], tracks.labels[1][truths[1] == 2]]
    named = [{k for k in np.unique(r).tolist() if k and (r == k).sum() > 1000} for r in red]
    assert not named[0] & named[1]


def test_unrelated_pictures_share_nothing() -> None:
    pictures = [texture(seed, WIDTH, HEIGHT, 0, 255, 1.5 + seed) for seed in (50, 51, 52)]
    tracks = track(pictures)
    assert not tracks.tracks
    assert not any(m.any() for m in tracks.labels.values())


def test_views_of_different_sizes_get_maps_of_their_own_size() -> None:
    picture, ids = scene()
    large = cv2.resize(seen_from(picture, ids, 2)[0], (901, 600), interpolation=cv2.INTER_CUBIC)
    tracks = track([picture, large])
    assert tracks.labels[0].shape == (HEIGHT, WIDTH)
    assert tracks.labels[1].shape == (600, 901)
    assert all(m.dtype == np.int32 for m in tracks.labels.values())
    assert len(tracks.tracks) >= 2


def test_only_kept_views_are_labelled_but_others_count() -> None:
    views = [seen_from(*scene(), seed)[0] for seed in range(3)]
    told: list[tuple[int, int]] = []
    kept = MatchTracker()(
        ArrayViews(views, ordered=False), [0, 2], lambda done, total: told.append((done, total))
    )
    assert sorted(kept.labels) == [0, 2]
    assert max(t.frames for t in kept.tracks.values()) == 3
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_the_same_views_give_the_same_tracks() -> None:
    views = [seen_from(*scene(), seed)[0] for seed in range(2)]
    one, other = track(views), track(views)
    assert one.occurrences == other.occurrences
    assert all(np.array_equal(one.labels[i], other.labels[i]) for i in one.labels)


@pytest.mark.parametrize(
    "pictures",
    [
        [np.full((64, 96, 3), 128, np.uint8)],
        [np.full((64, 96, 3), 128, np.uint8)] * 3,
        [np.zeros((16, 16, 3), np.uint8), np.zeros((300, 16, 3), np.uint8)],
    ],
)
def test_views_with_nothing_in_them_have_no_tracks(pictures: list[np.ndarray]) -> None:
    tracks = track(pictures)
    assert not tracks.tracks
    assert [m.shape for m in tracks.labels.values()] == [p.shape[:2] for p in pictures]


def test_points_match_themselves() -> None:
    features = find_features(scene()[0])
    m = match_features(features, features)
    assert len(m) > 50
    assert np.array_equal(m[:, 0], m[:, 1])
