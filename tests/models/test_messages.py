"""What is sent: pictures byte for byte, the explanation that fits them, and the question."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import covis
from covis.models.inspect_chat import to_inspect
from covis.models.pictures import data_uri, write_pictures
from covis.models.question import Question
from covis.prompts.parts import Picture, Text


def pixels(url: str) -> np.ndarray:
    kind, content = url.split(",", 1)
    assert kind == "data:image/png;base64"
    return np.asarray(Image.open(BytesIO(base64.b64decode(content))))


def texts(message: list) -> list[str]:
    return [part["text"] for part in message[0]["content"] if part["type"] == "text"]


def images(message: list) -> list[np.ndarray]:
    return [pixels(p["image_url"]["url"]) for p in message[0]["content"] if p["type"] == "image_url"]


def test_marked_views_and_their_explanation_come_before_the_question(marked) -> None:
    message = covis.messages(marked, "Where is 1?", options=["left", "right"])
    assert [part["type"] for part in message[0]["content"]] == ["text", "image_url"] * 3 + ["text", "text"]
    assert message[0]["role"] == "user"
    assert all(np.array_equal(a, b) for a, b in zip(images(message), marked.images, strict=True))
    assert texts(message)[:3] == ["Image 1:", "Image 2:", "Image 3:"]
    assert "boxes with numbers: numbers 1 and 2" in texts(message)[3]
    assert texts(message)[4].startswith("Where is 1?\nA. left\nB. right\n")


def test_raw_views_bear_no_explanation(marked) -> None:
    message = covis.messages(marked, "Where is it?", raw=True)
    assert all(np.array_equal(a, b) for a, b in zip(images(message), marked.raw, strict=True))
    assert texts(message) == ["Image 1:", "Image 2:", "Image 3:", "Where is it?"]


def test_reversed_views_are_named_anew(marked) -> None:
    message = covis.messages(marked, "Is it in the first image?", reverse=True, wording="none")
    assert all(np.array_equal(a, b) for a, b in zip(images(message), marked.images[::-1], strict=True))
    assert texts(message)[-1] == "Is it in the last image?"


def test_the_form_of_the_answer_is_asked_for_only_where_one_is_wanted(marked) -> None:
    assert texts(covis.messages(marked, "How far?"))[-1] == "How far?"
    assert texts(covis.messages(marked, "How far?", kind="number", unit="m"))[-1].endswith("in metres.")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"kind": "choice"}, "needs options"),
        ({"kind": "number", "options": ["a", "b"]}, "Options make a choice"),
        ({"unit": "m"}, "kind number"),
        ({"options": ["a", "a"]}, "different texts"),
        ({"options": ["a"]}, "at least two"),
        ({"wording": "loud"}, "no wording"),
        ({"layout": "sideways"}, "no layout"),
    ],
)
def test_settings_that_do_not_fit_are_refused(marked, settings: dict, said: str) -> None:
    with pytest.raises(covis.CovisError, match=said):
        covis.messages(marked, "Where?", **settings)


def test_an_empty_question_and_missing_raw_views_are_refused(marked) -> None:
    from dataclasses import replace

    with pytest.raises(covis.CovisError, match="no question"):
        covis.messages(marked, " ")
    with pytest.raises(covis.CovisError, match="no unmarked views"):
        covis.messages(replace(marked, raw=None), "Where?", raw=True)


def test_files_are_sent_byte_for_byte(tmp_path: Path, marked) -> None:
    jpeg = tmp_path / "a.jpg"
    Image.fromarray(marked.images[0]).save(jpeg, quality=70)
    uri = data_uri(Picture(jpeg, (40, 30)))
    assert uri == "data:image/jpeg;base64," + base64.b64encode(jpeg.read_bytes()).decode()
    (message,) = to_inspect((Text("Look:"), Picture(jpeg, (40, 30))))
    assert [part.type for part in message.content] == ["text", "image"]
    assert message.content[1].image == uri
    (tmp_path / "a.gif").write_bytes(b"GIF89a")
    with pytest.raises(covis.CovisError, match="neither a PNG nor a JPEG"):
        data_uri(Picture(tmp_path / "a.gif", (1, 1)))


def test_pictures_keep_the_size_of_their_views(tmp_path: Path, marked) -> None:
    pictures = write_pictures(marked, tmp_path)
    assert [(p.file.name, p.size_px) for p in pictures] == [(f"marked_00{k}.png", (40, 30)) for k in range(3)]
    assert Question("Where?").prompt(marked, pictures, raw=False)[1] == pictures[0]
