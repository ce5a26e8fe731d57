"""A real server, `transformers serve`, with a tiny model, asked by the command that a user types."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import Cli, Scene
from tests.cli.served import serving
from tests.models.tiny_vlm import save_tiny_llava

pytestmark = [pytest.mark.torch, pytest.mark.slow]


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_llava(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that loads what it is asked for."""
    with serving(tmp_path_factory.mktemp("home")) as url:
        yield url


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
