"""Tiny checkpoints, made once for all tests of training."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a tiny checkpoint of an architecture; nobody may change it."""
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    from covis.training.models.tiny import make_tiny

    @cache
    def made(architecture: str) -> Path:
        folder = tmp_path_factory.mktemp(architecture)
        make_tiny(folder, architecture)
        return folder

    return made
