"""Before anything is asked: which questions, with which views."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from covis.benchmarks.benchmark import Benchmark, Questions
from covis.benchmarks.experiment.choose import choose
from covis.benchmarks.experiment.plan import Plan, make_all_views
from covis.benchmarks.experiment.screen import Screen
from covis.benchmarks.experiment.settings import Settings
from covis.benchmarks.experiment.shown import with_views
from covis.benchmarks.experiment.views_store import Crew
from covis.benchmarks.runs.cell import Cell
from covis.errors import CovisError
from covis.marks.mark import FRAMES
from covis.prompts.reverse import reversed_sample
from covis.prompts.sample import Sample
from covis.prompts.wording import MARKS

ONE_WAY = "one_way"  # in a sample's meta: another order of its views would have another answer

IRREVERSIBLE = "cannot be asked in reverse"
UNREADABLE = "media that cannot be read"
"""Why questions are left out of all cells."""


@dataclass(frozen=True)
class Prepared:
    """What is asked, the same in every cell.

    Attributes:
        samples: As the benchmark has them, forward.
        plan: How the question of each is made in each cell.
        left_out: Why others are left out, each reason with how many.
    """

    samples: tuple[Sample, ...]
    plan: Plan
    left_out: dict[str, int]


def prepare(
    benchmark: Benchmark,
    questions: Questions,
    settings: Settings,
    cells: Sequence[Cell],
    run: Path,
    crew: Crew,
    screen: Screen,
) -> Prepared:
    """Choose the questions and make all their views.

    Args:
        benchmark: Whose questions they are.
        questions: As they were read.
        settings: Of the experiment.
        cells: In which ways they will be asked.
        run: The run's folder.
        crew: Makes views.
        screen: Told how far that is.

    Raises:
        CovisError: If no question is left, or a source cannot be read and that is to stop the run.
    """
    left_out = Counter(questions.left_out)
    samples = list(questions.samples)
    if "reverse" in settings.directions:
        samples = [sample for sample in samples if reversible(sample)]
        left_out[IRREVERSIBLE] += len(questions.samples) - len(samples)
    samples = choose(samples, settings.limit, settings.seed)
    _check_marked(samples, settings)
    plan = Plan(benchmark, settings, questions.root, run, {})
    if not benchmark.episode:
        shown, gone = make_all_views(samples, cells, plan, crew, screen)
        left_out[UNREADABLE] += len(gone)
        samples = [sample for sample in samples if sample.id not in gone]
        plan = replace(plan, shown=shown)
    if not samples:
        why = ", ".join(f"{n} {reason}" for reason, n in left_out.items() if n) or "none were there"
        raise CovisError(f"No question of {benchmark.name} is left to ask; left out are: {why}.")
    return Prepared(tuple(samples), plan, {reason: n for reason, n in left_out.items() if n})


def _check_marked(samples: Sequence[Sample], settings: Settings) -> None:
    """Refuse to mark pictures twice, or to explain marks on views that are left out."""
    again = {"marked", "shuffled"} & set(settings.arms) or settings.factors.frames != ("default",)
    if again and any(MARKS in sample.meta for sample in samples):
        raise CovisError("These pictures bear marks already; ask with --arms raw and without --frames.")


def reversible(sample: Sample) -> bool:
    """Whether a sample has the same answer with its views in the opposite order, and words for it."""
    if sample.meta.get(ONE_WAY):
        return False
    if sample.video and not sample.images:
        # How many frames are shown makes no difference here, as long as there are several.
        sample = with_views(sample, range(FRAMES), [str(i) for i in range(FRAMES)])
    try:
        reversed_sample(sample)
    except CovisError:
        return False
    return True
