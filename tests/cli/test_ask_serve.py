"""A real server, `transformers serve`, with a tiny model, asked by the command that a user types."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import Cli, Scene
from tests.models.tiny_vlm import save_tiny_llava

pytestmark = [pytest.mark.torch, pytest.mark.slow]

START_S = 120


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_llava(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that loads what it is asked for."""
    home = tmp_path_factory.mktemp("home")
    (home / "hub").mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    run = "from transformers.cli.transformers import main; main()"
    server = subprocess.Popen(
        [sys.executable, "-c", run, "serve", "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"],
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


def _wait_for(url: str, server: subprocess.Popen) -> None:
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


def test_raw_and_marked_views_are_asked_about_over_http_and_in_process_alike(
    cli: Cli,
    scene: Scene,
    address: str,
    checkpoint: Path,
    monkeypatch,
) -> None:
    monkeypatch.setenv("NEAR_BASE_URL", address)
    monkeypatch.setenv("NEAR_API_KEY", "none")
    options = ["--options", "left,right", "--both", "--json", "--max-tokens", "8", "--frames", "4"]
    asked = ["ask", scene.video, "Where is 1?", "--tracker", scene.tracker, *options]
    over_http = cli(*asked, "--model", f"openai-api/near/{checkpoint}")
    assert over_http.code == 0, over_http.err
    in_process = cli(*asked, "--model", f"transformers/{checkpoint}")
    assert in_process.code == 0, in_process.err
    assert [line["arm"] for line in over_http.summaries] == ["raw", "marked"]
    for near, here in zip(over_http.summaries, in_process.summaries, strict=True):
        assert near.pop("seconds") > 0
        assert here.pop("seconds") > 0
        assert near == here
        assert near["output_tokens"] > 0
