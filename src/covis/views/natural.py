"""Natural order: img2 comes before img10."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"([0-9]+)")


def natural_key(name: str) -> tuple[tuple[tuple[int, int | str], ...], str]:
    """A sort key that reads runs of digits as numbers and ignores case; ties are broken by the exact name.

    Args:
        name: Any text, such as a file name.

    Returns:
        A key; keys of different names differ.
    """
    parts = _DIGITS.split(name.casefold())
    # re.split with one group alternates text, digits, text, ...: the tag keeps int and str from meeting.
    return tuple((1, int(p)) if i % 2 else (0, p) for i, p in enumerate(parts)), name
