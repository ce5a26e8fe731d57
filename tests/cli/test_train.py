from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.training.pasta.rooms import write_walls

from covis.cli.main import main

pytestmark = pytest.mark.torch
pytest.importorskip("transformers")
pytest.importorskip("accelerate")

RECIPE = Path(__file__).parents[2] / "recipes" / "pasta-tiny.yaml"


def covis(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stop:
        main(list(map(str, arguments)))
    return int(stop.value.code or 0)


def test_pasta_trains_by_its_recipe_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    data, out = write_walls(tmp_path / "walls"), tmp_path / "run"
    command = ("train", "pasta", "--config", RECIPE, f"data={data}", "steps=2", "-o", out)
    assert covis(*command, "--json") == 0
    first = json.loads(capsys.readouterr().out)
    assert first["after"]["cells"] > 0
    assert (out / "model" / "config.json").is_file()
    assert covis(*command) == 0
    shown = capsys.readouterr()
    assert f"{first['after']['top1']:.1%} after" in shown.out
    assert "step 1 of" not in shown.err


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (["data=nowhere"], "nowhere holds neither samples.jsonl"),
        (["epochs=1"], "there is no setting epochs"),
        (["model=./nowhere"], "There is no folder ./nowhere"),
        (["model=tiny:llava"], "There is no tiny llava"),
    ],
)
def test_what_pasta_cannot_work_with_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], values: list[str], sentence: str
) -> None:
    assert covis("train", "pasta", "--config", RECIPE, *values, "-o", tmp_path / "run") == 2
    error = capsys.readouterr().err.strip().splitlines()
    assert error[-1].startswith("covis: ")
    assert sentence in error[-1]
