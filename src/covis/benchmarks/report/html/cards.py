"""Questions to look at: what was sent, what came back, what was right."""

from __future__ import annotations

import math
import string
from collections.abc import Mapping, Sequence

from covis.benchmarks.report.browse import Answer, Browsed
from covis.benchmarks.report.figures import CellFigures
from covis.benchmarks.report.html.plots import style_of
from covis.benchmarks.report.html.tags import Html, joined, tag
from covis.benchmarks.report.numbers import amount
from covis.prompts.sample import Sample

FEW = 4  # pictures, in two columns; more stand closer

KINDS = {"gain": "marks gain", "loss": "marks lose", "other": "other cells differ", "same": "all the same"}
"""What questions can be filtered by, and what it is called."""


def cards(browsed: Sequence[Browsed], cells: Sequence[CellFigures], pictures: Mapping[str, str]) -> Html:
    """A card for each question.

    Args:
        browsed: The questions.
        cells: All cells; cards show them side by side.
        pictures: For each cell's key the beginning of the names of its pictures in the page.
    """
    return joined(_card(one, cells, pictures) for one in browsed)


def kind_of(one: Browsed) -> str:
    """Which of `KINDS` a question is."""
    if not math.isnan(one.gain) and one.gain:
        return "gain" if one.gain > 0 else "loss"
    return "other" if one.differs else "same"


def _card(one: Browsed, cells: Sequence[CellFigures], pictures: Mapping[str, str]) -> Html:
    sample = one.sample
    facts = [sample.id, f"scene {sample.scene}", sample.category]
    facts += [f"level {sample.level}"] if sample.level else []
    kind = kind_of(one)
    columns = [_column(sample, cell, one.answers.get(cell.key), pictures[cell.key]) for cell in cells]
    return tag(
        "article",
        tag("p", tag("span", KINDS[kind], class_=f"kind {kind}"), " ", " · ".join(facts), class_="facts"),
        tag("h4", sample.question),
        _truth(sample),
        tag("div", *columns, class_="answers"),
        class_="card",
        data_kind=kind,
        data_category=sample.category,
    )


def _truth(sample: Sample) -> Html:
    if sample.options is None:
        return tag("p", f"{sample.answer or 'not published'} {sample.unit or ''}", class_="truth")
    items = [
        tag("li", f"{letter}. {option}", class_="truth" if letter == sample.answer else None)
        for letter, option in zip(string.ascii_uppercase, sample.options, strict=False)
    ]
    return tag("ul", *items, class_="options")


def _column(sample: Sample, cell: CellFigures, answer: Answer | None, pictures: str) -> Html:
    name = tag("span", cell.label, class_=f"name {style_of(cell)}")
    if answer is None:
        return tag("section", tag("h5", name, " ", _chip("no answer", "none")), data_model=cell.model)
    reply = answer.prediction.reply
    shown = [
        tag("img", data_picture=f"{pictures}/{file}", alt=f"image {k}", title=f"image {k}")
        for k, file in enumerate(answer.prediction.pictures, 1)
    ]
    size = "many" if len(shown) > FEW else "few"
    facts = f"{reply.input_tokens + reply.output_tokens:,} tokens, {amount(reply.seconds)} s"
    many = len(answer.values) > 1
    repeats = "; read in all repeats: " + ", ".join(v or "nothing" for v in answer.values) if many else ""
    return tag(
        "section",
        tag("h5", name, " ", _judged(answer)),
        tag("div", *shown, class_=f"frames {size}") if shown else tag("p", "No pictures.", class_="facts"),
        tag("p", reply.text or "(an empty reply)", class_="reply", dir="auto"),
        tag("p", _read(answer), repeats, "; ", facts, class_="facts"),
        tag(
            "details", tag("summary", "Text as it was sent"), tag("pre", answer.prediction.prompt, dir="auto")
        ),
        data_model=cell.model,
    )


def _judged(answer: Answer) -> Html:
    grade = answer.grade
    if answer.prediction.reply.stop == "refused":
        return _chip("refused", "wrong")
    if grade is None or grade.score is None:
        return _chip("not scored", "none")
    if grade.unreadable:
        return _chip("unreadable", "wrong")
    if grade.score in (0, 1):
        return _chip("right", "right") if grade.score else _chip("wrong", "wrong")
    return _chip(f"score {grade.score:.2f}", "partly")


def _read(answer: Answer) -> str:
    grade = answer.grade
    if grade is None:
        return "Not read yet"
    return (
        f"Read as {grade.value}"
        if grade.value is not None
        else f"Not read: {grade.unreadable or 'no answer'}"
    )


def _chip(text: str, style: str) -> Html:
    return tag("span", text, class_=f"chip {style}")
