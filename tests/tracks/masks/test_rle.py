"""COCO run lengths: sourced literals, the round trip, a peer, and hostile input."""

import json

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from covis.errors import CovisError
from covis.tracks.masks.rle import decode_rle, encode_rle
from covis.views.limits import MAX_PIXELS

masks = hnp.arrays(bool, hnp.array_shapes(min_dims=2, max_dims=2, max_side=40))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(masks)
def test_a_mask_survives_the_round_trip_through_json(mask):
    rle = json.loads(json.dumps(encode_rle(mask)))
    assert rle["size"] == list(mask.shape)
    np.testing.assert_array_equal(decode_rle(rle), mask)


def test_counts_run_down_the_columns_and_start_with_empty():
    # The two examples in maskApi.h's comment: M=[0 0 1 1 1 0 1] -> [2 3 1 1], M=[1 1 1 1 1 1 0] -> [0 6 1].
    for bits, counts in (([0, 0, 1, 1, 1, 0, 1], [2, 3, 1, 1]), ([1, 1, 1, 1, 1, 1, 0], [0, 6, 1])):
        column = np.array(bits, bool)[:, None]
        np.testing.assert_array_equal(decode_rle({"size": [7, 1], "counts": counts}), column)
    tall = decode_rle({"size": [2, 2], "counts": [1, 2, 1]})
    np.testing.assert_array_equal(tall, [[False, True], [True, False]])


@given(masks)
@example(np.tri(60, 300, dtype=bool))
def test_the_string_is_the_one_pycocotools_writes(mask):
    peer = pytest.importorskip("pycocotools.mask")
    theirs = peer.encode(np.asfortranarray(mask, dtype=np.uint8))
    assert encode_rle(mask)["counts"] == theirs["counts"].decode()
    np.testing.assert_array_equal(decode_rle(theirs), mask)


def test_large_runs_and_negative_differences():
    mask = np.zeros((3000, 4000), bool)
    mask[:, 3] = True
    mask[5:8, 2000] = True
    mask[:, 2500:] = True
    np.testing.assert_array_equal(decode_rle(encode_rle(mask)), mask)


@pytest.mark.parametrize(
    ("rle", "says"),
    [
        (None, "'size' and 'counts'"),
        ({"size": [2, 2]}, "'size' and 'counts'"),
        ({"size": [2], "counts": "4"}, "'size'"),
        ({"size": [2.0, 2], "counts": "4"}, "'size'"),
        ({"size": [True, 4], "counts": "4"}, "'size'"),
        ({"size": [-2, -2], "counts": [4]}, "'size'"),
        ({"size": [0, 2], "counts": []}, "'size'"),
        ({"size": [10**9, 10**9], "counts": [10**18]}, str(MAX_PIXELS)),
        ({"size": [2, 2], "counts": [5]}, "within its size"),
        ({"size": [2, 2], "counts": [1, -1, 4]}, "within its size"),
        ({"size": [2, 2], "counts": [1, 1.0, 2]}, "within its size"),
        ({"size": [2, 2], "counts": [1, 2]}, "add up"),
        ({"size": [2, 2], "counts": []}, "add up"),
        ({"size": [2, 2], "counts": ""}, "empty"),
        ({"size": [2, 2], "counts": "\x00"}, "character"),
        ({"size": [2, 2], "counts": "\u00e9"}, "character"),
        ({"size": [2, 2], "counts": "P"}, "breaks off"),
        ({"size": [2, 2], "counts": "o" * 40 + "0"}, "too large"),
        ({"size": [2, 2], "counts": "oooooo" * 2}, "breaks off"),
        ({"size": [2, 2], "counts": "ooooo?"}, "longer|add up"),
    ],
)
def test_malformed_runs_are_one_sentence(rle, says):
    with pytest.raises(CovisError, match=says):
        decode_rle(rle)


@given(st.fixed_dictionaries({"size": json_values, "counts": json_values}) | json_values)
def test_any_json_gives_a_mask_or_a_sentence(value):
    assert is_mask_or_sentence(value)


@given(
    st.lists(st.integers(1, 20), min_size=2, max_size=2), st.text() | st.binary() | st.lists(st.integers())
)
def test_any_counts_give_a_mask_or_a_sentence(size, counts):
    assert is_mask_or_sentence({"size": size, "counts": counts})


@given(masks, st.data())
def test_a_changed_character_gives_a_mask_or_a_sentence(mask, data):
    rle = encode_rle(mask)
    at = data.draw(st.integers(0, len(rle["counts"]) - 1))
    other = data.draw(st.characters(max_codepoint=120))
    assert is_mask_or_sentence(dict(rle, counts=rle["counts"][:at] + other + rle["counts"][at + 1 :]))


def is_mask_or_sentence(value):
    """Whether a mask of the size that is asked for comes out, or a refusal of one sentence."""
    try:
        mask = decode_rle(value)
    except CovisError as refusal:
        return str(refusal).endswith(".") and "\n" not in str(refusal)
    return mask.dtype == bool and list(mask.shape) == list(value["size"])


@pytest.mark.parametrize("shape", [(3,), (0, 4), (2, 2, 2)])
def test_only_a_two_dimensional_mask_with_pixels_is_encoded(shape):
    with pytest.raises(ValueError, match="a mask is"):
        encode_rle(np.zeros(shape, bool))
