"""The passage fits what is drawn, says the rule of marks, and is short."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from covis.errors import CovisError
from covis.prompts.wording import DRAWN, WORDINGS, passage

SPEAKING = [name for name in WORDINGS if name != "none"]


@pytest.mark.parametrize(("wording", "kind"), list(product(SPEAKING, DRAWN)))
def test_every_wording_names_what_is_drawn_and_the_rule(wording: str, kind: str) -> None:
    said = passage(wording, kind, [1, 2, 3], 4)
    assert said is not None
    assert DRAWN[kind][1].lower() in said.lower()
    assert "numbers 1 to 3" in said
    assert "same" in said
    assert "missing" in said
    assert len(said.split()) < 90
    assert "{" not in said


def test_wordings_and_kinds_differ() -> None:
    said = {passage(w, k, [1, 2], 2) for w, k in product(SPEAKING, DRAWN)}
    assert len(said) == len(SPEAKING) * len(DRAWN)


def test_the_passage_follows_the_numbers_and_the_images() -> None:
    assert "One object" in str(passage("plain", "circle", [3], 2))
    assert "number 3." in str(passage("plain", "circle", [3], 2))
    assert "numbers 1, 2 and 5" in str(passage("plain", "box", [5, 1, 2], 2))
    assert "numbers 1 and 2" in str(passage("plain", "box", [2, 1], 2))
    assert "every image" not in str(passage("plain", "circle", [1, 2], 1))


def test_nothing_is_explained_where_there_is_nothing_to_explain() -> None:
    assert passage("plain", "circle", [], 4) is None
    assert passage("none", "circle", [1, 2], 4) is None


@pytest.mark.parametrize(("wording", "kind"), [("loud", "circle"), ("plain", "stars"), ("", "circle")])
def test_unknown_names_are_refused_with_the_known_ones(wording: str, kind: str) -> None:
    with pytest.raises(CovisError, match="the known ones are"):
        passage(wording, kind, [1], 2)


def test_every_style_that_marks_can_be_drawn_in_has_its_words() -> None:
    from covis.marks.style import Kind

    assert set(DRAWN) == set(get_args(Kind))
