"""Checkpoints that DeepSpeed wrote, whose optimizer lies in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from covis.errors import CovisError
from covis.training.runs.checkpoints import check_last_checkpoint

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")
pytest.importorskip("safetensors")

PARTS = ("mp_rank_00_model_states.pt", "zero_pp_rank_0_mp_rank_00_optim_states.pt")


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    from safetensors.torch import save_file

    folder = tmp_path / "checkpoint-2"
    (folder / "global_step2").mkdir(parents=True)
    for name in ("scheduler.pt", *(f"global_step2/{part}" for part in PARTS)):
        torch.save({"step": 2}, folder / name)
    (folder / "latest").write_text("global_step2")
    save_file(torch.nn.Linear(2, 3).state_dict(), folder / "model.safetensors")
    (folder / "trainer_state.json").write_text("{}")
    return folder


def test_a_whole_one_needs_no_optimizer_of_the_trainer(checkpoint: Path) -> None:
    check_last_checkpoint(checkpoint.parent, torch.nn.Linear(2, 3))
    with pytest.raises(CovisError, match="weights of another model"):
        check_last_checkpoint(checkpoint.parent, torch.nn.Linear(3, 3))


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_cut_off_is_named(checkpoint: Path, part: str) -> None:
    path = checkpoint / "global_step2" / part
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(CovisError, match=f"{part} is missing or damaged; delete"):
        check_last_checkpoint(checkpoint.parent, torch.nn.Linear(2, 3))


def test_a_model_that_is_missing_is_named(checkpoint: Path) -> None:
    (checkpoint / "global_step2" / PARTS[0]).unlink()
    with pytest.raises(CovisError, match=f"{PARTS[0]} is missing or damaged; delete"):
        check_last_checkpoint(checkpoint.parent, torch.nn.Linear(2, 3))
