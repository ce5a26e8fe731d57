import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from covis.benchmarks.marks import evaluate as evaluate_module
from covis.benchmarks.marks import measure_shot
from covis.benchmarks.marks.corruptions import CORRUPTIONS
from covis.benchmarks.marks.evaluate import evaluate
from covis.benchmarks.marks.measure_shot import Run
from covis.benchmarks.marks.measures import MEASURES
from covis.benchmarks.marks.report import Group
from covis.benchmarks.marks.settings import MarksSettings
from covis.benchmarks.marks.shots import RenderedShot, read_shots, scene_files
from covis.errors import CovisError
from covis.tracks.tracks import Occurrence, Progress, Track, Tracks
from covis.views.view import Views
from covis.worlds.clips.cutouts import ClipSpec, make_clip


class TruthTracker:
    """Knows the ids of the clips in `worlds`, and can be told to confuse things."""

    def __init__(self, worlds: Path, mistake: int = 0) -> None:
        self.mistake = mistake
        self.truth = {}
        for file in scene_files(worlds):
            for shot in read_shots(file):
                key = shot.views().pick([0])[0].image.tobytes()
                self.truth[key] = dict(zip(shot.positions, shot.ids(), strict=True))

    def __call__(self, views: Views, keep: list[int], progress: Progress | None = None) -> Tracks:
        ids = self.truth[views.pick([0])[0].image.tobytes()]
        # In the last view every label is another thing's, if mistakes are wanted.
        shifts = dict.fromkeys(ids, 0) | {max(ids): self.mistake}
        labels = {
            v: np.where(m > 0, (m - 1 + shifts[v]) % m.max() + 1, 0).astype(np.int32) for v, m in ids.items()
        }
        seen = [(v, int(k)) for v, m in labels.items() for k in np.unique(m) if k]
        return Tracks(
            labels=labels,
            tracks={k: Track(k, 1.0, 1.0, 4) for _, k in seen},
            occurrences=tuple(Occurrence(k, v, 1.0, None) for v, k in seen),
        )


def values(group: Group) -> dict[str, float | None]:
    return {name: share.value for name, share in group.measures.items()}


@pytest.fixture
def truthful(worlds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tracker = TruthTracker(worlds)
    monkeypatch.setattr(measure_shot, "make_tracker", lambda spec, ordered: tracker)


@pytest.mark.usefixtures("truthful")
def test_the_truth_itself_is_perfect(worlds: Path) -> None:
    report = evaluate(worlds, MarksSettings(marks=99))
    whole = report.group("all")
    assert (whole.scenes, whole.shots) == (2, 4)
    found = values(whole)
    zero = {"missed", "switched", "returned_other", "returned_none"}
    assert {name for name, v in found.items() if v == 0} <= zero
    assert {v for name, v in found.items() if name not in zero} <= {1.0, None}
    assert whole.measures["marks_right"].low == 1
    assert values(report.group("kind", "pan"))["coverage"] == 1
    assert report.group("kind", "around").shots == 2
    assert report.group("views", "4").shots == 4
    assert report.group("level", "2").scenes == 1


def test_confused_things_cost_purity_in_one_view_of_four(
    worlds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracker = TruthTracker(worlds, mistake=1)
    monkeypatch.setattr(measure_shot, "make_tracker", lambda spec, ordered: tracker)
    found = values(evaluate(worlds, MarksSettings(marks=99)).group("all"))
    for name in ("track_purity", "marks_pure", "idf1", "tracks_pure"):
        assert found[name] is not None
        assert found[name] < 1, name
    assert found["track_purity"] == pytest.approx(0.75, abs=0.05)
    assert found["switched"] is not None
    assert found["switched"] > 0


@pytest.mark.usefixtures("truthful")
def test_a_second_run_takes_scenes_from_the_folder(
    worlds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = MarksSettings()
    first = evaluate(worlds, settings, tmp_path)
    assert json.loads((tmp_path / "report.json").read_text()) == json.loads(first.to_json())
    done: list[str] = []
    monkeypatch.setattr(evaluate_module, "run_shot", lambda shot, *rest: done.append(shot.scene))
    assert evaluate(worlds, settings, tmp_path).to_json() == first.to_json()
    assert done == []
    # A broken result, as after a full disk, and other settings are measured anew.
    (tmp_path / "scenes" / "scene-6" / "clean.json").write_text('{"key": ')

    def run_and_tell(shot: RenderedShot, *rest: Any) -> Run:
        done.append(shot.scene)
        return measure_shot.run_shot(shot, *rest)

    monkeypatch.setattr(evaluate_module, "run_shot", run_and_tell)
    assert evaluate(worlds, settings, tmp_path).to_json() == first.to_json()
    assert done == ["scene-6"] * 2
    evaluate(worlds, MarksSettings(marks=2), tmp_path)
    assert done == ["scene-6"] * 2 + ["scene-5"] * 2 + ["scene-6"] * 2


def test_every_corruption_runs_and_the_same_seed_gives_the_same_report(worlds: Path) -> None:
    settings = MarksSettings("match", kinds=("around",), limit=1, robustness=tuple(CORRUPTIONS), seed=2)
    told: list[tuple[int, int]] = []
    report = evaluate(worlds, settings, progress=lambda done, total, what: told.append((done, total)))
    assert told == [(k, 22) for k in range(23)]
    for name, corruption in CORRUPTIONS.items():
        for strength in corruption.strengths:
            assert report.group(name, f"{strength:g}").shots == 1
    only_noise = MarksSettings(tracker="match", kinds=("around",), limit=1, robustness=("noise",), seed=2)
    again = evaluate(worlds, only_noise)
    assert again.group("noise", "30") == report.group("noise", "30")


def test_the_default_tracker_over_a_pan(worlds: Path) -> None:
    report = evaluate(worlds, MarksSettings(kinds=("pan",), limit=1))
    assert set(values(report.group("all"))) == set(MEASURES)
    assert report.group("all").measures["tracks_pure"].of > 0
    with pytest.raises(KeyError):
        report.group("kind", "around")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (MarksSettings(tracker="nobody"), "no tracker 'nobody'"),
        (MarksSettings(robustness=("rain",)), "no corruption 'rain'; the known ones are noise"),
        (MarksSettings(select="best"), "no selection rule 'best'"),
        (MarksSettings(limit=0), "at least 1"),
        (MarksSettings(min_confidence=2), r"within 0\.\.1"),
        (MarksSettings(kinds=("walk",)), "no shots of kind walk; its kinds are around, pan"),
    ],
)
def test_wrong_settings_are_refused_before_the_work(
    worlds: Path, settings: MarksSettings, sentence: str
) -> None:
    with pytest.raises(CovisError, match=sentence):
        evaluate(worlds, settings)


def test_a_missing_motmetrics_names_its_extra(worlds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "motmetrics", None)
    with pytest.raises(CovisError, match=r"pip install 'covis\[eval\]'"):
        evaluate(worlds)


def test_marks_stand_on_exactly_the_kept_frames(worlds: Path) -> None:
    shot = read_shots(scene_files(worlds)[0])[0]
    run = measure_shot.run_shot(shot, MarksSettings())
    assert tuple(view.index for view in run.marked.views) == shot.frames
    clip = make_clip(ClipSpec(seed=5, frames=24, size_px=(192, 144)))
    for frame, ids in run.ids.items():
        assert np.array_equal(ids, clip.frame(frame)[1])
