"""Masks from other tools: each layout gives the tracks it says, and bad files give one sentence."""

import io
import json
import struct
import warnings
import zipfile
import zlib
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from covis.errors import CovisError
from covis.tracks.masks.png import read_label_png, write_palette_png
from covis.tracks.masks.rle import encode_rle
from covis.tracks.masks.tracker import MaskTracker, open_masks
from covis.views.view import View

one_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


@dataclass
class Pictures:
    """Views of which only sizes and names matter."""

    names: list
    size_px: tuple = (8, 6)
    ordered: bool = True
    name: str = "pictures"

    def __len__(self):
        return len(self.names)

    def __iter__(self):
        return iter(self.pick(range(len(self))))

    def pick(self, indices):
        return [View(i, self.names[i], None, self.size_px, lambda size: None) for i in indices]

    def fingerprint(self):
        return "0" * 64


def maps(count, shape=(6, 8)):
    """Object 1 moves one column a map; object 2 stays, and is missing from map 1."""
    result = np.zeros((count, *shape), np.int32)
    for k in range(count):
        result[k, 1:3, k % shape[1]] = 1
        if k != 1:
            result[k, 4, 2:5] = 2
    return result


def video(count):
    return Pictures([str(k) for k in range(count)])


def save_pngs(folder, names, label_maps):
    folder.mkdir()
    for name, label_map in zip(names, label_maps, strict=True):
        write_palette_png(folder / f"{name}.png", label_map)
    return folder


def coco_video(label_maps, ids=(1, 2), key="id", **more):
    annotations = []
    for k in ids:
        rles = [encode_rle(m == k) if (m == k).any() else None for m in label_maps]
        annotations.append({key: k, "segmentations": rles, **more})
    return {"annotations": annotations}


def coco_pictures(label_maps, names):
    images = [{"id": 10 + i, "file_name": f"{n}.jpg"} for i, n in enumerate(names)]
    annotations = []
    for i, label_map in enumerate(label_maps):
        for k in np.unique(label_map)[1:]:
            rle = encode_rle(label_map == k)
            entry = {"id": len(annotations), "image_id": 10 + i, "track_id": int(k), "segmentation": rle}
            annotations.append(entry | {"score": 0.5})
    return {"images": images, "annotations": annotations}


def save(path, kind, label_maps):
    """The same maps in one of the accepted layouts."""
    if kind == "png":
        return save_pngs(path / "masks", [f"{i:05d}" for i in range(len(label_maps))], label_maps)
    target = path / ("masks.npz" if kind.startswith("npz") else "masks.json")
    if kind == "npz stack":
        np.savez(target, labels=label_maps.astype(np.uint8))
    elif kind == "npz maps":
        np.savez_compressed(target, *label_maps)
    elif kind == "coco video":
        target.write_text(json.dumps(coco_video(label_maps)))
    elif kind == "coco results":
        target.write_text(json.dumps(coco_video(label_maps)["annotations"]))
    else:
        target.write_text(json.dumps(coco_pictures(label_maps, [f"f{i}" for i in range(len(label_maps))])))
    return target


@pytest.mark.parametrize(
    "kind", ["png", "npz stack", "npz maps", "coco video", "coco results", "coco pictures"]
)
@pytest.mark.parametrize("all_frames", [True, False])
def test_every_layout_gives_the_same_tracks(tmp_path, kind, all_frames):
    truth = maps(12)
    keep = [0, 1, 11]
    path = save(tmp_path, kind, truth if all_frames else truth[keep])
    told = []
    tracks = MaskTracker(path)(video(12), keep, lambda done, of: told.append((done, of)))

    assert sorted(tracks.labels) == keep
    for view in keep:
        np.testing.assert_array_equal(tracks.labels[view], truth[view])
    shown = {(o.view, o.track) for o in tracks.occurrences}
    assert shown == {(0, 1), (0, 2), (1, 1), (11, 1), (11, 2)}
    assert [tracks.tracks[k].frames for k in (1, 2)] == ([12, 11] if all_frames else [3, 2])
    confidence = 0.5 if kind == "coco pictures" else 1.0
    assert {o.confidence for o in tracks.occurrences} == {confidence}
    assert {t.confidence for t in tracks.tracks.values()} == {confidence}
    assert {t.thingness for t in tracks.tracks.values()} == {1.0}
    assert {o.anchor_px for o in tracks.occurrences} == {None}
    assert told[-1][0] == told[-1][1]


