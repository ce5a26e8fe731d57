"""Experiments from question to grade, with scripted models."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.benchmarks.experiment.data_set import SmallSet, write_small_set
from tests.benchmarks.experiment.experiments import done, experiment, predictions, told

from covis.benchmarks.benchmark import Average, Judge
from covis.benchmarks.experiment import views_store
from covis.benchmarks.experiment.lock import held
from covis.benchmarks.experiment.rescore import rescored
from covis.benchmarks.experiment.screen import Screen
from covis.benchmarks.experiment.settings import ARMS, DIRECTIONS, Factors, Handling
from covis.benchmarks.grade import Grade
from covis.benchmarks.runs.folder import PREDICTIONS
from covis.benchmarks.table import BENCHMARKS
from covis.errors import CovisError
from covis.models import scripted
from covis.prompts.parts import Picture, Prompt, Text
from covis.prompts.reading import Reading
from covis.prompts.sample import Sample, read_samples

FLOW = Factors(tracker=("flow",))


@pytest.fixture(scope="module")
def whole(small_set: SmallSet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All arms in both directions."""
    run = tmp_path_factory.mktemp("whole") / "run"
    result = done(experiment(small_set.folder, run, arms=ARMS, directions=DIRECTIONS, repeats=2, limit=5))
    assert (result.asked, result.missing, result.unasked) == (5 * 2 * 8, 0, 0)
    assert {cell.score for cell in result.cells} == {100.0}
    return run


def test_every_cell_asks_the_same_questions_equally_often(whole: Path) -> None:
    asked = {name: Counter((p.sample, p.repeat) for p in ps) for name, ps in predictions(whole).items()}
    assert len(asked) == 8
    assert all(counts == next(iter(asked.values())) for counts in asked.values())
    kept = [s.id for s in read_samples(whole / "samples.jsonl")]
    assert set(next(iter(asked.values()))) == {(s, r) for s in kept for r in range(2)}


def by_sample(run: Path, arm: str, direction: str) -> dict[str, Any]:
    cell = f"scripted-oracle_{arm}_{direction}"
    return {p.sample: p for p in predictions(run)[cell] if p.repeat == 0}


def test_directions_show_the_same_pictures_in_opposite_order(whole: Path) -> None:
    for arm in ARMS:
        there, back = (by_sample(whole, arm, direction) for direction in DIRECTIONS)
        for sample, asked in there.items():
            assert asked.pictures == back[sample].pictures[::-1]
            assert "in the first image" in asked.prompt
            assert "in the last image" in back[sample].prompt or "second image" in back[sample].prompt


def test_arms_differ_in_marks_and_words_about_them_and_nothing_else(whole: Path) -> None:
    raw, marked, blind, shuffled = (by_sample(whole, arm, "forward") for arm in ARMS)
    explained = 0
    for sample in raw:
        assert blind[sample].pictures == ()
        assert "picture" not in blind[sample].prompt
        assert len(raw[sample].pictures) == len(marked[sample].pictures) == len(shuffled[sample].pictures)
        for other in (marked[sample], shuffled[sample]):
            lines = [line for line in other.prompt.splitlines() if "same number" not in line]
            assert lines == raw[sample].prompt.splitlines()
            assert (other.prompt != raw[sample].prompt) == (other.pictures != raw[sample].pictures)
        explained += marked[sample].prompt != raw[sample].prompt
        assert (shuffled[sample].pictures == raw[sample].pictures) == (
            marked[sample].pictures == raw[sample].pictures
        )
    assert explained


def test_unmarked_questions_are_counted_where_marks_were_asked_for(whole: Path) -> None:
    unmarked = json.loads((whole / "manifest.json").read_text())["unmarked"]
    raw, marked = (by_sample(whole, arm, "forward") for arm in ("raw", "marked"))
    same = sum(raw[s].pictures == marked[s].pictures for s in raw)
    assert unmarked["scripted-oracle_marked_forward"] == same > 0
    assert unmarked["scripted-oracle_raw_forward"] == 0


def test_logs_hold_no_pictures(whole: Path) -> None:
    from inspect_ai.log import read_eval_log

    logs = sorted((whole / "logs").iterdir())
    assert len(logs) == 8
    log = read_eval_log(str(logs[0]))
    assert log.status == "success"
    assert log.samples
    assert len(log.samples) == 10
    assert ";base64," not in log.model_dump_json()
    assert logs[0].stat().st_size < 5000 * len(log.samples) + 20_000
    assert {s.output.completion for s in log.samples} <= {"A", "B"}


