"""What a model learns before the cup game: answers say what the pictures show."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from experiments.marks.first_sight import ASKED, NOTHING, SAID, write_first_sight
from PIL import Image

from covis.marks.palette import PALETTE
from covis.prompts.sample import read_samples


def test_every_mark_that_is_named_is_on_its_side_and_no_other_colour_is(tmp_path: Path) -> None:
    write_first_sight(tmp_path, 1, 0.15, "brief")
    samples = list(read_samples(tmp_path / "samples.jsonl"))
    assert len(samples) == ASKED
    said = 0
    for sample in samples:
        words = sample.answer.split()
        for view, name in enumerate(sample.images):
            rgb = np.asarray(Image.open(tmp_path / name)).astype(int)
            halves = np.split(rgb, 2, axis=1)
            for side, half in enumerate(halves):
                mark = words[4 * view + 2 * side]
                exact = {c for c in SAID if (half == PALETTE[SAID.index(c)]).all(axis=2).sum() > 20}
                assert mark in exact if mark != NOTHING else not exact
                said += mark != NOTHING
    assert said > len(samples)


def test_a_finished_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "samples.jsonl").write_text("mine")
    write_first_sight(tmp_path, 1, 0.15, "brief")
    assert (tmp_path / "samples.jsonl").read_text() == "mine"
