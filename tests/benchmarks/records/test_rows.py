"""Rows of three formats, and one sentence for everything that can be wrong with them."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.benchmarks.small_files import json_lines, parquet, put

from covis.benchmarks.records.count import NOT_HERE, check_counts
from covis.benchmarks.records.files import find_files
from covis.benchmarks.records.row import Row
from covis.benchmarks.records.rows import read_json, read_rows
from covis.errors import CovisError

ROWS = [{"id": 1, "text": "sofa", "list": ["a", "b"]}, {"id": 2, "text": "lamp", "list": ["c"]}]


@pytest.mark.parametrize("ending", ["json", "jsonl", "parquet"])
def test_three_formats_give_the_same_rows(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"file.{ending}"
    if ending == "json":
        put(file, json.dumps(ROWS).encode())
    else:
        (json_lines if ending == "jsonl" else parquet)(file, ROWS)
    read = list(read_rows(file))
    assert [row.fields for row in read] == ROWS
    assert [(row.file, row.number) for row in read] == [(file, 1), (file, 2)]


def test_columns_of_pictures_need_not_be_read(tmp_path: Path) -> None:
    file = parquet(tmp_path / "file.parquet", [{"id": 1, "image": b"x"}])
    assert [row.fields for row in read_rows(file, without=("image",))] == [{"id": 1}]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.json", b"{", "is not JSON"),
        ("a.json", b"\xff\xfe\xff", "is not JSON"),
        ("a.json", b"[" * 100_000, "is not JSON"),
        ("a.json", b'{"a": 1}', "must hold a list"),
        ("a.json", b"[1]", "row 1: '1' stands where a record should be"),
        ("a.jsonl", b'{"a": 1}\n{"a"\n', "line 2: this is not JSON"),
        ("a.parquet", b"PAR1 nonsense", "is not a whole Parquet file"),
        ("a.csv", b"a,b", "must end in .json"),
    ],
)
def test_a_broken_file_is_one_sentence(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    file = put(tmp_path / name, content)
    with pytest.raises(CovisError, match=says) as caught:
        list(read_rows(file))
    assert str(file) in str(caught.value)


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    for read in (lambda file: list(read_rows(file)), read_json):
        with pytest.raises(CovisError, match=r"none\.json"):
            read(tmp_path / "none.json")


def test_a_cut_parquet_file_is_one_sentence(tmp_path: Path) -> None:
    file = parquet(tmp_path / "a.parquet", ROWS)
    put(file, file.read_bytes()[:-20])
    with pytest.raises(CovisError, match="fetch it again"):
        list(read_rows(file))


def test_fields_are_read_as_what_they_should_be() -> None:
    row = Row(Path("f.json"), 7, {"t": " sofa ", "n": 3, "f": "2.5", "l": ["a"], "old": "x", "none": None})
    assert row.text("t") == " sofa "
    assert row.label("n") == "3" == str(row.whole("n"))
    assert row.number_text("f") == "2.5"
    assert row.texts("l") == ("a",)
    assert row.text("new", "old") == "x"
    assert row.one_of(("x", "y"), "old") == "x"


@pytest.mark.parametrize(
    ("read", "field", "value", "says"),
    [
        ("text", "q", None, "is missing"),
        ("text", "q", "  ", "must be a text"),
        ("text", "q", 3, "must be a text"),
        ("label", "q", True, "must be a text"),
        ("whole", "q", "x", "must be a whole number"),
        ("number_text", "q", "nan", "must be a number"),
        ("number_text", "q", True, "must be a number"),
        ("number_text", "q", "two", "must be a number"),
        ("texts", "q", [], "must be a list with something in it"),
        ("texts", "q", ["a", 1], "must be a list of texts"),
        ("items", "q", "abc", "must be a list"),
    ],
)
def test_a_wrong_field_names_file_row_and_field(read: str, field: str, value: Any, says: str) -> None:
    row = Row(Path("f.json"), 7, {field: value})
    with pytest.raises(CovisError, match=rf"f\.json, row 7: 'q' {says}"):
        getattr(row, read)(field)


def test_a_renamed_field_is_told_with_those_that_are_there() -> None:
    with pytest.raises(CovisError, match=r"fields: frage, antwort.*another version of the file"):
        Row(Path("f.json"), 1, {"frage": "x", "antwort": "y"}).text("question")


@given(
    st.dictionaries(
        st.text(), st.one_of(st.none(), st.booleans(), st.floats(), st.text(), st.lists(st.text()))
    )
)
def test_whatever_a_row_holds_it_is_read_or_refused(fields: dict[str, Any]) -> None:
    row = Row(Path("f.json"), 1, fields)
    for name in [*fields, "other"]:
        for read in ("text", "label", "whole", "number_text", "texts", "items"):
            with suppress(CovisError):
                assert getattr(row, read)(name) is not None


def test_files_are_those_of_the_first_pattern_in_natural_order(tmp_path: Path) -> None:
    for name in ("data/test-10.parquet", "data/test-9.parquet", "other.parquet"):
        put(tmp_path / name, b"")
    found = find_files(tmp_path, ("nothing*", "data/test-*.parquet", "*.parquet"), "X")
    assert [file.name for file in found] == ["test-9.parquet", "test-10.parquet"]
    assert find_files(tmp_path / "other.parquet", ("data/*",), "X") == [tmp_path / "other.parquet"]


def test_a_folder_without_them_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CovisError, match="holds no file of X"):
        find_files(tmp_path, ("*.parquet",), "X")
    with pytest.raises(CovisError, match="does not exist"):
        find_files(tmp_path / "none", ("*.parquet",), "X")


def test_another_number_is_refused_with_what_was_expected_and_how_to_accept_it() -> None:
    with pytest.raises(
        CovisError, match=r"20 instead of 500 of 'easy'.*0 instead of 7 of 'hard'.*--any-size"
    ):
        check_counts("X", {"easy": 20}, {"easy": 500, "hard": 7}, any_size=False)
    with pytest.raises(CovisError, match="3 instead of 0 of 'odd'"):
        check_counts("X", {"easy": 500, "odd": 3}, {"easy": 500}, any_size=False)


def test_another_number_can_be_accepted_and_is_told() -> None:
    assert check_counts("X", {"a": 20}, {"a": 500}, any_size=True) == {NOT_HERE: 480}
    assert check_counts("X", {"a": 600}, {"a": 500}, any_size=True) == {}
    assert check_counts("X", {"a": 500}, {"a": 500}, any_size=False) == {}
