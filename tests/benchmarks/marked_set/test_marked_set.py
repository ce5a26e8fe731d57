"""A marked set shows what an evaluation of the unmarked one shows as marked."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tests.benchmarks.conftest import KEPT
from tests.benchmarks.experiment.experiments import done, experiment, predictions

from covis.benchmarks.experiment.pictures import write_picture
from covis.benchmarks.experiment.settings import Factors
from covis.benchmarks.experiment.views_store import ViewsJob
from covis.benchmarks.marked_set.drawing import Drawn, one_after_another
from covis.benchmarks.marked_set.write import MarkedSetSettings, write_marked_set
from covis.errors import CovisError
from covis.prompts.sample import Sample, read_samples
from covis.prompts.wording import MARKS

Told = dict[tuple[str, str], tuple[str, tuple[str, ...]]]
"""Sample and direction to the text sent and the names of the pictures sent, which their content gives."""


def sample(scene: str, **changes: Any) -> Sample:
    frames = [f"{frame:05d}" for frame in KEPT]
    made = Sample(
        id=f"{scene}-q1",
        scene=scene,
        task="sot",
        category="camera",
        images=tuple(f"scenes/{scene}/pan/rgb/{frame}.png" for frame in frames),
        question="Is the ball left or right of the box?",
        options=("left", "right"),
        answer="A",
        answer_kind="choice",
        video=f"scenes/{scene}/pan/clip.mp4",
        frames=KEPT,
        ids=tuple(f"scenes/{scene}/pan/ids/{frame}.png" for frame in frames),
    )
    return replace(made, **changes)


def reverse(of: Sample) -> Sample:
    turned = {name: getattr(of, name)[::-1] for name in ("images", "frames", "ids")}
    return replace(of, id=f"{of.id}-reverse", direction="reverse", **turned)


@pytest.fixture
def data(worlds: Path, tmp_path: Path) -> Path:
    """Both scenes; of the first a question in both orders, of the second one that places its pictures."""
    folder = tmp_path / "data"
    shutil.copytree(worlds, folder)
    first, second = sample("scene-5"), sample("scene-6")
    places = "".join(f"<image {k}>" for k in range(1, 5))
    samples = [first, reverse(first), replace(second, question=f"{places} {second.question}")]
    write(folder, samples)
    return folder


def write(folder: Path, samples: Sequence[Sample]) -> None:
    (folder / "samples.jsonl").write_text("".join(s.to_json() + "\n" for s in samples), encoding="utf-8")


def marked(data: Path, out: Path, **settings: Any) -> list[Sample]:
    write_marked_set(data, out, MarkedSetSettings(**settings), one_after_another, lambda done, total: None)
    return list(read_samples(out / "samples.jsonl"))


def told(data: Path, run: Path, arm: str, **factors: Any) -> Told:
    e = experiment(
        data, run, arms=(arm,), directions=("forward", "reverse"), factors=Factors(**factors), limit=None
    )
    done(e)
    return {
        (p.sample, "reverse" if "reverse" in cell else "forward"): (p.prompt, p.pictures)
        for cell, of in predictions(run).items()
        for p in of
    }


@pytest.mark.parametrize("tracker", ["true", "auto"])
def test_pictures_and_words_are_those_of_an_evaluation_with_marks(
    data: Path, tmp_path: Path, tracker: str
) -> None:
    look = {"diameter": 0.15, "tracker": tracker}
    write(data, [s for s in read_samples(data / "samples.jsonl") if "<image" not in s.question])
    samples = marked(data, tmp_path / "marked", **look)
    seen = told(data, tmp_path / "run", "marked", **{name: (value,) for name, value in look.items()})
    assert seen == told(tmp_path / "marked", tmp_path / "again", "raw")
    assert all("Some objects are marked" in text for text, _ in seen.values())
    plain = told(data, tmp_path / "plain", "raw")
    assert not {name for _, names in seen.values() for name in names} & {
        name for _, names in plain.values() for name in names
    }
    # The two samples are one question in both orders.
    for of, direction in zip(samples, ("forward", "reverse"), strict=True):
        pixels = [np.asarray(Image.open(tmp_path / "marked" / name).convert("RGB")) for name in of.images]
        names = tuple(write_picture(tmp_path / "encoded", rgb).file.name for rgb in pixels)
        assert names == seen["scene-5-q1", direction][1]


def test_training_shows_the_same_words_in_the_same_order(data: Path, tmp_path: Path) -> None:
    pytest.importorskip("datasets")
    from covis.training.chat.rows import qa_rows

    samples = marked(data, tmp_path / "marked", tracker="true")
    seen: Told = {}
    done(experiment(data, tmp_path / "run", arms=("marked",), factors=Factors(tracker=("true",))))
    for of in predictions(tmp_path / "run").values():
        seen |= {(p.sample, "forward"): (p.prompt, p.pictures) for p in of}
    rows = qa_rows([s for s in samples if s.direction == "forward"], tmp_path / "marked")
    assert len(rows) == 2
    for row in rows:
        of = Sample.from_json(row["sample"])
        content = row["prompt"][0]["content"]
        pictures = iter(range(1, 9))
        lines = [f"[picture {next(pictures)}]" if p["type"] == "image" else p["text"] for p in content]
        assert "\n".join(lines) == seen[of.id, "forward"][0]


def test_where_nothing_is_sure_enough_pictures_stay_as_they_are(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "ids").mkdir(parents=True)
    names = [f"{k}.png" for k in range(2)]
    for k, name in enumerate(names):
        Image.fromarray(np.full((48, 64, 3), 60 * k, np.uint8)).save(data / name)
        Image.fromarray(np.zeros((48, 64), np.uint16)).save(data / "ids" / name)
    still = sample("s", images=tuple(names), ids=tuple(f"ids/{n}" for n in names), video=None, frames=())
    write(data, [still])
    settings = MarkedSetSettings(tracker="true")
    made = write_marked_set(data, tmp_path / "out", settings, one_after_another, lambda done, total: None)
    (found,) = read_samples(tmp_path / "out" / "samples.jsonl")
    assert (made.samples, made.sources, made.unmarked) == (1, 1, 1)
    assert found.meta[MARKS] == ""
    for k, name in enumerate(found.images):
        assert (np.asarray(Image.open(tmp_path / "out" / name)) == 60 * k).all()


def test_stopped_run_goes_on_to_the_same_bytes(data: Path, tmp_path: Path) -> None:
    def stopped(
        jobs: Sequence[ViewsJob], progress: Callable[[int, int, int], None]
    ) -> Iterator[tuple[int, Drawn]]:
        yield next(iter(one_after_another(jobs, progress)))
        raise KeyboardInterrupt

    begun: list[int] = []

    def counted(
        jobs: Sequence[ViewsJob], progress: Callable[[int, int, int], None]
    ) -> Iterator[tuple[int, Drawn]]:
        def tell(index: int, views: int, total: int) -> None:
            begun.append(index)  # told while objects are followed, which a finished source needs no more
            progress(index, views, total)

        yield from one_after_another(jobs, tell)

    settings, quiet = MarkedSetSettings(tracker="true"), lambda done, total: None
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        write_marked_set(data, out, settings, stopped, quiet)
    assert not (out / "manifest.json").exists()
    write_marked_set(data, out, settings, counted, quiet)
    assert set(begun) == {1}
    write_marked_set(data, tmp_path / "whole", settings, one_after_another, quiet)
    assert {f.relative_to(out): f.read_bytes() for f in out.rglob("*.*")} == {
        f.relative_to(tmp_path / "whole"): f.read_bytes() for f in (tmp_path / "whole").rglob("*.*")
    }


def test_nothing_is_marked_twice(data: Path, tmp_path: Path) -> None:
    marked(data, tmp_path / "marked", tracker="true")
    with pytest.raises(CovisError, match="bear marks already"):
        marked(tmp_path / "marked", tmp_path / "twice")
    with pytest.raises(CovisError, match="bear marks already"):
        done(experiment(tmp_path / "marked", tmp_path / "run", arms=("raw", "marked")))


def test_true_masks_need_ids(data: Path, tmp_path: Path) -> None:
    write(data, [sample("scene-5", ids=())])
    with pytest.raises(CovisError, match="needs the ids"):
        marked(data, tmp_path / "marked", tracker="true")


def test_questions_without_pictures_are_refused(data: Path, tmp_path: Path) -> None:
    write(data, [sample("scene-5", images=(), ids=(), frames=())])
    with pytest.raises(CovisError, match="no pictures of its own"):
        marked(data, tmp_path / "marked")
