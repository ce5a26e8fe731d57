from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from covis.errors import CovisError
from covis.training.runs import reporters
from covis.training.runs.reporters import check_reporters


@pytest.fixture(autouse=True)
def _nobody_is_logged_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("WANDB_API_KEY", "WANDB_MODE", "WANDB_BASE_URL", "NETRC"):
        monkeypatch.delenv(name, raising=False)


def test_what_is_not_installed_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporters, "find_spec", lambda name: None)
    with pytest.raises(CovisError, match="wandb, which is not installed: pip install wandb"):
        check_reporters(["wandb"])
    check_reporters([])


def test_wandb_needs_a_key_unless_it_keeps_to_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporters, "find_spec", lambda name: importlib.util.find_spec("json"))
    with pytest.raises(CovisError, match="it has no key: run wandb login"):
        check_reporters(["tensorboard", "wandb"])
    check_reporters(["tensorboard"])
    with monkeypatch.context() as patch:
        patch.setenv("WANDB_MODE", "offline")
        check_reporters(["wandb"])
    with monkeypatch.context() as patch:
        patch.setenv("WANDB_API_KEY", "k")
        check_reporters(["wandb"])
    (tmp_path / ".netrc").write_text("machine api.wandb.ai login user password k\n")
    (tmp_path / ".netrc").chmod(0o600)
    check_reporters(["wandb"])
