"""Tables between markers in a Markdown file."""

from __future__ import annotations

from pathlib import Path

from covis.errors import CovisError
from covis.views.write import write_atomically


def put(file: Path, name: str, text: str) -> None:
    """Replace what stands between an experiment's two markers; the rest of the file stays as it is.

    Args:
        file: It holds `<!-- NAME -->` and, below, `<!-- /NAME -->`, each once.
        name: The experiment.
        text: What stands between them from now on.

    Raises:
        CovisError: If the markers are not there.
    """
    whole = file.read_text(encoding="utf-8")
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    before, found, rest = whole.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise CovisError(f"{file} holds no lines {begin.strip()} and {end.strip()}; write both there.")
    write_atomically(file, f"{before}{begin}\n{text.strip()}\n\n{end}{after}".encode())
