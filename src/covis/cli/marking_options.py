"""Options that `covis mark` and `covis ask` share: what of a source is read, and how marks look."""

from __future__ import annotations

from typing import Annotated

import typer

Marks = Annotated[int, typer.Option(help="At most how many objects to mark.")]
Start = Annotated[
    float | None, typer.Option("--start", help="Leave out a video before this time, in seconds.")
]
End = Annotated[float | None, typer.Option("--end", help="Leave out a video from this time on, in seconds.")]
Ordered = Annotated[
    bool | None,
    typer.Option("--ordered/--unordered", help="Whether neighbouring views are neighbours in time."),
]
Style = Annotated[
    str, typer.Option(help="What carries the number: circle, outline, outline+circle, box or mask.")
]
Diameter = Annotated[
    str, typer.Option(help="Of a mark: whole px, or a share of the short side such as 0.08.")
]
