"""One prompt sent, one reply received and read."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from covis.models.failure import failure
from covis.models.reply import Reply
from covis.prompts.parts import Prompt
from covis.prompts.reading import Reading
from covis.prompts.sample import Sample
from covis.prompts.table import template_for

if TYPE_CHECKING:
    from inspect_ai.model import ChatMessage, Model, ModelOutput

T = TypeVar("T")


@dataclass(frozen=True)
class Exchange:
    """What was sent and what came back.

    Attributes:
        prompt: What was sent.
        reply: What came back.
        reading: The answer that was read from it.
        received: Everything that came back, the model's reasoning included, as JSON values.
    """

    prompt: Prompt
    reply: Reply
    reading: Reading
    received: dict[str, Any]


def exchange(prompt: Prompt, sample: Sample, opened: Model, name: str) -> Exchange:
    """Send a prompt, and read the reply.

    Args:
        prompt: What is sent.
        sample: Says how the reply is read.
        opened: The model.
        name: What messages call it.

    Raises:
        CovisError: If the model cannot be asked or gives no answer.
    """
    from covis.models.inspect_chat import is_scripted, to_inspect, to_reply

    sent = to_inspect(prompt, sample if is_scripted(name) else None)
    start = time.perf_counter()
    try:
        output = _waited_for(_once(opened, sent))
    except Exception as error:
        raise failure(name, error) from error
    reply = to_reply(output, time.perf_counter() - start)
    reading = template_for(sample).read(reply.text, sample)
    return Exchange(prompt, reply, reading, output.model_dump(mode="json", exclude_none=True))


async def _once(opened: Model, sent: list[ChatMessage]) -> ModelOutput:
    """One call that leaves no connection open, for its loop ends with it; another call opens new ones."""
    try:
        return await opened.generate(sent)
    finally:
        await opened.api.aclose()
        opened.api.initialize()


def _waited_for(call: Coroutine[Any, Any, T]) -> T:
    """The result of an asynchronous call, also where a loop is running already, as in a notebook."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(call)
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, call).result()