def test_a_run_that_is_done_asks_nothing_again(
    whole: Path, small_set: SmallSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = told(whole)
    monkeypatch.setattr(scripted, "scripted_text", lambda script, truth: pytest.fail("was asked again"))
    e = experiment(small_set.folder, whole, arms=ARMS, directions=DIRECTIONS, repeats=2, limit=5)
    assert done(e).missing == 0
    assert told(whole) == before


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"repeats": 3}, "repeats 2 instead of 3"),
        ({"factors": Factors(marks=(3,))}, "marks 5 instead of 3"),
        ({"arms": ("raw",)}, "arms raw,marked,blind,shuffled instead of raw"),
    ],
)
def test_other_settings_in_the_same_folder_are_refused(
    whole: Path, small_set: SmallSet, given: dict[str, Any], said: str
) -> None:
    settings: dict[str, Any] = {"arms": ARMS, "directions": DIRECTIONS, "repeats": 2, "limit": 5, **given}
    with pytest.raises(CovisError, match=said):
        done(experiment(small_set.folder, whole, **settings))


def test_options_may_change_as_long_as_nothing_was_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_small_set(tmp_path / "data", clips=0).folder
    run = tmp_path / "run"
    with pytest.raises(CovisError, match="ask less with --limit"):
        done(experiment(data, run, arms=("blind",), handling=Handling(budget=1000)))
    with monkeypatch.context() as broken:
        broken.setattr(scripted, "scripted_text", lambda script, truth: 1 / 0)
        e = experiment(data, run, arms=("blind", "raw"), limit=1, handling=Handling(budget=5000))
        assert done(e).missing == 2
    assert done(experiment(data, run, arms=("raw",), limit=2)).missing == 0
    assert list(predictions(run)) == ["scripted-oracle_raw_forward"]


def test_models_may_be_added_and_get_the_views_that_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_small_set(tmp_path / "data", clips=0, stills=2, questions=2).folder
    run, coin, oracle = tmp_path / "run", "scripted/coin", "scripted/oracle"
    done(experiment(data, run, coin))
    before = told(run)
    monkeypatch.setattr(views_store, "_made", None)
    result = done(experiment(data, run, coin, oracle))
    assert (result.missing, len(result.cells)) == (0, 4)
    after = told(run)
    assert {name: after[name] for name in before} == before
    assert len(after) == 4
    for models in ((oracle,), (oracle, coin), (coin,)):
        with pytest.raises(CovisError, match="models scripted/coin,scripted/oracle instead of"):
            done(experiment(data, run, *models))


def test_another_content_of_the_benchmark_is_refused(tmp_path: Path) -> None:
    data = write_small_set(tmp_path / "data", clips=0).folder
    done(experiment(data, tmp_path / "run", arms=("blind",)))
    with (data / "samples.jsonl").open("a") as file:
        file.write("\n")
    with pytest.raises(CovisError, match=r"another content of the benchmark's file samples\.jsonl"):
        done(experiment(data, tmp_path / "run", arms=("blind",)))


def test_a_folder_of_other_things_is_left_alone(small_set: SmallSet) -> None:
    with pytest.raises(CovisError, match="which is of no run; choose another folder"):
        done(experiment(small_set.folder, small_set.folder, arms=("blind",)))


def test_two_at_once_do_not_write_one_run(small_set: SmallSet, tmp_path: Path) -> None:
    e = experiment(small_set.folder, tmp_path / "run", arms=("blind",), limit=1)
    with held(tmp_path / "run"), pytest.raises(CovisError, match="written by another process"):
        done(e)
    assert done(e).missing == 0


def test_a_last_line_that_was_cut_off_is_asked_again(tmp_path: Path) -> None:
    data = write_small_set(tmp_path / "data", clips=0).folder
    e = experiment(data, tmp_path / "run", arms=("raw",))
    done(e)
    whole = told(tmp_path / "run")
    file = next((tmp_path / "run" / "cells").iterdir()) / PREDICTIONS
    file.write_bytes(file.read_bytes()[:-40])
    assert done(e).missing == 0
    assert told(tmp_path / "run") == whole


def test_a_question_that_fails_to_the_end_is_counted_and_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_small_set(tmp_path / "data", clips=0).folder
    speak = scripted.scripted_text

    def refuse(script: str, truth: Any) -> str:
        if truth["id"] == "stills1-q1":
            raise RuntimeError("the line is dead")
        return speak(script, truth)

    e = experiment(data, tmp_path / "run", arms=("raw", "blind"))
    monkeypatch.setattr(scripted, "scripted_text", refuse)
    result = done(e)
    assert (result.asked, result.missing, result.failed.total()) == (12, 2, 2)
    assert "the line is dead" in next(iter(result.failed))
    assert {cell.answered for cell in result.cells} == {5}
    assert {cell.score for cell in result.cells} == {100.0}
    monkeypatch.setattr(scripted, "scripted_text", speak)
    assert done(e).missing == 0
    assert {len(ps) for ps in predictions(tmp_path / "run").values()} == {6}