def test_png_files_go_by_natural_order(tmp_path):
    truth = maps(12)
    path = save_pngs(tmp_path / "m", [f"m{i}" for i in range(12)], truth)
    tracks = MaskTracker(path)(Pictures([f"picture {i}.jpg" for i in range(12)]), [2, 10])
    np.testing.assert_array_equal(tracks.labels[2], truth[2])
    np.testing.assert_array_equal(tracks.labels[10], truth[10])


def test_names_that_match_go_before_order_for_unordered_views(tmp_path):
    truth = maps(3)
    path = save_pngs(tmp_path / "m", ["a", "b", "c"], truth)
    tracks = MaskTracker(path)(Pictures(["c.jpg", "a.jpg", "b.jpg"], ordered=False), [0, 1, 2])
    for view, position in enumerate([2, 0, 1]):
        np.testing.assert_array_equal(tracks.labels[view], truth[position])


def test_maps_named_by_frame_index_serve_the_kept_frames(tmp_path):
    truth = maps(30)
    some = [0, 5, 10, 15, 20]
    path = save_pngs(tmp_path / "m", [f"{i:05d}" for i in some], truth[some])
    views = Pictures([f"t={i}s" for i in range(30)])
    tracks = MaskTracker(path)(views, [5, 20])
    np.testing.assert_array_equal(tracks.labels[20], truth[20])


def test_maps_that_start_at_one_are_not_off_by_one(tmp_path):
    truth = maps(4)
    path = save_pngs(tmp_path / "m", ["1", "2", "3", "4"], truth)
    tracks = MaskTracker(path)(video(4), [2])
    np.testing.assert_array_equal(tracks.labels[2], truth[2])


def test_smaller_masks_are_enlarged_to_the_view(tmp_path):
    truth = maps(2)
    np.savez(tmp_path / "m.npz", truth)
    tracks = MaskTracker(tmp_path / "m.npz")(Pictures(["0", "1"], size_px=(24, 18)), [0, 1])
    np.testing.assert_array_equal(tracks.labels[0], truth[0].repeat(3, 0).repeat(3, 1))
    with pytest.raises(CovisError, match="shape"):
        MaskTracker(tmp_path / "m.npz")(Pictures(["0", "1"], size_px=(24, 24)), [0, 1])


def test_views_and_masks_that_cannot_be_paired(tmp_path):
    np.savez(tmp_path / "m.npz", maps(5))
    with pytest.raises(CovisError, match=r"5 masks .* 12 views nor the 2 kept"):
        MaskTracker(tmp_path / "m.npz")(Pictures([f"v{i}" for i in range(12)]), [0, 11])


@given(st.data())
@one_folder
def test_a_label_map_survives_png(tmp_path, data):
    top = data.draw(st.sampled_from([1, 255, 256, 65535]))
    shape = data.draw(st.tuples(st.integers(1, 9), st.integers(1, 9)))
    labels = np.random.default_rng(top).integers(0, top + 1, shape).astype(np.int32)
    labels[0, 0] = top
    write_palette_png(tmp_path / "m.png", labels)
    np.testing.assert_array_equal(read_label_png(tmp_path / "m.png"), labels)
    assert [p.name for p in tmp_path.iterdir()] == ["m.png"]


def test_the_palette_is_that_of_pascal_voc(tmp_path):
    write_palette_png(tmp_path / "m.png", np.array([[0, 1], [2, 255]], np.int32))
    picture = Image.open(tmp_path / "m.png")
    # The first classes of the VOC development kit, in order: background, aeroplane, bicycle, bird, boat.
    voc = [(0, 0, 0), (128, 0, 0), (0, 128, 0), (128, 128, 0), (0, 0, 128)]
    assert picture.mode == "P"
    assert [tuple(picture.getpalette()[3 * k : 3 * k + 3]) for k in range(5)] == voc
    assert tuple(picture.getpalette()[-3:]) == (224, 224, 192)


