"""Pages that open from a disk: every link leads to a file, every question is there with its answer."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image
from tests.worlds.data_set.fakes import makers

from covis.prompts.sample import read_samples
from covis.worlds.data_set import pages
from covis.worlds.data_set.rooms import write_rooms
from covis.worlds.data_set.settings import RoomsSettings

SETTINGS = RoomsSettings(scenes=3, seed=7, tasks=("color", "stills"), level=2)


class Page(HTMLParser):
    """What a page refers to, and its text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.refers: list[str] = []
        self.pictures: list[dict[str, str | None]] = []
        self.ids: list[str] = []
        self.right: list[str] = []
        self._in_right = False
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert tag not in ("script", "iframe", "link")
        self.refers += [value for name in ("href", "src") if (value := given.get(name))]
        self.ids += [value for name in ("id",) if (value := given.get(name))]
        if tag == "img":
            self.pictures.append(given)
        self._in_right = given.get("class") == "right"

    def handle_data(self, data: str) -> None:
        if self._in_right:
            self.right.append(data)
            self._in_right = False


def test_links_lead_to_files_and_questions_have_answers(tmp_path: Path) -> None:
    write_rooms(tmp_path, SETTINGS, makers)
    page = Page(tmp_path / "index.html")
    inside = [r for r in page.refers if not r.startswith("#")]
    assert inside
    assert all((tmp_path / r).is_file() for r in inside)
    assert {r[1:] for r in page.refers if r.startswith("#")} <= set(page.ids)
    samples = list(read_samples(tmp_path / "samples.jsonl"))
    assert {s.id for s in samples} <= set(page.ids)
    right = [f"{s.answer}. {s.options['ABCD'.index(s.answer)]}" for s in samples if s.options]
    assert page.right == right
    assert "Which colour &lt;has&gt; the box?" in (tmp_path / "index.html").read_text()


def test_pictures_are_stored_at_the_size_the_page_says(tmp_path: Path) -> None:
    write_rooms(tmp_path, SETTINGS, makers)
    page = Page(tmp_path / "index.html")
    assert len(page.pictures) == 3 * 3
    for given in page.pictures:
        assert given["loading"] == "lazy"
        assert given["alt"]
        with Image.open(tmp_path / str(given["src"])) as picture:
            assert picture.size == (int(str(given["width"])), int(str(given["height"])))


def test_many_scenes_come_on_several_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SCENES_A_PAGE", 1)
    write_rooms(tmp_path, SETTINGS, makers)
    names = ["index.html", "page-002.html", "page-003.html"]
    assert sorted(p.name for p in tmp_path.glob("*.html")) == names
    for name in names:
        assert set(names) - {name} <= set(Page(tmp_path / name).refers)
    monkeypatch.setattr(pages, "SCENES_A_PAGE", 20)
    write_rooms(tmp_path, replace(SETTINGS, scenes=4), makers)
    assert [p.name for p in tmp_path.glob("*.html")] == ["index.html"]
