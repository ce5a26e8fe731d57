"""How good one reply is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Grade:
    """How good one reply is.

    Attributes:
        score: 0..1, the benchmark's own measure of one answer; None where the true answer is not published
            or a judge has not spoken yet.
        value: What was read from the reply, in the form of `Sample.answer`; None if nothing could be.
        unreadable: Why nothing could be read; "" if something was. It scores 0 all the same.
        extra: Further measures of this reply by name, such as `length_ratio`.
    """

    score: float | None
    value: str | None
    unreadable: str = ""
    extra: Mapping[str, float] = field(default_factory=dict)