@pytest.mark.parametrize("mode", ["1", "L", "I;16"])
def test_other_pictures_of_ids_are_read(tmp_path, mode):
    ids = np.array([[0, 1, 1], [0, 0, 1]])
    dtype = {"1": bool, "L": np.uint8, "I;16": np.uint16}[mode]
    Image.fromarray(ids.astype(dtype)).save(tmp_path / "m.png")
    np.testing.assert_array_equal(read_label_png(tmp_path / "m.png"), ids)


def test_ids_from_zero_are_raised_by_one_and_small_masks_lie_on_top(tmp_path):
    whole, corner = np.ones((4, 4), bool), np.zeros((4, 4), bool)
    corner[0, 0] = True
    rles = [{"id": 0, "segmentations": [encode_rle(corner)]}, {"id": 1, "segmentations": [encode_rle(whole)]}]
    (tmp_path / "m.json").write_text(json.dumps(rles))
    label_map = next(open_masks(tmp_path / "m.json").stream())
    np.testing.assert_array_equal(label_map, np.where(corner, 1, 2))


def test_a_frame_without_objects_is_empty(tmp_path):
    rle = encode_rle(np.ones((6, 8), bool))
    (tmp_path / "m.json").write_text(json.dumps([{"id": 4, "segmentations": [None, rle]}]))
    tracks = MaskTracker(tmp_path / "m.json")(video(2), [0, 1])
    assert not tracks.labels[0].any()
    assert (tracks.labels[1] == 4).all()


ONE = {"size": [1, 1], "counts": [0, 1]}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("1" * 5000, "not JSON|annotations"),
        ("3", "annotations"),
        ("[]", "annotations"),
        ("[3]", "must be an object"),
        ({"annotations": [{"id": 1, "segmentations": []}]}, "each frame"),
        ({"annotations": [{"id": 1, "segmentations": [ONE]}, {"id": 2, "segmentations": []}]}, "each frame"),
        ({"annotations": [{"id": 1, "segmentations": [{"size": [1, 1], "counts": [[0, 1]]}]}]}, "counts"),
        ({"annotations": [{"id": -1, "segmentations": [ONE]}]}, "track_id"),
        ({"annotations": [{"id": 2**40, "segmentations": [ONE]}]}, "track_id"),
        ({"annotations": [{"id": 1, "score": 7, "segmentations": [ONE]}]}, "score"),
        ({"annotations": [{"id": 1, "segmentations": [ONE]}] * 2}, "two masks"),
        ([{"video_id": v, "segmentations": [ONE]} for v in (1, 2)], "several videos"),
        ({"images": [{"id": 1}], "annotations": [{"id": 1, "image_id": 2, "segmentation": ONE}]}, "no image"),
        ({"images": [{"id": 1}] * 2, "annotations": [{"id": 1, "image_id": 1}]}, "of its own"),
        ({"annotations": [{"id": 1, "image_id": 1, "segmentation": [[0, 0, 1, 1]]}]}, "run-length"),
        ({"annotations": [{"image_id": 1, "segmentation": ONE}]}, "track_id"),
    ],
)
def test_bad_coco_files_are_one_sentence(tmp_path, content, says):
    text = content if isinstance(content, str) else json.dumps(content)
    (tmp_path / "m.json").write_text(text)
    with pytest.raises(CovisError, match=says):
        list(open_masks(tmp_path / "m.json").stream())


def test_masks_of_different_sizes_in_one_frame(tmp_path):
    rles = [{"size": [1, 1], "counts": [0, 1]}, {"size": [1, 2], "counts": [0, 2]}]
    (tmp_path / "m.json").write_text(
        json.dumps([{"id": i, "segmentations": [r]} for i, r in enumerate(rles)])
    )
    with pytest.raises(CovisError, match="different sizes"):
        list(open_masks(tmp_path / "m.json").stream())


