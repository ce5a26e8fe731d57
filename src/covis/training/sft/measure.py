"""What a model answers to samples that it did not learn from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datasets import Dataset
    from transformers import PreTrainedModel, ProcessorMixin

BATCH = 8


def completions_of(
    model: PreTrainedModel, processor: ProcessorMixin, rows: Dataset, most_tokens: int
) -> list[str]:
    """The likeliest completion of each row's prompt, with its special tokens but without its end.

    Args:
        model: As it is.
        processor: Its own.
        rows: As `covis.training.chat.rows` makes them.
        most_tokens: Of a completion.
    """
    import torch
    from trl.data_utils import prepare_multimodal_messages

    ends = end_ids(model, processor)
    training, said = model.training, []
    model.eval()
    for start in range(0, len(rows), BATCH):
        some = [rows[i] for i in range(start, min(start + BATCH, len(rows)))]
        inputs = processor.apply_chat_template(
            [prepare_multimodal_messages(row["prompt"], images=row["images"]) for row in some],
            tokenize=True,
            return_dict=True,
            add_generation_prompt=True,
            processor_kwargs={"padding": True, "padding_side": "left", "return_tensors": "pt"},
        )
        with torch.no_grad():
            found = model.generate(
                **inputs.to(model.device), max_new_tokens=most_tokens, do_sample=False, eos_token_id=ends
            )
        written = found[:, inputs["input_ids"].shape[1] :].tolist()
        said += [written_text(processor, ids, ends) for ids in written]
    model.train(training)
    return said


def end_ids(model: PreTrainedModel, processor: ProcessorMixin) -> list[int]:
    """The tokens that end a completion."""
    named: Any = model.generation_config.eos_token_id
    listed = [] if named is None else [named] if isinstance(named, int) else list(named)
    return sorted({processor.tokenizer.eos_token_id, *listed})


def written_text(processor: ProcessorMixin, ids: Sequence[int], ends: Sequence[int]) -> str:
    """What tokens say up to the first end, special tokens included: an image token must not vanish."""
    ended = next((k for k, i in enumerate(ids) if i in ends), len(ids))
    return str(processor.tokenizer.decode(ids[:ended], skip_special_tokens=False))
