"""What the trackers' tests share."""

import json
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def tiny_sam(tmp_path_factory) -> dict[str, Path]:
    """A folder of tiny weights for each SAM family, saved as published ones are."""
    from tests.tracks.tiny_sam import MEAN, STD, edgetam, make_confident, sam2, sam3, torch

    folders = {}
    for name, build in (("sam2", sam2), ("edgetam", edgetam), ("sam3", sam3)):
        torch.manual_seed(0)
        model = build()
        make_confident(model)
        folders[name] = tmp_path_factory.mktemp("weights") / f"tiny {name}"
        model.save_pretrained(folders[name])
        processor = {"image_processor": {"image_mean": MEAN, "image_std": STD}}
        (folders[name] / "processor_config.json").write_text(json.dumps(processor))
    return folders
