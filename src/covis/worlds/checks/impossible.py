"""Questions that nobody can answer, whatever the pictures show."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from covis.prompts.sample import Sample

Seeing = Mapping[tuple[str, int], Collection[int]]
"""Shot and frame to the ids of the things of which that view shows at least one pixel."""


def why_impossible(sample: Sample, seeing: Callable[[str], Seeing] | None = None) -> str:
    """Why a sample cannot be answered, as a clause; "" if it can.

    A sample names the things it asks about in `meta["things"]` and the shot of its pictures in
    `meta["shot"]`, with the frames in `meta["views"]`. Where these are missing, what is seen is not checked.

    Args:
        sample: The sample.
        seeing: From a scene's id to what its views show; None to leave that out.
    """
    if not sample.images:
        return "it shows no picture"
    if sample.options and len({o.strip().lower() for o in sample.options}) < len(sample.options):
        return "two of its options say the same"
    things = sample.meta.get("things", ())
    if seeing is None or not things or "shot" not in sample.meta:
        return ""
    views = seeing(sample.scene)
    seen = {thing for frame in sample.meta["views"] for thing in views.get((sample.meta["shot"], frame), ())}
    never = sorted(set(things) - seen)
    return f"none of its views shows thing {never[0]}" if never else ""
