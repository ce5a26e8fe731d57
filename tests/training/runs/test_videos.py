"""The settings for videos survive training without torchvision."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.torch
pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

FRAMES = {"video_processor_type": "Qwen2VLVideoProcessor", "fps": 3.0}


@pytest.mark.parametrize("where", ["nested", "video_preprocessor_config.json", "preprocessor_config.json"])
def test_they_are_found_where_transformers_finds_them(
    tmp_path: Path, tiny: Callable[[str], Path], where: str
) -> None:
    from transformers.utils import is_torchvision_available
    from transformers.video_processing_utils import BaseVideoProcessor

    from covis.training.models.processor import load_processor
    from covis.training.runs.videos import keep_video_settings

    if is_torchvision_available():
        pytest.skip("with torchvision the processor itself keeps them")
    base, out = tmp_path / "base", tmp_path / "out"
    load_processor(str(tiny("qwen2_5_vl"))).save_pretrained(base)
    (base / "config.json").write_text((tiny("qwen2_5_vl") / "config.json").read_text())
    if where == "nested":
        own = base / "processor_config.json"
        own.write_text(json.dumps({**json.loads(own.read_text()), "video_processor": FRAMES}))
    else:
        (base / where).write_text(json.dumps(FRAMES))
    then, _ = BaseVideoProcessor.get_video_processor_dict(base)
    processor = load_processor(str(base))
    processor.save_pretrained(out)
    with pytest.raises(OSError, match="Can't load video processor"):
        BaseVideoProcessor.get_video_processor_dict(out)
    keep_video_settings(processor, str(base), out)
    assert BaseVideoProcessor.get_video_processor_dict(out)[0] == then


def test_a_processor_that_never_had_any_gets_none(tmp_path: Path, tiny: Callable[[str], Path]) -> None:
    from covis.training.models.processor import load_processor
    from covis.training.runs.videos import keep_video_settings

    keep_video_settings(load_processor(str(tiny("gemma3"))), str(tiny("gemma3")), tmp_path)
    assert not list(tmp_path.iterdir())
