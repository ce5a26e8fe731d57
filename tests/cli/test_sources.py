from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covis.cli.sources import Source, sources_of


def test_videos_folders_and_globs_are_sources_of_their_own(tmp_path: Path) -> None:
    folder = tmp_path / "room 2.5"
    folder.mkdir()
    arguments = ["walk.mp4", str(folder), f"{folder}/*.png"]
    assert sources_of(arguments) == [
        Source("walk", "walk.mp4"),
        Source("room 2.5", str(folder)),
        Source("room 2.5-2", f"{folder}/*.png"),
    ]


def test_pictures_together_are_one_source_where_the_first_stands() -> None:
    found = sources_of(["a.mp4", "room/1.JPG", "b.mp4", "room/2.png", "hall/3.webp"])
    assert found == [
        Source("a", "a.mp4"),
        Source("room", ("room/1.JPG", "room/2.png", "hall/3.webp")),
        Source("b", "b.mp4"),
    ]
    assert str(found[1]) == "room/1.JPG and 2 more"


def test_one_picture_is_a_source() -> None:
    assert sources_of(["room/sofa.jpg"]) == [Source("sofa", "room/sofa.jpg")]


def test_the_working_folder_has_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "flat" / "inner").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "flat" / "inner")
    assert [s.name for s in sources_of([".", "..", "*.png"])] == ["inner", "flat", "inner-2"]


def test_the_same_argument_counts_once() -> None:
    assert len(sources_of(["a.mp4", "a.mp4"])) == 1


@given(st.lists(st.text("aA-2.", min_size=1, max_size=5).filter(lambda t: set(t) - {"."}), max_size=12))
def test_no_two_folders_are_alike_even_where_case_does_not_count(stems: list[str]) -> None:
    names = [s.name for s in sources_of([f"{k}/{stem}.mp4" for k, stem in enumerate(stems)])]
    assert len({name.casefold() for name in names}) == len(stems)
    assert all(name and "/" not in name for name in names)
