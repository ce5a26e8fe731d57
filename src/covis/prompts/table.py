"""All templates by name."""

from __future__ import annotations

from covis.prompts.action_answer import ACTION_ANSWER
from covis.prompts.kinds import BY_KIND, template_of_kind
from covis.prompts.left_right import LEFT_RIGHT
from covis.prompts.sample import Sample
from covis.prompts.template import Template

TEMPLATES: dict[str, Template] = {
    **BY_KIND,
    LEFT_RIGHT.name: LEFT_RIGHT,
    ACTION_ANSWER.name: ACTION_ANSWER,
}
"""Name to template: choice, number, text, path, left_right, action_answer."""


def template_for(sample: Sample) -> Template:
    """The template of a sample's kind of answer; `left_right` for a choice between the two."""
    return template_of_kind(sample)
