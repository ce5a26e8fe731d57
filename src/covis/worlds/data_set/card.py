"""README.md of a data set: what is in it, how it was made, how it was checked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from covis.worlds.checks.set_report import SetReport
from covis.worlds.data_set.counts import Counts
from covis.worlds.data_set.lines import ALL


@dataclass(frozen=True)
class Made:
    """What a card tells of.

    Attributes:
        title: Its heading.
        about: What the set is, a paragraph.
        tasks: Families of questions, each with a sentence about it.
        files: What the folders beside the lines hold, as a list in Markdown.
        command: The command that makes it again.
        settings: All settings, plain JSON values.
        counts: What it holds.
        checks: What its checks found.
        left_out: How many samples the checks refused.
        skipped: Ids of scenes some of whose seeds gave none, with the reasons.
        attributions: Authors and licences of models that are not covis's own.
        parquet: Names of the packed files by split; empty if nothing was packed.
    """

    title: str
    about: str
    tasks: Mapping[str, str]
    files: str
    command: str
    settings: Mapping[str, object]
    counts: Counts
    checks: SetReport
    left_out: int
    skipped: Mapping[str, Sequence[str]]
    attributions: Sequence[str]
    parquet: Mapping[str, Sequence[str]]


def card(made: Made) -> str:
    """The text of README.md; equal input gives an equal one, so it holds no time and no place."""
    splits = list(made.counts.scenes)
    parts = [
        _front_matter(made, splits),
        f"# {made.title}\n\n{made.about}",
        f"## Made by\n\n```sh\n{made.command}\n```\n\n"
        "The same command gives the same bytes. Settings: `" + json.dumps(made.settings) + "`.",
        _contents(made, splits),
        f"## Files\n\n{_LINES}\n{made.files}\n{_AROUND}",
        _LOAD_PACKED if made.parquet else _LOAD_LINES,
        _checks(made),
        _rights(made.attributions),
    ]
    return "\n\n".join(parts) + "\n"


def _front_matter(made: Made, splits: Sequence[str]) -> str:
    """What `datasets` and hubs read: which file is which split; packed files where there are some."""
    lines = ["---", f"pretty_name: {json.dumps(made.title)}"]
    lines += ["task_categories:", "- visual-question-answering"]
    lines += ["configs:", "- config_name: default", "  data_files:"]
    for split in splits:
        path = f"{split}-*-of-*.parquet" if made.parquet else f"{split}.jsonl"
        lines += [f"  - split: {_hub_split(split)}", f"    path: {path}"]
    return "\n".join([*lines, "---"])


def _hub_split(split: str) -> str:
    """A set without splits is one for training, as `datasets` calls it."""
    return "train" if split == ALL else split


def _contents(made: Made, splits: Sequence[str]) -> str:
    lines = [
        f"## In it\n\n{made.counts.samples} questions about "
        f"{sum(map(len, made.counts.scenes.values()))} scenes.\n",
        *(
            f"- **{task}** ({len(made.counts.asked.get(task, ()))} scenes): {text}"
            for task, text in made.tasks.items()
        ),
        "",
        "| split | task | category | level | questions |",
        "|---|---|---|---|---|",
    ]
    for (split, task, category, level), n in sorted(made.counts.rows.items()):
        lines.append(f"| {split} | {task} | {category} | {level or '–'} | {n} |")
    if len(splits) > 1:
        told = ", ".join(f"{len(made.counts.scenes[s])} in {s}" for s in splits)
        lines.append(f"\nNo scene is in two splits: {told}.")
    if made.skipped:
        seeds = sum(map(len, made.skipped.values()))
        lines.append(
            f"\n{seeds} seeds gave no scene or lacked a fair question and were passed over; `manifest.json` "
            "says why."
        )
    return "\n".join(lines)


def _checks(made: Made) -> str:
    lines = [
        "## Checks\n",
        f"- Samples that repeat another or cannot be answered: none; {made.left_out} were left out.",
        "- Balance: how often each answer is right, by family; `p` is the chance of so uneven a draw from a "
        "fair one.",
        "",
        "| task | answers | questions | shares | p |",
        "|---|---|---|---|---|",
    ]
    for one in made.checks.balance:
        shares = ", ".join(f"{name} {share:.2f}" for name, share in list(one.shares.items())[:8])
        if not one.expected:
            shares = f"commonest {max(one.shares.values()):.2f}"
        p = f"{one.p:.2f}" if one.expected else "–"
        lines.append(f"| {one.task} | {one.kind}, by {one.of} | {one.questions} | {shares} | {p} |")
    lines += [
        "",
        "What a classifier earns that reads the text and sees no picture, on scenes it has not learned from:",
        "",
    ]
    if made.checks.text_only:
        lines += [
            "| task | category | answers | questions | score (95 %) | chance |",
            "|---|---|---|---|---|---|",
        ]
        for text in made.checks.text_only:
            score = f"{text.score:.3f} ({text.low:.3f} to {text.high:.3f})"
            name = text.category or "all"
            lines.append(
                f"| {text.task} | {name} | {text.kind} | {text.questions} | {score} | {text.chance:.3f} |"
            )
    else:
        lines.append("Too few questions to tell (50 about 10 scenes of one family are needed).")
    return "\n".join(lines)


def _rights(attributions: Sequence[str]) -> str:
    text = (
        "## Rights\n\nPictures, truth and questions are made by a program from random numbers; no "
        "photograph, scan or person is in them. covis adds no conditions of its own."
    )
    if attributions:
        text += "\n\nFurniture models by others, shown in the pictures:\n\n"
        text += "\n".join(f"- {line}" for line in attributions)
    return text


_LINES = """- `*.jsonl`: one question a line. `images`, `depth` and `ids` are paths relative to this folder,
  `cameras` has for each image `K` (px) and `T_world_from_cam` (OpenCV axes, metres), `actions` the camera's
  motion for every pair of images as JSON text, `meta` what else explains the question, as JSON text.
  `answer` is the letter of the right option, or the number in plain digits, or the text."""

_AROUND = """- `index.html`: pictures and questions, to look at.
- `manifest.json`: settings, versions, counts, skipped seeds, SHA-256 of the lines."""

_LOAD_LINES = """```python
from datasets import load_dataset

rows = load_dataset(".")  # in this folder; images are paths
```"""

_LOAD_PACKED = """The samples are packed with their pictures too, as Parquet files:

```python
from datasets import load_dataset

rows = load_dataset(".")  # in this folder; images are decoded pictures
```"""
