"""What `covis train` cannot work with: one sentence before it starts, status 2, and nothing half-written."""

from __future__ import annotations

import json
import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tests.training.pasta.rooms import write_walls
from tests.training.small_set import sample, write_set

from covis.cli.main import main

pytestmark = pytest.mark.torch
pytest.importorskip("transformers")
pytest.importorskip("trl")

from covis.training.models.tiny import make_tiny  # noqa: E402

RECIPES = Path(__file__).parents[2] / "recipes"
CHAT = ("max_image_pixels=784", "held_out_samples=1", "log_every=1", "steps=2", "batch=2", "save_every=1")
QUICK: dict[str, tuple[str, ...]] = {
    "pasta": ("steps=2", "batch_pairs=2", "save_every=1"),
    "qa": CHAT,
    "actor": (*CHAT, "generations=2", "cold_steps=1", "cold_batch=2", "max_completion_tokens=32"),
}
CHECKPOINTS = {"pasta": "checkpoints", "qa": "checkpoints", "actor": "grpo"}

SLOWER = [pytest.param(stage, marks=pytest.mark.slow) for stage in ("pasta", "actor")]

Change = Callable[[Path], Any]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("tiny")
    for kind in ("qwen2_5_vl", "gemma3"):
        make_tiny(folder / kind, kind)
    return lambda kind: folder / kind


def covis(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stop:
        main(list(map(str, arguments)))
    return int(stop.value.code or 0)


def train(stage: str, data: Path, out: Path, *values: str) -> int:
    recipe = RECIPES / f"{stage}-tiny.yaml"
    return covis("train", stage, "-c", recipe, f"data={data}", *QUICK[stage], *values, "-o", out)


def write_data(stage: str, folder: Path) -> Path:
    return write_walls(folder) if stage == "pasta" else write_set(folder, [sample(k) for k in range(4)])


def refused(capsys: pytest.CaptureFixture[str]) -> str:
    """The only sentence, and the last line."""
    lines = capsys.readouterr().err.strip().splitlines()
    assert [line for line in lines if line.startswith("covis: ")] == lines[-1:]
    assert not any("step 1 of" in line for line in lines)
    return lines[-1]


def contents(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*")}


def edited(name: str, edit: Callable[[dict[str, Any]], Any]) -> Change:
    """Changes a JSON file of a folder."""

    def change(folder: Path) -> None:
        record = json.loads((folder / name).read_text())
        edit(record)
        (folder / name).write_text(json.dumps(record))

    return change


def cut(name: str, left: int) -> Change:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[:left])


def gone(*names: str) -> Change:
    return lambda folder: [(folder / name).unlink() for name in names]


def picture(name: str, made: np.ndarray) -> Change:
    return lambda folder: Image.fromarray(made).save(folder / name)


def no_depth(folder: Path) -> None:
    for path in folder.glob("*-depth.png"):
        Image.fromarray(np.zeros((48, 64), np.uint16)).save(path)


def letter_c(folder: Path) -> None:
    lines = (folder / "samples.jsonl").read_text().splitlines()
    lines[0] = json.dumps({**json.loads(lines[0]), "answer": "C"})
    (folder / "samples.jsonl").write_text("\n".join(lines))


DATA: dict[str, tuple[str, Change, str]] = {
    "no cameras": ("pasta", lambda f: write_set(f, [sample(k) for k in range(4)]), "has no cameras"),
    "depth all zero": ("pasta", no_depth, "is zero everywhere, so nothing can be aligned"),
    "a picture of another size": (
        "pasta",
        picture("0-1.png", np.zeros((24, 32, 3), np.uint8)),
        "0-1.png is 32 x 24 px, but its camera's pictures are 64 x 48",
    ),
    "depth of another size": (
        "pasta",
        picture("0-1-depth.png", np.full((24, 32), 2000, np.uint16)),
        "0-1-depth.png is 32 x 24 px, but its camera's pictures are 64 x 48",
    ),
    "depth in 8 bits": (
        "pasta",
        picture("0-1-depth.png", np.full((48, 64), 200, np.uint8)),
        "0-1-depth.png is no 16-bit grey PNG",
    ),
    "a letter that no option has": ("qa", letter_c, "answer 'C' is none of the letters AB"),
    "the same for actions": ("actor", letter_c, "answer 'C' is none of the letters AB"),
    "a picture cut off": ("qa", cut("0-1.png", 50), "0-1.png cannot be read; it is missing or damaged"),
    "no picture": ("actor", gone("0-1.png"), "0-1.png cannot be read; it is missing or damaged"),
}


@pytest.mark.parametrize(("stage", "change", "sentence"), DATA.values(), ids=DATA)
def test_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], stage: str, change: Change, sentence: str
) -> None:
    data = write_data(stage, tmp_path / "data")
    change(data)
    assert train(stage, data, tmp_path / "out") == 2
    assert sentence in refused(capsys)
    assert not (tmp_path / "out").exists()


SMALLER = edited("config.json", lambda c: c["text_config"].update(intermediate_size=256))
BLIND = edited("config.json", lambda c: c.update(model_type="llama"))
ELSEWHERE = edited("config.json", lambda c: c.update(image_token_id=7))


def template_without_pictures(folder: Path) -> None:
    template = (folder / "chat_template.jinja").read_text()
    (folder / "chat_template.jinja").write_text(template.replace("<|image_pad|>", ""))


