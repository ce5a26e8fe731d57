"""A model trained with adapters, exported, and asked through an OpenAI-compatible server."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from tests.cli.conftest import Cli
from tests.cli.served import serving
from tests.training.small_set import sample, write_set

pytestmark = [pytest.mark.torch, pytest.mark.slow]
pytest.importorskip("peft")
pytest.importorskip("trl")

RECIPES = Path(__file__).parents[2] / "recipes"
QUESTION = "Which colour?"


def locally(model: Path, picture: Path, tokens: int) -> str:
    """What plain transformers makes of the exported checkpoint."""
    from PIL import Image
    from transformers import AutoModelForImageTextToText

    from covis.training.models.processor import load_processor

    processor = load_processor(str(model))
    turn = {"role": "user", "content": [{"type": "text", "text": QUESTION}, {"type": "image"}]}
    text = processor.apply_chat_template([turn], tokenize=False, add_generation_prompt=True)
    with Image.open(picture) as image:
        inputs = processor(text=[text], images=[[image.convert("RGB")]], return_tensors="pt")
    plain = AutoModelForImageTextToText.from_pretrained(model, dtype="auto")
    ids = plain.generate(**inputs, max_new_tokens=tokens, do_sample=False)
    return str(processor.decode(ids[0, inputs["input_ids"].shape[1] :], skip_special_tokens=True))


@pytest.mark.parametrize("architecture", ["qwen2_5_vl", "qwen3_vl", "gemma3"])
def test_the_merged_export_answers_over_http(
    tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, architecture: str
) -> None:
    from openai import OpenAI

    data = write_set(tmp_path / "set", [sample(k) for k in range(4)], [sample(4)])
    values = [f"data={data}", f"model=tiny:{architecture}", "steps=8", "batch=2"]
    values += ["max_image_pixels=null" if architecture == "gemma3" else "max_image_pixels=1024"]
    values += ["lora.rank=8", "lora.alpha=32", "learning_rate=0.01"]
    trained = cli("train", "qa", "-c", RECIPES / "qa-tiny.yaml", *values, "-o", tmp_path / "run")
    assert trained.code == 0, trained.err
    model, picture = tmp_path / "run" / "model", data / "4-1.png"
    assert not list(model.glob("adapter*"))

    (tmp_path / "home").mkdir()
    with serving(tmp_path / "home") as url:
        encoded = base64.b64encode(picture.read_bytes()).decode()
        parts = [
            {"type": "text", "text": QUESTION},
            {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{encoded}"}},
        ]
        reply = OpenAI(base_url=url, api_key="none").chat.completions.create(
            model=str(model),
            messages=[{"role": "user", "content": parts}],
            max_tokens=8,
            temperature=0,
        )
        said = reply.choices[0].message.content
        assert said == locally(model, picture, 8)
        assert reply.usage.completion_tokens > 0

        monkeypatch.setenv("NEAR_BASE_URL", url)
        monkeypatch.setenv("NEAR_API_KEY", "none")
        asked = ["ask", data / "4-1.png", data / "4-2.png", "Turned?", "--options", "left,right", "--json"]
        asked += ["--raw", "--max-tokens", "8"]
        over_http = cli(*asked, "--model", f"openai-api/near/{model}")
        assert over_http.code == 0, over_http.err
        in_process = cli(*asked, "--model", f"transformers/{model}")
        assert in_process.code == 0, in_process.err
        near, here = over_http.summaries[0], in_process.summaries[0]
        assert near["text"].strip() == here["text"].strip()  # servers may leave out spaces around
        assert near["output_tokens"] > 0
