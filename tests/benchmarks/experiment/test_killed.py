"""kill -9 at any time: the same command again asks only what is missing."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.experiment.data_set import write_small_set
from tests.benchmarks.experiment.experiments import done, experiment, told

from covis.benchmarks.runs.folder import PREDICTIONS

SLOW_EVAL = Path(__file__).with_name("slow_eval.py")
QUESTIONS = 20 * 2 * 2  # in so many models and arms


def written(run: Path) -> list[bytes]:
    """All lines of predictions that were written to the end."""
    files = sorted(run.glob(f"cells/*/{PREDICTIONS}"))
    lines = [line for file in files for line in file.read_bytes().splitlines(keepends=True)]
    return [line for line in lines if line.endswith(b"\n")]


def test_killed_at_a_tenth_at_half_and_at_nine_tenths(tmp_path: Path) -> None:
    data = write_small_set(tmp_path / "data", clips=0, stills=10, questions=2).folder
    run = tmp_path / "killed"
    models = ("scripted/coin", "scripted/oracle")
    arguments = ["eval", "rooms", "--any-size", "--data", data, "-o", run, "--arms", "raw,blind"]
    command = [sys.executable, SLOW_EVAL, "0.02", *arguments, "--model", *models]
    before: list[bytes] = []
    for share in (0.1, 0.5, 0.9):
        with subprocess.Popen([str(a) for a in command], stderr=subprocess.DEVNULL) as process:
            while len(written(run)) < share * QUESTIONS:
                assert process.poll() is None, "ended before it could be killed"
                time.sleep(0.01)
            process.send_signal(signal.SIGKILL)
        there = written(run)
        assert share * QUESTIONS <= len(there) < QUESTIONS
        assert [line for line in before if line not in there] == []
        before = there
    e = experiment(data, run, *models, arms=("raw", "blind"))
    assert done(e).missing == 0
    after = written(run)
    assert len(after) == QUESTIONS
    assert [line for line in before if line not in after] == []
    done(experiment(data, tmp_path / "whole", *models, arms=("raw", "blind")))
    assert told(run) == told(tmp_path / "whole")


def test_ctrl_c_ends_the_whole_run_and_not_only_a_cell(tmp_path: Path) -> None:
    data = write_small_set(tmp_path / "data", clips=0, stills=10, questions=2).folder
    run = tmp_path / "stopped"
    arguments = ["eval", "rooms", "--any-size", "--data", data, "-o", run, "--arms", "raw,blind"]
    command = [sys.executable, SLOW_EVAL, "0.1", *arguments, "--model", "scripted/coin"]
    with subprocess.Popen([str(a) for a in command], stderr=subprocess.PIPE, text=True) as process:
        while len(written(run)) < 3:
            assert process.poll() is None, "ended before it could be stopped"
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "stopped; the same command again goes on from here." in said
    assert "Traceback" not in said
    assert 3 <= len(written(run)) < 40
