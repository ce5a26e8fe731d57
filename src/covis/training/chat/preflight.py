"""What is checked before the first step of training on conversations."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from covis.errors import CovisError
from covis.training.chat.lora import as_it_learns
from covis.training.recipes.chat import LoraRecipe

if TYPE_CHECKING:
    from datasets import Dataset
    from transformers import PreTrainedModel, ProcessorMixin

Size = tuple[int, int]
"""Width and height, pixels."""


@dataclass(frozen=True)
class Preflight:
    """What was found before training.

    Attributes:
        samples: How many rows there are.
        image_tokens: The fewest and the most image tokens of a row.
        longest: Index of the row of the most tokens.
        longest_tokens: How many these are, prompt and completion.
        completion_tokens: Of the longest completion, with its end.
        learning: How many numbers learn.
        state_mib: Memory of the weights, gradients and optimizer; activations come on top.
        loss: Of the longest row, before any step.
    """

    samples: int
    image_tokens: tuple[int, int]
    longest: int
    longest_tokens: int
    completion_tokens: int
    learning: int
    state_mib: float
    loss: float

    def lines(self) -> str:
        """The same for a person."""
        fewest, most = self.image_tokens
        images = f"{fewest}" if fewest == most else f"{fewest} to {most}"
        return (
            f"{self.samples} samples of {images} image tokens each; the longest takes {self.longest_tokens} "
            f"tokens, the longest completion {self.completion_tokens}. {self.learning:,} numbers learn; "
            f"weights, gradients and optimizer take {self.state_mib:.0f} MiB. First loss {self.loss:.4f}."
        )


def preflight(
    model: PreTrainedModel,
    processor: ProcessorMixin,
    rows: Dataset,
    sizes_px: Mapping[str, Size],
    lora: LoraRecipe | None = None,
) -> Preflight:
    """Count the tokens of all rows, then go once forward and backward with the longest.

    Args:
        model: As it was opened to train.
        processor: Its own.
        rows: As `covis.training.chat.rows` makes them.
        sizes_px: Name of every image, as the samples have it, to its size.
        lora: The adapters that will learn instead of the model.

    Raises:
        CovisError: If a row is longer than the model reads, its images lose tokens, its loss or a gradient
            is not finite, or it has no modules for the adapters.
    """
    _check_image_token(model, processor)
    with _said_of_processor():
        images, totals, completions = _token_counts(processor, rows, sizes_px)
    longest = max(range(len(totals)), key=totals.__getitem__)
    reads = model.config.get_text_config().max_position_embeddings
    if totals[longest] > reads:
        raise CovisError(
            f"the longest sample takes {totals[longest]} tokens, and the model reads {reads}; lower "
            "max_image_pixels, or train on samples of fewer images."
        )
    with as_it_learns(model, lora) as learner:
        with _said_of_processor():
            batch = _batch(processor, rows[longest], images[longest])
        loss = _one_step(learner, batch)
        learning, state_bytes = state_of(learner)
    return Preflight(
        samples=len(rows),
        image_tokens=(min(images), max(images)),
        longest=longest,
        longest_tokens=totals[longest],
        completion_tokens=max(completions),
        learning=learning,
        state_mib=state_bytes / 2**20,
        loss=loss,
    )


def state_of(model: PreTrainedModel) -> tuple[int, int]:
    """How many numbers of a model learn, and the bytes of its weights, gradients and optimizer.

    What learns takes its own size for itself and for its gradient, and twice that for AdamW's moments; what
    is frozen takes its own size.

    Args:
        model: With the right weights frozen.
    """
    learning = [p for p in model.parameters() if p.requires_grad]
    frozen = [p for p in model.parameters() if not p.requires_grad]
    size = 4 * sum(p.nbytes for p in learning) + sum(p.nbytes for p in frozen)
    return sum(p.numel() for p in learning), size


def _token_counts(
    processor: ProcessorMixin, rows: Dataset, sizes_px: Mapping[str, Size]
) -> tuple[list[int], list[int], list[int]]:
    """Image tokens, all tokens and completion tokens of every row, without opening its images."""
    import json

    from trl import apply_chat_template

    of_size: dict[Size, int] = {}
    images, totals, completions = [], [], []
    for row in rows.remove_columns("images"):
        shown = 0
        for name in json.loads(row["sample"])["images"]:
            size = sizes_px[name]
            if size not in of_size:
                of_size[size] = image_tokens(processor, size)
            shown += of_size[size]
        texts = apply_chat_template({"prompt": row["prompt"], "completion": row["completion"]}, processor)
        prompt, completion = (
            len(processor.tokenizer(texts[part], add_special_tokens=False)["input_ids"])
            for part in ("prompt", "completion")
        )
        images.append(shown)
        completions.append(completion)
        totals.append(prompt + completion + shown - len(json.loads(row["sample"])["images"]))
    return images, totals, completions


def image_tokens(processor: ProcessorMixin, size_px: Size) -> int:
    """How many tokens a picture of a size becomes."""
    from PIL import Image

    message = [{"role": "user", "content": [{"type": "image", "text": ""}]}]
    text = processor.apply_chat_template(message, tokenize=False)
    ids = processor(text=[text], images=[[Image.new("RGB", size_px)]])["input_ids"][0]
    return int(sum(int(i) in processor.image_token_ids for i in ids))


def _check_image_token(model: PreTrainedModel, processor: ProcessorMixin) -> None:
    config = model.config
    expected = getattr(config, "image_token_id", getattr(config, "image_token_index", None))
    if expected not in processor.image_token_ids:
        raise CovisError(
            f"the model looks for pictures at token {expected}, and its processor puts them at "
            f"{processor.image_token_ids[0]}; use the config.json and the processor that were saved with it."
        )


@contextmanager
def _said_of_processor() -> Iterator[None]:
    """Say in a sentence that a processor, its chat template or its tokenizer cannot show pictures.

    Raises:
        CovisError: If so.
    """
    from jinja2 import TemplateError

    try:
        yield
    except (ValueError, KeyError, IndexError, TypeError, TemplateError) as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        raise CovisError(
            f"the model's processor cannot write a question with pictures ({first}); use the chat template "
            "and the tokenizer that were saved with the model."
        ) from error


def _batch(processor: ProcessorMixin, row: dict[str, Any], images: int) -> Any:
    """A row as the trainer gives it to the model."""
    from trl.trainer.sft_trainer import DataCollatorForVisionLanguageModeling

    batch = DataCollatorForVisionLanguageModeling(processor, completion_only_loss=True)([row])
    found = sum(int((batch["input_ids"] == i).sum()) for i in processor.image_token_ids)
    if found != images:
        raise CovisError(
            f"the longest sample has {found} image tokens where its pictures need {images}; the template "
            "of its processor does not fit the model."
        )
    return batch


def _one_step(model: PreTrainedModel, batch: Any) -> float:
    """The loss of a batch, with its gradients computed and dropped."""
    import torch

    loss = model(**batch.to(model.device)).loss
    loss.backward()
    learning = [p.grad for p in model.parameters() if p.grad is not None]
    finite = all(bool(torch.isfinite(gradient).all()) for gradient in learning)
    model.zero_grad()
    if not (finite and learning and math.isfinite(float(loss.detach()))):
        raise CovisError(
            "the longest sample gives a loss or gradients that are not finite; check the weights."
        )
    return float(loss.detach())
