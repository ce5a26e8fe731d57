"""The four tasks of BLINK over several views, with their numbers of questions."""

from __future__ import annotations

VAL = {
    "Multi-view_Reasoning": 133,
    "Visual_Correspondence": 172,
    "Semantic_Correspondence": 139,
    "Functional_Correspondence": 130,
}
"""Those with published answers."""

TEST = {**VAL, "Semantic_Correspondence": 140}
"""Those whose answers are hidden."""

OF_ORDER = ("Multi-view_Reasoning",)
"""Tasks whose answer another order of the pictures would change: which way did the camera move."""

HIDDEN = "hidden"
"""What stands for an answer in the test split."""

FAILED = "(Z)"
"""What stands for no answer in a file of predictions."""
