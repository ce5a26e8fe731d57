"""A reversed sample asks the same about the same images, and is what it was when reversed again."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from covis.errors import CovisError
from covis.geometry.actions import Action, actions_from_json, actions_to_json, pose_from_actions
from covis.geometry.camera import Camera
from covis.prompts.reverse import reversed_sample
from covis.prompts.sample import PairActions, Sample


def asked(question: str, images: int = 4, options: tuple[str, ...] | None = None) -> Sample:
    names = tuple(f"{k}.png" for k in range(1, images + 1))
    kind, answer = ("choice", "A") if options else ("text", "x")
    return Sample("s7", "scene", "t", "c", names, question, options, answer, kind)


TURNED = [
    ("Where is the sofa?", 4, "Where is the sofa?"),
    ("In the first image, where?", 4, "In the last image, where?"),
    ("In the last frame, where?", 4, "In the first frame, where?"),
    ("From the first to the last image.", 4, "From the last to the first image."),
    (
        "The first image shows a cup, the last view a jug.",
        3,
        "The last image shows a cup, the first view a jug.",
    ),
    ("First image: a cup.", 3, "Last image: a cup."),
    ("Compare the first and second image.", 2, "Compare the second and first image."),
    ("In the first image a cup, in the second image?", 2, "In the second image a cup, in the first image?"),
    ("In the second image?", 2, "In the first image?"),
    ("In the second image?", 4, "In the third image?"),
    ("In the 1st frame and the 4th frame?", 4, "In the 4th frame and the 1st frame?"),
    ("In the second-to-last image?", 4, "In the second image?"),
    ("In the first two images?", 4, "In the last two images?"),
    ("In the initial view?", 4, "In the final view?"),
    ("From the starting image?", 4, "From the ending image?"),
    ("Between the first image and the last?", 4, "Between the last image and the first?"),
    ("In the 2nd picture and the 3rd.", 4, "In the 3rd picture and the 2nd."),
    ("From the first image to the second, how far?", 2, "From the second image to the first, how far?"),
    ("In the first image and the last chair?", 4, "In the last image and the last chair?"),
    ("In the first of the four images?", 4, "In the last of the four images?"),
    ("The first and third of these views?", 3, "The third and first of these views?"),
    ("From image one to image four?", 4, "From image four to image one?"),
    ("Image one and image two: compare image three.", 4, "Image four and image three: compare image two."),
    (
        "In the image one can see a lamp, and in the first view two chairs.",
        2,
        "In the image one can see a lamp, and in the last view two chairs.",
    ),
    ("In image 1?", 4, "In image 4?"),
    ("In Image 3 and view 4?", 4, "In Image 2 and view 1?"),
    ("In frame 3 of 4?", 4, "In frame 2 of 4?"),
    ("In frame 3/4?", 4, "In frame 2/4?"),
    ("In image #1?", 2, "In image #2?"),
    ("Between image 1 and 2?", 2, "Between image 2 and 1?"),
    ("Between images 1, 2 and 4.", 4, "Between images 4, 3 and 1."),
    ("Between images 1 and 2, 3 chairs were moved.", 3, "Between images 3 and 2, 3 chairs were moved."),
    ("In image 1 and 2 chairs.", 2, "In image 2 and 2 chairs."),
    ("From view 2, 1.5 m away, beside image 1.", 2, "From view 1, 1.5 m away, beside image 2."),
    ("On the first floor, the second shelf.", 2, "On the first floor, the second shelf."),
    ("Marks 1 and 2: which is nearer?", 2, "Marks 1 and 2: which is nearer?"),
    ("At the beginning of the video?", 4, "At the end of the video?"),
    ("At the end of the clip?", 4, "At the beginning of the clip?"),
    ("At the end of the table?", 4, "At the end of the table?"),
    (
        "At the beginning one mug is on the sofa. Where is that same one at the end?",
        4,
        "At the end one mug is on the sofa. Where is that same one at the beginning?",
    ),
    ("In the second half of the clip?", 4, "In the first half of the clip?"),
    (
        "How did the camera turn between image 1 and image 2?",
        2,
        "How did the camera turn between image 2 and image 1?",
    ),
    ("Image-1: <image>\nImage-2: <image>\nIn Image-1?", 2, "Image-1: <image>\nImage-2: <image>\nIn Image-2?"),
    (
        "The first image is at the start of the video, the second image at the end. Is the camera moving?",
        2,
        "The second image is at the start of the video, the first image at the end. Is the camera moving?",
    ),
    (
        "These four images (image 1, 2, 3, and 4) show it from the front, left, back, and right. In image 1?",
        4,
        "These four images (image 4, 3, 2, and 1) show it from the front, left, back, and right. In image 4?",
    ),
    (
        "In which direction did I move from the first view to the second view?",
        2,
        "In which direction did I move from the second view to the first view?",
    ),
    ("To get to the door, do I turn left or right?", 3, "To get to the door, do I turn left or right?"),
    ("The next image shows a cup.", 1, "The next image shows a cup."),
]

REFUSED = [
    "What does the next image show?",
    "Is it in the previous frame?",
    "What stands there after image 2?",
    "In which order do the cup and the jug come into view?",
    "Which of them appears first?",
    "Follow the mug. Where does it end up?",
    "Follow the mug. Where is it put down first?",
    "At the beginning one mug is red. Where was it carried first?",
    "Where did it come from?",
    "What is the first-time appearance order of the categories?",
    "Which way did the camera turn?",
    "Is the camera moving forwards?",
    "Are you moving to the left or to the right?",
    "The images are taken continuously from a first-person perspective. Where is the door?",
    "Which two consecutive images show a cup?",
    "In the first image a cup, in the second one a jug?",
    "The first image or the last image: does the latter show a cup?",
    "Does image B show what image A shows?",
    "In the first image and in image seven?",
    "In image 7?",
    "In image 0?",
    "In frame 3 of 9?",
    "In the fifth image?",
    "In the second two images?",
    "What is in <image>, and what in <image>?",
]


@pytest.mark.parametrize(("question", "images", "turned"), TURNED)
def test_names_of_images_follow_their_images(question: str, images: int, turned: str) -> None:
    assert reversed_sample(asked(question, images)).question == turned


@pytest.mark.parametrize("question", REFUSED)
def test_what_cannot_be_turned_round_is_refused_by_the_sample(question: str) -> None:
    with pytest.raises(CovisError, match=r"sample 's7'.*reversed"):
        reversed_sample(asked(question))


def test_options_are_turned_too_and_the_label_stays() -> None:
    sample = asked("Which image is nearest?", 3, ("image 1", "image 2", "image 3"))
    turned = reversed_sample(sample)
    assert turned.options == ("image 3", "image 2", "image 1")
    assert (turned.answer, turned.id, turned.direction) == ("A", "s7", "reverse")
    assert turned.images == ("3.png", "2.png", "1.png")


NAMES = st.sampled_from(
    [
        "image {k}",
        "Image {k}",
        "view {k}",
        "frame {k} of {n}",
        "picture #{k}",
        "the {word} image",
        "the {nth} frame",
    ]
)
WORDS = ["first", "second", "third", "fourth", "fifth", "sixth"]


def nth(k: int) -> str:
    return f"{k}{({1: 'st', 2: 'nd', 3: 'rd'}).get(k, 'th')}"


def named_image(phrase: str, count: int) -> int:
    """Which image a phrase names, counted from 1, by other means than those under test."""
    number = re.search(r"(\d+)", phrase)
    if number:
        return int(number.group(1))
    return count if "last" in phrase else 1 + next(k for k, word in enumerate(WORDS) if word in phrase)


@given(st.integers(2, 6), st.data())
def test_a_name_means_the_same_image_before_and_after(count: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(1, count))
    phrase = data.draw(NAMES).format(k=k, n=count, word=WORDS[k - 1], nth=nth(k))
    sample = asked(f"Does {phrase} show a cup?", count)
    turned = reversed_sample(sample)
    said = turned.question.removeprefix("Does ").removesuffix(" show a cup?")
    assert turned.images[named_image(said, count) - 1] == sample.images[k - 1]


@given(st.integers(1, 6), st.lists(NAMES, max_size=4), st.data())
def test_reversed_twice_a_sample_is_what_it_was(count: int, names: list[str], data: st.DataObject) -> None:
    words = []
    for name in names:
        k = data.draw(st.integers(1, count))
        words.append(name.format(k=k, n=count, word=WORDS[k - 1], nth=nth(k)))
    sample = replace(
        asked("Where is it? " + ", ".join(words), count, (" ".join(words) or "here", "there")),
        frames=tuple(range(0, 10 * count, 10)),
        depth=tuple(f"{k}.depth.png" for k in range(count)),
        actions=tuple(
            PairActions(i, j, actions_to_json([Action("turn_left_deg", 7.3 * (j - i))]))
            for i in range(count)
            for j in range(i + 1, count)
        ),
        meta={"margin": 1.5},
    )
    assert reversed_sample(reversed_sample(sample)).to_json() == sample.to_json()


def camera(x_m: float, heading_deg: float) -> Camera:
    turn = np.radians(heading_deg)
    pose = np.eye(4)
    pose[:3, :3] = [[np.cos(turn), 0, np.sin(turn)], [0, 1, 0], [-np.sin(turn), 0, np.cos(turn)]]
    pose[:3, 3] = [x_m, 0, 0]
    return Camera(np.array([[100.0, 0, 50], [0, 100.0, 50], [0, 0, 1]]), pose, (100, 100))


def test_actions_lead_back_from_the_second_image_to_the_first() -> None:
    there = [Action("turn_right_deg", 90.0), Action("move_forward_m", 2.0), Action("turn_left_deg", 30.0)]
    sample = replace(asked("Where?", 3), actions=(PairActions(0, 2, actions_to_json(there)),))
    (turned,) = reversed_sample(sample).actions
    assert (turned.first, turned.second) == (0, 2)
    back = pose_from_actions(actions_from_json(turned.actions))
    assert np.allclose(pose_from_actions(there) @ back, np.eye(4), atol=0.02)


def test_actions_come_from_the_cameras_where_they_are_known() -> None:
    cameras = (camera(0, 0), camera(1, 20), camera(3, 50))
    pairs = (PairActions(0, 1, "[]"), PairActions(1, 2, "[]"))
    turned = reversed_sample(replace(asked("Where?", 3), cameras=cameras, actions=pairs))
    assert turned.cameras == cameras[::-1]
    assert [(a.first, a.second) for a in turned.actions] == [(0, 1), (1, 2)]
    for pair in turned.actions:
        first, second = turned.cameras[pair.first], turned.cameras[pair.second]
        expected = np.linalg.inv(first.T_world_from_cam) @ second.T_world_from_cam
        assert np.allclose(pose_from_actions(actions_from_json(pair.actions)), expected, atol=0.02)
