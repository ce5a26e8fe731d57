"""What models cost, as a file says; covis knows no prices of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from covis.errors import CovisError

MOST = 1e9  # of any currency for a million tokens


@dataclass(frozen=True)
class Price:
    """What a million tokens cost, in any currency.

    Attributes:
        input: Of what is sent.
        output: Of what comes back, with the reasoning.
    """

    input: float
    output: float

    def of(self, input_tokens: float, output_tokens: float) -> float:
        """What so many tokens cost."""
        return (self.input * input_tokens + self.output * output_tokens) / 1e6


def read_prices(file: Path) -> dict[str, Price]:
    """Prices by model, from JSON: {"openai/gpt-4o": {"input": 2.5, "output": 10}}.

    Raises:
        CovisError: If the file is anything else.
    """
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise CovisError(f"{file} is not JSON ({error}).") from error
    if not isinstance(record, dict):
        raise CovisError(f"{file} must be an object of models, each with input and output.")
    return {model: _price(file, model, price) for model, price in record.items()}


def _price(file: Path, model: str, price: object) -> Price:
    if isinstance(price, Mapping) and set(price) == {"input", "output"}:
        values = [price["input"], price["output"]]
        if all(type(v) in (int, float) and 0 <= v <= MOST for v in values):
            return Price(float(values[0]), float(values[1]))
    raise CovisError(
        f'{file}: {model!r} must have what a million tokens cost, such as {{"input": 2.5, "output": 10}}.'
    )
