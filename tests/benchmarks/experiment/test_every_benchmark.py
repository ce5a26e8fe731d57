"""Every benchmark as a whole experiment, on miniature files in its own format."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.benchmarks.blink import test_blink as blink
from tests.benchmarks.experiment.data_set import write_small_set
from tests.benchmarks.experiment.experiments import done, experiment, predictions
from tests.benchmarks.mindcube import test_mindcube as mindcube
from tests.benchmarks.mmsi import test_mmsi as mmsi
from tests.benchmarks.r2r.buildings import write_building
from tests.benchmarks.small_files import picture
from tests.benchmarks.spar import test_spar as spar
from tests.benchmarks.vsi import test_vsi as vsi
from tests.benchmarks.whatsup import test_whatsup as whatsup

from covis.benchmarks.experiment import run as run_module
from covis.benchmarks.experiment.settings import ARMS, Factors
from covis.benchmarks.scanqa import captions
from covis.benchmarks.table import BENCHMARK_NAMES, BENCHMARKS
from covis.views.write import write_png
from covis.worlds.clips.cutouts import ClipSpec, make_clip
from covis.worlds.data_set.plane import write_plane_set
from covis.worlds.plane.data_set import PlaneSettings

OPTIONS = {f"option {k}": text for k, text in enumerate(("cook", "clean", "read", "paint", "nap"))}


def as_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value))


def write_sot(folder: Path, clip: Path) -> None:
    filmed = {
        "id": "1",
        "scene": "s",
        "kind": "camera",
        "video": "s.mp4",
        "question": "Is the lamp left or right of the door?",
        "options": ["Left", "Right"],
        "answer": "B",
    }
    shot = {key: value for key, value in filmed.items() if key != "video"}
    for k in range(4):
        (folder / f"{k}.png").write_bytes(picture(k))
    frames = [f"{k}.png" for k in range(4)]
    lines = [filmed, {**shot, "id": "2", "kind": "perspective", "frames": frames}]
    (folder / "sot.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    shutil.copy(clip, folder / "s.mp4")


def write_scanqa(folder: Path, clip: Path) -> None:
    record = {"question_id": "q", "scene_id": "scene0_00", "question": "Where is the lamp?"}
    as_json(folder / "ScanQA_v1.0_val.json", [{**record, "answers": ["on the desk"], "object_ids": [1]}])
    shutil.copy(clip, folder / "scene0_00.mp4")


def write_sqa3d(folder: Path, clip: Path) -> None:
    question = {
        "scene_id": "scene0_00",
        "situation": "I face the door.",
        "question": "What is left?",
        "question_id": 7,
    }
    answer = {"question_id": 7, "scene_id": "scene0_00", "answers": [{"answer": "desk"}]}
    as_json(folder / "v1_balanced_questions_test_scannetv2.json", {"questions": [question]})
    as_json(folder / "v1_balanced_sqa_annotations_test_scannetv2.json", {"annotations": [answer]})
    shutil.copy(clip, folder / "scene0_00.mp4")


def write_openeqa(folder: Path, clip: Path) -> None:
    record = {
        "question": "Where is the kettle?",
        "answer": "on the stove",
        "category": "object recognition",
        "question_id": "f2e8",
        "episode_history": "hm3d-v0/000-x",
    }
    as_json(folder / "open-eqa-v0.json", [record])
    frames = folder / "frames" / "hm3d-v0" / "000-x"
    frames.mkdir(parents=True)
    for k in range(12):
        (frames / f"{k:05d}-rgb.png").write_bytes(picture(k))


def write_egoschema(folder: Path, clip: Path) -> None:
    records = [{"q_uid": name, "question": "Main goal of C?", **OPTIONS} for name in ("u1", "u2")]
    as_json(folder / "questions.json", records)
    as_json(folder / "subset_answers.json", {"u1": 2})
    (folder / "videos").mkdir()
    for name in ("u1", "u2"):
        shutil.copy(clip, folder / "videos" / f"{name}.mp4")


def write_r2r(folder: Path, clip: Path) -> None:
    places = {"a": (0.0, 0.0, 0.0), "b": (0.0, 5.0, 0.0), "c": (5.0, 5.0, 0.0)}
    write_building(folder / "connectivity", "s1", places, [("a", "b"), ("b", "c")])
    for name in places:
        write_png(folder / "panoramas" / "s1" / f"{name}.jpg", np.full((64, 128, 3), 90, np.uint8))
    episode = {"distance": 10.0, "scan": "s1", "path_id": 5, "path": ["a", "b", "c"], "heading": 1.57}
    as_json(folder / "R2R_val_unseen.json", [{**episode, "instructions": ["Go to the sofa."] * 3}])


def write_vsi(folder: Path, clip: Path, name: str = "test.jsonl") -> None:
    vsi.write(folder, [vsi.row(k, kind) for k, kind in enumerate(vsi.ALL)], name)
    for file in (folder / "scannet").iterdir():
        shutil.copy(clip, file)


def write_spar(folder: Path, clip: Path) -> None:
    spar.write(folder, [spar.row(1, "position_matching"), spar.row(2, "depth_prediction_oc_mv")])


def write_mindcube(folder: Path, clip: Path, name: str = "MindCube_tinybench") -> None:
    mindcube.write(folder, mindcube.many({"rotation": 1, "among": 2}), name)


def write_mmsi(folder: Path, clip: Path) -> None:
    mmsi.write(folder, [mmsi.row(1), mmsi.row(2, "MSR")])


WRITERS: dict[str, Callable[[Path, Path], object]] = {
    "sot": write_sot,
    "rooms": lambda folder, clip: write_small_set(folder, clips=0, questions=1),
    "rooms-actions": lambda folder, clip: write_small_set(folder, clips=0, questions=1),
    "sparkle": lambda folder, clip: write_plane_set(
        folder / "plane", PlaneSettings(configurations=2, tests=4)
    ),
    "spar": write_spar,
    "spar-mv": write_spar,
    "spar-tiny": write_spar,
    "mindcube": lambda folder, clip: write_mindcube(folder, clip, "MindCube"),
    "mindcube-tiny": write_mindcube,
    "mmsi": write_mmsi,
    "mmsi-circular": write_mmsi,
    "vsi": write_vsi,
    "vsi-debiased": lambda folder, clip: write_vsi(folder, clip, "test_debiased.jsonl"),
    "blink": lambda folder, clip: blink.write(folder, dict.fromkeys(blink.SIZES, 1)),
    "whatsup": lambda folder, clip: whatsup.write(folder, dict.fromkeys(whatsup.SIZES, 4)),
    "scanqa": write_scanqa,
    "sqa3d": write_sqa3d,
    "openeqa": write_openeqa,
    "egoschema": write_egoschema,
    "egoschema-full": write_egoschema,
    "r2r": write_r2r,
}
HIDDEN = {"egoschema-full": 1}
"""Questions whose answer is not published, so that a model that knows the published ones says nothing."""

UNSCORED_BY_ORACLE = {"r2r", "rooms-actions"}
"""A scripted model says the whole path, which is no letter of a step, and no motions before its answer."""


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("clip") / "clip.mp4"
    make_clip(ClipSpec(seed=5, frames=10, size_px=(96, 72))).write_video(file)
    return file


def test_every_benchmark_is_here() -> None:
    assert set(WRITERS) == set(BENCHMARK_NAMES)


@pytest.mark.parametrize("name", BENCHMARK_NAMES)
def test_an_oracle_is_right(name: str, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    data.mkdir()
    WRITERS[name](data, clip)
    benchmark = BENCHMARKS[name]
    given: dict[str, object] = {"arms": ARMS, "factors": Factors(frames=(3,))}
    # Its start takes seconds in every cell.
    monkeypatch.setattr(captions, "_meteor", lambda true, said: None)
    if name == "scanqa" and shutil.which("java") is None:
        pytest.skip("needs Java")
    if benchmark.judge:
        monkeypatch.setattr(run_module, "judge_answers", lambda *given: Counter())
        given["judge"] = "scripted/oracle"
    e = experiment(
        data / "plane" if name == "sparkle" else data, tmp_path / "run", benchmark=benchmark, **given
    )
    result = done(e)
    assert result.missing == 0
    assert result.asked >= len(ARMS)
    for cell in result.cells:
        if benchmark.judge:
            assert (cell.score, cell.ungraded) == (None, cell.answered)
        elif name not in UNSCORED_BY_ORACLE:
            assert (cell.score, cell.unreadable) == (100.0, HIDDEN.get(name, 0))
            assert cell.averages
    shown = {name.split("_")[1]: ps for name, ps in predictions(tmp_path / "run").items()}
    assert all(p.pictures for p in shown["raw"])
    assert not any(p.pictures for p in shown["blind"])
    assert [len(p.pictures) for p in shown["raw"]] == [len(p.pictures) for p in shown["marked"]]
