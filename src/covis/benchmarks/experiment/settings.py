"""What an experiment varies, and what it holds fixed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

from covis.benchmarks.benchmark import Rules
from covis.benchmarks.experiment.look import TRUE
from covis.benchmarks.runs.cell import Arm, Direction
from covis.errors import CovisError
from covis.marks.select import RULES as SELECTIONS
from covis.marks.style import Kind, MarkStyle
from covis.models.settings import ModelSettings, Reasoning
from covis.prompts.wording import WORDINGS
from covis.tracks.table import TRACKERS
from covis.views.sampling import SAMPLERS

ARMS: tuple[Arm, ...] = get_args(Arm)
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
EFFORTS = ("default", *get_args(Reasoning))
"""How much a model thinks before it answers; `default` leaves it to its provider."""

ONE_SOURCE = ("marks", "masks")  # trackers that read a file about one source, so that no benchmark has them


@dataclass(frozen=True)
class Factors:
    """What may differ between cells beside model, arm and direction; every combination is asked.

    Attributes:
        frames: How many views are shown, at most, of a video or of pictures in order; "default" shows all of
            a sample's own pictures and `FRAMES` of a video. Sets without an order are always shown whole.
        marks: How many objects are marked, at most.
        diameter: Of a mark: whole px, or a share of the view's short side.
        style: What carries the number, see `MarkStyle`.
        sampler: How views are chosen, see `sample`.
        tracker: Who follows objects, see `make_tracker`; or `true`, which takes a rendered set's true ids.
        wording: How marks are explained, a name in `WORDINGS`.
        reasoning: How much the model thinks, one of `EFFORTS`.

    Raises:
        CovisError: If one is empty, names a value twice, or one that there is not.
    """

    frames: tuple[int | Literal["default"], ...] = ("default",)
    marks: tuple[int, ...] = (5,)
    diameter: tuple[float | int, ...] = (MarkStyle().diameter,)
    style: tuple[Kind, ...] = (MarkStyle().kind,)
    sampler: tuple[str, ...] = ("uniform",)
    tracker: tuple[str, ...] = ("auto",)
    wording: tuple[str, ...] = (next(iter(WORDINGS)),)
    reasoning: tuple[str, ...] = (EFFORTS[0],)

    def __post_init__(self) -> None:
        for name, values in vars(self).items():
            _check_list(name, values)
        for name, counts in (("frames", self.frames), ("marks", self.marks)):
            for count in counts:
                if isinstance(count, int) and count < 1:
                    raise CovisError(f"--{name} is {count}; it must be at least 1.")
        for kind in self.style:
            for diameter in self.diameter:
                MarkStyle(kind, diameter)
        for name, known in (("sampler", SAMPLERS), ("wording", WORDINGS), ("reasoning", EFFORTS)):
            _check_known(name, getattr(self, name), tuple(known))
        usable = ("auto", TRUE, *(name for name in TRACKERS if name not in ONE_SOURCE))
        _check_known("tracker", [spec.partition(":")[0] for spec in self.tracker], usable)


@dataclass(frozen=True)
class Settings:
    """What is asked of whom.

    Attributes:
        benchmark: Its name.
        models: As `open_model` names them.
        arms: What models are shown.
        directions: In which order.
        factors: What else varies.
        repeats: How often each question is asked.
        limit: At most how many questions, whole scenes first; None for all.
        seed: Of the questions chosen, of wrong numbers, and of the models as far as they take one.
        long_side_px: Views are shrunk to this before marks are drawn; None leaves them as they are.
        select: How objects are chosen, see `select.RULES`.
        missing: Stop where media is missing or damaged, or leave the question out and count it.
        any_size: Take a benchmark file whatever the number of its questions.
        temperature: Of the models; None leaves it to the provider.
        max_tokens: Of a reply; None leaves it to the provider.
        judge: Model that scores free answers; None without one.

    Raises:
        CovisError: If a value is out of its range, empty, named twice, or there is no such thing.
    """

    benchmark: str
    models: tuple[str, ...]
    arms: tuple[Arm, ...] = ("raw", "marked")
    directions: tuple[Direction, ...] = ("forward",)
    factors: Factors = field(default_factory=Factors)
    repeats: int = 1
    limit: int | None = None
    seed: int = 0
    long_side_px: int | None = None
    select: str = "things"
    missing: Literal["stop", "skip"] = "stop"
    any_size: bool = False
    temperature: float | None = None
    max_tokens: int | None = None
    judge: str | None = None

    def __post_init__(self) -> None:
        for name, values in (("model", self.models), ("arms", self.arms), ("directions", self.directions)):
            _check_list(name, values)
        _check_known("arms", self.arms, ARMS)
        _check_known("directions", self.directions, DIRECTIONS)
        _check_known("select", (self.select,), tuple(SELECTIONS))
        _check_known("missing", (self.missing,), ("stop", "skip"))
        for name, least in (
            ("repeats", 1),
            ("limit", 1),
            ("seed", 0),
            ("long_side_px", 28),
            ("max_tokens", 1),
        ):
            value = getattr(self, name)
            if value is not None and value < least:
                option = name.removesuffix("_px").replace("_", "-")
                raise CovisError(f"--{option} is {value}; it must be at least {least}.")
        if self.temperature is not None and not 0 <= self.temperature <= 2:
            raise CovisError(f"--temperature is {self.temperature:g}; it must be within 0..2.")

    def record(self) -> dict[str, Any]:
        """All settings as JSON values."""
        record: dict[str, Any] = _listed(asdict(self))
        return record


@dataclass(frozen=True)
class Handling:
    """How a run is done; none of it changes what is asked or how it is scored.

    Attributes:
        max_connections: How many calls may wait for an answer at a time.
        budget: At most so many tokens in all, of models and judge, since the run began; None for no bound.
        workers: In how many processes marks are made.
        retries: How often a call that failed is tried again.
        timeout_s: How long one try may take.

    Raises:
        CovisError: If a value is out of its range.
    """

    max_connections: int = 10
    budget: int | None = None
    workers: int = 1
    retries: int = ModelSettings().retries
    timeout_s: int = ModelSettings().attempt_s

    def __post_init__(self) -> None:
        leasts = {"max_connections": 1, "budget": 1, "workers": 1, "retries": 0, "timeout_s": 1}
        for name, least in leasts.items():
            value = getattr(self, name)
            if value is not None and value < least:
                option = name.removesuffix("_s").replace("_", "-")
                raise CovisError(f"--{option} is {value}; it must be at least {least}.")


def rules_named(text: str) -> Rules:
    """The rules of this name.

    Raises:
        CovisError: If there are none.
    """
    for rules in get_args(Rules):
        if rules == text:
            return rules  # type: ignore[no-any-return]
    raise CovisError(f"There are no rules {text!r}; the known ones are {', '.join(get_args(Rules))}.")


def _check_list(name: str, values: Sequence[object]) -> None:
    if not values:
        raise CovisError(f"--{name} is empty; give at least one value.")
    twice = [v for i, v in enumerate(values) if v in values[:i]]
    if twice:
        raise CovisError(f"--{name} names {twice[0]} twice; name each once.")


def _check_known(name: str, values: Sequence[str], known: Sequence[str]) -> None:
    for value in values:
        if value not in known:
            raise CovisError(
                f"There is no {name.removesuffix('s')} {value!r}; the known ones are {', '.join(known)}."
            )


def _listed(value: Any) -> Any:
    """JSON values: tuples as lists."""
    if isinstance(value, Mapping):
        return {k: _listed(v) for k, v in value.items()}
    return [_listed(v) for v in value] if isinstance(value, (list, tuple)) else value
