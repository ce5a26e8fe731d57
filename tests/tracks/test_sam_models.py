"""The SAM trackers on tiny models built from config, loaded from a folder as a user's weights are."""

import numpy as np
import pytest
from tests.tracks.tiny_sam import ANYTHING, FAMILIES, MEAN, STD, clip, torch

from covis.errors import CovisError
from covis.tracks.sam import SamSettings, SamTracker
from covis.tracks.sam.checkpoints import load
from covis.tracks.sam.session import SamSegmenter
from covis.tracks.table import make_tracker

pytestmark = pytest.mark.torch


@pytest.mark.parametrize("name", FAMILIES)
def test_a_clip_is_tracked_end_to_end(tiny_sam, name):
    told = []
    tracker = SamTracker(name, str(tiny_sam[name]), ANYTHING)
    tracks = tracker(clip(10), [0, 5, 9], lambda *done: told.append(done))
    assert told[-1] == (10, 10)
    assert sorted(tracks.labels) == [0, 5, 9]
    assert all(m.shape == (60, 80) and m.dtype == np.int32 for m in tracks.labels.values())
    assert 0 < len(tracks.tracks) <= 3
    assert all(1 <= track.frames <= 10 for track in tracks.tracks.values())
    assert all(0 < o.confidence <= 1 for o in tracks.occurrences)


def test_the_command_lines_spelling_loads_a_folder_and_leaves_out_what_is_unsure(tiny_sam):
    tracks = make_tracker(f"sam2:{tiny_sam['sam2']}")(clip(3), [0, 2])
    assert sorted(tracks.labels) == [0, 2]
    assert all(o.confidence >= 0.5 * 0.8 for o in tracks.occurrences)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_run_repeats_exactly(tiny_sam, name):
    runs = [SamTracker(name, str(tiny_sam[name]), ANYTHING)(clip(6), [1, 5]) for _ in range(2)]
    for view in (1, 5):
        np.testing.assert_array_equal(runs[0].labels[view], runs[1].labels[view])
    assert runs[0].tracks == runs[1].tracks


@pytest.mark.parametrize("name", FAMILIES)
def test_forgetting_changes_no_mask_and_bounds_what_is_remembered(tiny_sam, name):
    """The same masks as one ever-growing session of transformers gives, from memories that stop growing."""
    loaded = load(name, str(tiny_sam[name]), SamSettings(device="cpu"))
    ours = SamSegmenter(loaded)
    side_px = loaded.model.image_size
    theirs = loaded.session(video_height=side_px, video_width=side_px, dtype=torch.float32)
    point = torch.tensor([[[[0.25 * side_px, 0.5 * side_px]]]])
    prompt = {"point_coords": point, "point_labels": torch.ones((1, 1, 1), dtype=torch.int32)}
    theirs.add_point_inputs(theirs.obj_id_to_idx(1), 0, prompt)
    theirs.obj_with_new_inputs = [1]
    remembered = []
    for frame, view in enumerate(clip(24)):
        ours.look(view)
        if frame == 0:
            memory, guess = ours.start((0.25, 0.5))
        else:
            guess = ours.follow(memory)
        if frame % 7 == 3:
            ours.start((0.6, 0.6))  # another object does not disturb the first
        output = loaded.model(theirs, frame=prepared(view, side_px), frame_idx=frame)
        np.testing.assert_array_equal(guess.logits, output.pred_masks.numpy()[0, 0])
        remembered.append(tensor_bytes(memory))
    assert len(set(remembered[16:])) == 1
    assert len(memory.output_dict_per_obj[0]["non_cond_frame_outputs"]) == 15
    assert len(theirs.output_dict_per_obj[0]["non_cond_frame_outputs"]) == 23
    assert memory.processed_frames is None
    assert len(memory.cache._vision_features) == 1


def test_running_out_of_memory_is_one_sentence(tiny_sam, monkeypatch):
    def exhausted(*_):
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(SamSegmenter, "start", exhausted)
    with pytest.raises(CovisError, match="ran out of memory"):
        SamTracker("sam2", str(tiny_sam["sam2"]))(clip(2), [1])


def prepared(view, side_px):
    square = view.read((side_px, side_px)).astype(np.float32) / 255
    normal = (square - np.array(MEAN, np.float32)) / np.array(STD, np.float32)
    return torch.from_numpy(normal.transpose(2, 0, 1).copy())


def tensor_bytes(session):
    """The bytes of all tensors in a session, but for the features that all sessions share."""

    def count(value):
        if isinstance(value, torch.Tensor):
            return value.element_size() * value.nelement()
        if isinstance(value, dict):
            return sum(map(count, value.values()))
        return sum(map(count, value)) if isinstance(value, list | tuple) else 0

    return count({key: value for key, value in vars(session).items() if key != "cache"})


@pytest.mark.parametrize("name", FAMILIES)
def test_half_precision_runs(tiny_sam, name):
    segmenter = SamSegmenter(load(name, str(tiny_sam[name]), SamSettings(device="cpu", dtype="bfloat16")))
    for frame, view in enumerate(clip(3)):
        segmenter.look(view)
        if frame == 0:
            memory, guess = segmenter.start((0.25, 0.5))
        else:
            guess = segmenter.follow(memory)
    assert guess.logits.dtype == np.float32
    assert np.isfinite(guess.logits).all()
