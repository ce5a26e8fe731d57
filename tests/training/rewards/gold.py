"""A sample of three images with its true motions, and the completion that earns everything."""

from __future__ import annotations

from covis.geometry.actions import actions_from_json
from covis.prompts.action_answer import action_answer_text
from covis.prompts.sample import PairActions, Sample

TRUE = {
    (0, 1): '[{"turn_right_deg": 30.0}]',
    (0, 2): '[{"turn_right_deg": 90.0}, {"move_forward_m": 2.0}, {"turn_up_deg": 10.0}]',
    (1, 2): '[{"turn_right_deg": 60.0}, {"move_forward_m": 2.0}, {"turn_up_deg": 10.0}]',
}
SAMPLE = Sample(
    "gold",
    "scene",
    "sot",
    "camera",
    ("1.png", "2.png", "3.png"),
    "Which is left of the sofa?",
    ("lamp", "table", "chair", "rug"),
    "B",
    "choice",
    actions=tuple(PairActions(i, j, text) for (i, j), text in TRUE.items()),
)
GOLD = action_answer_text({pair: actions_from_json(text) for pair, text in TRUE.items()}, "B")
ACTIONS = GOLD.removeprefix("<action>").partition("</action>")[0]
