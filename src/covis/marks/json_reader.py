"""Reading JSON that people edit: every mistake is told with its file and field."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from covis.errors import CovisError

T = TypeVar("T")

MAX_INT = 2**31 - 1  # what an int32 label map can hold, and more than any index


class Field:
    """One value of a JSON document with the place where it stands.

    Args:
        value: What `json.loads` gave.
        file: The file's path or name, for messages.
        where: The place in the document, such as `views[0].marks[2].x_px`; empty for the whole.
    """

    def __init__(self, value: object, file: str, where: str = "") -> None:
        self.value, self.file, self.where = value, file, where

    def error(self, expected: str) -> CovisError:
        """The error that says what should stand here."""
        return CovisError(
            f"{self.file}: {self.where or 'the document'} must be {expected}; correct the file."
        )

    def keys(self, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Field]:
        """The members of an object by key; no key may be missing and none be unknown."""
        if not isinstance(self.value, dict):
            raise self.error("an object")
        for key in required:
            if key not in self.value:
                raise self.error(f"an object with the key {key!r}")
        for key in self.value:
            if key not in required + optional:
                known = ", ".join(required + optional)
                raise self.error(f"an object without the key {key[:40]!r}, for only {known} are known")
        dot = "." if self.where else ""
        return {k: Field(v, self.file, f"{self.where}{dot}{k}") for k, v in self.value.items()}

    def items(self) -> Iterator[Field]:
        """The members of a list."""
        if not isinstance(self.value, list):
            raise self.error("a list")
        for i, value in enumerate(self.value):
            yield Field(value, self.file, f"{self.where}[{i}]")

    def number(self, low: float = -math.inf, high: float = math.inf) -> float:
        """A finite number within low..high."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error("a number")
        if isinstance(value, int) and abs(value) > MAX_INT:
            raise self.error("a number of a sensible size")
        if not math.isfinite(value) or not low <= value <= high:
            raise self.error(f"a number in {low:g}..{high:g}")
        return value

    def integer(self, low: int, high: int = MAX_INT) -> int:
        """A whole number within low..high."""
        if isinstance(self.value, bool) or not isinstance(self.value, int) or not low <= self.value <= high:
            raise self.error(f"a whole number in {low}..{high}")
        return self.value

    def text(self) -> str:
        """A string."""
        if not isinstance(self.value, str):
            raise self.error("a text")
        return self.value

    def truth(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.error("true or false")
        return self.value

    def none_or(self, read: Callable[[], T]) -> T | None:
        """None for null, else what `read` (a method of this field) gives."""
        return None if self.value is None else read()


def read_json(path: Path) -> Field:
    """A JSON file's document.

    Raises:
        CovisError: If the file is missing, not UTF-8, or not JSON.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise CovisError(f"{path} does not exist; check the path.") from error
    except OSError as error:
        raise CovisError(f"{path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise CovisError(f"{path} is not text in UTF-8; give a JSON file.") from error
    return parse_json(text, str(path))


def parse_json(text: str, file: str) -> Field:
    """A JSON document from its text.

    Raises:
        CovisError: If it is not JSON, or says one key of an object twice.
    """
    try:
        return Field(json.loads(text, parse_constant=_no_constant, object_pairs_hook=_unique), file)
    except json.JSONDecodeError as error:
        raise CovisError(
            f"{file}: line {error.lineno}, column {error.colno} is not JSON ({error.msg}); correct the file."
        ) from error
    except (ValueError, RecursionError) as error:
        raise CovisError(
            f"{file} is not JSON that covis reads ({str(error)[:100]}); correct the file."
        ) from error


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON number")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found
