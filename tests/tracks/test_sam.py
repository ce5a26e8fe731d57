"""Following everything, with a segmenter that knows objects by colour in place of a model."""

import sys
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from covis.errors import CovisError
from covis.tracks.sam import SamSettings, SamTracker
from covis.tracks.sam.discover import is_sure, new_objects
from covis.tracks.sam.following import follow_everything
from covis.tracks.sam.guesses import Guess, iou, union_of
from covis.tracks.sam.paint import painted, without_specks
from covis.tracks.sam.roster import Roster, thingness_of
from covis.tracks.sam.seeds import covers, grid_seeds, region_seeds
from covis.tracks.table import make_tracker
from covis.tracks.things.propose import propose_regions
from covis.tracks.things.regions import Regions
from covis.views.arrays import ArrayViews

RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 200, 30), (40, 40, 230), (230, 230, 30)
BACKGROUND = (90, 90, 90)
OFTEN = SamSettings(keyframe_every=5)
NOTHING = Regions(np.zeros((4, 4), np.int32), np.zeros(1, np.float32))


def guess_of(mask, presence=1.0):
    return Guess(np.where(mask, 10, -10).astype(np.float32), presence)


class ColourSegmenter:
    """An object is all pixels of one colour; its memory is the colour, and it counts what it is asked."""

    def __init__(self):
        self.followed = []
        self.image = None

    def look(self, view):
        self.image = view.image
        self.followed.append(0)

    def start(self, point_01):
        height, width = self.image.shape[:2]
        colour = tuple(self.image[int(point_01[1] * height), int(point_01[0] * width)])
        return colour, self._guess(colour)

    def follow(self, memory):
        self.followed[-1] += 1
        return self._guess(memory)

    def _guess(self, colour):
        mask = (self.image == np.array(colour)).all(axis=2)
        return guess_of(mask, float(mask.any()))


@dataclass(frozen=True)
class Square:
    colour: tuple
    x: int
    y: int
    frames: range
    speed: int = 0
    side: int = 16


def clip(squares, frames, size_px=(96, 64)):
    """Squares on grey, and their true ids by frame."""
    images, truth = [], []
    for frame in range(frames):
        image = np.full((size_px[1], size_px[0], 3), BACKGROUND, np.uint8)
        ids = np.zeros(image.shape[:2], np.int32)
        for number, square in enumerate(squares, start=1):
            if frame in square.frames:
                x = square.x + square.speed * frame
                image[square.y : square.y + square.side, x : x + square.side] = square.colour
                ids[square.y : square.y + square.side, x : x + square.side] = number
        images.append(image)
        truth.append(ids)
    return ArrayViews(images), truth


def follow(squares, frames, keep, settings=OFTEN, propose=lambda view: NOTHING):
    views, truth = clip(squares, frames)
    segmenter = ColourSegmenter()
    return follow_everything(segmenter, propose, views, keep, settings), truth, segmenter


def test_each_object_has_one_id_in_all_views_also_those_that_come_late_or_come_back():
    squares = [
        Square(RED, 4, 8, range(0, 20), speed=2),
        Square(GREEN, 40, 40, range(7, 20)),  # comes late, between keyframes
        Square(BLUE, 70, 8, [*range(0, 6), *range(13, 20)]),  # leaves and comes back
    ]
    keep = [0, 6, 10, 19]
    tracks, truth, _ = follow(squares, 20, keep)

    pairs = set()
    for view in keep:
        pairs |= set(zip(truth[view].ravel().tolist(), tracks.labels[view].ravel().tolist(), strict=True))
    assert len(pairs) == 4
    assert len({ours for _, ours in pairs}) == len({true for true, _ in pairs}) == 4
    assert (0, 0) in pairs
    ours = {true: ours for true, ours in pairs}
    frames = {true: tracks.tracks[ours[true]].frames for true in (1, 2, 3)}
    assert frames[1] == 20
    assert frames[2] in (10, 13)  # found at the keyframe 10; frame 7 to 9 are before it
    assert frames[3] == 13
    assert {o.confidence for o in tracks.occurrences} == {1.0}


def test_a_kept_view_between_keyframes_finds_what_is_new_there():
    tracks, truth, _ = follow([Square(RED, 4, 8, range(7, 9))], 12, [8])
    assert (tracks.labels[8] > 0).tolist() == (truth[8] > 0).tolist()


def test_background_and_specks_are_no_objects():
    squares = [Square(RED, 4, 8, range(3), side=2), Square(GREEN, 40, 40, range(3))]
    tracks, truth, _ = follow(squares, 3, [0, 2], SamSettings(grid=32))
    np.testing.assert_array_equal(tracks.labels[2] > 0, truth[2] == 2)


