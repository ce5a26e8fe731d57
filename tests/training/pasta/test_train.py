from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.training.pasta.rooms import write_walls

from covis.errors import CovisError

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("accelerate")

from covis.training.adapters.adapter import ADAPTERS  # noqa: E402
from covis.training.models.load import load_model_and_processor  # noqa: E402
from covis.training.pasta.learner import PairItems, collator, make_learner  # noqa: E402
from covis.training.pasta.pairs import read_pairs  # noqa: E402
from covis.training.pasta.train import train_pasta  # noqa: E402
from covis.training.recipes.pasta import PastaRecipe  # noqa: E402


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Sums are then formed in one order, in this process as in others."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def walls(tmp_path: Path) -> Path:
    return write_walls(tmp_path / "walls", scenes=6)


def recipe(walls: Path, **settings: object) -> PastaRecipe:
    few = {"model": "tiny:qwen2_5_vl", "steps": 6, "batch_pairs": 4, "log_every": 1, "save_every": 2}
    return PastaRecipe(data=walls, learning_rate=1e-3, **{**few, **settings})


@pytest.mark.parametrize("place", ["before_merger", "after_merger"])
@pytest.mark.parametrize("architecture", ADAPTERS)
def test_gradients_reach_the_vision_encoder_and_nothing_else(
    tiny: Callable[[str], Path], walls: Path, tmp_path: Path, architecture: str, place: str
) -> None:
    model, processor = load_model_and_processor(tiny(architecture))
    adapter = ADAPTERS[architecture]
    # After the merger a small picture has too few patches for 4 x 4 cells.
    settings = recipe(walls, features=place, n=2)
    learner = make_learner(model, adapter, settings)
    items = PairItems(read_pairs(walls, 0.5, seed=0)[0], settings, tmp_path / "cache")
    learner(**collator(adapter, processor)([items[0], items[1]]))["loss"].backward()
    encoder = {id(p) for p in adapter.encoder_parameters(adapter.vision(model))}
    with_gradient = {id(p) for p in model.parameters() if p.grad is not None}
    assert with_gradient == encoder
    moved = [p.grad.abs().max() > 0 for p in model.parameters() if p.grad is not None]
    assert sum(moved) > 0.9 * len(moved)  # a bias before a softmax has no gradient but zero
    assert not {id(p) for p in learner.parameters()} & {
        id(p) for p in model.model.language_model.parameters()
    }


def test_a_run_changes_the_vision_encoder_alone_and_saves_a_whole_model(walls: Path, tmp_path: Path) -> None:
    said: list[str] = []
    report = train_pasta(recipe(walls, steps=20, save_every=20), tmp_path / "run", said.append)
    assert [step for step, _ in report.losses] == list(range(1, 21))
    assert report.losses[-1][1] < report.losses[0][1]
    assert report.before.cells == report.after.cells > 0
    assert json.loads((tmp_path / "run" / "report.json").read_text())["after"]["top1"] == report.after.top1
    base, _ = load_model_and_processor("tiny:qwen2_5_vl")
    trained, processor = load_model_and_processor(report.model)
    adapter = ADAPTERS["qwen2_5_vl"]
    encoder = {id(p) for p in adapter.encoder_parameters(adapter.vision(trained))}
    theirs = dict(base.named_parameters())
    for name, parameter in trained.named_parameters():
        same = torch.equal(parameter, theirs[name])
        assert same == (id(parameter) not in encoder), name
    assert processor.tokenizer is not None
    card = (report.model / "README.md").read_text()
    assert f"{report.after.top1:.3f} after" in card
    assert any("2,004,736 numbers of the vision encoder learn" in line for line in said)


