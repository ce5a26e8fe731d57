"""The harmonic mean of two shares."""

from __future__ import annotations


def harmonic_mean(a: float, b: float) -> float:
    """2ab / (a + b), which a model that is right in one direction only cannot raise.

    Args:
        a: A share, at least 0.
        b: Another one.

    Returns:
        Between the two; 0 if one of them is 0.
    """
    return 2 * a * b / (a + b) if a > 0 and b > 0 else 0.0
