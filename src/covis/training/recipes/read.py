"""A recipe from a YAML file and values from the command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from covis.errors import CovisError
from covis.training.models.processor import NEEDS

Recipe = TypeVar("Recipe", bound=BaseModel)
"""A kind of recipe."""


def read_recipe(kind: type[Recipe], path: Path, overrides: Sequence[str] = ()) -> Recipe:
    """The settings of a YAML file, with some of them replaced.

    Args:
        kind: Which settings there are.
        path: The file.
        overrides: KEY=VALUE each, the value as YAML writes it; a later one wins. OUTER.INNER=VALUE sets one
            value of a group, which may be in a group itself.

    Raises:
        CovisError: If the file is no table of settings, a setting is not known, or a value is out of range;
            the sentence names it.
    """
    try:
        import yaml
    except ImportError as error:
        raise CovisError(NEEDS) from error
    try:
        settings = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CovisError(f"{path} is not YAML: {' '.join(str(error).split())[:200]}.") from error
    if not isinstance(settings, dict):
        raise CovisError(f"{path} holds no settings; write one KEY: VALUE a line.")
    for text in overrides:
        key, equals, value = text.partition("=")
        if not (key and equals):
            raise CovisError(f"{text!r} sets nothing; write KEY=VALUE.")
        try:
            _set(settings, key, yaml.safe_load(value))
        except yaml.YAMLError as error:
            raise CovisError(f"The value of {text!r} is not YAML; put it in quotes.") from error
    return _checked(kind, settings, path)


def _set(settings: dict[str, Any], key: str, value: Any) -> None:
    outer, dot, inner = key.partition(".")
    if not dot:
        settings[key] = value
        return
    group = settings.get(outer)
    settings[outer] = dict(group) if isinstance(group, dict) else {}
    _set(settings[outer], inner, value)


def _checked(kind: type[Recipe], settings: dict[str, Any], path: Path) -> Recipe:
    try:
        return kind.model_validate(settings)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"])) or "the recipe"
        if first["type"] == "extra_forbidden":
            known = f"there are {', '.join(kind.model_fields)}" if len(first["loc"]) == 1 else "correct it"
            raise CovisError(f"{path}: there is no setting {key}; {known}.") from error
        raise CovisError(f"{path}: {key}: {first['msg'].lower()}; correct it.") from error
