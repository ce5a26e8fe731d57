"""Progress bars on stderr, for sources that are being marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


class Bars:
    """One progress bar for each source at work, and only on a terminal."""

    def __init__(self, names: Sequence[str], unit: str = "views") -> None:
        """Name the sources and what is counted; a bar appears when its source first tells of progress."""
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn(unit),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
            # stdout carries the results and may be a pipe: rich would send it to stderr with the bars.
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._names = names
        self._bars: dict[int, TaskID] = {}

    def tell(self, index: int, done: float, total: float) -> None:
        """Move the bar of the source at an index."""
        if index not in self._bars:
            self._bars[index] = self._progress.add_task(escape(self._names[index]))
        self._progress.update(self._bars[index], completed=done, total=total)

    def finish(self, index: int) -> None:
        """Take the bar of the source at an index away."""
        if index in self._bars:
            self._progress.remove_task(self._bars.pop(index))

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show the bars meanwhile."""
        with self._progress:
            yield

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """Clear the bars meanwhile, for something else to be printed."""
        self._progress.stop()
        yield
        self._progress.start()
