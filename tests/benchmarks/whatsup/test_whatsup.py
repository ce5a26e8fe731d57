"""What's Up: its six files, shuffled captions, pairs and sets."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.benchmarks.small_files import by_name, picture, put, right_if, score, settings

from covis.benchmarks.records.count import NOT_HERE
from covis.benchmarks.records.media import MISSING
from covis.benchmarks.whatsup.benchmark import WHATSUP
from covis.benchmarks.whatsup.read import shuffled
from covis.errors import CovisError
from covis.prompts.sample import Sample

SIZES = {
    "controlled_images_dataset.json": 412,
    "controlled_clevr_dataset.json": 408,
    "coco_qa_one_obj.json": 2247,
    "coco_qa_two_obj.json": 440,
    "vg_qa_one_obj.json": 1160,
    "vg_qa_two_obj.json": 291,
}
RELATIONS = {
    "A": ("left_of", "right_of", "on", "under"),
    "B": ("left_of", "right_of", "in-front_of", "behind"),
}
FOLDERS = {"A": "controlled_images", "B": "controlled_clevr"}


def controlled(part: str, number: int) -> dict[str, Any]:
    """The records of a part: four relations of one pair of things after the other."""
    relations = RELATIONS[part]
    k, relation = number // 4, relations[number % 4]
    words = [r.replace("_", " ") for r in relations]
    right = words.pop(number % 4)
    return {
        "image_path": f"data/{FOLDERS[part]}/cup{k}_{relation}_desk.jpeg",
        "caption_options": [f"A cup {word} a desk" for word in [right, *words]],
    }


def record(file: str, number: int) -> Any:
    if "controlled" in file:
        return controlled("A" if "images" in file else "B", number)
    end = "on the left", "on the right"
    captions = [f"A photo of a dog {words}" for words in end]
    if "two" in file:
        captions = ["A photo of a dog to the left of a cat", "A photo of a dog to the right of a cat"]
    return [number % 10, *captions]


def write(folder: Path, sizes: dict[str, int]) -> Path:
    for file, size in sizes.items():
        records = [record(file, k) for k in range(size)]
        put(folder / file, json.dumps(records).encode())
        for r in records:
            if isinstance(r, dict):
                path = r["image_path"].removeprefix("data/")
            else:
                path = f"val2017/{r[0]:012d}.jpg" if file.startswith("coco") else f"vg_images/{r[0]}.jpg"
            if not (folder / path).exists():
                put(folder / path, picture(kind="JPEG"))
    return folder


def read_some(folder: Path, **how: Any) -> Any:
    return WHATSUP.read(settings(folder, any_size=True, **how))


# --- the files ----------------------------------------------------------------------------------------


def test_the_official_files_are_accepted_and_no_other_number(tmp_path: Path) -> None:
    data = write(tmp_path / "data", SIZES)
    samples = WHATSUP.read(settings(data)).samples
    assert Counter(s.category for s in samples) == {
        "controlled A": 412,
        "controlled B": 408,
        "coco one": 2247,
        "coco two": 440,
        "vg one": 1160,
        "vg two": 291,
    }
    put(data / "vg_qa_two_obj.json", json.dumps([record("vg_qa_two_obj.json", 0)]).encode())
    with pytest.raises(CovisError, match="1 instead of 291 of 'vg two'"):
        WHATSUP.read(settings(data))


def test_a_part_that_is_missing_is_named(tmp_path: Path) -> None:
    data = write(tmp_path / "data", {"controlled_images_dataset.json": 8})
    with pytest.raises(CovisError, match=r"controlled_clevr_dataset\.json is missing"):
        WHATSUP.read(settings(data))
    read = read_some(data)
    assert (len(read.samples), read.left_out) == (8, {NOT_HERE: 4958 - 8})


def test_records_become_samples(tmp_path: Path) -> None:
    data = write(tmp_path / "data", dict.fromkeys(SIZES, 4))
    samples = {s.category: s for s in read_some(data).samples}
    first = samples["controlled B"]
    assert (first.meta["relation"], first.meta["set"]) == ("behind", "cup0 desk")
    assert first.images == ("controlled_clevr/cup0_behind_desk.jpeg",)
    assert first.scene == "controlled B/cup0 desk"
    assert samples["coco one"].images == ("val2017/000000000003.jpg",)
    assert samples["vg two"].images == ("vg_images/3.jpg",)
    assert (samples["coco one"].meta["relation"], samples["vg two"].meta["relation"]) == ("left", "left")
    assert (WHATSUP.chance(first), WHATSUP.chance(samples["coco one"])) == (0.25, 0.5)
    for sample in samples.values():
        assert sample.options is not None
        assert sample.options["ABCD".index(sample.answer)] == sample.meta["captions"][0]


def test_the_right_caption_stands_at_every_place_about_equally_often(tmp_path: Path) -> None:
    data = write(tmp_path / "data", {"controlled_images_dataset.json": 412, "coco_qa_one_obj.json": 400})
    places = Counter((s.category, s.answer) for s in read_some(data).samples)
    assert all(70 <= places["controlled A", letter] <= 135 for letter in "ABCD")
    assert all(160 <= places["coco one", letter] <= 240 for letter in "AB")


def test_a_question_has_its_order_for_ever() -> None:
    """Recorded once: the same id must give the same order in all versions."""
    captions = ("on", "under", "left", "right")
    assert shuffled("whatsup-controlled-A-0001", captions) == shuffled("whatsup-controlled-A-0001", captions)
    orders = {shuffled(f"whatsup-controlled-A-{k:04d}", captions)[0] for k in range(1, 200)}
    assert len(orders) == 24


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        ("coco_qa_one_obj.json", [[1, "a dog on the left"]], "is no record of this part"),
        ("coco_qa_one_obj.json", [{"image_path": "x"}], "is no record of this part"),
        ("coco_qa_one_obj.json", [[1, "a dog", "a dog"]], "'caption_options' must be different"),
        ("coco_qa_one_obj.json", [["../x", "a", "b"]], "is no record of this part"),
        ("coco_qa_one_obj.json", {"a": 1}, "must hold a list"),
        ("controlled_images_dataset.json", [["x", "a", "b"]], "is no record of this part"),
        (
            "controlled_images_dataset.json",
            [{"image_path": "data/cup.jpeg", "caption_options": ["a", "b"]}],
            "must name two",
        ),
        (
            "controlled_images_dataset.json",
            [{"image_path": "data/../../x.jpeg"}],
            "'caption_options' is missing",
        ),
    ],
)
def test_a_wrong_file_is_one_sentence(tmp_path: Path, file: str, content: Any, says: str) -> None:
    put(tmp_path / "data" / file, json.dumps(content).encode())
    with pytest.raises(CovisError, match=says):
        read_some(tmp_path / "data")


def test_missing_pictures_may_be_skipped(tmp_path: Path) -> None:
    data = write(tmp_path / "data", {"controlled_images_dataset.json": 4})
    (data / "controlled_images" / "cup0_on_desk.jpeg").unlink()
    with pytest.raises(CovisError, match=r"cup0_on_desk\.jpeg is missing"):
        read_some(data)
    assert read_some(data, missing="skip").left_out[MISSING] == 1


# --- scoring ------------------------------------------------------------------------------------------


@pytest.fixture
def samples(tmp_path: Path) -> list[Sample]:
    """Two sets of four of part A, one of part B."""
    data = write(tmp_path / "data", {"controlled_images_dataset.json": 8, "controlled_clevr_dataset.json": 4})
    return list(read_some(data).samples)


@pytest.mark.parametrize("rules", ["strict", "harness"])
def test_a_letter_or_the_caption_counts_and_nothing_else(samples: list[Sample], rules: Any) -> None:
    sample = samples[0]
    assert score(WHATSUP, sample, sample.answer, rules) == 1.0
    assert score(WHATSUP, sample, str(sample.meta["captions"][0]), rules) == 1.0
    assert score(WHATSUP, sample, str(sample.meta["captions"][1]), rules) == 0.0
    assert score(WHATSUP, sample, "", rules) == 0.0


def test_pairs_and_sets_need_every_picture(samples: list[Sample]) -> None:
    # First set: all right. Second: left, right and on; so one of its pairs. Part B: left and behind.
    right = [True] * 4 + [True, True, True, False] + [True, False, False, True]
    lines = by_name(WHATSUP.averages(right_if(samples, right)))
    assert lines["controlled A"] == pytest.approx(100 * 7 / 8)
    assert lines["controlled A: pairs"] == pytest.approx(100 * 3 / 4)
    assert lines["controlled A: sets"] == pytest.approx(100 * 1 / 2)
    assert lines["controlled B: pairs"] == lines["controlled B: sets"] == 0.0
    assert lines["controlled: macro"] == pytest.approx((87.5 + 50) / 2)
    assert lines["controlled A: under"] == 50.0


def test_pairs_of_repeats_are_not_mixed(samples: list[Sample]) -> None:
    one = right_if(samples[:4], [True, False, True, True])
    other = right_if(samples[:4], [False, True, True, True])
    lines = by_name(WHATSUP.averages([*one, *other]))
    assert lines["controlled A: pairs"] == 50.0
    assert lines["controlled A: sets"] == 0.0


def test_both_directions_together_give_the_mean_of_both(samples: list[Sample]) -> None:
    forward = right_if(samples[:4], [True] * 4)
    reverse = right_if([replace(s, direction="reverse") for s in samples[:4]], [True] * 4)
    lines = by_name(WHATSUP.averages([*forward, *reverse]))
    assert lines["controlled A: pairs"] == lines["controlled A: sets"] == 100.0


@given(st.text(max_size=100))
def test_no_reply_breaks_the_scorer(reply: str) -> None:
    sample = Sample("i", "s", "whatsup", "coco one", (), "Q?", ("a dog", "a cat"), "A", "choice")
    assert score(WHATSUP, sample, reply, "harness") in (0.0, 1.0)
