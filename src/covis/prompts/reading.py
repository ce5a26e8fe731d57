"""What is read from a model's reply: exactly one answer, or nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reading:
    """Exactly one answer, or why there is none.

    Attributes:
        value: The answer in the form of `Sample.answer` (a letter, plain digits, a text, labels parted by
            commas); None if the reply does not give exactly one.
        why: Why there is none, as a short phrase such as "names two options"; "" if there is one.
    """

    value: str | None
    why: str = ""


def unreadable(why: str) -> Reading:
    """No answer, for this reason."""
    return Reading(None, why)
