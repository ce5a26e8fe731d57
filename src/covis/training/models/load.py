"""A checkpoint with its processor, from the hub or a folder, also where torchvision is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from covis.errors import CovisError
from covis.training.models.processor import NEEDS, load_processor
from covis.training.models.tiny import make_tiny

if TYPE_CHECKING:
    from transformers import PreTrainedModel, ProcessorMixin


DAMAGED = (OSError, ValueError, KeyError, RuntimeError, ImportError, AttributeError, TypeError)
"""What the library raises when files of a checkpoint are missing, damaged or of different models."""


def load_model_and_processor(name_or_path: str | Path) -> tuple[PreTrainedModel, ProcessorMixin]:
    """A vision-language model in the precision in which it is stored, on the CPU, and its processor.

    Args:
        name_or_path: A folder, the name of a model on the hub, or tiny:ARCHITECTURE for a tiny model with
            random weights, always the same ones.

    Raises:
        CovisError: If packages are missing, there is no such checkpoint, it is of a kind that answers no
            questions about pictures, or its weights do not fit its configuration.
    """
    try:
        from safetensors import SafetensorError
        from transformers import AutoModelForImageTextToText
    except ImportError as error:
        raise CovisError(NEEDS) from error
    name = str(name_or_path)
    if name.startswith("tiny:"):
        with TemporaryDirectory() as folder:
            make_tiny(Path(folder), name.removeprefix("tiny:"))
            return load_model_and_processor(folder)
    _check_folder(name)
    try:
        _check_kind(name)
        with _without_warnings():
            processor = load_processor(name)
            model, loading = AutoModelForImageTextToText.from_pretrained(
                name, dtype="auto", output_loading_info=True
            )
    except (*DAMAGED, SafetensorError) as error:
        if "ignore_mismatched_sizes" in str(error):
            raise CovisError(
                f"{name} holds weights of another size than its config.json names; use the folder that the "
                "model was saved in."
            ) from error
        raise CovisError(f"{name} cannot be loaded to train it: {_first_line(error)}") from error
    if missing := sorted(loading["missing_keys"]):
        raise CovisError(
            f"{name} holds weights of another architecture than its config.json names: {len(missing)} are "
            f"missing, such as {missing[0]}; use the folder that the model was saved in."
        )
    return model, processor


def _check_kind(name: str) -> None:
    """Raise if a checkpoint's architecture has no eyes or no mouth."""
    from transformers import AutoConfig
    from transformers.models.auto.modeling_auto import MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES

    kind = AutoConfig.from_pretrained(name).model_type
    if kind not in MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES:
        raise CovisError(
            f"{name} is a {kind}, which answers no questions about pictures; name a vision-language model."
        )


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Keep the library's report on weights that do not fit, which is raised in a sentence, off the screen."""
    from transformers.utils import logging

    before = logging.get_verbosity()
    logging.set_verbosity(logging.CRITICAL)
    try:
        yield
    finally:
        logging.set_verbosity(before)


def _check_folder(name: str) -> None:
    folder = Path(name).expanduser()
    if folder.exists():
        if not (folder / "config.json").is_file():
            raise CovisError(f"{name} holds no config.json; name the folder of a saved model.")
    elif name.startswith((".", "/", "~")) or name.count("/") != 1:
        raise CovisError(f"There is no folder {name}; correct the path, or name a model as OWNER/MODEL.")


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:200]
