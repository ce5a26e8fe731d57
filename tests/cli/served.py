"""A real server of chat completions on loopback: `transformers serve`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

START_S = 120
RUN = """
from transformers.cli.transformers import main
from transformers.models.auto import processing_auto

from covis.training.models.processor import without_videos

# Qwen's stock processors insist on torchvision, for videos alone; where it is there this changes nothing.
stock = processing_auto.processor_class_from_name
processing_auto.processor_class_from_name = lambda name: (found := stock(name)) and without_videos(found)
main()
"""


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """The base address of a server that loads what it is asked for, while the block runs.

    Args:
        home: A folder for its cache, which is empty.
    """
    (home / "hub").mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-c", RUN, "serve", "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"],
        env={**os.environ, "HF_HOME": str(home), "HF_HUB_OFFLINE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/health", server)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        if server.poll() is not None:
            pytest.skip("transformers serve does not start here; it needs fastapi and uvicorn")
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"transformers serve did not answer within {START_S} s")