@pytest.mark.parametrize(
    ("arrays", "says"),
    [
        ({}, "one array"),
        ({"a": np.zeros(3, int)}, "one array"),
        ({"a": np.zeros((2, 3, 3), int), "b": np.zeros((3, 3), int)}, "one array"),
        ({"a": np.zeros((2, 3, 3))}, "integers"),
        ({"a": np.zeros((0, 3, 3), int)}, "integers"),
        ({"a": np.full((1, 3, 3), -1)}, "below 0"),
        ({"a": np.full((1, 3, 3), 2**40)}, "above"),
        ({"a": np.array([[None]])}, "integers"),
        ({"a": np.asfortranarray(np.zeros((2, 3, 3), int))}, "ascontiguousarray"),
    ],
)
def test_bad_npz_files_are_one_sentence(tmp_path, arrays, says):
    np.savez(tmp_path / "m.npz", **arrays)
    with pytest.raises(CovisError, match=says):
        list(open_masks(tmp_path / "m.npz").stream())


@pytest.mark.parametrize("shape", [(1, 10**6, 10**6), (10**12, 1, 1), (5, 10, 10)])
def test_an_npz_header_that_claims_more_than_there_is(tmp_path, shape):
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "|u1", "fortran_order": False, "shape": shape})
    with zipfile.ZipFile(tmp_path / "m.npz", "w") as archive:
        archive.writestr("a.npy", header.getvalue() + b"\0" * 100)
    with pytest.raises(CovisError, match=r"pixels|maps|breaks off"):
        list(open_masks(tmp_path / "m.npz").stream())


def test_paths_that_are_no_masks(tmp_path):
    (tmp_path / "m.txt").write_text("hello")
    (tmp_path / "empty").mkdir()
    for name, says in (("none", "no masks"), ("m.txt", "folder of PNGs"), ("empty", "no PNG")):
        with pytest.raises(CovisError, match=says):
            open_masks(tmp_path / name)


def test_a_colour_picture_is_no_mask(tmp_path):
    Image.new("RGB", (4, 4)).save(tmp_path / "m.png")
    with pytest.raises(CovisError, match="colour picture"):
        read_label_png(tmp_path / "m.png")


@pytest.mark.parametrize("side", [14_000, 100_000])
def test_a_png_that_claims_to_be_huge(tmp_path, side):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    data = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )
    (tmp_path / "m.png").write_bytes(data)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(CovisError, match="pixels"):
            read_label_png(tmp_path / "m.png")


def _damaged(data, original):
    damaged = bytearray(original)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    return bytes(damaged[: data.draw(st.integers(1, len(damaged)))])


@pytest.mark.parametrize("kind", ["png", "npz maps", "npz stack", "coco video", "coco pictures"])
@given(data=st.data())
@one_folder
def test_damaged_files_are_read_or_refused_in_a_sentence(tmp_path_factory, kind, data):
    folder = tmp_path_factory.mktemp("damaged")
    path = save(folder, kind, maps(3))
    victim = sorted(path.iterdir())[1] if path.is_dir() else path
    victim.write_bytes(_damaged(data, victim.read_bytes()))
    try:
        tracks = MaskTracker(path)(video(3), [0, 2])
    except CovisError:
        return
    assert sorted(tracks.labels) == [0, 2]


JSON_KEYS = [
    "annotations",
    "images",
    "id",
    "image_id",
    "track_id",
    "segmentation",
    "segmentations",
    "size",
    "counts",
    "score",
    "file_name",
    "video_id",
]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 9) | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(JSON_KEYS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(
    st.fixed_dictionaries({"annotations": st.lists(json_values)}, optional={"images": json_values})
    | json_values
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_any_json_is_read_or_refused_in_a_sentence(tmp_path, value):
    (tmp_path / "m.json").write_text(json.dumps(value))
    try:
        list(open_masks(tmp_path / "m.json").stream())
    except CovisError:
        return
