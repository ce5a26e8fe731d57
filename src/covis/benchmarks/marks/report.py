"""The report on marking: shares with intervals, by group of shots."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from covis.benchmarks.marks.intervals import Share, pooled_share
from covis.benchmarks.marks.measures import MEASURES, Tally, add_up


@dataclass(frozen=True)
class ShotResult:
    """The counts of one shot under one condition.

    Attributes:
        scene: Its scene.
        shot: Its name in the scene.
        kind: How it was taken.
        views: How many views were kept.
        level: Its scene's difficulty.
        damage: The corruption's name; "" for clean pictures.
        strength: Of the corruption; 0 for clean pictures.
        tally: Its counts.
    """

    scene: str
    shot: str
    kind: str
    views: int
    level: int
    damage: str
    strength: float
    tally: Tally


@dataclass(frozen=True)
class Group:
    """Shots with something in common.

    Attributes:
        by: What they have in common: "all", "kind", "views", "level", or a corruption's name.
        value: And its value, such as "pan", "4" or the corruption's strength.
        scenes: How many scenes they are of.
        shots: How many they are.
        measures: For each name in `MEASURES` its share.
    """

    by: str
    value: str
    scenes: int
    shots: int
    measures: Mapping[str, Share]


@dataclass(frozen=True)
class MarksReport:
    """How good marking is on a set of rendered scenes.

    Attributes:
        worlds: The data set's folder.
        settings: What was run, as plain values.
        groups: All clean shots; the clean shots by kind, number of views and level; all shots by corruption.
    """

    worlds: str
    settings: Mapping[str, object]
    groups: tuple[Group, ...]

    def group(self, by: str, value: str = "") -> Group:
        """The group of these names.

        Raises:
            KeyError: If there is none.
        """
        for group in self.groups:
            if (group.by, group.value) == (by, value):
                return group
        raise KeyError((by, value))

    def to_json(self) -> str:
        """The whole report as one line of JSON, shares to four digits."""
        groups = [
            {
                **{k: v for k, v in asdict(g).items() if k != "measures"},
                "measures": {name: _rounded(share) for name, share in g.measures.items()},
            }
            for g in self.groups
        ]
        return json.dumps({"worlds": self.worlds, "settings": dict(self.settings), "groups": groups})


def make_report(
    worlds: str, settings: Mapping[str, object], results: Sequence[ShotResult], seed: int
) -> MarksReport:
    """Group the results of all shots and pool each group over its scenes.

    Args:
        worlds: The data set's folder.
        settings: What was run, as plain values.
        results: At least one.
        seed: Of the bootstrap.
    """
    clean = [r for r in results if not r.damage]
    groups = [_group("all", "", clean, seed)]
    for kind in sorted({r.kind for r in clean}):
        groups.append(_group("kind", kind, [r for r in clean if r.kind == kind], seed))
    for views in sorted({r.views for r in clean}):
        groups.append(_group("views", str(views), [r for r in clean if r.views == views], seed))
    for level in sorted({r.level for r in clean}):
        groups.append(_group("level", str(level), [r for r in clean if r.level == level], seed))
    for damage, strength in dict.fromkeys((r.damage, r.strength) for r in results if r.damage):
        worse = [r for r in results if (r.damage, r.strength) == (damage, strength)]
        groups.append(_group(damage, f"{strength:g}", worse, seed))
    return MarksReport(worlds, settings, tuple(groups))


def _group(by: str, value: str, results: Sequence[ShotResult], seed: int) -> Group:
    scenes = sorted({r.scene for r in results})
    tallies = [add_up([r.tally for r in results if r.scene == scene]) for scene in scenes]
    shares = {
        name: pooled_share([t[name][0] for t in tallies], [t[name][1] for t in tallies], seed)
        for name in MEASURES
    }
    return Group(by, value, len(scenes), len(results), shares)


def _rounded(share: Share) -> dict[str, float | None]:
    return {name: None if v is None else round(v, 4) for name, v in asdict(share).items()}
