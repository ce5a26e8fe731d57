"""One record of a benchmark's file, read field by field."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from covis.errors import CovisError

SHOWN = 60  # characters of a wrong value that an error shows


@dataclass(frozen=True)
class Row:
    """One record of a file.

    Attributes:
        file: Where it stands.
        number: The how-manieth it is, from 1.
        fields: Its fields, as JSON or Parquet gives them.
    """

    file: Path
    number: int
    fields: Mapping[str, Any]

    def where(self, field: str) -> str:
        """A field's place, as errors name it."""
        return f"{self.file}, row {self.number}: {field!r}"

    def wrong(self, field: str, what: str) -> CovisError:
        """The error for a field; `what` goes on after the field's name, such as "is missing"."""
        return CovisError(f"{self.where(field)} {what}.")

    def value(self, *names: str) -> Any:
        """The first of these fields that is there and is not null; names of several versions of a file.

        Raises:
            CovisError: If none is.
        """
        for name in names:
            if self.fields.get(name) is not None:
                return self.fields[name]
        there = ", ".join(map(str, self.fields)) or "none"
        raise self.wrong(
            names[0], f"is missing (fields: {there[:200]}); this may be another version of the file"
        )

    def text(self, *names: str) -> str:
        """A text that is not blank, as it stands.

        Raises:
            CovisError: If it is missing or something else.
        """
        found = self.value(*names)
        if not isinstance(found, str) or not found.strip():
            raise self.wrong(names[0], f"must be a text, not {_shown(found)}")
        return found

    def label(self, *names: str) -> str:
        """A text or a whole number, as text: the form of ids.

        Raises:
            CovisError: If it is missing or something else.
        """
        found = self.value(*names)
        if isinstance(found, int) and not isinstance(found, bool):
            return str(found)
        return self.text(*names)

    def number_text(self, *names: str) -> str:
        """A finite number, as the text of it.

        Raises:
            CovisError: If it is missing or something else.
        """
        found = self.value(*names)
        text = str(found).strip() if isinstance(found, str | int | float) else ""
        try:
            finite = math.isfinite(float(text)) and not isinstance(found, bool)
        except ValueError:
            finite = False
        if not finite:
            raise self.wrong(names[0], f"must be a number, not {_shown(found)}")
        return text

    def whole(self, *names: str) -> int:
        """A whole number, also as its text.

        Raises:
            CovisError: If it is missing or something else.
        """
        text = self.label(*names)
        try:
            return int(text)
        except ValueError:
            raise self.wrong(names[0], f"must be a whole number, not {_shown(text)}") from None

    def texts(self, *names: str) -> tuple[str, ...]:
        """A list of texts, none of them blank; not an empty list.

        Raises:
            CovisError: If it is missing or something else.
        """
        found = self.items(*names)
        if not all(isinstance(item, str) and item.strip() for item in found):
            raise self.wrong(names[0], f"must be a list of texts, not {_shown(list(found))}")
        return tuple(found)

    def items(self, *names: str) -> Sequence[Any]:
        """A list that is not empty.

        Raises:
            CovisError: If it is missing or something else.
        """
        found = self.value(*names)
        if not isinstance(found, list | tuple) or not found:
            raise self.wrong(names[0], f"must be a list with something in it, not {_shown(found)}")
        return found

    def one_of(self, allowed: Sequence[str], *names: str) -> str:
        """One of these words.

        Raises:
            CovisError: If it is missing or another one.
        """
        found = self.text(*names)
        if found not in allowed:
            raise self.wrong(names[0], f"must be one of {', '.join(allowed)}, not {_shown(found)}")
        return found


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
