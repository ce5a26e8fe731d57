"""Which template a sample's own kind of answer has."""

from __future__ import annotations

from covis.prompts.choice import CHOICE
from covis.prompts.free_text import TEXT
from covis.prompts.left_right import LEFT_RIGHT, is_left_right
from covis.prompts.number import NUMBER_TEMPLATE
from covis.prompts.ordered_path import PATH
from covis.prompts.sample import Sample
from covis.prompts.template import Template

BY_KIND: dict[str, Template] = {"choice": CHOICE, "number": NUMBER_TEMPLATE, "text": TEXT, "path": PATH}


def template_of_kind(sample: Sample) -> Template:
    """The template of a sample's kind of answer; a choice between left and right has one of its own."""
    return LEFT_RIGHT if is_left_right(sample) else BY_KIND[sample.answer_kind]
