"""Questions on the basic skills: right, fair, balanced, and silent about their answers."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from covis.errors import CovisError
from covis.prompts.sample import Sample
from covis.worlds.checks.set_report import report
from covis.worlds.plane import basic
from covis.worlds.plane.basic import FAMILIES, SCALE
from covis.worlds.plane.levels import LEVELS
from covis.worlds.plane.solve import solve
from covis.worlds.plane.splits import make_item, splits_of

SEED = 5


def samples_of(kind: str, level: int, items: int) -> list[Sample]:
    (split,) = (s for s in splits_of(items, items, level) if s.kind == kind)
    return [s for k in range(items) for s in make_item(split, SEED, level, k).samples]


@pytest.fixture(scope="module", params=LEVELS)
def of_level(request) -> tuple[int, list[Sample]]:
    """42 configurations hold every wording in every form."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(basic, "draw_picture", lambda *_: np.zeros((1, 1, 3), np.uint8))
        return request.param, samples_of("train", request.param, 42)


@pytest.fixture(scope="module")
def many() -> list[Sample]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(basic, "draw_picture", lambda *_: np.zeros((1, 1, 3), np.uint8))
        return samples_of("train", 1, 300)


def test_a_configuration_has_seventeen_questions(of_level):
    _, samples = of_level
    assert len(samples) == 42 * 17
    assert Counter(s.task for s in samples) == {k: 42 * f.share for k, f in FAMILIES.items()}
    assert len({s.id for s in samples}) == len(samples)


def test_a_perfect_reader_answers_everything(of_level):
    _, samples = of_level
    assert [s.id for s in samples if solve(s) != s.answer] == []


def test_all_wordings_and_forms_occur(of_level):
    """3, 7 and 6 wordings, told apart by the words left when labels and numbers are taken out."""
    _, samples = of_level
    found: dict[tuple[str, bool], set[str]] = {}
    for s in samples:
        text = re.sub(r"N\d+|\d+\.\d", "_", s.question.removeprefix(SCALE))
        text = re.sub(r"_(, _)* and _", "_", text)
        text = re.sub(r"the (lower|middle|upper|central)( \w+)? cell", "the _ cell", text)
        found.setdefault((s.task, s.answer_kind == "choice"), set()).add(text)
    assert {k: len(v) for k, v in found.items()} == {
        ("direction", True): 3,
        ("direction", False): 3,
        ("distance", True): 7,
        ("distance", False): 5,  # pairs are always offered as options
        ("localization", True): 6,
        ("localization", False): 6,
    }


def test_directions_keep_away_from_the_borders_of_their_sectors(of_level):
    level, samples = of_level
    for s in samples:
        if s.meta["ask"] == "direction":
            (ax, ay), (bx, by) = (s.meta["points"][k] for k in s.meta["about"])
            angle = math.degrees(math.atan2(by - ay, bx - ax))
            border = min(abs((angle - 22.5 - 45 * k + 180) % 360 - 180) for k in range(8))
            assert border >= LEVELS[level].direction_margin_deg - 1e-9


def test_the_wording_tells_from_where_to_where(many):
    """`about` is from A to B: "from A to B", "B as seen from A", "relative to A, B"."""
    said = {
        r"from (N\d+) to (N\d+), in which": (1, 2),
        r"does (N\d+) lie as seen from (N\d+)\?": (2, 1),
        r"relative to (N\d+), (N\d+) is": (1, 2),
    }
    seen = Counter()
    for s in many:
        if s.task == "direction":
            (pattern,) = (p for p in said if re.search(p, s.question))
            found = re.search(pattern, s.question)
            assert found
            assert [found[k] for k in said[pattern]] == s.meta["about"]
            seen[pattern] += 1
    assert len(seen) == 3


