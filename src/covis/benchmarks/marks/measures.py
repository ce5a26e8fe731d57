"""What is reported of marking: a table of shares."""

from __future__ import annotations

from collections.abc import Mapping

MEASURES: Mapping[str, str] = {
    "tracks_pure": "tracks that lie mostly on one and the same thing (or on scenery) in every kept view",
    "track_purity": "occurrences of tracks that lie mostly on what their track stands for",
    "tracks_on_things": "tracks whose mask agrees with a thing (mean IoU and precision above 0.5)",
    "coverage": "things seen in a view (0.1 % of it or more) on which their track lies",
    "things_found": "things, however small, that are some track's",
    "idf1": "IDF1 of masks (IoU above 0.5)",
    "missed": "things seen in a view that no track agrees with",
    "switched": "things seen in a view whose track is another one than before",
    "returned_same": "returns after a view without the thing, under the same number",
    "returned_other": "such returns under another number",
    "returned_none": "such returns without a number",
    "marks_pure": "marks on what their number stands for, scenery included",
    "marks_right": "marks on the thing that their number stands for",
    "marks_on_things": "marks on a thing with which the marked mask agrees in that view",
    "numbers_pure": "numbers that lie mostly on one and the same thing (or on scenery) in every kept view",
    "numbers_on_things": "numbers whose mask agrees with a thing (mean IoU and precision above 0.5)",
    "views_with_two": "overlapping views that bear two or more numbers which other views bear too",
    "views_with_two_right": "the same, counting only marks on the thing that their number stands for",
}
"""Name to meaning, in the order of the report; each is a share of what the first words name."""

Tally = Mapping[str, tuple[float, float]]
"""For each name in `MEASURES` a count and what it is a share of, so that shots can be added up."""


def add_up(tallies: list[Tally]) -> Tally:
    """The sum of some shots' counts, name by name."""
    return {name: (sum(t[name][0] for t in tallies), sum(t[name][1] for t in tallies)) for name in MEASURES}
