"""A choice is read only where exactly one option is given."""

from __future__ import annotations

import pytest
from tests.prompts.samples import FURNITURE, choice

from covis.prompts.choice import read_choice

SAY_B = [
    "B",
    "b",
    "(B)",
    "[B]",
    "B.",
    "B)",
    "B:",
    "**B**",
    "*B*",
    "`B`",
    "``B``",
    '"B"',
    " \n B \n",
    "Option B",
    "(B) sofa",
    "B. sofa",
    "B. The sofa.",
    "B: sofa",
    "B) Sofa.",
    "B - sofa",
    "B (sofa)",
    "**B. sofa**",
    "sofa",
    "Sofa.",
    "SOFA",
    "Answer: B",
    "answer = B",
    "Answer:\nB",
    "**Answer:** B",
    "**Answer: B**",
    "## Answer\n\nB",
    "Final answer: **B. sofa**",
    "The answer is B.",
    "The answer is: B",
    "The answer is (B) sofa.",
    "The answer is sofa.",
    "The correct option is B",
    "The correct answer is:\n\n**B. sofa**",
    "The answer is B because A is behind the table.",
    "The answer is B, since it is near.",
    "The answer is B. A lamp is further away.",
    "Another option is C. The correct option is B.",
    "$\\boxed{B}$",
    "The final answer is $\\boxed{\\text{B}}$.",
    "<answer>B</answer>",
    "<answer> (B) sofa. </answer>\n",
    "<ANSWER>B</ANSWER>",
    "The lamp A is far, C is hidden.\n<answer>B</answer>",
    "<think>A? No. Or C?</think>B",
    "A? No. Or C?</think>\n\nThe answer is B.",
    "A man is in front of C, so D is out.\n\nB",
    "B\n\nThe sofa stands beside the man.",
    "B. sofa\nBecause (B) is nearest.",
    "The options are:\nA. lamp\nB. sofa\nC. table\nD. chair\n\nThe answer is B.",
    "If it were dark, I could not say. The answer is B.\n\nAnswer: B",
    "\u200bB\u200b",
    "Ｂ",
]

SAY_NOTHING = [
    "",
    "   \n ",
    "...",
    "A or B",
    "A and B",
    "A/B",
    "A, B",
    "AB",
    "A, B, C, D",
    "A B C D",
    "A\nB\nC\nD",
    "(A)(B)",
    "both A and B",
    "all of them",
    "None of the above",
    "lamp or sofa",
    "lamp, sofa, table, chair",
    "lamp\nsofa",
    "A. lamp\nB. sofa\nC. table\nD. chair",
    "A man stands beside the table.",
    "A sofa",
    "A",  # replaced below: an A alone is an answer
    "I think so",
    "E",
    "(E)",
    "E. sofa",
    "The answer is E.",
    "B. lamp",
    "B: table",
    "Answer: B. lamp",
    "The answer is B, lamp.",
    "not B",
    "The answer is not B.",
    "The answer is B or C.",
    "The answer is B. Or A.",
    "The answer is B, or maybe C.",
    "The answer is either B",
    "The answer is A man",
    "The answer is A sofa.",
    "The answer is A-frame house.",
    "The answer is unclear.",
    "The answer is B. The answer is C.",
    "Answer: B\nAnswer: C",
    "Answer: B\nActually C.",
    "The answer is B\n\nC",
    "B\n\nC",
    "A\n\nThe answer is B.",
    "C. table\n\nB",
    "The answer is B.\n\nThe answer is unclear.",
    "B\n\nOr (A).",
    "B?",
    "It could be B",
    "I think A is far, and B is near.",
    "A is a lamp, B is a sofa, so it is hard to say.",
    "<answer></answer>",
    "<answer>A or B</answer>",
    "<answer>B",
    "B</answer>",
    "</answer>B<answer>",
    "<answer>B</answer><answer>B</answer>",
    "<answer>A</answer><answer>B</answer>",
    "<answer><answer>B</answer></answer>",
    "<answer>B</answer> or A",
    "Answer: A <answer>B</answer>",
    "<answer>A<answer>B</answer>",
    "<think>B",
    "<think>B</think>",
    "<think>A</think>B</think>C",
    "\\boxed{A} \\boxed{B}",
    "\\boxed{A, B}",
    "I cannot answer this.",
    "B" * 200_000,
]
SAY_NOTHING.remove("A")


@pytest.mark.parametrize("reply", SAY_B)
def test_one_option_is_read_however_it_is_put(reply: str) -> None:
    assert read_choice(reply, FURNITURE).value == "B"


@pytest.mark.parametrize("reply", SAY_NOTHING)
def test_anything_else_is_unreadable_and_says_why(reply: str) -> None:
    reading = read_choice(reply, FURNITURE)
    assert reading.value is None
    assert 0 < len(reading.why) < 60


def test_the_letter_a_alone_is_an_answer_but_the_article_is_not() -> None:
    assert read_choice("A", FURNITURE).value == "A"
    assert read_choice("A.", FURNITURE).value == "A"
    assert read_choice("A man", FURNITURE).value is None
    assert read_choice("A man", choice("a dog", "a man")).value == "B"  # an option's exact text


def test_an_article_may_be_missing_beside_the_letter_but_not_make_it_another_option() -> None:
    people = choice("a man", "man", "the dog")
    assert read_choice("A. a man", people).value == "A"
    assert read_choice("A. man", people).value is None
    assert read_choice("C. dog", people).value == "C"
    assert read_choice("dog", people).value is None


def test_a_letter_counts_before_a_text_that_is_a_letter() -> None:
    boxes = choice("C", "A", "B")
    assert [read_choice(letter, boxes).value for letter in "ABC"] == ["A", "B", "C"]


def test_options_that_read_alike_are_told_by_their_letters_only() -> None:
    alike = choice("left", "Left.")
    assert read_choice("left", alike).value is None
    assert read_choice("B", alike).value == "B"


def test_options_of_numbers_and_of_sentences_are_read_by_their_text() -> None:
    assert read_choice("3", choice("2", "3", "4")).value == "B"
    assert read_choice("2, 3", choice("2", "3", "4")).value is None
    long = choice("The camera turns left, then right.", "It stays.")
    assert read_choice("the camera turns left, then right", long).value == "A"
    assert read_choice("A. The camera turns left, then right.", long).value == "A"


def test_reasons_are_short_phrases_that_tell_cases_apart() -> None:
    whys = {reply: read_choice(reply, FURNITURE).why for reply in ("", "A or B", "E", "B. lamp")}
    assert whys == {
        "": "is empty",
        "A or B": "names more than one option",
        "E": "names E, which is no option",
        "B. lamp": "names B with the text of A",
    }
