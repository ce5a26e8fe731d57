"""The camera's motion between every two images of a set, as ActoR of HATCH has a model write it.

One JSON object; the key "1-3" names the motion from the first image to the third, counted from 1:

    {"1-2": [{"turn_right_deg": 30.0}], "1-3": [{"turn_right_deg": 60.0}], "2-3": [{"turn_right_deg": 30.0}]}

The paper (arXiv 2602.08735) asks for the motion of every pair i < j but shows no notation; this one is ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import combinations

from covis.errors import CovisError
from covis.geometry.actions import Action, actions_from_items, actions_to_json, refuse_constant

Pair = tuple[int, int]
"""Two images, counted from 0, the first before the second."""

KEY = re.compile(r"([1-9]\d{0,3})-([1-9]\d{0,3})")
MOST_TEXT = 100_000  # characters; the motions of all pairs of 16 images take less


def image_pairs(images: int) -> tuple[Pair, ...]:
    """Every pair of so many images, first before second, in order."""
    return tuple(combinations(range(images), 2))


def pair_actions_to_json(motions: Mapping[Pair, tuple[Action, ...]]) -> str:
    """The motions as JSON, pairs in order; angles to a tenth of a degree, lengths to a centimetre."""
    return json.dumps(
        {f"{i + 1}-{j + 1}": json.loads(actions_to_json(motions[i, j])) for i, j in sorted(motions)}
    )


def pair_actions_from_json(text: str) -> dict[Pair, tuple[Action, ...]]:
    """The motions of a text as `pair_actions_to_json` writes it, and of nothing looser.

    Raises:
        CovisError: If the text is no such object, names a pair twice or backwards, or holds actions that are
            none.
    """
    if len(text) > MOST_TEXT:
        raise CovisError(f"motions of {len(text)} characters are too long; {MOST_TEXT} are read.")
    try:
        # Objects come as tuples of their pairs, so that a repeated name does not vanish.
        items = json.loads(text, object_pairs_hook=tuple, parse_constant=refuse_constant)
    except (ValueError, RecursionError) as error:
        raise CovisError(f"motions must be a JSON object, not {text[:60]!r}.") from error
    if not isinstance(items, tuple):
        raise CovisError(f'motions must be a JSON object such as {{"1-2": [...]}}, not {text[:60]!r}.')
    motions: dict[Pair, tuple[Action, ...]] = {}
    for name, actions in items:
        key = KEY.fullmatch(name)
        pair = (int(key[1]) - 1, int(key[2]) - 1) if key else (0, 0)
        if pair[0] >= pair[1] or pair in motions:
            raise CovisError(f'a pair of images must be named once, like "1-2", not {name[:30]!r}.')
        motions[pair] = actions_from_items(actions)
    return motions
