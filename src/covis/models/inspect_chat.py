"""Between covis and inspect-ai: messages there, replies back, and models by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from covis.errors import CovisError
from covis.models.failure import scrubbed
from covis.models.pictures import data_uri
from covis.models.reply import Reply, Stop
from covis.models.settings import ModelSettings
from covis.prompts.parts import Picture, Prompt
from covis.prompts.sample import Sample

if TYPE_CHECKING:
    from inspect_ai.model import ChatMessage, Model, ModelOutput

KNOWN = (
    "openai/MODEL",
    "anthropic/MODEL",
    "google/MODEL",
    "openai-api/NAME/MODEL (a server named by NAME_BASE_URL and NAME_API_KEY)",
    "transformers/PATH",
    "scripted/oracle",
    "scripted/coin",
    "scripted/left",
)
"""How models are named."""

STOPS: dict[str, Stop] = {
    "stop": "stop",
    "max_tokens": "length",
    "model_length": "length",
    "content_filter": "refused",
}


def to_inspect(prompt: Prompt, sample: Sample | None = None, repeat: int = 0) -> list[ChatMessage]:
    """A prompt as messages for inspect-ai.

    Args:
        prompt: Text and pictures; pictures are sent byte for byte.
        sample: Only for scripted models, which need its truth; None for all that are sent anywhere.
        repeat: How often this was asked before, for scripted models.

    Raises:
        CovisError: If inspect-ai is missing, or a picture is neither PNG nor JPEG.
    """
    from covis.models.scripted import truth_of

    inspect_ai = _inspect()
    content = [
        inspect_ai.ContentImage(image=data_uri(part))
        if isinstance(part, Picture)
        else inspect_ai.ContentText(text=part.text)
        for part in prompt
    ]
    truth = truth_of(sample, repeat) if sample is not None else None
    return [inspect_ai.ChatMessageUser(content=content, metadata=truth)]


def to_reply(output: ModelOutput, seconds: float) -> Reply:
    """What came back, without the model's reasoning and without keys that a server might echo.

    Args:
        output: Of one call.
        seconds: How long it took; inspect-ai's own time, without waiting and failed attempts, is taken first.

    Raises:
        CovisError: If the reply holds no choice at all.
    """
    if output.empty:
        raise CovisError("The server's reply holds no answer; check that it serves a chat model.")
    usage = output.usage
    cached = ((usage.input_tokens_cache_read or 0) + (usage.input_tokens_cache_write or 0)) if usage else 0
    return Reply(
        # what stands here when the prompt was too long is the server's sentence, not the model's
        text="" if output.stop_reason == "model_length" else scrubbed(output.completion),
        stop=STOPS.get(output.stop_reason, "other"),
        input_tokens=usage.input_tokens + cached if usage else 0,
        output_tokens=usage.output_tokens if usage else 0,
        reasoning_tokens=(usage.reasoning_tokens or 0) if usage else 0,
        seconds=round(output.time if output.time is not None else seconds, 3),
    )


def open_model(name: str, settings: ModelSettings | None = None) -> Model:
    """A model by its name.

    Args:
        name: Provider and model, as in `KNOWN`. Keys are taken from the environment.
        settings: How it is called; `ModelSettings()` if None.

    Raises:
        CovisError: If the name is unknown, or a key, an address or a package is missing.
    """
    inspect_ai = _inspect()
    _register()
    config = _config(settings or ModelSettings())
    try:
        # a fresh one each time, so that a changed environment counts
        return inspect_ai.get_model(name, config=config, memoize=False)
    except CovisError:
        raise
    except Exception as error:
        raise CovisError(_why_not(name, error)) from error


def is_scripted(name: str) -> bool:
    """Whether a model is one of those that need the truth and are sent nowhere."""
    return name.startswith("scripted/")


def _config(settings: ModelSettings) -> Any:
    from inspect_ai.model import GenerateConfig

    return GenerateConfig(
        max_tokens=settings.max_tokens,
        temperature=settings.temperature,
        seed=settings.seed,
        reasoning_effort=settings.reasoning,
        attempt_timeout=settings.attempt_s,
        max_retries=settings.retries,
        max_connections=settings.connections,
    )


def _register() -> None:
    """Make inspect-ai know the providers that come with covis."""
    from inspect_ai.model import modelapi

    from covis.models.local import transformers_api
    from covis.models.scripted import scripted_api

    modelapi(name="scripted")(scripted_api)
    modelapi(name="transformers")(transformers_api)


def _why_not(name: str, error: Exception) -> str:
    """Why a model cannot be opened, as one sentence."""
    said = str(getattr(error, "message", None) or error)
    plain = " ".join(re.sub(r"\[/?\w+\]", "", said).split())
    missing = re.findall(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b", plain)
    if missing and "environment" in plain:
        return f"{name} needs {' or '.join(dict.fromkeys(missing))} in the environment; set it and try again."
    package = re.search(r"pip install (\S.*)$", plain)
    if package:
        mine = name.split("/")[0] in ("openai", "openai-api", "anthropic", "google")
        return (
            f"{name} needs a package that is missing; install it with: pip install {_quoted(mine, package)}"
        )
    if "not recognized" in plain or "should be in the format" in plain or "must include" in plain:
        return f"There is no model {name!r}; name one as {', '.join(KNOWN)}."
    return f"{name} cannot be used here: {plain.removeprefix('ERROR: ')[:200]}"


def _quoted(mine: bool, package: re.Match[str]) -> str:
    return "'covis[eval]'" if mine else package.group(1)


def _inspect() -> Any:
    try:
        from inspect_ai import model
    except ImportError as error:
        raise CovisError("Asking models needs more packages: pip install 'covis[eval]'") from error
    return model
