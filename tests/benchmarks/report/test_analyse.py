"""The figures of a report against runs whose truth is known."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.benchmarks.report.made_run import MadeCell, make_run, samples_of, without_answers

from covis.benchmarks.grade import Grade
from covis.benchmarks.report.analyse import analyse
from covis.benchmarks.report.figures import Figures
from covis.benchmarks.report.join import joined
from covis.benchmarks.report.prices import Price
from covis.benchmarks.report.read_run import read_run
from covis.benchmarks.runs.folder import MANIFEST, cell_folder, read_predictions, write_grades

ALWAYS, NEVER = 1 - 1e-12, 1e-12


SCRIPTED = (("oracle", ALWAYS, ALWAYS), ("coin", 0.5, 0.5), ("left", ALWAYS, NEVER))


def figures_of(*runs: Path, prices: dict[str, Price] | None = None) -> list[Figures]:
    return [analyse(scores, prices or {}) for scores in joined([read_run(run) for run in runs])]


def both(arm: str, forward: float, reverse: float, **more: object) -> list[MadeCell]:
    return [MadeCell(arm, "forward", forward, **more), MadeCell(arm, "reverse", reverse, **more)]  # type: ignore[arg-type]


def test_marks_that_help_are_found_to_help(run: Path) -> None:
    (figures,) = figures_of(run)
    (verdict,) = figures.verdicts
    assert verdict.answer == "help"
    assert verdict.difference is not None
    assert verdict.difference.low is not None
    assert 0 < verdict.difference.low < 0.16 < (verdict.difference.high or 0)
    assert verdict.difference.of == 200  # each question once, though asked in both orders
    assert "Marks help made/model: +" in verdict.headline
    arm = [contrast for contrast in figures.contrasts if contrast.kind == "arm"]
    assert [(c.arm, c.direction, c.luck.test) for c in arm] == [
        ("marked", "forward", "McNemar"),
        ("marked", "reverse", "McNemar"),
    ]
    other = [c for c in figures.contrasts if c.kind == "baseline"]
    assert [(c.arm, c.direction) for c in other] == [("raw", "reverse"), ("marked", "reverse")]
    for contrast in figures.contrasts:
        counts = contrast.counts
        assert counts.gained + counts.lost + counts.tied == 200
        assert contrast.difference.value == pytest.approx((counts.gained - counts.lost) / 200)


def test_an_oracle_a_coin_and_a_biased_model(tmp_path: Path) -> None:
    """The oracle is at the ceiling, the coin at chance, the biased one right in one order only."""
    cells = [
        cell
        for model, forward, reverse in (
            ("oracle", ALWAYS, ALWAYS),
            ("coin", 0.5, 0.5),
            ("left", ALWAYS, NEVER),
        )
        for arm in ("raw", "marked")
        for cell in both(arm, forward, reverse, model=model)
    ]
    (figures,) = figures_of(make_run(tmp_path / "r", cells, samples_of(100, 5), together=0.0))
    by_model = {verdict.model: verdict for verdict in figures.verdicts}
    assert by_model["oracle"].answer == "cannot tell"
    assert "ceiling" in by_model["oracle"].details
    assert by_model["coin"].answer == "cannot tell"
    assert "chance" in by_model["coin"].details
    for cell in figures.cells:
        assert cell.accuracy is not None
        expected = {"oracle": 1.0, "coin": 0.5, "left": float(cell.direction == "forward")}[cell.model]
        assert cell.accuracy.low is not None
        assert cell.accuracy.low <= expected <= (cell.accuracy.high or 0)
    gaps = {way.model: way.gap.value for way in figures.both_ways}
    assert gaps["left"] == 1
    assert gaps["oracle"] == 0
    assert [way.harmonic.value for way in figures.both_ways if way.model == "left"] == [0, 0]


def test_nothing_is_scored_that_was_not_answered(tmp_path: Path) -> None:
    cells = [MadeCell("raw", "forward", 0.5), MadeCell("marked", "forward", ALWAYS)]
    folder = make_run(tmp_path / "r", cells, samples_of(20, 5))
    without_answers(folder, cells[1].cell, 60)
    (figures,) = figures_of(folder)
    raw, marked = figures.cells
    assert (raw.asked, raw.answered, marked.answered) == (100, 100, 60)
    assert marked.accuracy is not None
    assert (marked.accuracy.value, marked.accuracy.of) == (1, 60)
    (contrast,) = figures.contrasts
    assert contrast.difference.of == 60
    assert any("40 of 100 replies are missing" in warning for warning in figures.warnings)


def test_replies_without_a_grade_are_counted_and_not_scored(tmp_path: Path) -> None:
    cells = [MadeCell("raw", "forward", ALWAYS), MadeCell("marked", "forward", ALWAYS)]
    folder = make_run(tmp_path / "r", cells, samples_of(10, 4))
    predictions = list(read_predictions(folder, cells[0].cell))
    graded = [(p, Grade(None if k < 5 else 1.0, "A")) for k, p in enumerate(predictions[:-1])]
    write_grades(folder, cells[0].cell, graded)
    (figures,) = figures_of(folder)
    assert figures.cells[0].ungraded == 6
    assert figures.cells[0].accuracy is not None
    assert figures.cells[0].accuracy.of == 34
    assert any("6 replies have no score yet" in warning for warning in figures.warnings)


def test_repeats_are_averaged_within_a_question(tmp_path: Path) -> None:
    cells = [MadeCell("raw", "forward", 0.5), MadeCell("marked", "forward", 0.5)]
    folder = make_run(tmp_path / "r", cells, samples_of(15, 4), repeats=3)
    (figures,) = figures_of(folder)
    scores = read_run(folder).cells[0].score
    assert set(np.round(scores * 3, 6)) <= {0, 1, 2, 3}
    assert figures.cells[0].accuracy is not None
    assert (figures.cells[0].accuracy.of, figures.cells[0].asked) == (60, 180)
    assert figures.contrasts[0].luck.test == "sign flip"


def test_perspective_taking_and_levels_stand_apart(run: Path) -> None:
    (figures,) = figures_of(run)
    of_views = {group.value: group.accuracy.of for group in figures.groups if group.by == "viewpoint"}
    assert of_views == {"another's (perspective taking)": 40, "the camera's": 160}
    assert {group.value for group in figures.groups if group.by == "level"} == {"1", "2", "3", "4", "5"}
    assert not [group for group in figures.groups if group.by == "category"]  # the same split once more
    (limit,) = figures.limits
    assert set(limit.raw) <= {"1", "2", "3", "4", "5"}
    assert "raw views at" in limit.sentence


def test_marks_may_move_the_level_at_which_views_stop_being_enough(tmp_path: Path) -> None:
    samples = samples_of(50, 6)
    cells = [MadeCell("raw", "forward", ALWAYS), MadeCell("marked", "forward", ALWAYS)]
    folder = make_run(tmp_path / "r", cells, samples)
    levels = {sample.id: sample.level for sample in samples}
    rng = np.random.default_rng(0)
    for cell, last in zip(cells, (2, 4), strict=True):
        graded = [
            (p, Grade(float((levels[p.sample] or 0) <= last or rng.random() < 0.5), "A"))
            for p in read_predictions(folder, cell.cell)
        ]
        write_grades(folder, cell.cell, graded)
    (figures,) = figures_of(folder)
    assert (figures.limits[0].raw, figures.limits[0].marked) == (("1", "2"), ("1", "2", "3", "4"))
    assert "raw views at levels 1, 2 of 1 to 5" in figures.limits[0].sentence


def test_the_benchmarks_own_figures_are_given(run: Path) -> None:
    (figures,) = figures_of(run)
    own = {(p.way, p.name): p.value for p in figures.published}
    for way in figures.both_ways:
        assert own[way.way, "origin"] == pytest.approx(100 * way.forward.value)
        assert own[way.way, "harmonic mean"] == pytest.approx(100 * way.harmonic.value)


def test_costs_and_points(tmp_path: Path) -> None:
    cells = [MadeCell("raw", "forward", NEVER), MadeCell("marked", "forward", ALWAYS)]
    folder = make_run(tmp_path / "r", cells, samples_of(10, 4))
    (figures,) = figures_of(folder, prices={"made/model": Price(2.0, 10.0)})
    raw, marked = figures.cells
    assert raw.cost is not None
    assert marked.cost is not None
    assert (raw.cost.input_tokens, marked.cost.input_tokens) == (900, 940)
    assert raw.cost.money == pytest.approx((900 * 2 + raw.cost.output_tokens * 10) / 1e6)
    (contrast,) = figures.contrasts
    assert contrast.per_point is not None
    assert contrast.per_point.input_tokens == pytest.approx(40 / 100)
    assert contrast.per_point.seconds == pytest.approx(0.2 / 100)
    assert [way.cheapest["views"] for way in figures.ways] == [False, True]  # as many views, more accurate
    assert [way.cheapest["seconds"] for way in figures.ways] == [True, True]


def test_arms_are_held_against_raw_views_of_the_same_settings(tmp_path: Path) -> None:
    cells = [
        MadeCell(arm, "forward", right, factors={"frames": frames, "marks": 5})
        for frames in (16, 4)
        for arm, right in (("raw", 0.5), ("marked", 0.6), ("shuffled", 0.5), ("blind", 0.5))
    ]
    (figures,) = figures_of(make_run(tmp_path / "r", cells, samples_of(10, 4)))
    assert [cell.way for cell in figures.cells[:2]] == ["raw · frames 4", "marked · frames 4"]
    for contrast in figures.contrasts:
        if contrast.kind == "arm":
            assert figures.cell(contrast.cell).factors == figures.cell(contrast.against).factors
        else:
            assert figures.cell(contrast.against).factors["frames"] == 4
    assert "the mean of 2 settings" in figures.verdicts[0].details


def test_cells_that_repeat_another_are_taken_once(tmp_path: Path) -> None:
    cells = [
        MadeCell(arm, "forward", 0.6, factors={"frames": 4, "marks": marks})
        for marks in (3, 8)
        for arm in ("raw", "marked")
    ]
    folder = make_run(tmp_path / "r", cells, samples_of(10, 4))
    names = [cell.cell.name for cell in cells]
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["same_as"] = {name: name for name in names} | {names[2]: names[0]}
    manifest["unmarked"] = {names[1]: 7}
    manifest["rules"] = "harness"
    manifest["left_out"] = {"its clip is missing": 3}
    (folder / MANIFEST).write_text(json.dumps(manifest))
    (figures,) = figures_of(folder)
    assert [cell.way for cell in figures.cells] == ["raw", "marked · marks 3", "marked · marks 8"]
    assert any("as published numbers read them" in warning for warning in figures.warnings)
    assert any("7 questions were shown without marks" in warning for warning in figures.warnings)
    assert any("3 questions (its clip is missing)" in warning for warning in figures.warnings)


def test_runs_over_the_same_samples_are_compared_and_others_stand_apart(tmp_path: Path) -> None:
    cells = [MadeCell("raw", "forward", 0.5), MadeCell("marked", "forward", 0.6)]
    samples = samples_of(12, 4)
    one = make_run(tmp_path / "one", cells, samples)
    turned = make_run(tmp_path / "two", [replace(c, model="other") for c in cells], samples[::-1])
    again = make_run(tmp_path / "three", cells, samples, seed=1)
    apart = make_run(tmp_path / "four", cells, samples_of(12, 4, "the cat"))
    together, alone = figures_of(one, turned, apart)
    assert together.runs == ("one", "two")
    assert [cell.label for cell in together.cells] == [
        "made/model · raw", "made/model · marked", "other · raw", "other · marked",
    ]  # fmt: skip
    assert alone.runs == ("four",)
    (same,) = figures_of(one, again)
    assert {cell.factors["run"] for cell in same.cells} == {"one", "three"}


def test_samples_in_another_order_are_put_in_line(tmp_path: Path) -> None:
    samples = samples_of(6, 3)
    one = make_run(tmp_path / "one", [MadeCell("raw", "forward", 0.5)], samples)
    turned = make_run(tmp_path / "two", [MadeCell("raw", "forward", 0.5, model="other")], samples[::-1])
    (scores,) = joined([read_run(one), read_run(turned)])
    other = next(cell for cell in scores.cells if cell.cell.model == "other")
    assert other.score.tolist() == read_run(turned).cells[0].score.tolist()[::-1]


def test_controls_that_say_too_much_are_told(tmp_path: Path) -> None:
    """Wrong numbers that help as well, and questions that need no views."""
    cells = [
        MadeCell(arm, "forward", right)
        for arm, right in (("raw", 0.5), ("marked", 0.85), ("shuffled", 0.85), ("blind", 0.5))
    ]
    (figures,) = figures_of(make_run(tmp_path / "r", cells, samples_of(30, 5)))
    assert any("Wrong numbers help too" in warning for warning in figures.warnings)
    assert any("views are needed at all is not shown" in warning for warning in figures.warnings)
    cells = [replace(c, right={"shuffled": 0.5, "blind": 0.1}.get(c.arm, c.right)) for c in cells]
    (sound,) = figures_of(make_run(tmp_path / "s", cells, samples_of(30, 5)))
    assert not any("help too" in warning or "at all" in warning for warning in sound.warnings)


def test_without_marks_there_is_no_verdict(tmp_path: Path) -> None:
    folder = make_run(tmp_path / "r", [MadeCell("raw", "forward", 0.5)], samples_of(10, 4))
    (figures,) = figures_of(folder)
    assert figures.verdicts[0].answer == "cannot tell"
    assert figures.verdicts[0].difference is None
    assert cell_folder(folder, MadeCell("raw", "forward", 0.5).cell).exists()


def test_few_scenes_are_warned_of_and_one_has_no_interval(tmp_path: Path) -> None:
    cells = [MadeCell("raw", "forward", 0.5), MadeCell("marked", "forward", 0.9)]
    (few,) = figures_of(make_run(tmp_path / "few", cells, samples_of(4, 5)))
    assert any("over 4 scenes are rough" in warning for warning in few.warnings)
    (one,) = figures_of(make_run(tmp_path / "one", cells, samples_of(1, 5)))
    assert one.verdicts[0].answer == "cannot tell"
    assert one.cells[0].accuracy is not None
    assert one.cells[0].accuracy.low is None