def test_sweeps_ask_once_what_is_the_same_and_keep_it_in_every_cell(tmp_path: Path) -> None:
    data = write_small_set(tmp_path / "data", clips=0).folder
    factors = Factors(marks=(3, 5), wording=("plain", "brief"))
    result = done(experiment(data, tmp_path / "run", arms=("raw", "marked"), factors=factors))
    assert (len(result.cells), result.asked, result.missing) == (8, 6 * 5, 0)
    assert all(len(ps) == 6 for ps in predictions(tmp_path / "run").values())
    assert len(list((tmp_path / "run" / "logs").iterdir())) == 5


def test_frames_are_left_out_only_where_views_have_an_order(small_set: SmallSet, tmp_path: Path) -> None:
    factors = Factors(frames=(2, 3))
    done(experiment(small_set.folder, tmp_path, arms=("raw",), factors=factors))
    shown = {name: {p.sample: p.pictures for p in ps} for name, ps in predictions(tmp_path).items()}
    two, three = (shown[f"scripted-oracle_raw_forward_frames{n}"] for n in (2, 3))
    assert {len(p) for s, p in two.items() if s.startswith("clip")} == {2}
    assert {len(p) for s, p in three.items() if s.startswith("clip")} == {3}
    assert {len(p) for s, p in {**two, **three}.items() if s.startswith("stills")} == {2}
    clip = next(s for s in two if s.startswith("clip"))
    assert (two[clip][0], two[clip][-1]) == (three[clip][0], three[clip][-1])


def test_what_cannot_be_reversed_is_left_out_of_all_cells_and_counted(tmp_path: Path) -> None:
    small = write_small_set(tmp_path / "data", clips=0)
    first, *others = small.samples
    odd = [
        replace(first, question="Which of them appears first, left or right?"),
        replace(others[0], meta={"one_way": True}),
        *others[1:],
    ]
    (small.folder / "samples.jsonl").write_text("".join(s.to_json() + "\n" for s in odd))
    both = done(experiment(small.folder, tmp_path / "both", arms=("blind",), directions=DIRECTIONS))
    assert both.left_out == {"cannot be asked in reverse": 2}
    assert {cell.asked for cell in both.cells} == {4}
    forward = done(experiment(small.folder, tmp_path / "forward", arms=("blind",)))
    assert (forward.left_out, forward.asked) == ({}, 6)


def test_media_that_cannot_be_read_stops_or_is_left_out_and_counted(tmp_path: Path) -> None:
    data = write_small_set(tmp_path / "data", clips=1, stills=1).folder
    clip = data / "clip0" / "clip.mp4"
    clip.write_bytes(clip.read_bytes()[:2000])
    with pytest.raises(CovisError, match=r"clip\.mp4.*--missing skip"):
        done(experiment(data, tmp_path / "stop"))
    assert not (tmp_path / "stop" / "logs").exists()
    result = done(experiment(data, tmp_path / "skip", missing="skip"))
    assert result.left_out == {"media that cannot be read": 3}
    assert {cell.answered for cell in result.cells} == {3}


def test_a_forecast_above_the_budget_starts_nothing(tmp_path: Path) -> None:
    data = write_small_set(tmp_path / "data", clips=0).folder
    lines: list[str] = []
    e = experiment(data, tmp_path / "run", arms=("raw",), handling=Handling(budget=100))
    with pytest.raises(CovisError, match="budget of 100 tokens; raise --budget"):
        done(e, Screen(lambda stage, done, total: None, lines.append))
    assert "6 questions to ask, about" in lines[0]
    assert not (tmp_path / "run" / "logs").exists()
    assert done(replace(e, handling=Handling(budget=10**6))).missing == 0


def test_a_spent_budget_stops_cleanly_and_a_larger_one_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_small_set(tmp_path / "data", clips=0).folder
    speak = scripted.scripted_text
    long = "word " * 1000 + "\nThe answer is "
    monkeypatch.setattr(scripted, "scripted_text", lambda s, t: long + speak(s, t))
    handling = Handling(budget=5000, max_connections=1)
    e = experiment(data, tmp_path / "run", arms=("blind",), handling=handling)
    result = done(e)
    assert 0 < result.unasked == result.missing < 6
    assert result.tokens <= 5000 + 1100
    with pytest.raises(CovisError, match="exceeds the budget"):
        done(e)
    assert done(replace(e, handling=Handling(budget=20000))).missing == 0


