"""A whole experiment with a real server, `transformers serve`, and with the same model in process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.benchmarks.experiment.data_set import write_small_set
from tests.benchmarks.experiment.experiments import predictions
from tests.cli.conftest import Cli
from tests.cli.test_ask_serve import address, checkpoint

from covis.benchmarks.runs.folder import read_cells

__all__ = ["address", "checkpoint"]  # fixtures

pytestmark = [pytest.mark.torch, pytest.mark.slow]


def test_a_model_is_asked_over_http_and_in_process_alike(
    cli: Cli,
    tmp_path: Path,
    address: str,
    checkpoint: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NEAR_BASE_URL", address)
    monkeypatch.setenv("NEAR_API_KEY", "none")
    data = write_small_set(tmp_path / "data", clips=1, stills=0, questions=2).folder
    near, here = f"openai-api/near/{checkpoint}", f"transformers/{checkpoint}"
    asked = ["eval", "rooms", "--any-size", "--data", data, "-o", tmp_path / "run", "--frames", "4"]
    how = ["--directions", "forward,reverse", "--max-tokens", "8", "--temperature", "0", "--tracker", "flow"]
    done = cli(*asked, *how, "--model", near, here, "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["missing"] == 0
    said = {name: {p.sample: p for p in ps} for name, ps in predictions(tmp_path / "run").items()}
    assert len(said) == 8
    for arm in ("raw", "marked"):
        for direction in ("forward", "reverse"):
            over_http, in_process = (
                said[cell.name]
                for model in (near, here)
                for cell in read_cells(tmp_path / "run")
                if (cell.model, cell.arm, cell.direction) == (model, arm, direction)
            )
            for sample, one in over_http.items():
                other = in_process[sample]
                assert (one.prompt, one.pictures, len(one.pictures)) == (other.prompt, other.pictures, 4)
                assert one.reply.text == other.reply.text
                assert one.reply.input_tokens == other.reply.input_tokens > 0
