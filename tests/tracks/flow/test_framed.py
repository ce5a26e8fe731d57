"""Things in frames are whole with their frames."""

import numpy as np
import pytest
from tests.tracks.flow.staging import BLUE, RED, YELLOW, empty, ground, iou, paint, set_up

from covis.tracks.flow.found import Regions, find_regions
from covis.tracks.flow.framed import complete, framed_wholes
from covis.tracks.flow.frames import make_frame
from covis.tracks.flow.keyframe import keyframe
from covis.tracks.flow.settings import DEFAULTS

HEIGHT, WIDTH = 96, 128
WHITE = (245, 245, 245)


def box(left: int, top: int, right: int, bottom: int) -> np.ndarray:
    """The mask of a box; its parts outside of the picture are cut off."""
    mask = np.zeros((HEIGHT, WIDTH), np.bool_)
    mask[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = True
    return mask


WHOLE, INSIDE = box(40, 24, 90, 66), box(46, 30, 84, 60)


def picture(whole: np.ndarray = WHOLE, inside: np.ndarray = INSIDE) -> np.ndarray:
    """A blue picture in a red frame on a mottled wall."""
    return paint(paint(ground(), whole, RED), inside, BLUE)


def masks_of(regions: Regions, rows: np.ndarray) -> list[np.ndarray]:
    return [members[regions.graph.leaves] for members in regions.members[rows]]


@pytest.mark.parametrize("shift", [0, -58, 60])  # in the middle, cut off at the left, at the right
def test_a_frame_and_what_is_in_it_are_a_region(shift: int) -> None:
    whole, inside = box(40 + shift, 24, 90 + shift, 66), box(46 + shift, 30, 84 + shift, 60)
    regions = find_regions(make_frame(0, picture(whole, inside)), None)
    masks = masks_of(regions, regions.framed)
    assert max(iou(mask, whole) for mask in masks) > 0.85


def test_the_whole_is_more_of_a_thing_than_its_inside() -> None:
    regions = find_regions(make_frame(0, picture()), None)
    best = masks_of(regions, np.array([int(regions.thingness.argmax())]))[0]
    assert iou(best, WHOLE) > 0.85


def test_a_cup_on_a_table_is_not_framed_by_it() -> None:
    table, cup = box(20, 20, 110, 70), box(60, 40, 72, 54)
    regions = find_regions(make_frame(0, picture(table, cup)), None)
    assert not regions.framed.any()


def test_an_open_frame_encloses_nothing() -> None:
    seen = picture()
    seen[24:32, 55:75] = ground()[24:32, 55:75]  # the frame lacks a piece, and so does what is in it
    regions = find_regions(make_frame(0, seen), None)
    leaves = regions.graph.leaves
    ring = np.zeros(len(regions.graph), np.bool_)
    ring[np.unique(leaves[(seen == picture()).all(2) & WHOLE & ~INSIDE])] = True
    ring[np.unique(leaves[INSIDE])] = False
    assert not len(framed_wholes(regions.graph, ring[None]))


def test_nothing_comes_of_no_regions() -> None:
    graph = find_regions(make_frame(0, picture()), None).graph
    assert framed_wholes(graph, np.zeros((0, len(graph)), np.bool_)).shape == (0, len(graph))


def test_a_new_track_has_the_whole() -> None:
    scene = empty()
    keyframe(scene, make_frame(0, picture()), None, DEFAULTS)
    assert max(iou(scene.labels == k, WHOLE) for k in scene.tracks) > 0.85


def test_a_track_that_has_the_inside_gets_the_whole_and_keeps_its_number() -> None:
    frame, scene = make_frame(5, picture()), empty()
    track = set_up(scene, INSIDE, frame)
    for index in range(5, 45, 5):  # and it stays, though it looks unlike what it was
        keyframe(scene, make_frame(index, picture()), None, DEFAULTS)
    assert iou(scene.labels == track.id, WHOLE) > 0.85
    assert set(scene.tracks) == {track.id}


def test_what_stands_in_front_and_reaches_out_keeps_the_whole_away() -> None:
    vase = box(60, 40, 76, 80)
    frame, scene = make_frame(5, paint(picture(), vase, YELLOW)), empty()
    inside = set_up(scene, INSIDE & ~vase, frame)
    front = set_up(scene, vase, frame)
    regions = find_regions(frame, None)
    whole = np.zeros(len(regions.graph), np.bool_)
    whole[np.unique(regions.graph.leaves[WHOLE])] = True
    before = scene.labels.copy()
    complete(scene, regions.graph, whole[None], frame)
    assert (scene.labels == before).all()
    assert set(scene.tracks) == {inside.id, front.id}
