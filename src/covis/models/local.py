"""Local vision-language checkpoints, run in this process by transformers, several questions at a time."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from covis.errors import CovisError

if TYPE_CHECKING:
    from inspect_ai.model import ModelAPI
    from PIL.Image import Image

MAX_TOKENS = 512  # where nothing else is asked for
BATCH = 8  # questions at a time; a 3 B model with 8 pictures a question fits 24 GB
GATHER_S = 0.02  # how long a batch waits for more questions


@dataclass(eq=False)
class Waiting:
    """A question that waits for its batch.

    Attributes:
        messages: In the form of chat templates, with places for pictures.
        images: Its pictures, in order.
        config: inspect-ai's settings of the call.
        output: What came back; None until then.
        error: Why nothing came back.
    """

    messages: list[dict[str, Any]]
    images: list[Image]
    config: Any
    output: Any = None
    error: Exception | None = None


@dataclass(eq=False)
class Checkpoint:
    """A model with its processor.

    Attributes:
        path: Where it was loaded from.
        model: The model, ready to generate.
        processor: Turns text and pictures into its inputs.
    """

    path: str
    model: Any
    processor: Any


@lru_cache(maxsize=1)
def load_checkpoint(path: str) -> Checkpoint:
    """A checkpoint from a folder or from the cache of downloads; the last one stays loaded.

    Raises:
        CovisError: If torch or transformers is missing, or there is no such checkpoint.
    """
    try:
        import torch
        from transformers import AutoModelForImageTextToText
    except ImportError as error:
        raise CovisError("Local checkpoints need more packages: pip install 'covis[sam]'") from error
    from covis.models.processor import load_processor

    try:
        with _quiet():
            processor = load_processor(path)
            model = AutoModelForImageTextToText.from_pretrained(path, dtype="auto")
    except (OSError, ValueError, KeyError) as error:
        first = str(error).strip().splitlines()[0][:160]
        raise CovisError(f"{path} is no vision-language checkpoint that can be loaded: {first}") from error
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return Checkpoint(path, model.to(device).eval(), processor)


@contextmanager
def _quiet() -> Iterator[None]:
    """No progress bars of transformers meanwhile."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def chat(messages: Sequence[Any]) -> Waiting:
    """inspect-ai's messages in the form of chat templates, with their pictures."""
    from PIL import Image

    images: list[Image.Image] = []
    turns = []
    for message in messages:
        parts = [message.content] if isinstance(message.content, str) else message.content
        content: list[dict[str, str]] = []
        for part in parts:
            if isinstance(part, str):
                content.append({"type": "text", "text": part})
            elif part.type == "image":
                picture = Image.open(BytesIO(base64.b64decode(part.image.split(",", 1)[1])))
                images.append(picture.convert("RGB"))
                content.append({"type": "image"})
            elif part.type == "text":
                content.append({"type": "text", "text": part.text})
        turns.append({"role": message.role, "content": content})
    return Waiting(turns, images, None)


def answer(checkpoint: Checkpoint, batch: Sequence[Waiting]) -> None:
    """Fill in the outputs of questions that share their settings, in one pass of the model."""
    import torch
    from inspect_ai.model import ModelOutput, ModelUsage

    config = batch[0].config
    texts = [
        checkpoint.processor.apply_chat_template(one.messages, add_generation_prompt=True, tokenize=False)
        for one in batch
    ]
    pictures = [one.images for one in batch]
    inputs = checkpoint.processor(
        text=texts,
        images=pictures if any(pictures) else None,
        padding=True,
        padding_side="left",  # what is written follows the question, and not its padding
        return_tensors="pt",
    ).to(checkpoint.model.device)
    sampled = bool(config.temperature)
    if sampled and config.seed is not None:
        torch.manual_seed(config.seed)
    with torch.inference_mode():
        written = checkpoint.model.generate(
            **inputs,
            max_new_tokens=config.max_tokens or MAX_TOKENS,
            do_sample=sampled,
            **({"temperature": config.temperature, "top_p": config.top_p or 1.0} if sampled else {}),
        )
    start = inputs["input_ids"].shape[1]
    ends = _end_tokens(checkpoint.model)
    for one, mask, tokens in zip(batch, inputs["attention_mask"], written[:, start:].tolist(), strict=True):
        stops = [k for k, token in enumerate(tokens) if token in ends]
        kept = tokens[: stops[0]] if stops else tokens
        text = checkpoint.processor.tokenizer.decode(kept, skip_special_tokens=True)
        one.output = ModelOutput.from_content(
            checkpoint.path, text, stop_reason="stop" if stops else "max_tokens"
        )
        used, made = int(mask.sum()), len(kept) + bool(stops)
        one.output.usage = ModelUsage(input_tokens=used, output_tokens=made, total_tokens=used + made)


def answer_all(checkpoint: Checkpoint, batch: Sequence[Waiting]) -> None:
    """Answer a batch, or leave with each question why it has no answer."""
    try:
        answer(checkpoint, batch)
    except Exception as error:
        for one in batch:
            one.error = error


def _end_tokens(model: Any) -> set[int]:
    ends = model.generation_config.eos_token_id
    return set(ends) if isinstance(ends, list) else {ends}


def transformers_api() -> type[ModelAPI]:
    """The provider `transformers` for inspect-ai: `transformers/PATH`."""
    from inspect_ai.model import GenerateConfig, ModelAPI, ModelOutput

    class Local(ModelAPI):  # type: ignore[misc]  # shipped in an extra
        def __init__(
            self,
            model_name: str,
            base_url: str | None = None,
            api_key: str | None = None,
            config: GenerateConfig | None = None,
            batch_size: int = BATCH,
            **_: Any,
        ) -> None:
            super().__init__(model_name, base_url, api_key, [], config or GenerateConfig())
            self.checkpoint = load_checkpoint(model_name)
            self.batch_size = batch_size
            self.waiting: list[Waiting] = []
            self.turn: Any = None

        def max_connections(self) -> int:
            return self.batch_size

        async def generate(self, input: list[Any], tools: Any, tool_choice: Any, config: Any) -> ModelOutput:
            """Whoever comes first answers for all that wait."""
            import anyio

            self.turn = self.turn or anyio.Lock()
            mine = chat(input)
            mine.config = config
            self.waiting.append(mine)
            try:
                await anyio.sleep(GATHER_S)
                async with self.turn:
                    if mine in self.waiting:
                        await anyio.to_thread.run_sync(answer_all, self.checkpoint, self.next_batch(mine))
            finally:
                if mine in self.waiting:  # nobody waits for it any longer
                    self.waiting.remove(mine)
            if mine.error is not None:
                raise mine.error
            return mine.output

        def next_batch(self, first: Waiting) -> list[Waiting]:
            """The first question and others with its settings; they wait no longer."""
            same = [one for one in self.waiting if one is not first and one.config == first.config]
            batch = [first, *same][: self.batch_size]
            self.waiting = [one for one in self.waiting if one not in batch]
            return batch

    return Local
