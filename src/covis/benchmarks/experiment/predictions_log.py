"""The predictions of a cell as they come: appended line by line, so that a kill loses none that was told."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from covis.benchmarks.runs.cell import Cell
from covis.benchmarks.runs.folder import PREDICTIONS, cell_folder, prediction_line
from covis.benchmarks.runs.prediction import Prediction
from covis.errors import CovisError


class PredictionsLog:
    """The open file of a cell's predictions; to be used in a `with` block."""

    def __init__(self, run: Path, cell: Cell) -> None:
        """Open it to go on at its end; a last line that a kill cut off is taken away first.

        Raises:
            CovisError: If it cannot be written.
        """
        path = cell_folder(run, cell) / PREDICTIONS
        try:
            drop_cut_line(path)
            self._file = path.open("ab")
        except OSError as error:
            raise CovisError(
                f"{path} cannot be written ({error.strerror}); check its permissions."
            ) from error

    def __enter__(self) -> PredictionsLog:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def append(self, prediction: Prediction) -> None:
        """Write a prediction and hand it to the system, so that it outlives this process."""
        # A reply may hold lone surrogates, which UTF-8 has no bytes for.
        line = prediction_line(prediction)
        self._file.write(line.encode("utf-8", errors="backslashreplace"))
        self._file.flush()


def drop_cut_line(path: Path) -> None:
    """Shorten a file of lines to its last whole one; a file that is not there stays so."""
    if not path.exists():
        return
    with path.open("rb+") as file:
        content = file.read()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            file.truncate(whole)