def test_what_is_followed_is_bounded_and_the_lost_make_room():
    colours = [(20 * k, 255 - 20 * k, 7 * k) for k in range(1, 10)]
    squares = [Square(c, 30, 20, range(4 * k, 4 * k + 4)) for k, c in enumerate(colours)]
    tracks, truth, segmenter = follow(
        squares, 36, range(0, 36, 4), SamSettings(keyframe_every=4, max_objects=3)
    )
    assert max(segmenter.followed) == 3
    assert len(tracks.tracks) == len(colours)
    for view in range(0, 36, 4):
        np.testing.assert_array_equal(tracks.labels[view] > 0, truth[view] > 0)


def test_real_proposals_find_what_the_grid_misses():
    squares = [Square(YELLOW, 3, 3, range(2), side=9), Square(RED, 40, 20, range(2), side=20)]
    settings = SamSettings(grid=1)
    tracks, _, _ = follow(squares, 2, [1], settings, lambda view: propose_regions(view.image))
    assert len(tracks.tracks) == 2
    assert all(0 < track.thingness <= 1 for track in tracks.tracks.values())


def test_progress_counts_all_views():
    views, _ = clip([], 4)
    told = []
    follow_everything(
        ColourSegmenter(), lambda v: NOTHING, views, [1], SamSettings(), lambda *done: told.append(done)
    )
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


class Playback:
    """Gives each memory, a list of guesses, one by one."""

    def follow(self, memory):
        return memory.pop(0)


def box(x):
    mask = np.zeros((20, 40), bool)
    mask[5:15, x : x + 10] = True
    return mask


def roster_of(*scripts):
    """A roster in which each script is the guesses of one object, from the first frame on."""
    roster = Roster(SamSettings())
    roster.advance(Playback())
    for first, *rest in scripts:
        roster.add(rest, first)
    roster.close_keyframe(NOTHING)
    return roster


GONE = guess_of(np.zeros((20, 40), bool), 0.0)


def test_an_object_lost_and_found_anew_keeps_its_first_id():
    roster = roster_of([guess_of(box(0)), GONE, guess_of(box(21))])
    roster.advance(Playback())
    roster.join_duplicates()
    roster.add([guess_of(box(20))], guess_of(box(20)))
    roster.close_keyframe(NOTHING)
    roster.advance(Playback())
    assert roster.join_duplicates() == {2: 1}
    assert [one.id for one in roster.sure()] == [1]
    assert roster.records[1].frames == 3
    assert set(roster.records) == {1}


def test_a_track_that_slips_onto_a_neighbour_ends_and_neither_takes_the_others_past():
    slips = [guess_of(box(0)), GONE, guess_of(box(20))]
    stays = [guess_of(box(20)), guess_of(box(20)), guess_of(box(20))]
    for scripts, survivor in (((slips, stays), 2), ((stays, slips), 1)):
        roster = roster_of(*scripts)
        roster.advance(Playback())
        roster.advance(Playback())
        assert roster.join_duplicates() == {}
        assert [one.id for one in roster.sure()] == [survivor]


def test_two_masks_apart_stay_two():
    roster = roster_of([guess_of(box(0)), guess_of(box(1))], [guess_of(box(20)), guess_of(box(8))])
    roster.advance(Playback())
    assert roster.join_duplicates() == {}
    assert [one.id for one in roster.sure()] == [1, 2]


def test_a_renamed_track_is_renamed_in_the_views_already_kept():
    """Red is lost to the segmenter for a while, is found again as new, then both are the same."""

    class Forgetful(ColourSegmenter):
        def follow(self, memory):
            frame, self_guess = len(self.followed) - 1, super().follow(memory)
            return GONE if 2 <= frame < 6 and memory[1] == "first" else self_guess

        def start(self, point_01):
            colour, found = super().start(point_01)
            return (colour, "first" if len(self.followed) == 1 else "later"), found

        def _guess(self, memory):
            return super()._guess(memory[0] if isinstance(memory[1], str) else memory)

    views, truth = clip([Square(RED, 4, 8, range(12))], 12)
    tracks = follow_everything(Forgetful(), lambda v: NOTHING, views, [0, 4, 10], OFTEN)
    assert set(tracks.tracks) == {1}
    for view in (0, 4, 10):
        np.testing.assert_array_equal(tracks.labels[view], truth[view])
    assert tracks.tracks[1].frames == 2 + 2 + 6  # 0 and 1, then 4 and 5 as another track, then 6 to 11


def test_new_objects_are_not_parts_of_known_ones_nor_twice_the_same():
    class Fixed(ColourSegmenter):
        def start(self, point_01):
            return None, guess_of(box(4))

    whole = np.zeros((20, 40), bool)
    whole[:, :20] = True
    settings = SamSettings()
    assert len(new_objects(Fixed(), NOTHING, [], 9, settings)) == 1
    assert len(new_objects(Fixed(), NOTHING, [whole], 9, settings)) == 0
    assert len(new_objects(Fixed(), NOTHING, [box(25)], 9, settings)) == 1
    assert len(new_objects(Fixed(), NOTHING, [], 0, settings)) == 0


