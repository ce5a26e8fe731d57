from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.benchmarks.experiment.data_set import KEPT, SIZE_PX, SmallSet

from covis.benchmarks.experiment.look import Look
from covis.benchmarks.experiment.manifest import VIEWS
from covis.benchmarks.experiment.shown import Source, source_of
from covis.benchmarks.experiment.views_store import ViewsJob, make_views, one_after_another
from covis.prompts.parts import Picture
from covis.views.images import read_image

LOOKS = (Look(5, 0.1, "circle"), Look(3, 0.1, "outline"))


def silent(done: int, total: int) -> None:
    pass


def job_about(source: Source, run: Path) -> ViewsJob:
    return ViewsJob(source, None, "uniform", None, None, (), False, "things", 0, run)


@pytest.fixture
def filmed(small_set: SmallSet) -> Source:
    source = source_of(small_set.samples[0], small_set.folder)
    assert source is not None
    return source


def pixels(picture: Picture) -> np.ndarray:
    return np.asarray(Image.open(picture.file)).astype(int)


def test_raw_views_are_the_samples_own_pictures(filmed: Source, tmp_path: Path) -> None:
    views = make_views(job_about(filmed, tmp_path), silent).views
    assert views is not None
    assert views.kept == (0, 1, 2, 3)
    assert [p.size_px for p in views.raw] == [SIZE_PX] * len(KEPT)
    for picture, file in zip(views.raw, filmed.images, strict=True):
        assert np.abs(pixels(picture) - read_image(file, None)).mean() < 3  # JPEG, not the clip's codec


def test_marks_of_the_whole_clip_stand_on_exactly_these_pictures(filmed: Source, tmp_path: Path) -> None:
    job = replace(job_about(filmed, tmp_path), tracker="flow", looks=LOOKS, wrong=True, count=3)
    views = make_views(job, silent).views
    assert views is not None
    assert views.kept == (0, 2, 3)
    for look in LOOKS:
        marked = views.looks[look]
        assert marked is not None
        assert 1 <= len(marked.right_numbers) <= look.marks
        for raw, right, wrong in zip(views.raw, marked.right, marked.wrong, strict=True):
            share = [(np.abs(pixels(raw) - pixels(p)).max(axis=-1) > 40).mean() for p in (right, wrong)]
            assert max(share) < 0.2
        assert any(raw.file != right.file for raw, right in zip(views.raw, marked.right, strict=True))


def test_a_job_is_done_once_whatever_the_files_are_called(filmed: Source, tmp_path: Path) -> None:
    job = replace(job_about(filmed, tmp_path / "run"), tracker="flow", looks=LOOKS)
    first = make_views(job, silent).views
    told: list[int] = []
    shutil.copytree(filmed.images[0].parent, tmp_path / "elsewhere")
    assert filmed.video
    moved = replace(
        filmed,
        images=tuple(tmp_path / "elsewhere" / p.name for p in filmed.images),
        video=tmp_path / "elsewhere" / filmed.video.name,
    )
    again = make_views(replace(job, source=moved), lambda done, total: told.append(done)).views
    assert again == first
    assert not told
    assert len(list((tmp_path / "run" / VIEWS).iterdir())) == 1


def test_other_settings_or_another_content_are_made_anew(filmed: Source, tmp_path: Path) -> None:
    job = job_about(filmed, tmp_path)
    for other in (
        job,
        replace(job, count=2),
        replace(job, long_side_px=96),
        replace(job, source=replace(filmed, images=filmed.images[::-1], video=None, frames=())),
    ):
        assert make_views(other, silent).views is not None
    assert len(list((tmp_path / VIEWS).iterdir())) == 4


def test_views_are_shrunk_before_marks_are_drawn(filmed: Source, tmp_path: Path) -> None:
    job = replace(job_about(filmed, tmp_path), tracker="flow", looks=LOOKS[:1], long_side_px=96)
    views = make_views(job, silent).views
    assert views is not None
    marked = views.looks[LOOKS[0]]
    pictures = [*views.raw, *(marked.right if marked else ())]
    assert {p.size_px for p in pictures} == {(96, 72)}


def test_frames_of_a_video_alone_are_sampled(filmed: Source, tmp_path: Path) -> None:
    views = make_views(
        replace(job_about(replace(filmed, images=(), frames=()), tmp_path), count=4), silent
    ).views
    assert views is not None
    assert views.kept == (0, 8, 15, 23)


def test_a_set_in_which_nothing_is_found_has_no_marks(small_set: SmallSet, tmp_path: Path) -> None:
    source = source_of(small_set.samples[-1], small_set.folder)
    assert source is not None
    views = make_views(replace(job_about(source, tmp_path), tracker="match", looks=LOOKS), silent).views
    assert views is not None
    assert views.looks == dict.fromkeys(LOOKS)


def test_what_cannot_be_read_is_one_sentence_and_the_others_go_on(filmed: Source, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(filmed.images[0].read_bytes()[:200])
    assert filmed.video
    sources = [
        Source((broken,), None, (), False),
        replace(filmed, video=None, frames=()),
        replace(filmed, frames=(0, 1, 2, 900)),
        replace(filmed, images=(), video=tmp_path / "nothing.mp4"),
    ]
    jobs = [job_about(source, tmp_path / "run") for source in sources]
    outcomes = [outcome for _, outcome in one_after_another(jobs, lambda index, done, total: None)]
    assert [outcome.views is None for outcome in outcomes] == [True, False, True, True]
    for outcome, said in zip(outcomes, ("broken.png", "", "frame 900", "nothing.mp4"), strict=True):
        assert said in outcome.error
