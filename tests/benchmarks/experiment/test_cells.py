from __future__ import annotations

from covis.benchmarks.experiment.cells import LONGEST, asked_once, cells_of
from covis.benchmarks.experiment.settings import ARMS, DIRECTIONS, Factors, Settings


def every_cell(**factors: object) -> Settings:
    return Settings(
        "sot",
        ("a/x", "b/x"),
        ARMS,
        DIRECTIONS,
        factors=Factors(**factors),  # type: ignore[arg-type]
    )


def test_every_combination_is_a_cell_once() -> None:
    cells = cells_of(every_cell(frames=(2, 4), marks=(3, 5)))
    assert len(cells) == 2 * len(ARMS) * len(DIRECTIONS) * 4
    ways = {(c.model, c.arm, c.direction, *c.factors.items()) for c in cells}
    assert len(ways) == len(cells)
    assert len({tuple(c.factors) for c in cells}) == 1


def test_names_tell_what_varies_and_nothing_else() -> None:
    names = {c.name for c in cells_of(every_cell(frames=(2, 4)))}
    assert "a-x_raw_forward_frames2" in names
    assert not any("marks" in name for name in names)


def test_names_are_safe_and_unlike_each_other_also_where_case_is_lost() -> None:
    models = (
        f"transformers//{'deep/' * 60}checkpoint-7",
        "openai/gpt-4o",
        "openai/GPT-4o",
        "../../etc",
        "a b:c*?",
        "x" * 300,
        "x" * 301,
        "openai-gpt/4o",
    )
    cells = cells_of(Settings("sot", models))
    names = [c.name for c in cells]
    assert len({name.casefold() for name in names}) == len(names) == 2 * len(models)
    for name in names:
        assert len(name) <= LONGEST + 9
        assert not set(name) & set('/\\:*?"<>| ')
        assert not name.startswith(".")
    assert all(f"_{c.arm}_{c.direction}" in c.name for c in cells)
    assert "checkpoint-7_raw" in names[0]


def test_raw_views_are_asked_once_however_marks_would_look() -> None:
    cells = cells_of(every_cell(frames=(2, 4), marks=(3, 5), wording=("plain", "brief")))
    asked = set(asked_once(cells).values())
    by_arm = {arm: sum(c.arm == arm for c in cells if c.name in asked) for arm in ARMS}
    each = 2 * len(DIRECTIONS)
    assert by_arm == {"raw": 2 * each, "marked": 8 * each, "shuffled": 8 * each, "blind": each}


def test_the_cell_asked_is_the_first_of_those_that_are_the_same() -> None:
    cells = cells_of(every_cell(marks=(3, 5)))
    place = {c.name: i for i, c in enumerate(cells)}
    same = asked_once(cells)
    assert all(place[source] <= place[name] for name, source in same.items())
    assert all(same[source] == source for source in same.values())