def test_an_unsure_guess_is_no_object():
    good = np.where(box(3), 10, -10).astype(np.float32)
    vague = np.linspace(-3, 3, 800, dtype=np.float32).reshape(20, 40)
    settings = SamSettings()
    assert is_sure(Guess(good, 0.9), settings)
    assert not is_sure(Guess(good, 0.4), settings)
    assert not is_sure(Guess(vague, 0.9), settings)
    assert not is_sure(guess_of(~box(3)), settings)
    assert not is_sure(guess_of(np.zeros((20, 40), bool)), settings)


def test_stability_is_the_iou_of_the_masks_one_logit_apart():
    logits = np.array([[3.0, 1.5, 0.5, -0.5], [-2.0, -3.0, -4.0, -5.0]], np.float32)
    assert Guess(logits, 0.5).stability == pytest.approx(2 / 4)
    assert Guess(logits, 0.5).confidence == pytest.approx(1 / 4)
    assert Guess(np.full((2, 2), -9, np.float32), 1.0).stability == 0


@given(*[hnp.arrays(bool, (5, 6))] * 2)
def test_iou_is_symmetric_and_one_only_for_equal_masks(a, b):
    assert iou(a, b) == iou(b, a)
    assert 0 <= iou(a, b) <= 1
    assert (iou(a, b) == 1) == (bool(a.any()) and bool((a == b).all()))
    np.testing.assert_array_equal(union_of([a, b]), a | b)


@given(hnp.arrays(np.int32, (12, 16), elements=st.integers(0, 4)), hnp.arrays(bool, (6, 8)))
def test_region_seeds_lie_in_uncovered_parts_of_their_regions(labels, covered):
    regions = Regions(labels, np.linspace(0, 1, 5, dtype=np.float32))
    hit = []
    for point in region_seeds(regions, covered):
        assert not covers(covered, point)
        hit.append(int(labels[int(point[1] * 12), int(point[0] * 16)]))
    assert hit == sorted(set(hit), reverse=True)
    assert 0 not in hit


@given(st.integers(1, 12), hnp.arrays(bool, (7, 9)))
def test_grid_seeds_are_the_cells_that_are_free(side, covered):
    seeds = grid_seeds(side, covered)
    assert len(set(seeds)) == len(seeds) <= side * side
    assert not any(covers(covered, seed) for seed in seeds)
    assert len(grid_seeds(side, np.zeros((1, 1), bool))) == side * side


def test_smaller_objects_lie_on_larger_ones_and_hidden_ones_are_left_out():
    large, small = np.zeros((20, 40), bool), box(12)
    large[2:18, 5:35] = True
    labels = painted({1: guess_of(small), 2: guess_of(large), 3: guess_of(small)}, (40, 20), 0.001)
    np.testing.assert_array_equal(labels, np.where(small, 3, np.where(large, 2, 0)))
    assert painted({1: guess_of(small)}, (80, 40), 0.2).max() == 0
    assert painted({1: guess_of(small)}, (80, 40), 0.1).shape == (40, 80)


@given(hnp.arrays(bool, (8, 9)))
def test_taking_specks_away_only_takes_away_and_keeps_the_largest_piece(mask):
    kept = without_specks(mask)
    assert not (kept & ~mask).any()
    assert kept.any() == mask.any()
    np.testing.assert_array_equal(without_specks(kept), kept)


def test_a_speck_goes_and_a_half_behind_a_pole_stays():
    mask = np.zeros((20, 40), bool)
    mask[2:18, 2:12] = mask[2:18, 15:22] = True
    with_speck = mask.copy()
    with_speck[0, 39] = True
    np.testing.assert_array_equal(without_specks(with_speck), mask)


def test_thingness_is_the_mean_over_the_mask():
    labels = np.zeros((10, 20), np.int32)
    labels[:, 10:] = 1
    regions = Regions(labels, np.array([0.9, 0.5], np.float32))
    assert thingness_of(np.ones((20, 40), bool), regions) == pytest.approx(0.25)
    assert thingness_of(np.zeros((20, 40), bool), regions) == 0


@pytest.mark.parametrize("package", ["torch", "transformers"])
@pytest.mark.parametrize("name", ["sam2", "edgetam", "sam3"])
def test_a_missing_extra_is_one_sentence_that_says_how_to_get_it(monkeypatch, name, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(CovisError, match=rf"{package}.*pip install 'covis\[sam\]'"):
        make_tracker(name)


def test_an_unknown_family_lists_the_known_ones():
    with pytest.raises(CovisError, match="sam2, edgetam, sam3"):
        SamTracker("sam9")
