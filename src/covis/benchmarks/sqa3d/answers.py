"""When an answer to SQA3D passes by the relaxed rule of its script for language models."""

from __future__ import annotations

import re

from covis.benchmarks.metrics.exact_match import DIGITS

TYPOS = {
    "letf": "left",
    "let": "left",
    "tehre": "there",
    "rigth": "right",
    "rght": "right",
    "behine": "behind",
}
"""Slips of the pen that the official script repairs in what a model says."""

FIRST_WORDS = ("what", "is", "how", "can", "which")
"""The classes of the benchmark's table: a question belongs to that of its first word, or to "other"."""


def matches_relaxed(said: str, gold: str) -> bool:
    """Whether the relaxed rule of the official script for language models lets an answer pass.

    Only what the model said is cleaned, so the gold answer "TV" is out of its reach. It passes when it equals
    the gold answer, is part of it, is part of it with all blanks taken out, or shares any word with it. An
    empty answer passes, for it is part of everything: this rule is here to compare with published figures,
    not to measure.
    """
    cleaned = _cleaned(said)
    return (
        cleaned == gold
        or cleaned in gold
        or "".join(cleaned.split()) in "".join(gold.split())
        or bool(set(cleaned.split()) & set(gold.split()))
    )


def first_word_class(question: str) -> str:
    """The class of a question in the benchmark's table: its first word, or "other"."""
    first = question.split()[0].lower() if question.split() else ""
    return first if first in FIRST_WORDS else "other"


def _cleaned(said: str) -> str:
    words = re.sub(r"[^a-z0-9,' :\-]+", "", " ".join(said.lower().split())).split()
    kept = [DIGITS.get(TYPOS.get(w, w), TYPOS.get(w, w)) for w in words if w not in ("a", "an", "the")]
    return " ".join(kept)
