"""Local checkpoints, several questions at a time, on models built from config."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.models.tiny_vlm import save_tiny_llava, save_tiny_vlm

import covis
from covis.models.inspect_chat import open_model, to_inspect, to_reply
from covis.models.settings import ModelSettings
from covis.prompts.parts import Picture, Prompt, Text

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module", params=[save_tiny_vlm, save_tiny_llava], ids=["qwen", "llava"])
def checkpoint(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return request.param(tmp_path_factory.mktemp("checkpoint"))


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Picture]:
    folder = tmp_path_factory.mktemp("pictures")
    rng = np.random.default_rng(0)
    made = []
    for k in range(4):
        made.append(Picture(folder / f"{k}.png", (56 + 28 * k, 56)))
        noise = rng.integers(0, 255, (56, 56 + 28 * k, 3), np.uint8)
        Image.fromarray(noise).save(made[-1].file)
    return made


def prompts(pictures: list[Picture]) -> list[Prompt]:
    """Questions of unlike lengths, with none, one and several pictures."""
    return [
        (Text("where is the sofa"),),
        (pictures[0], Text("left or right")),
        (Text("one"), pictures[1], Text("two"), pictures[2], Text("is the lamp left of the sofa")),
        (pictures[3], pictures[0], pictures[1], Text("yes or no")),
        (Text("A B C"), pictures[2]),
    ]


def test_a_batch_says_what_each_question_alone_does(checkpoint: Path, pictures: list[Picture]) -> None:
    model = open_model(f"transformers/{checkpoint}", ModelSettings(max_tokens=8))
    sizes: list[int] = []
    next_batch = model.api.next_batch

    def counted(first):
        sizes.append(len(batch := next_batch(first)))
        return batch

    model.api.next_batch = counted

    async def together():
        return await asyncio.gather(*(model.generate(to_inspect(p)) for p in prompts(pictures)))

    batch = [to_reply(output, 0.0) for output in asyncio.run(together())]
    assert sizes == [5]
    for prompt, reply in zip(prompts(pictures), batch, strict=True):
        alone = to_reply(asyncio.run(model.generate(to_inspect(prompt))), 0.0)
        assert (alone.text, alone.stop, alone.output_tokens) == (reply.text, reply.stop, reply.output_tokens)
        assert alone.input_tokens == reply.input_tokens  # padding is not counted


def test_a_batch_is_no_larger_than_allowed_and_of_one_setting(
    checkpoint: Path, pictures: list[Picture]
) -> None:
    from inspect_ai.model import GenerateConfig

    model = open_model(f"transformers/{checkpoint}")
    model.api.batch_size = 2
    sent = to_inspect(prompts(pictures)[0])

    async def together():
        limits = [3, 3, 5, 3, 5]
        return await asyncio.gather(
            *(model.generate(sent, config=GenerateConfig(max_tokens=n)) for n in limits)
        )

    made = [to_reply(output, 0.0).output_tokens for output in asyncio.run(together())]
    assert made[0] == made[1] == made[3] <= 3
    assert made[2] == made[4] <= 5
    assert model.api.waiting == []


def test_a_failing_batch_fails_each_question_and_none_other(checkpoint: Path, monkeypatch) -> None:
    from covis.models import local

    monkeypatch.setattr(local, "answer", lambda checkpoint, batch: 1 / 0)
    model = open_model(f"transformers/{checkpoint}")
    sent = to_inspect((Text("one"),))

    async def together():
        return await asyncio.gather(*(model.generate(sent) for _ in range(3)), return_exceptions=True)

    assert all(isinstance(error, ZeroDivisionError) for error in asyncio.run(together()))
    assert model.api.waiting == []


def test_settings_are_kept_apart_and_limits_hold(checkpoint: Path, pictures: list[Picture]) -> None:
    short = open_model(f"transformers/{checkpoint}", ModelSettings(max_tokens=2))
    reply = to_reply(asyncio.run(short.generate(to_inspect(prompts(pictures)[1]))), 0.0)
    assert reply.output_tokens <= 2
    assert reply.stop in ("length", "stop")
    warm = open_model(f"transformers/{checkpoint}", ModelSettings(max_tokens=8, temperature=1.0, seed=5))
    said = [
        to_reply(asyncio.run(warm.generate(to_inspect(prompts(pictures)[1]))), 0.0).text for _ in range(2)
    ]
    assert said[0] == said[1]


def test_a_user_asks_it_like_any_other_model(checkpoint: Path, marked, capfd) -> None:
    settings = ModelSettings(max_tokens=4)
    answer = covis.ask(
        marked, "Where?", model=f"transformers/{checkpoint}", options=["a", "b"], settings=settings
    )
    assert answer.reply.input_tokens > 3 * 4  # at least four tokens a picture
    assert answer.reply.output_tokens <= 4
    assert "it/s]" not in capfd.readouterr().err


def test_a_folder_without_a_checkpoint_is_told(tmp_path: Path) -> None:
    with pytest.raises(covis.CovisError, match="no vision-language checkpoint"):
        open_model(f"transformers/{tmp_path}")
