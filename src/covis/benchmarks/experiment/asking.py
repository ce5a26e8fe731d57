"""One question put to a model: in one turn, or in the several of an episode."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from covis.benchmarks.experiment.plan import Plan, explanation, look_of, pictures_in
from covis.benchmarks.experiment.shown import Source
from covis.benchmarks.experiment.views_store import ViewsJob, make_views
from covis.benchmarks.runs.cell import Cell
from covis.errors import CovisError
from covis.models.inspect_chat import is_scripted, to_inspect, to_reply
from covis.models.reply import Reply
from covis.prompts.parts import Picture, Prompt, Text, prompt_text
from covis.prompts.sample import Sample

if TYPE_CHECKING:
    from inspect_ai.model import Model, ModelOutput


@dataclass
class Turns:
    """The turns of one question, and what they cost together.

    Attributes:
        plan: How questions are made.
        cell: The way of asking.
        sample: As it is asked.
        model: Who is asked.
        repeat: The how-manieth time the question is asked.
        output: What the last turn gave.
    """

    plan: Plan
    cell: Cell
    sample: Sample
    model: Model
    repeat: int
    output: ModelOutput | None = None
    _replies: list[Reply] = field(default_factory=list)
    _prompts: list[Prompt] = field(default_factory=list)

    async def play(self, prompt: Prompt) -> str:
        """Ask the question; the text that is graded."""
        episode = self.plan.benchmark.episode
        if episode is None:
            return await self._turn(prompt)
        return await episode(self.sample, self.plan.root, self._turn)

    def reply(self, text: str) -> Reply:
        """All turns as one reply with this text: tokens and seconds summed, the last turn's end.

        Raises:
            CovisError: If an episode ended without a turn.
        """
        if not self._replies:
            raise CovisError(f"sample {self.sample.id!r} was over before a question was asked.")
        total = self._replies[-1]
        for earlier in self._replies[:-1]:
            total = replace(
                total,
                input_tokens=total.input_tokens + earlier.input_tokens,
                output_tokens=total.output_tokens + earlier.output_tokens,
                reasoning_tokens=total.reasoning_tokens + earlier.reasoning_tokens,
                seconds=total.seconds + earlier.seconds,
            )
        return replace(total, text=text)

    @property
    def sent(self) -> str:
        """The text that was sent, turn by turn."""
        return "\n\n".join(prompt_text(prompt) for prompt in self._prompts)

    @property
    def pictures(self) -> tuple[str, ...]:
        """The names of the pictures that were sent, turn by turn."""
        return tuple(p.file.name for prompt in self._prompts for p in prompt if isinstance(p, Picture))

    async def _turn(self, prompt: Prompt) -> str:
        from inspect_ai.model import GenerateConfig

        if self.plan.benchmark.episode is not None:
            prompt = await self._as_seen(prompt)
        started = time.perf_counter()
        known = self.sample if is_scripted(self.cell.model) else None
        # A copy: what stands in the state of an Inspect sample goes into its log, pictures and all.
        messages = to_inspect(prompt, known, self.repeat)
        seed = self.plan.settings.seed + self.repeat
        output = await self.model.generate(messages, config=GenerateConfig(seed=seed))
        reply = to_reply(output, time.perf_counter() - started)
        self.output = output
        self._replies.append(reply)
        self._prompts.append(prompt)
        return reply.text

    async def _as_seen(self, prompt: Prompt) -> Prompt:
        """A turn of an episode as it is seen in this cell's arm; its views are a set of their own."""
        files = tuple(part.file for part in prompt if isinstance(part, Picture))
        if not files or self.cell.arm == "blind":
            return tuple(part for part in prompt if isinstance(part, Text))
        job = self._job(files)
        outcome = await asyncio.to_thread(make_views, job, lambda done, total: None)
        if outcome.views is None:
            raise CovisError(outcome.error)
        pictures, numbers, _ = pictures_in(self.cell, outcome.views)
        seen = iter(pictures)
        turn = tuple(next(seen) if isinstance(part, Picture) else part for part in prompt)
        explained = explanation(self.cell, numbers, len(pictures))
        return (Text(explained), *turn) if explained else turn

    def _job(self, files: tuple[Path, ...]) -> ViewsJob:
        settings, marked = self.plan.settings, self.cell.arm != "raw"
        return ViewsJob(
            source=Source(files, None, (), False),
            count=None,
            sampler=str(self.cell.factors["sampler"]),
            long_side_px=settings.long_side_px,
            tracker=str(self.cell.factors["tracker"]) if marked else None,
            looks=(look_of(self.cell),) if marked else (),
            wrong=self.cell.arm == "shuffled",
            select=settings.select,
            seed=settings.seed,
            run=self.plan.run,
        )
