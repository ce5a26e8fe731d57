from __future__ import annotations

import re
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covis.worlds.rooms.questions import wordings
from covis.worlds.rooms.questions.grammar import Template, read_any

NAMES = st.sampled_from(
    ["the sofa", "the red chair", "the cup on the white desk", "the TV stand", "the teddy bear"]
)
STANDS = st.sampled_from(
    [
        "You are standing at the sofa, facing the ball on the desk. Then you turn around completely.",
        "Imagine you are sitting on the red chair and looking straight ahead.",
    ]
)
ALL = list(chain.from_iterable(wordings.QUESTIONS.values()))


def gaps_of(template: Template) -> list[str]:
    return re.findall(r"\{(\w+)\}", template.text)


@given(st.data(), st.sampled_from(ALL))
def test_what_is_filled_in_is_read_again(data: st.DataObject, template: Template) -> None:
    kinds = {
        "i": st.integers(1, 9).map(str),
        "j": st.integers(1, 9).map(str),
        "box": st.just("[10, 20, 300, 1000]"),
        "many": st.sampled_from(["balls", "wall shelves", "TV stands"]),
        "where": STANDS,
        "things": st.just("the sofa, the red chair and the cup on the desk"),
        "spot": st.sampled_from(["on the desk", "next to the TV stand"]),
        "side": st.sampled_from(["left", "behind you"]),
        "place": st.sampled_from(["on the left", "second from the left"]),
    }
    gaps = {gap: data.draw(kinds.get(gap, NAMES)) for gap in gaps_of(template)}
    text = template.fill(**gaps)
    assert template.read(text) == gaps
    keys = [key for key, sentences in wordings.QUESTIONS.items() if read_any(sentences, text) is not None]
    assert keys == [next(key for key, own in wordings.QUESTIONS.items() if template in own)]


def test_every_question_has_several_wordings_with_the_same_gaps() -> None:
    for own in wordings.QUESTIONS.values():
        assert len({template.text for template in own}) == len(own) >= 2
        assert len({frozenset(gaps_of(template)) for template in own}) == 1


@pytest.mark.parametrize("text", ["", "Is it?", "Is the sofa to your left or to your right?"])
def test_another_sentence_is_not_read(text: str) -> None:
    assert read_any(ALL, text) is None


@pytest.mark.parametrize("spot", ["in the living room", "on the desk", "next to the white door"])
@pytest.mark.parametrize("kind", ["carried/end", "carried/origin", "carried/room", "carried/first"])
def test_whatever_a_place_is_called_is_read_again(kind: str, spot: str) -> None:
    for template in wordings.QUESTIONS[kind]:
        assert read_any(wordings.QUESTIONS[kind], template.fill(many="toy figure", spot=spot)) == {
            "many": "toy figure",
            "spot": spot,
        }
