"""Ways of asking that cannot show a difference, whatever is changed."""

from __future__ import annotations

from covis.benchmarks.statistics.estimate import Estimate
from covis.benchmarks.statistics.power import SOUGHT

EDGE = 1e-3  # an interval that comes so near to 0 or 100 % includes it


def cannot_show(found: Estimate, chance: float | None) -> str:
    """Why a way of asking cannot show a difference, as the beginning of a sentence; "" if it can.

    Args:
        found: Its accuracy.
        chance: What guessing would score on the same questions; None where that means nothing.
    """
    if found.low is None or found.high is None:
        return "About a single scene, which gives no interval"
    if found.low <= EDGE and found.high >= 1 - EDGE:
        return "Over so few questions or scenes that any accuracy is possible"
    if found.value > 1 - SOUGHT:
        return "At the ceiling, where no gain can show"
    if chance is not None and found.low <= chance <= found.high:
        return "Not to be told from chance, where a difference may not show"
    if found.high >= 1 - EDGE:
        return "At the ceiling, where no gain can show"
    if found.low <= EDGE or found.value < SOUGHT:
        return "At the floor, where no loss can show"
    return ""
