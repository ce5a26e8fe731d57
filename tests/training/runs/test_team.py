from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from covis.errors import CovisError

pytestmark = pytest.mark.torch
pytest.importorskip("torch")
pytest.importorskip("accelerate")

from covis.training.runs.team import Team  # noqa: E402


def test_three_processes_share_what_they_do_and_end_with_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    root = Path(__file__).parents[3]
    common = {"WORLD_SIZE": "3", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, "OMP_NUM_THREADS": "1"}
    common["PYTHONPATH"] = os.pathsep.join([str(root / "src"), str(root)])
    script = Path(__file__).with_name("three.py")
    processes = [
        subprocess.Popen(
            [sys.executable, script, tmp_path],
            env={**os.environ, **common, "RANK": str(k), "LOCAL_RANK": str(k)},
        )
        for k in range(3)
    ]
    assert [process.wait() for process in processes] == [0, 0, 0]
    met = [json.loads((tmp_path / f"{k}.json").read_text()) for k in range(3)]
    assert [m["first"] for m in met] == [True, False, False]
    assert all(m["count"] == 3 and m["told"] == "by 0" and m["through"] for m in met)
    assert all(m["layout"] == {"number of processes": 3, "division of the model": "none"} for m in met)
    whole = [[[k % 3, 10 * k] for k in range(n)] for n in (0, 2, 7)]
    assert all(m["shares"] == whole for m in met)
    assert [m["said"] for m in met] == [["hello"], [], []]
    assert [m["end"] for m in met] == [2, "Process 1 cannot.", 2]


def test_alone_everything_is_done_at_once() -> None:
    team = Team(0, 1)
    assert team.told(lambda: 3) == 3
    assert team.shares([1, 2], lambda some: [-x for x in some]) == [-1, -2]
    with pytest.raises(CovisError, match="alone"), team.of_one_mind():
        raise CovisError("alone")