MODELS: dict[str, tuple[Change, str]] = {
    "no config": (gone("config.json"), "holds no config.json"),
    "config cut off": (cut("config.json", 50), "is not a valid JSON file"),
    "no weights": (gone("model.safetensors"), "Error no file named model.safetensors"),
    "weights cut off": (cut("model.safetensors", 100_000), "incomplete metadata"),
    "sizes of another model": (SMALLER, "holds weights of another size than its config.json names"),
    "a model without eyes": (BLIND, "is a llama, which answers no questions about pictures"),
    "pictures at another token": (ELSEWHERE, "the model looks for pictures at token 7"),
    "no tokenizer": (gone("tokenizer.json", "tokenizer_config.json"), "its processor puts them at 0"),
    "a template without pictures": (template_without_pictures, "cannot write a question with pictures"),
    "no template": (gone("chat_template.jinja"), "does not have a chat template"),
}


@pytest.mark.parametrize(("change", "sentence"), MODELS.values(), ids=MODELS)
def test_a_checkpoint(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    tiny: Callable[[str], Path],
    change: Change,
    sentence: str,
) -> None:
    model = tmp_path / "model"
    shutil.copytree(tiny("qwen2_5_vl"), model)
    change(model)
    data = write_data("qa", tmp_path / "data")
    assert train("qa", data, tmp_path / "out", f"model={model}") == 2
    assert sentence in refused(capsys)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("stage", QUICK)
def test_a_checkpoint_with_weights_of_another_architecture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], tiny: Callable[[str], Path], stage: str
) -> None:
    model = tmp_path / "model"
    shutil.copytree(tiny("qwen2_5_vl"), model)
    shutil.copy(tiny("gemma3") / "model.safetensors", model)
    assert train(stage, write_data(stage, tmp_path / "data"), tmp_path / "out", f"model={model}") == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1  # without the library's report of a hundred lines
    assert "holds weights of another architecture than its config.json names" in said[0]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("stage", QUICK)
def test_a_folder_that_cannot_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], stage: str
) -> None:
    data = write_data(stage, tmp_path / "data")
    (tmp_path / "letter").write_text("mine")
    assert train(stage, data, tmp_path / "letter" / "out") == 2
    assert "is a file, so" in refused(capsys)
    assert (tmp_path / "letter").read_text() == "mine"


def restart(out: Path, stage: str) -> Path:
    """Leave what a run of two steps leaves that is killed in its second one; its only checkpoint."""
    shutil.rmtree(out / CHECKPOINTS[stage] / "checkpoint-2")
    shutil.rmtree(out / "model")
    (out / "report.json").unlink()
    return out / CHECKPOINTS[stage] / "checkpoint-1"


LEFT: dict[str, tuple[Change, str]] = {
    "no optimizer": (gone("optimizer.pt"), "optimizer.pt is missing or damaged; delete"),
    "optimizer cut off": (cut("optimizer.pt", 1000), "optimizer.pt is missing or damaged; delete"),
    "no weights": (gone("model.safetensors"), "model.safetensors is missing or damaged; delete"),
    "weights cut off": (cut("model.safetensors", 1000), "model.safetensors is missing or damaged; delete"),
    "random state cut off": (cut("rng_state.pth", 10), "rng_state.pth is missing or damaged; delete"),
}


@pytest.mark.parametrize("stage", ["qa", *SLOWER])
def test_what_an_earlier_run_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], tiny: Callable[[str], Path], stage: str
) -> None:
    data, good = write_data(stage, tmp_path / "data"), tmp_path / "good"
    assert train(stage, data, good) == 0
    restart(good, stage)
    other = lambda f: shutil.copy(tiny("gemma3") / "model.safetensors", f)  # noqa: E731 - one of many
    capsys.readouterr()
    for name, (change, sentence) in {
        **LEFT,
        "another model": (other, "the weights of another model"),
    }.items():
        out = tmp_path / name
        shutil.copytree(good, out)
        change(out / CHECKPOINTS[stage] / "checkpoint-1")
        before = contents(out)
        assert train(stage, data, out) == 2, name
        assert sentence in refused(capsys)
        assert contents(out) == before
    for name in ("run.json", "before.json"):
        out = tmp_path / f"{name} cut off"
        shutil.copytree(good, out)
        (out / name).write_text("{")
        assert train(stage, data, out) == 2
        assert f"{name} is damaged" in refused(capsys)


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Writing more to any file fails, as it does when a disk or a quota is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("stage", ["qa", SLOWER[0]])
def test_a_full_disk_leaves_the_last_checkpoint_from_which_the_run_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], tiny: Callable[[str], Path], stage: str
) -> None:
    data, out = write_data(stage, tmp_path / "data"), tmp_path / "out"
    model = f"model={tiny('qwen2_5_vl')}"
    assert train(stage, data, out, model) == 0
    losses = json.loads((out / "report.json").read_text())["losses"]
    kept = restart(out, stage)
    before = contents(kept)
    capsys.readouterr()
    with no_file_larger_than(1_000_000):
        assert train(stage, data, out, model) == 2
    assert "there is no room to write in" in capsys.readouterr().err.strip().splitlines()[-1]
    assert contents(kept) == before
    assert not (out / "model").exists()

    assert train(stage, data, out, model) == 0
    assert json.loads((out / "report.json").read_text())["losses"] == losses
    shutil.rmtree(out / "model")
    with no_file_larger_than(1_000_000):  # all is trained, and the model does not fit
        assert train(stage, data, out, model) == 2
    assert not (out / "model").exists()
    assert not list(out.glob("*.part"))
