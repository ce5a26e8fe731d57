"""Questions of MindCube, read from its JSON Lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import PurePosixPath

from covis.benchmarks.benchmark import Questions, ReadSettings
from covis.benchmarks.mindcube.settings import FULL, TINY, setting_of
from covis.benchmarks.records.count import check_counts
from covis.benchmarks.records.files import find_files
from covis.benchmarks.records.inline_options import answer_letter, inline_choice
from covis.benchmarks.records.media import Media
from covis.benchmarks.records.questions import gather
from covis.benchmarks.records.row import Row
from covis.benchmarks.records.rows import read_rows
from covis.prompts.sample import Sample

FULL_FILES = tuple(f"{folder}MindCube.jsonl" for folder in ("raw/", "data/raw/", ""))
TINY_FILES = tuple(f"{folder}MindCube_tinybench.jsonl" for folder in ("raw/", "data/raw/", ""))
RAW = "raw"  # the folder of the questions; pictures are named from the folder above it


def read_full(settings: ReadSettings) -> Questions:
    """All 21,154 questions.

    Raises:
        CovisError: If they are not those, or something in them is broken.
    """
    return _read(settings, "MindCube", FULL_FILES, FULL)


def read_tiny(settings: ReadSettings) -> Questions:
    """The 1,050 questions of the tiny set.

    Raises:
        CovisError: If they are not those, or something in them is broken.
    """
    return _read(settings, "MindCube-Tiny", TINY_FILES, TINY)


def _read(
    settings: ReadSettings, name: str, names: tuple[str, ...], official: Mapping[str, int]
) -> Questions:
    file = find_files(settings.data, names, name)[0]
    rows = list(read_rows(file))
    found = Counter(setting_of(row.label("id")) for row in rows)
    left_out = check_counts(name, found, official, settings.any_size)
    root = settings.media or (file.parent.parent if file.parent.name == RAW else file.parent)
    media = Media(root)
    return gather(rows, lambda row: _sample(row, media), settings, root, left_out)


def _sample(row: Row, media: Media) -> Sample:
    identity = row.label("id")
    answer = answer_letter(row, "gt_answer")
    choice = inline_choice(row, row.text("question").strip(), answer)
    images = tuple(media.picture(path, row.where("images")) for path in row.texts("images"))
    return Sample(
        id=f"mindcube-{identity}",
        scene=_scene(images[0]) or identity.rsplit("_q", 1)[0],
        task="mindcube",
        category=setting_of(identity),
        images=images,
        question=choice.question,
        options=choice.options,
        answer=answer,
        answer_kind="choice",
        meta={**choice.meta, "category": row.fields.get("category"), "type": row.fields.get("type")},
    )


def _scene(image: str) -> str:
    """The folder that a group of views shares; "" where all pictures lie in one folder."""
    parts = PurePosixPath(image).parts
    return "/".join(parts[:-1]) if len(parts) > 2 else ""
