"""Samples to ask, with nothing in them but what a parser needs."""

from __future__ import annotations

from covis.prompts.sample import Sample


def choice(*options: str, answer: str = "A") -> Sample:
    return Sample("s", "scene", "t", "c", ("1.png", "2.png"), "Which?", options, answer, "choice")


def number(answer: str = "1", unit: str | None = None) -> Sample:
    return Sample("s", "scene", "t", "c", ("1.png",), "How much?", None, answer, "number", unit=unit)


def text(answer: str = "yes") -> Sample:
    return Sample("s", "scene", "t", "c", ("1.png",), "What?", None, answer, "text")


def path(answer: str = "N1, N2") -> Sample:
    return Sample("s", "scene", "t", "c", ("1.png",), "Which way?", None, answer, "path")


FURNITURE = choice("lamp", "sofa", "table", "chair")
"""A lamp, B sofa, C table, D chair."""
