"""What each question looks like in each cell: its views, its words, its marks."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from covis.benchmarks.benchmark import Benchmark
from covis.benchmarks.experiment.look import Look
from covis.benchmarks.experiment.screen import Screen
from covis.benchmarks.experiment.settings import Settings
from covis.benchmarks.experiment.shown import may_thin, source_of, with_views
from covis.benchmarks.experiment.views_store import Crew, ShownViews, ViewsJob
from covis.benchmarks.runs.cell import Cell
from covis.errors import CovisError
from covis.marks.mark import FRAMES
from covis.prompts.compose import compose
from covis.prompts.parts import Picture, Prompt
from covis.prompts.reverse import reversed_sample
from covis.prompts.sample import Sample
from covis.prompts.wording import own_passage, passage

Shown = Mapping[ViewsJob, ShownViews]


@dataclass(frozen=True)
class Asked:
    """One question as a model is asked it.

    Attributes:
        sample: With the views shown, in the order shown.
        prompt: The message.
        unmarked: Whether marks were to be there and nothing was sure enough to be marked.
    """

    sample: Sample
    prompt: Prompt
    unmarked: bool


@dataclass(frozen=True)
class Plan:
    """How to make the question of any sample in any cell.

    Attributes:
        benchmark: Whose questions they are.
        settings: What is asked.
        root: What paths of samples are relative to.
        run: The run's folder.
        shown: The views made.
    """

    benchmark: Benchmark
    settings: Settings
    root: Path
    run: Path
    shown: Shown

    def asked(self, sample: Sample, cell: Cell) -> Asked:
        """A sample as it is asked in a cell.

        Raises:
            CovisError: If it cannot be reversed, or its text has places for other pictures than it has.
        """
        job = job_of(sample, cell, self)
        views = self.shown[job] if job else None
        if views:
            sample = with_views(sample, views.kept, _names(sample, views.kept))
        if cell.direction == "reverse":
            sample = reversed_sample(sample)
        pictures, numbers, unmarked = pictures_in(cell, views)
        explained = explanation(cell, numbers, len(pictures)) or (own_passage(sample) if pictures else None)
        text = self.benchmark.question(sample)
        try:
            prompt = compose(text, pictures, passage=explained)
        except CovisError as error:
            raise CovisError(f"sample {sample.id!r}: {error}") from error
        return Asked(sample, prompt, unmarked)


def look_of(cell: Cell) -> Look:
    """How marks look in a cell."""
    f = cell.factors
    return Look(f["marks"], f["diameter"], f["style"])  # type: ignore[arg-type]


def job_of(sample: Sample, cell: Cell, plan: Plan) -> ViewsJob | None:
    """What has to be made for a sample in a cell; None for a question without views.

    Raises:
        CovisError: If a path of the sample leaves the root.
    """
    source = None if plan.benchmark.episode else source_of(sample, plan.root)
    if source is None:
        return None
    settings, factors = plan.settings, plan.settings.factors
    frames = cell.factors["frames"]
    asked = FRAMES if frames == "default" else int(frames)
    thinned = source.ordered and may_thin(sample) and frames != "default"
    marked = cell.arm in ("marked", "shuffled")
    any_marks = {"marked", "shuffled"} & set(settings.arms)
    tracker = str(cell.factors["tracker"]) if marked else factors.tracker[0]
    looks = itertools.product(factors.marks, factors.diameter, factors.style)
    return ViewsJob(
        source=source,
        count=asked if thinned or not source.images else None,
        sampler=str(cell.factors["sampler"]),
        long_side_px=settings.long_side_px,
        tracker=tracker if any_marks else None,
        looks=tuple(Look(*look) for look in looks) if any_marks else (),
        wrong="shuffled" in settings.arms,
        select=settings.select,
        seed=settings.seed,
        run=plan.run,
    )


def make_all_views(
    samples: Sequence[Sample], cells: Sequence[Cell], plan: Plan, crew: Crew, screen: Screen
) -> tuple[Shown, dict[str, str]]:
    """Make the views of all samples in all cells, each once.

    Args:
        samples: What is asked.
        cells: In which ways.
        plan: How questions are made; its views are not there yet.
        crew: Does the jobs.
        screen: Told how far they are.

    Returns:
        The views, and for each sample without them one sentence why.

    Raises:
        CovisError: If a source cannot be read and that is to stop the run.
    """
    needed: dict[ViewsJob, dict[str, None]] = {}
    for sample, cell in itertools.product(samples, cells):
        job = job_of(sample, cell, plan)
        if job:
            needed.setdefault(job, {})[sample.id] = None
    jobs = list(needed)
    begun: dict[int, float] = {}

    def tell(index: int, done: int, total: int) -> None:
        begun[index] = done / max(1, total)
        screen.progress("views", sum(begun.values()), len(jobs))

    shown: dict[ViewsJob, ShownViews] = {}
    gone: dict[str, str] = {}
    for index, outcome in crew(jobs, tell):
        if outcome.views is not None:
            shown[jobs[index]] = outcome.views
        elif plan.settings.missing == "skip":
            gone |= dict.fromkeys(needed[jobs[index]], outcome.error)
        else:
            raise CovisError(f"{outcome.error.rstrip('.')}; or leave such questions out with --missing skip.")
        tell(index, 1, 1)
    return shown, gone


def _names(sample: Sample, kept: Sequence[int]) -> list[str]:
    return [sample.images[i] if sample.images else f"{sample.video}#{i}" for i in kept]


def explanation(cell: Cell, numbers: Sequence[int], pictures: int) -> str | None:
    """What explains the marks of some pictures in a cell; None where there is nothing to explain.

    Args:
        cell: The way of asking.
        numbers: Those that stand on the pictures.
        pictures: How many there are.
    """
    return passage(str(cell.factors["wording"]), str(cell.factors["style"]), numbers, pictures)


def pictures_in(cell: Cell, views: ShownViews | None) -> tuple[tuple[Picture, ...], tuple[int, ...], bool]:
    """The pictures of a cell in the order shown, the numbers on them, and whether marks are wanting."""
    if views is None or cell.arm == "blind":
        return (), (), False
    pictures: tuple[Picture, ...] = views.raw
    numbers: tuple[int, ...] = ()
    unmarked = False
    if cell.arm != "raw":
        marked = views.looks[look_of(cell)]
        unmarked = marked is None
        if marked and cell.arm == "marked":
            pictures, numbers = marked.right, marked.right_numbers
        elif marked:
            pictures, numbers = marked.wrong, marked.wrong_numbers
    return (pictures[::-1] if cell.direction == "reverse" else pictures), numbers, unmarked
