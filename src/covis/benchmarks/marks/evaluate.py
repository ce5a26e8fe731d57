"""Measure marking on a whole set of rendered scenes, scene by scene, and go on where it stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from covis.benchmarks.marks.corrupted import Damage
from covis.benchmarks.marks.corruptions import CORRUPTIONS
from covis.benchmarks.marks.identity import require_motmetrics
from covis.benchmarks.marks.measure_shot import run_shot, tally
from covis.benchmarks.marks.report import MarksReport, ShotResult, make_report
from covis.benchmarks.marks.settings import MarksSettings
from covis.benchmarks.marks.shots import RenderedShot, read_shots, scene_files
from covis.errors import CovisError
from covis.marks.manifest import make_manifest
from covis.marks.select import RULES
from covis.tracks.table import make_tracker
from covis.views.provenance import sha256_of_files
from covis.views.write import write_atomically

REPORT_FILE = "report.json"

SceneProgress = Callable[[int, int, str], None]
"""Called with (runs done, runs in all, what is being done)."""


def evaluate(
    worlds: Path,
    settings: MarksSettings | None = None,
    out: Path | None = None,
    progress: SceneProgress | None = None,
) -> MarksReport:
    """Track and mark every shot of a data set of rendered scenes, and hold it against the truth.

    Args:
        worlds: The folder that `covis worlds rooms` wrote.
        settings: What to run; `MarksSettings()` if None.
        out: A folder for the report and for the results of each scene. With it, the same call again takes
            finished scenes from there; results of other content, settings or versions are made anew.
        progress: Told how far it is.

    Raises:
        CovisError: If the folder holds no rendered scenes, files are broken, a setting is unknown, or a
            package is missing.
    """
    settings = settings or MarksSettings()
    _check(settings)
    shots = _chosen_shots(worlds, settings)
    damages: list[Damage | None] = [None]
    for name in settings.robustness:
        damages += [Damage(name, strength, settings.seed) for strength in CORRUPTIONS[name].strengths]
    runs = [(scene, damage) for scene in shots for damage in damages]
    results: list[ShotResult] = []
    for done, (scene, damage) in enumerate(runs):
        if progress is not None:
            what = scene if damage is None else f"{scene}, {damage.name} {damage.strength:g}"
            progress(done, len(runs), what)
        results += _scene_results(shots[scene], settings, damage, out)
    if progress is not None:
        progress(len(runs), len(runs), "done")
    report = make_report(str(worlds), asdict(settings), results, settings.seed)
    if out is not None:
        write_atomically(out / REPORT_FILE, (report.to_json() + "\n").encode())
    return report


def _check(settings: MarksSettings) -> None:
    """Refuse settings before hours of tracking, not after."""
    require_motmetrics()
    make_tracker(settings.tracker)
    unknown = [name for name in settings.robustness if name not in CORRUPTIONS]
    if unknown:
        known = ", ".join(CORRUPTIONS)
        raise CovisError(f"There is no corruption {unknown[0]!r}; the known ones are {known}.")
    if settings.select not in RULES:
        raise CovisError(
            f"There is no selection rule {settings.select!r}; the known ones are {', '.join(RULES)}."
        )
    if settings.marks < 1 or (settings.limit is not None and settings.limit < 1):
        raise CovisError("marks and limit must be at least 1.")
    if not 0 <= settings.min_confidence <= 1:
        raise CovisError(f"min_confidence is {settings.min_confidence}, but it must be within 0..1.")


def _chosen_shots(worlds: Path, settings: MarksSettings) -> dict[str, list[RenderedShot]]:
    """The shots to measure by the name of their scene's folder; scenes without any are left out."""
    found: dict[str, list[RenderedShot]] = {}
    kinds: set[str] = set()
    for file in scene_files(worlds):
        shots = read_shots(file)
        kinds |= {shot.kind for shot in shots}
        wanted = [s for s in shots if not settings.kinds or s.kind in settings.kinds]
        if wanted:
            found[file.parent.name] = wanted
        if settings.limit is not None and len(found) == settings.limit:
            break
    if not found:
        raise CovisError(
            f"{worlds} holds no shots of kind {', '.join(settings.kinds) or 'any'}; "
            f"its kinds are {', '.join(sorted(kinds)) or 'none'}."
        )
    return found


def _scene_results(
    shots: Sequence[RenderedShot], settings: MarksSettings, damage: Damage | None, out: Path | None
) -> list[ShotResult]:
    """One scene under one condition: from the folder if it is there and made of the same, else made now."""
    if out is None:
        return [_shot_result(shot, settings, damage) for shot in shots]
    condition = "clean" if damage is None else f"{damage.name}-{damage.strength:g}"
    file = out / "scenes" / shots[0].folder.parent.name / f"{condition}.json"
    key = _key(shots, settings, damage)
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        if record["key"] == key:
            return [ShotResult(**result) for result in record["results"]]
    except (OSError, ValueError, KeyError, TypeError):
        pass  # not there, or not whole: it is made now
    results = [_shot_result(shot, settings, damage) for shot in shots]
    record = {"key": key, "results": [asdict(result) for result in results]}
    write_atomically(file, (json.dumps(record) + "\n").encode())
    return results


def _key(shots: Sequence[RenderedShot], settings: MarksSettings, damage: Damage | None) -> str:
    """A hex SHA-256 of everything that a scene's result depends on: pictures, truth, settings, versions."""
    asked = {
        "tracker": settings.tracker,
        "marks": settings.marks,
        "select": settings.select,
        "min_confidence": settings.min_confidence,
        "damage": None if damage is None else asdict(damage),
    }
    content = [
        {
            "shot": asdict(shot) | {"folder": shot.folder.name},
            "views": shot.views().fingerprint(),
            "ids": sha256_of_files(shot.id_files(), "ids"),
        }
        for shot in shots
    ]
    manifest = make_manifest(shots[0].scene, json.dumps(content), len(shots), asked)
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


def _shot_result(shot: RenderedShot, settings: MarksSettings, damage: Damage | None) -> ShotResult:
    return ShotResult(
        scene=shot.scene,
        shot=shot.name,
        kind=shot.kind,
        views=len(shot.frames),
        level=shot.level,
        damage="" if damage is None else damage.name,
        strength=0.0 if damage is None else damage.strength,
        tally=tally(run_shot(shot, settings, damage)),
    )
