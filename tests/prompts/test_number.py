"""A number is read only where there is exactly one, in the unit that was asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.prompts.samples import number

from covis.prompts.number import read_number

METRES = number(unit="m")

READ = {
    "3": "3",
    "3.": "3",
    "3.50": "3.50",
    ".5": "0.5",
    "**3.2**": "3.2",
    "3 m": "3",
    "3m": "3",
    "3 meters.": "3",
    "3.0 metres": "3.0",
    "350 cm": "3.5",
    "3500 mm": "3.5",
    "0.5 km": "500",
    "10 ft": "3.048",
    "10 feet": "3.048",
    "12 in": "0.3048",
    "12 inches": "0.3048",
    "-2": "-2",
    "−2": "-2",
    "minus two": "-2",
    "+2": "2",
    "1,200": "1200",
    "1,234,567": "1234567",
    "1e2": "100",
    "zero": "0",
    "three": "3",
    "Twenty": "20",
    "about 3": "3",
    "approximately 3 m": "3",
    "~3": "3",
    "It is about 3 m.": "3",
    "The distance is 3.5 meters.": "3.5",
    "roughly 3 meters away": "3",
    "Answer: 3.5": "3.5",
    "The answer is 3 m": "3",
    "There are 2 rooms and 4 doors.\nThe answer is 3 m.": "3",
    "Image 1 shows 2 chairs and image 2 shows 4.\n\n3.1 m": "3.1",
    "<answer>3</answer>": "3",
    "<think>2 or 4?</think>3": "3",
    "The count is 2 in image 1, and the distance is 7 m. The answer is 3.": "3",
    "1 + 2 = 3, so \\boxed{3}": "3",
}

UNREADABLE = [
    "",
    "many",
    "3-4",
    "3–4",
    "3 - 4",
    "3 to 4",
    "3 or 4",
    "between 3 and 4",
    "3, 4",
    "1,2",
    "1,23",
    "1/2",
    "½",
    "1.2.3",
    "3x4",
    "N12",
    "2nd",
    "3m2",
    "5 m2",
    "5 m²",
    "5 degrees",
    "5°",
    "5 kg",
    "50%",
    "$5",
    "3 m and 20 cm",
    "5 ft 4 in",
    "NaN",
    "nan",
    "inf",
    "-inf",
    "infinity",
    "∞",
    "1e999",
    "1e-999",
    "twenty-five",
    "thirty",
    "three hundred",
    "2 dozen",
    "three and a half",
    "at least 3",
    "5 or more",
    "5 chairs or fewer",
    "3 m at most",
    "more than 3",
    "< 3",
    "≥3",
    "up to 3",
    "not 3",
    "The answer is 3. The answer is 4.",
    "Answer: 3\nAnswer: 4",
    "3\n4",
    "I see image 2 but cannot tell.",
    "Step 1: look around.",
    "<answer>3</answer><answer>3</answer>",
    "<answer>3 or 4</answer>",
    "<answer>3</answer> or 4",
    "9" * 5000,
]


@pytest.mark.parametrize(("reply", "value"), READ.items())
def test_one_number_is_read_in_metres(reply: str, value: str) -> None:
    assert read_number(reply, METRES).value == value


@pytest.mark.parametrize("reply", UNREADABLE)
def test_anything_else_is_unreadable_and_says_why(reply: str) -> None:
    reading = read_number(reply, METRES)
    assert reading.value is None
    assert reading.why


def test_units_are_turned_into_the_one_that_was_asked_for() -> None:
    assert read_number("90 degrees", number(unit="deg")).value == "90"
    assert float(read_number("1.5 rad", number(unit="deg")).value) == pytest.approx(85.94366927)
    assert read_number("90 cm", number(unit="deg")).value is None
    assert read_number("3 m", number(unit="cm")).value == "300"
    assert read_number("12 square meters", number(unit="m2")).value == "12"


def test_a_count_bears_no_unit_but_may_name_what_is_counted() -> None:
    count = number()
    assert read_number("4 chairs", count).value == "4"
    assert read_number("There are four chairs in the room.", count).value == "4"
    assert read_number("3 in the room", count).value == "3"
    assert read_number("4 m", count).value is None
    assert read_number("4 seconds", count).value is None
    assert read_number("4 chairs and one table", count).value is None


@given(st.decimals(-10000, 10000, places=3))
def test_plain_digits_come_back_as_they_are(amount) -> None:
    assert read_number(f"{amount}", METRES).value == f"{amount:f}"
    assert float(read_number(f"The answer is {amount} m.", METRES).value) == float(amount)


@given(st.integers(1, 10**6))
def test_centimetres_are_hundredths_of_metres_exactly(amount) -> None:
    assert float(read_number(f"{amount} cm", METRES).value) == pytest.approx(amount / 100, rel=1e-12)
    assert read_number(f"{amount:,} m", METRES).value == str(amount)
