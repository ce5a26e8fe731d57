"""`covis eval BENCH` as a user types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.benchmarks.experiment.data_set import write_small_set
from tests.cli.conftest import Cli

from covis.benchmarks.table import BENCHMARK_NAMES
from covis.models import scripted


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_small_set(tmp_path / "data", clips=0).folder


def rooms(data: Path, run: Path, *more: object) -> list[object]:
    return ["eval", "rooms", "--any-size", "--data", data, "-o", run, *more]


def test_every_benchmark_is_a_command_beside_marks(cli: Cli) -> None:
    help_text = cli("eval", "--help").out
    assert all(f" {name} " in help_text for name in ("marks", *BENCHMARK_NAMES))
    assert "--submission" in cli("eval", "openeqa", "--help").out


def test_a_table_of_cells_and_where_the_comparison_is(cli: Cli, data: Path, tmp_path: Path) -> None:
    models = ("--model", "scripted/oracle", "scripted/left", "--directions", "forward,reverse")
    done = cli(*rooms(data, tmp_path / "run", *models))
    assert done.code == 0
    assert "48 questions to ask, about" in done.err
    rows = [line.split("│") for line in done.out.splitlines() if "scripted/" in line]
    assert len(rows) == 8
    scores = {(row[1].strip(), row[3].strip()): row[4].strip() for row in rows}
    assert scores["scripted/left", "reverse"] == "0.0"
    assert scores["scripted/left", "forward"] == scores["scripted/oracle", "reverse"] == "100.0"
    assert f"covis report {tmp_path / 'run'}" in done.out


def test_json_is_one_line_that_tells_everything(cli: Cli, data: Path, tmp_path: Path) -> None:
    factors = ("--marks", "3,5", "--diameter", "40,0.1", "--reasoning", "none,low")
    done = cli(*rooms(data, tmp_path / "run", "--model", "scripted/oracle", *factors, "--json"))
    assert done.code == 0
    record = json.loads(done.out)
    assert (record["asked"], record["missing"], record["failed"]) == (6 * 2 * 5, 0, {})
    assert len(record["cells"]) == 16
    assert {(c["marks"], c["diameter"], c["reasoning"]) for c in record["cells"]} == {
        (marks, diameter, reasoning)
        for marks in (3, 5)
        for diameter in (40, 0.1)
        for reasoning in ("none", "low")
    }


def test_questions_without_an_answer_are_status_2_and_one_sentence(
    cli: Cli, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(script: str, truth: object) -> str:
        raise RuntimeError("no line")

    command = rooms(data, tmp_path / "run", "--model", "scripted/coin", "--arms", "blind")
    with monkeypatch.context() as broken:
        broken.setattr(scripted, "scripted_text", refuse)
        done = cli(*command)
    assert done.code == 2
    assert "6 of 6 questions got no answer; run the same command again to ask them." in done.err
    assert "no line" in done.err
    assert "Traceback" not in done.err
    again = cli(*command)
    assert (again.code, "6 of 6" in again.out) == (0, True)


def test_a_run_is_graded_again_by_other_rules(cli: Cli, data: Path, tmp_path: Path) -> None:
    cli(*rooms(data, tmp_path / "run", "--model", "scripted/oracle", "--arms", "blind"))
    done = cli("eval", "rooms", "--rescore", tmp_path / "run", "--rules", "harness")
    assert (done.code, "100.0" in done.out) == (0, True)
    wrong = cli("eval", "sot", "--rescore", tmp_path / "run")
    assert (wrong.code, "is a run of rooms" in wrong.err) == (2, True)
    none = cli("eval", "rooms", "--rescore", data)
    assert none.code == 2


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((), "needs --data, --model and --out"),
        (("--model", "scripted/oracle", "--frames", "four"), "--frames is 'four'"),
        (("--model", "scripted/oracle", "--diameter", "big"), "--diameter is 'big'"),
        (("--model", "scripted/oracle", "--arms", "raw,naked"), "no arm 'naked'"),
        (("--model", "scripted/oracle", "--rules", "lenient"), "no rules 'lenient'"),
        (("--model", "scripted/oracle", "--style", "star"), "star"),
        (("--model", "scripted/oracle", "--budget", "0"), "--budget is 0"),
        (("--model", "scripted/oracle", "--budget", "10"), "exceeds the budget of 10 tokens"),
        (("--model", "scripted/oracle", "--judge", "scripted/coin"), "leave --judge out"),
        (("--model", "scripted/dice"), "dice"),
        (("--model", "gpt-4o"), "gpt-4o"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_before_anything_is_asked(
    cli: Cli, data: Path, tmp_path: Path, more: tuple[str, ...], said: str
) -> None:
    done = cli(*rooms(data, tmp_path / "run", *more))
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "run" / "logs").exists()


def test_marks_are_made_by_several_processes(cli: Cli, tmp_path: Path) -> None:
    data = write_small_set(tmp_path / "data", clips=2, stills=1, questions=1).folder
    arguments = ("--model", "scripted/oracle", "--tracker", "flow", "--json")
    two = cli(*rooms(data, tmp_path / "two", *arguments, "--workers", 2))
    one = cli(*rooms(data, tmp_path / "one", *arguments))
    assert (two.code, one.code) == (0, 0)

    def pictures(run: str) -> list[str]:
        return sorted(path.name for path in (tmp_path / run / "pictures").iterdir())

    assert pictures("one") == pictures("two")