def graded(read: Callable[[str], Grade]) -> Callable[[Sequence[tuple[Sample, str]], Any], list[Grade]]:
    return lambda replies, rules: [read(f"{rules} {reply}") for _, reply in replies]


JUDGED = replace(
    BENCHMARKS["rooms"],
    name="judged",
    grade=graded(lambda reply: Grade(None, reply)),
    averages=lambda pairs: [
        Average("all", 100 * sum(g.score or 0 for _, g in pairs) / len(pairs), len(pairs))
    ],
    judge=Judge(
        lambda sample, reply: f"judge this: {sample.id} {reply}",
        lambda said: Reading("0.25") if "quarter" in said else Reading(None, "has no mark"),
    ),
)


class Panel:
    """A judge in place of a model, that says what it is told and counts how often it is asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, says: str) -> None:
        self.says, self.asked = says, 0
        from covis.benchmarks.experiment import run

        opened = run.open_model
        monkeypatch.setattr(
            run, "open_model", lambda name, settings: self if name == "panel/one" else opened(name, settings)
        )

    async def generate(self, messages: list[Any]) -> Any:
        from inspect_ai.model import ModelOutput, ModelUsage

        assert messages[0].text.startswith("judge this: ")
        self.asked += 1
        output = ModelOutput.from_content("panel", self.says)
        output.usage = ModelUsage(input_tokens=30, output_tokens=2, total_tokens=32)
        return output


def test_free_answers_without_a_judge_are_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(CovisError, match="--judge MODEL"):
        done(experiment(tmp_path / "nothing", tmp_path / "run", benchmark=JUDGED))
    assert not (tmp_path / "run").exists()
    with pytest.raises(CovisError, match="leave --judge out"):
        done(experiment(tmp_path / "nothing", tmp_path / "run", judge="panel/one"))


def test_nothing_is_asked_that_could_not_be_graded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pycocoevalcap")
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(CovisError, match="no java is on the path"):
        done(experiment(tmp_path / "nothing", tmp_path / "run", benchmark=BENCHMARKS["scanqa"]))
    assert not (tmp_path / "run").exists()


def test_a_judge_is_asked_once_for_each_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = write_small_set(tmp_path / "data", clips=0).folder
    panel = Panel(monkeypatch, "a quarter")
    e = experiment(data, tmp_path / "run", benchmark=JUDGED, arms=("blind",), judge="panel/one", repeats=2)
    result = done(e)
    assert (panel.asked, result.unjudged.total(), result.cells[0].score) == (12, 0, 25.0)
    assert result.cells[0].averages == {"all": 25.0}
    spoken = result.tokens - 12 * 32
    assert 0 < spoken < 12 * 60
    again = done(e)
    assert (panel.asked, again.tokens, again.cells[0].ungraded) == (12, result.tokens, 0)


def test_other_rules_read_another_answer_which_is_judged_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_small_set(tmp_path / "data", clips=0).folder
    panel = Panel(monkeypatch, "a quarter")
    e = experiment(data, tmp_path / "run", benchmark=JUDGED, arms=("blind",), judge="panel/one")
    done(e)
    bare = rescored(JUDGED, tmp_path / "run", "harness", None)
    assert (bare.cells[0].ungraded, bare.cells[0].score) == (6, None)
    done(replace(e, rules="harness"))
    assert panel.asked == 12
    assert rescored(JUDGED, tmp_path / "run", "strict", None).cells[0].score == 25.0


def test_a_judge_that_gives_no_mark_is_counted_and_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_small_set(tmp_path / "data", clips=0).folder
    panel = Panel(monkeypatch, "well")
    e = experiment(data, tmp_path / "run", benchmark=JUDGED, arms=("blind",), judge="panel/one")
    result = done(e)
    assert (result.unjudged.total(), result.cells[0].ungraded, result.missing) == (6, 6, 0)
    panel.says = "a quarter"
    assert done(e).cells[0].score == 25.0


def test_other_rules_are_graded_without_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = write_small_set(tmp_path / "data", clips=0).folder
    benchmark = replace(
        BENCHMARKS["rooms"], grade=graded(lambda reply: Grade(float(reply.startswith("harness")), "A"))
    )
    e = experiment(data, tmp_path / "run", benchmark=benchmark, arms=("blind",))
    assert done(e).cells[0].score == 0
    monkeypatch.setattr(scripted, "scripted_text", lambda script, truth: pytest.fail("was asked"))
    assert rescored(benchmark, tmp_path / "run", "harness", None).cells[0].score == 100
    assert json.loads((tmp_path / "run" / "manifest.json").read_text())["rules"] == "harness"
    with pytest.raises(CovisError, match="is a run of rooms"):
        rescored(JUDGED, tmp_path / "run", "harness", None)


def test_the_official_file_holds_the_first_repeat_of_a_cell(tmp_path: Path) -> None:
    data = write_small_set(tmp_path / "data", clips=0).folder
    official = tmp_path / "official.json"
    with pytest.raises(CovisError, match="leave --submission out"):
        done(experiment(data, tmp_path / "run", submission=official))
    benchmark = replace(
        BENCHMARKS["rooms"], submission=lambda pairs: {sample.id: grade.value for sample, grade in pairs}
    )
    one = experiment(
        data, tmp_path / "one", benchmark=benchmark, arms=("blind",), repeats=2, submission=official
    )
    done(one)
    samples = write_small_set(tmp_path / "same", clips=0).samples
    assert json.loads(official.read_text()) == {s.id: s.answer for s in samples}
    two = experiment(data, tmp_path / "two", benchmark=benchmark, arms=("raw", "blind"), submission=official)
    done(two)
    assert (tmp_path / "official_scripted-oracle_raw_forward.json").exists()


async def walk(sample: Sample, root: Path, ask: Callable[[Prompt], Any]) -> str:
    """Two turns, of which the second shows what the data set has."""
    first = await ask((Text("Which way?"),))
    await asyncio.sleep(0)
    pictures = [Picture(root / image, (32, 24)) for image in sample.images]
    second = await ask((Text("Look:"), *pictures, Text("And now?")))
    return f"{first}{second}"


WALK = replace(
    BENCHMARKS["rooms"],
    name="walk",
    episode=walk,
    grade=graded(lambda reply: Grade(float(reply.removeprefix("strict ") in ("AA", "BB")), reply)),
)


def test_an_episode_is_one_prediction_of_all_its_turns(tmp_path: Path) -> None:
    data = write_small_set(tmp_path / "data", clips=0).folder
    e = experiment(data, tmp_path / "run", benchmark=WALK, arms=("raw", "blind", "marked"))
    result = done(e)
    assert {cell.score for cell in result.cells} == {100.0}
    raw, blind, marked = (
        predictions(tmp_path / "run")[f"scripted-oracle_{arm}_forward"] for arm in e.settings.arms
    )
    for prediction in (*raw, *marked):
        assert prediction.prompt == "Which way?\n\nLook:\n[picture 1]\n[picture 2]\nAnd now?"
        assert prediction.reply.text in ("AA", "BB")
        assert (prediction.reply.input_tokens, prediction.reply.output_tokens) == (5, 2)
        assert all((tmp_path / "run" / "pictures" / name).exists() for name in prediction.pictures)
    assert {p.pictures for p in blind} == {()}


def test_an_episode_has_no_reverse(tmp_path: Path) -> None:
    with pytest.raises(CovisError, match="--directions forward"):
        done(experiment(tmp_path, tmp_path / "run", benchmark=WALK, directions=DIRECTIONS))


def test_a_benchmark_may_be_about_no_views_at_all(tmp_path: Path) -> None:
    small = write_small_set(tmp_path / "data", clips=0)
    bare = [replace(s, images=()) for s in small.samples]
    (small.folder / "samples.jsonl").write_text("".join(s.to_json() + "\n" for s in bare))
    result = done(experiment(small.folder, tmp_path / "run", arms=("raw", "marked")))
    assert {cell.score for cell in result.cells} == {100.0}


def test_a_reply_may_hold_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = write_small_set(tmp_path / "data", clips=0).folder
    said = '<script>alert(1)</script>\u2028\x00\ud800 {"a": 1}\r\nA and B'
    monkeypatch.setattr(scripted, "scripted_text", lambda script, truth: said)
    result = done(experiment(data, tmp_path / "run", arms=("blind",)))
    assert (result.missing, result.cells[0].unreadable, result.cells[0].score) == (0, 6, 0.0)
    assert done(experiment(data, tmp_path / "run", arms=("blind",))).missing == 0
    texts = {p.reply.text for p in predictions(tmp_path / "run")["scripted-oracle_blind_forward"]}
    assert len(texts) == 1
    assert "<script>" in texts.pop()
