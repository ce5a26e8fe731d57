"""A table of arms and seeds: done once, summed up, written between markers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from experiments.common import cells
from experiments.common.cells import Cell, Experiment, Outcome, run_all
from experiments.common.readme import put
from experiments.common.summary import Row, differences, interval

from covis.errors import CovisError

pytest.importorskip("scipy")

ROOT = Path(__file__).resolve().parents[2]
SCENES = [f"scene {k}" for k in range(12)]
RIGHT = {"without": 0.4, "with": 0.8}


def outcome_of(cell: Cell) -> Outcome:
    rng = np.random.default_rng((cell.seed, list(RIGHT).index(cell.arm)))
    scores = [(scene, float(rng.random() < RIGHT[cell.arm])) for scene in SCENES for _ in range(10)]
    return Outcome({"questions": scores}, {"step": 10.0 + cell.seed})


def fake(done: list[Cell] | None = None, **settings: Any) -> Experiment:
    def run(cell: Cell) -> Outcome:
        if done is not None:
            done.append(cell)
        return outcome_of(cell)

    return Experiment(
        "fake",
        tuple(RIGHT),
        (("with", "without"),),
        settings,
        lambda shared: (shared / "made").touch(),
        run,
    )


def test_every_cell_is_done_once_and_more_seeds_add_to_them(tmp_path: Path) -> None:
    done: list[Cell] = []
    first = run_all(fake(done), tmp_path / "out", 2)
    assert [(c.arm, c.seed) for c in done] == [("without", 0), ("with", 0), ("without", 1), ("with", 1)]
    assert run_all(fake(done), tmp_path / "out", 2) == first
    assert len(done) == 4
    run_all(fake(done), tmp_path / "out", 3)
    assert [(c.arm, c.seed) for c in done[4:]] == [("without", 2), ("with", 2)]
    assert (tmp_path / "out" / "shared" / "made").is_file()


def test_table_says_means_and_paired_differences(tmp_path: Path) -> None:
    text = run_all(fake(), tmp_path / "out", 3)
    outcomes = {arm: [outcome_of(Cell(arm, seed, tmp_path, tmp_path)) for seed in range(3)] for arm in RIGHT}
    means = {
        arm: 100 * np.mean([score for o in of for _, score in o.scores["questions"]])
        for arm, of in outcomes.items()
    }
    line = next(line for line in text.splitlines() if line.startswith("| questions | "))
    assert [float(part.split("(")[0]) for part in line.split("|")[2:4]] == [
        pytest.approx(mean, abs=0.05) for mean in means.values()
    ]
    assert f"| questions | with − without | {means['with'] - means['without']:+.1f} (" in text
    assert "| step | 11 (" in text
    assert "3 seeds and 12 held-out scenes" in text
    assert (tmp_path / "out" / "summary.md").read_text(encoding="utf-8") == text


def test_interval_grows_with_what_differs_between_scenes_and_between_seeds() -> None:
    def rows(of_scene: float, of_seed: float) -> dict[int, list[Row]]:
        rng = np.random.default_rng(0)
        scene, seed, rest = rng.normal(size=20), rng.normal(size=3), 0.01 * rng.normal(size=(3, 20))
        return {
            j: [(f"s{k}", 0.5 + of_scene * scene[k] + of_seed * seed[j] + rest[j, k]) for k in range(20)]
            for j in range(3)
        }

    def width(of: dict[int, list[Row]]) -> float:
        found = interval(of, lowest=-9)
        assert found.low is not None
        return found.value - found.low

    calm = width(rows(0, 0))
    assert width(rows(0.1, 0)) > 2 * calm
    # Among three seeds Student's quantile is 4.3, among twenty scenes 2.1.
    assert width(rows(0, 0.1)) > 2 * width(rows(0.1, 0))


def test_interval_over_seeds_covers_the_truth() -> None:
    """Of 400 experiments with 3 seeds and 15 scenes, 95 % intervals must cover; they may be too wide."""
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(400):
        table = 0.5 + 0.05 * rng.normal(size=(3, 1)) + 0.05 * rng.normal(size=15)
        table = table + 0.1 * rng.normal(size=(3, 15))
        found = interval({j: [(f"s{k}", table[j, k]) for k in range(15)] for j in range(3)}, lowest=-9)
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= 0.5 <= found.high
    assert covered / 400 > 0.93


def test_numbers_of_a_run_have_the_interval_of_students_t() -> None:
    found = interval({0: [(None, 1.0)], 1: [(None, 2.0)], 2: [(None, 3.0)]})
    assert found.low is not None
    # Two degrees of freedom: 4.303 standard errors of 1 / sqrt(3); 2,000 draws waver by 2 %.
    assert (found.value, found.value - found.low) == (2.0, pytest.approx(4.303 / 3**0.5, rel=0.05))


def test_arms_that_were_asked_other_questions_are_not_compared() -> None:
    with pytest.raises(ValueError, match="same questions"):
        differences({0: [("a", 1.0)]}, {0: [("b", 1.0)]})


def test_folder_takes_one_set_of_settings(tmp_path: Path) -> None:
    run_all(fake(steps=3), tmp_path / "out", 1)
    with pytest.raises(CovisError, match="another steps"):
        run_all(fake(steps=4), tmp_path / "out", 1)
    (tmp_path / "file").touch()
    with pytest.raises(CovisError, match="not empty"):
        run_all(fake(), tmp_path, 1)


def test_finished_cells_outlive_a_kill(tmp_path: Path) -> None:
    """A process that is killed in the second cell leaves the first, and the next one begins at the second."""
    script = f"""
import os, signal, sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from tests.experiments.test_common import fake, outcome_of
from experiments.common import cells
from dataclasses import replace
def run(cell):
    if cell.arm == "with":
        (cell.folder / "half").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return outcome_of(cell)
cells.run_all(replace(fake(), run=run), Path(sys.argv[1]), 1)
"""
    out = tmp_path / "out"
    killed = subprocess.run([sys.executable, "-c", script, str(out)], check=False, env={**os.environ})
    assert killed.returncode == -signal.SIGKILL
    assert [file.name for file in (out / "results").iterdir()] == ["without-0.json"]
    done: list[Cell] = []
    run_all(fake(done), out, 1)
    assert [cell.arm for cell in done] == ["with"]
    assert (done[0].folder / "half").is_file()


def test_command_writes_between_markers_but_not_when_quick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("# Text\n<!-- fake -->\nold\n<!-- /fake -->\nbelow\n", encoding="utf-8")
    monkeypatch.setattr(cells, "README", readme)
    cells.main(lambda quick: fake(quick=quick), ["-o", str(tmp_path / "quick"), "--seeds", "1", "--quick"])
    assert "old" in readme.read_text(encoding="utf-8")
    cells.main(lambda quick: fake(quick=quick), ["-o", str(tmp_path / "out"), "--seeds", "1"])
    text = readme.read_text(encoding="utf-8")
    assert text.startswith("# Text\n<!-- fake -->\n\nMean over 1 seed")
    assert text.endswith("<!-- /fake -->\nbelow\n")
    assert "old" not in text
    assert "| questions |" in capsys.readouterr().out
    result = json.loads((tmp_path / "out" / "results" / "with-0.json").read_text(encoding="utf-8"))
    assert (result["arm"], result["seed"], len(result["scores"]["questions"])) == ("with", 0, 120)


def test_file_without_markers_is_left_alone(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("# Text\n", encoding="utf-8")
    with pytest.raises(CovisError, match="<!-- fake -->"):
        put(readme, "fake", "table")
