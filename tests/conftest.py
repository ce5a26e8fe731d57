"""What every test shares: a quiet surrounding, and where the recorded clips are, if they are here."""

from __future__ import annotations

import os
import signal

# A shell's background jobs ignore Ctrl-C, and so would the commands that tests stop with it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Before anything loads torch or OpenMP: ask no model hub, and let idle threads sleep instead of spin.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("GOMP_SPINCOUNT", "0")

from importlib import util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip tests marked `torch` where the extra `sam` is not installed."""
    if util.find_spec("torch") and util.find_spec("transformers"):
        return
    skip = pytest.mark.skip(reason="needs the extra sam: pip install -c constraints.txt torch transformers")
    for item in items:
        if item.get_closest_marker("torch"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def covis_data() -> Path:
    """The folder of recorded data: COVIS_DATA, or ../shared/data beside the checkout."""
    folder = Path(os.environ.get("COVIS_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no recorded data at {folder}; name its folder in COVIS_DATA")
    return folder
