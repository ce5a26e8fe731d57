"""Replies as lmms-eval reads them: the first letter, if nothing but brackets and spaces stands before it.

So "Behind it" is B, and a reply that explains before it answers is read by its first word. The authors ask a
language model instead where a reply is no option by itself.
"""

from __future__ import annotations

import re

FIRST = re.compile(r"[(\s]*([A-Z])", re.IGNORECASE)


def published_letter(reply: str) -> str | None:
    """The letter that is read; None if the reply begins with something else."""
    found = FIRST.match(reply.strip())
    return found[1].upper() if found else None
