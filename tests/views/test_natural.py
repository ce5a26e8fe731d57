from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from covis.views.natural import natural_key

NAMES = st.text(alphabet=st.sampled_from("abA019_ ²é٣.-"), max_size=12)


def test_numbers_count_as_numbers() -> None:
    names = ["img10.png", "img2.png", "IMG1.png", "img2b.png", "3.png", "a.png", "img02.png"]
    assert sorted(names, key=natural_key) == [
        "3.png", "a.png", "IMG1.png", "img02.png", "img2.png", "img2b.png", "img10.png",
    ]  # fmt: skip


@given(st.integers(0, 10**9), st.integers(0, 10**9), NAMES)
def test_numbers_sort_by_value_whatever_their_padding(a: int, b: int, tail: str) -> None:
    keys = natural_key(f"img{a:07d}_{tail}"), natural_key(f"img{b}_{tail}")
    if a != b:
        assert (keys[0] < keys[1]) == (a < b)


@given(st.lists(NAMES, unique=True))
def test_the_order_is_total_and_does_not_depend_on_the_input(names: list[str]) -> None:
    ordered = sorted(names, key=natural_key)
    assert ordered == sorted(reversed(names), key=natural_key)
    assert len({natural_key(name) for name in names}) == len(names)