def test_options_offer_no_two_answers_that_are_nearly_right(of_level):
    level, samples = of_level
    limits = LEVELS[level]
    for s in samples:
        points = s.meta["points"]
        if s.meta["ask"] == "estimate" and s.options:
            gaps = [abs(float(a) - float(b)) for a, b in combinations(s.options, 2)]
            assert min(gaps) >= limits.option_gap - 1e-9
        if s.meta["ask"] == "coordinates":
            places = [tuple(map(float, re.findall(r"[\d.]+", o))) for o in s.options or ()]
            assert min(math.dist(a, b) for a, b in combinations(places, 2)) >= limits.option_gap - 1e-9
        if s.meta["ask"] in ("nearest", "farthest"):
            (a,) = s.meta["about"]
            rest = sorted(math.dist(points[a], points[b]) for b in s.options or points if b != a)
            ratio = rest[1] / rest[0] if s.meta["ask"] == "nearest" else rest[-1] / rest[-2]
            assert ratio >= (limits.ratio if s.options else limits.ratio**0.5) - 1e-9
        if s.meta["ask"] in ("nearest_pair", "farthest_pair"):
            rest = sorted(math.dist(*(points[k] for k in o.split(" and "))) for o in s.options or ())
            ratio = rest[1] / rest[0] if s.meta["ask"] == "nearest_pair" else rest[-1] / rest[-2]
            assert ratio >= limits.ratio - 1e-9


def test_cells_are_asked_about_away_from_their_borders(of_level):
    level, samples = of_level
    kept = LEVELS[level].cell_margin - 1e-9
    for s in samples:
        points = s.meta["points"]
        if s.meta["ask"] == "cell":
            (a,) = s.meta["about"]
            assert all(abs(v - line) >= kept for v in points[a] for line in (10 / 3, 20 / 3))
        if s.meta["ask"] == "in_cell":
            # Moved by the margin in any way, every point in question stays on its side.
            right = s.answer if not s.options else s.options["ABCD".index(s.answer)]
            cell = [int(v * 3 // 10) for v in points[right]]
            for b in s.options or points:
                for dx, dy in ((-kept, -kept), (-kept, kept), (kept, -kept), (kept, kept), (0, 0)):
                    x, y = points[b][0] + dx, points[b][1] + dy
                    assert ([int(x * 3 // 10), int(y * 3 // 10)] == cell) == (b == right)


def test_the_scale_is_shown_or_stated_where_it_is_needed(of_level):
    _, samples = of_level
    for s in samples:
        needs = s.meta["ask"] in ("estimate", "coordinates", "x", "y", "at")
        shown = bool(s.meta["style"]["numbers"])
        assert s.question.startswith(SCALE) == (needs and not shown)


def test_answers_of_a_test_file_are_balanced_to_the_last_question():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(basic, "draw_picture", lambda *_: np.zeros((1, 1, 3), np.uint8))
        samples = samples_of("direction", 1, 48)
    letters = Counter(s.answer for s in samples if s.options)
    words = Counter(s.answer for s in samples if not s.options)
    assert letters == dict.fromkeys("ABCD", 6)
    assert len(words) == 8
    assert set(words.values()) == {3}


def test_text_alone_does_not_beat_chance(many):
    found = report(many, read_at_most=600)
    assert (found.duplicates, dict(found.impossible)) == ((), {})
    assert all(b.p > 1e-3 for b in found.balance)
    families = [r for r in found.text_only if not r.category]
    assert {(r.task, r.kind) for r in families} >= {
        ("direction", "choice"),
        ("distance", "choice"),
        ("distance", "number"),
        ("localization", "choice"),
        ("localization", "number"),
    }
    # Five points above chance, plus what a few hundred questions leave to luck.
    assert all(r.low - r.chance < 0.05 for r in families)


def test_direction_words_cannot_be_told_from_the_other_options(many):
    """Each option has its neighbour and its opposite among the four."""
    compass = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
    for s in many:
        if s.task == "direction" and s.options:
            at = sorted(compass.index(o) for o in s.options)
            assert {(k + 4) % 8 for k in at} == set(at)
            assert all({(k + 1) % 8, (k - 1) % 8} & set(at) for k in at)


def test_the_right_distance_has_no_favourite_rank(many):
    ranks = Counter(
        sorted(map(float, s.options)).index(float(s.options["ABCD".index(s.answer)]))
        for s in many
        if s.meta["ask"] == "estimate" and s.options
    )
    expected = sum(ranks.values()) / 4
    # Chi-square with three degrees of freedom, p = 0.001.
    assert sum((n - expected) ** 2 / expected for n in ranks.values()) < 16.3


def test_the_reader_of_a_plane_refuses_other_samples():
    other = Sample("a", "b", "sot", "sot", ("x.png",), "?", ("left", "right"), "A", "choice")
    with pytest.raises(CovisError, match="no question about points"):
        solve(other)
