"""Whether a file has as many rows as its authors say."""

from __future__ import annotations

from collections.abc import Mapping

from covis.errors import CovisError

NOT_HERE = "not in this copy"
"""Why questions are left out of a benchmark that is read in part, on purpose."""


def check_counts(
    name: str, found: Mapping[str, int], official: Mapping[str, int], any_size: bool
) -> dict[str, int]:
    """Compare counts with the official ones.

    Args:
        name: What is counted, such as "MMSI-Bench".
        found: For each class how many questions were read.
        official: For each class how many there are.
        any_size: Whether other counts are accepted.

    Returns:
        For `Questions.left_out`: how many questions are not there, if they are fewer and that is accepted.

    Raises:
        CovisError: If counts differ and that is not accepted.
    """
    missing = sum(official.values()) - sum(found.values())
    if any_size:
        return {NOT_HERE: missing} if missing > 0 else {}
    wrong = [
        f"{found.get(kind, 0):,} instead of {official.get(kind, 0):,} of {kind!r}"
        for kind in [*official, *(kind for kind in found if kind not in official)]
        if found.get(kind, 0) != official.get(kind, 0)
    ]
    if wrong:
        raise CovisError(
            f"{name} has {sum(official.values()):,} questions, but {sum(found.values()):,} were found "
            f"({'; '.join(wrong[:4])}{'; ...' if len(wrong) > 4 else ''}): another version, or a part; "
            "fetch the official file, or accept any number on purpose with --any-size."
        )
    return {}