def test_a_killed_run_goes_on_to_the_same_loss(walls: Path, tmp_path: Path) -> None:
    settings = recipe(walls)
    whole = train_pasta(settings, tmp_path / "whole", lambda line: None)
    killed = (
        "import os, signal, sys, torch\n"
        "from pathlib import Path\n"
        "from covis.training.pasta.train import train_pasta\n"
        "from covis.training.recipes.pasta import PastaRecipe\n"
        "torch.set_num_threads(1)\n"
        "def tell(line):\n"
        "    if 'step 5 of' in line:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "recipe = PastaRecipe.model_validate_json(sys.argv[1])\n"
        "train_pasta(recipe, Path(sys.argv[2]), tell)\n"
    )
    run = tmp_path / "killed"
    arguments = [sys.executable, "-c", killed, settings.model_dump_json(), str(run)]
    assert subprocess.run(arguments, capture_output=True).returncode == -signal.SIGKILL
    (run / "checkpoints" / "checkpoint-6").mkdir()  # as if it had been stopped while it wrote the next
    again = train_pasta(settings, run, lambda line: None)
    assert [step for step, _ in again.losses] == [1, 2, 3, 4, 5, 6]
    assert again.losses == whole.losses
    assert again.after == whole.after
    assert again.before == whole.before


def test_another_run_s_folder_is_refused(walls: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    train_pasta(recipe(walls, steps=1), out, lambda line: None)
    with pytest.raises(CovisError, match=r"another learning_rate \(0.001, not 0.5\)"):
        train_pasta(recipe(walls, steps=1).model_copy(update={"learning_rate": 0.5}), out, print)
    (out / "run.json").write_text(
        (out / "run.json").read_text().replace('"architecture": "qwen2_5_vl"', '"architecture": "qwen3_vl"')
    )
    with pytest.raises(CovisError, match=r"another architecture \(qwen3_vl, not qwen2_5_vl\)"):
        train_pasta(recipe(walls, steps=1), out, print)


def test_what_cannot_be_trained_is_refused_before_anything_is_written(walls: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    with pytest.raises(CovisError, match="Pictures have 4 x 4 patches, fewer than the 8 x 8 cells"):
        train_pasta(recipe(walls, n=8), out, lambda line: None)
    (walls / "0-0.png").write_bytes(b"no picture")
    with pytest.raises(CovisError, match=r"0-0\.png cannot be read"):
        train_pasta(recipe(walls), out, lambda line: None)
    assert not out.exists()
    full = tmp_path / "full"
    full.mkdir()
    (full / "letter.txt").write_text("mine")
    with pytest.raises(CovisError, match="is not empty"):
        train_pasta(recipe(walls), full, lambda line: None)


def test_accumulated_batches_give_the_loss_of_a_whole_one(walls: Path, tmp_path: Path) -> None:
    whole = train_pasta(recipe(walls, steps=2), tmp_path / "whole", lambda line: None)
    parts = recipe(walls, steps=2, batch_pairs=2, accumulate=2)
    again = train_pasta(parts, tmp_path / "parts", lambda line: None)
    assert [loss for _, loss in again.losses] == pytest.approx([loss for _, loss in whole.losses], rel=1e-5)


@pytest.mark.slow
def test_two_processes_give_the_loss_of_one(walls: Path, tmp_path: Path) -> None:
    settings = recipe(walls, steps=3)
    one = train_pasta(settings, tmp_path / "one", lambda line: None)
    two = (
        "import sys, torch\n"
        "from pathlib import Path\n"
        "from covis.training.pasta.train import train_pasta\n"
        "from covis.training.recipes.pasta import PastaRecipe\n"
        "torch.set_num_threads(1)\n"
        "train_pasta(PastaRecipe.model_validate_json(sys.argv[1]), Path(sys.argv[2]), print)\n"
    )
    script = tmp_path / "two.py"
    script.write_text(two)
    halves = settings.model_copy(update={"batch_pairs": settings.batch_pairs // 2}).model_dump_json()
    launch = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", str(script)]
    subprocess.run([*launch, halves, str(tmp_path / "two")], check=True, capture_output=True)
    losses = json.loads((tmp_path / "two" / "report.json").read_text())["losses"]
    assert [loss for _, loss in losses] == pytest.approx([loss for _, loss in one.losses], rel=1e-5)
