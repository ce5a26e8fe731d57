"""What a run folder says of itself, and whether a command may go on in it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from covis.benchmarks.benchmark import Benchmark, Rules
from covis.benchmarks.experiment.pictures import ENCODER
from covis.benchmarks.experiment.settings import Settings
from covis.benchmarks.experiment.versions import PACKAGES, version_of
from covis.benchmarks.runs.folder import CELLS, MANIFEST, PICTURES, PREDICTIONS, SAMPLES
from covis.errors import CovisError
from covis.prompts.sample import Sample
from covis.views.provenance import sha256_of_files
from covis.views.write import write_atomically

FORMAT = 1

UNPACKED, VIEWS, LOGS = "media", "views", "logs"
OURS = {MANIFEST, SAMPLES, PICTURES, CELLS, UNPACKED, VIEWS, LOGS}
"""What a run's folder may hold."""
TABLES = frozenset({".json", ".jsonl", ".csv", ".tsv", ".parquet"})
"""Endings of files that hold questions; the others of a benchmark's folder are its media."""


def new_manifest(benchmark: Benchmark, settings: Settings, data: Path, rules: Rules) -> dict[str, Any]:
    """A manifest of a run whose questions are not chosen yet.

    Raises:
        CovisError: If the benchmark's files cannot be read.
    """
    return {
        "format": FORMAT,
        "benchmark": benchmark.name,
        "title": benchmark.title,
        "settings": settings.record(),
        "rules": rules,
        "inputs": {file.name: sha256_of_files([file], "") for file in _tables(data)},
        "pictures": dict(ENCODER),
        "versions": {package: version_of(package) for package in PACKAGES},
    }


def read_manifest(run: Path) -> dict[str, Any]:
    """The manifest of a run folder.

    Raises:
        CovisError: If there is none, or it is broken.
    """
    path = run / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CovisError(f"{run} holds no run; name a folder that covis eval wrote.") from error
    except (OSError, ValueError) as error:
        raise CovisError(f"{path} cannot be read ({error}); choose another folder.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise CovisError(f"{path} is not of this version of covis; choose another folder.")
    return manifest


def write_manifest(run: Path, manifest: Mapping[str, Any]) -> None:
    """Write the manifest of a run folder.

    Raises:
        CovisError: If it cannot be written.
    """
    write_atomically(run / MANIFEST, (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode())


def begun_manifest(run: Path, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest of the run that this command goes on with; the new one where nothing was answered yet.

    Rules may differ, for they change nothing that is asked, and models may be added after those there are,
    which take the views and marks that are made; the versions stay those of the beginning.

    Raises:
        CovisError: If the folder holds answers to something else than this very run, or other things; the
            sentence names what differs.
    """
    names = sorted(path.name for path in run.iterdir()) if run.is_dir() else []
    others = [name for name in names if name not in OURS and not name.startswith(".")]
    if others:
        raise CovisError(f"{run} holds {others[0]!r}, which is of no run; choose another folder with -o.")
    if not any(file.stat().st_size for file in run.glob(f"{CELLS}/*/{PREDICTIONS}")):
        shutil.rmtree(run / CELLS, ignore_errors=True)
        return dict(manifest)
    there = read_manifest(run)
    differ = _difference(there, manifest)
    if differ:
        raise CovisError(
            f"{run} holds a run with {differ}; give the same options, or choose another folder with -o."
        )
    return {**there, "settings": manifest["settings"], "rules": manifest["rules"]}


def samples_record(samples: Sequence[Sample]) -> dict[str, Any]:
    """How many samples there are, and a hash of them all."""
    whole = hashlib.sha256(
        "\n".join(sample.to_json() for sample in samples).encode("utf-8", "backslashreplace")
    )
    return {"count": len(samples), "sha256": whole.hexdigest()}


def _difference(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> str:
    """What sets a run apart from the one that was asked for, in words; "" for nothing."""
    old, new = _flat(theirs.get("settings", {})), _flat(ours["settings"])
    for name in new:
        # More models at the end change nothing that was asked, nor what its cells are called.
        added = name == "models" and old.get(name) == new[name][: len(old.get(name, ()))]
        if old.get(name) != new[name] and not added:
            return f"{name} {_said(old.get(name))} instead of {_said(new[name])}"
    for name in sorted({*theirs.get("inputs", {}), *ours["inputs"]}):
        if theirs.get("inputs", {}).get(name) != ours["inputs"].get(name):
            return f"another content of the benchmark's file {name}"
    return ""


def _flat(settings: Mapping[str, Any]) -> dict[str, Any]:
    factors = settings.get("factors", {})
    return {**{k: v for k, v in settings.items() if k != "factors"}, **factors}


def _said(value: Any) -> str:
    if value is None:
        return "none"
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _tables(data: Path) -> list[Path]:
    if not data.is_dir():
        return [data]
    return sorted(p for p in data.iterdir() if p.suffix.lower() in TABLES and p.is_file())
