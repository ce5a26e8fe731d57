"""How marks look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from covis.errors import CovisError
from covis.views.view import Size

Kind = Literal["circle", "outline", "outline+circle", "box", "mask"]

KINDS: tuple[Kind, ...] = get_args(Kind)

LEGIBLE_PX = 14.0  # the smallest circle in which a digit can be read


@dataclass(frozen=True)
class MarkStyle:
    """How marks look; the same in every view.

    Attributes:
        kind: What carries the number: a filled circle (`circle`); the number on the object's `outline`, its
            `box` or its filled `mask`; or both (`outline+circle`).
        diameter: The circle's width: an integer is in px, a float below 1 a share of the view's short side.
        frame_number: Whether to write the view's place among the kept views, from 0 as in its file's name,
            at the middle of its bottom edge.

    Raises:
        CovisError: If the kind is unknown or the diameter is not a size.
    """

    kind: Kind = "circle"  # the paper's; filled masks hide what they mark and lower accuracy
    diameter: float | int = 0.08  # 27 px after a 336 px resize: a digit stays legible
    frame_number: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise CovisError(f"There is no mark style {self.kind!r}; the known ones are {', '.join(KINDS)}.")
        in_px = isinstance(self.diameter, int) and not isinstance(self.diameter, bool) and self.diameter >= 1
        as_share = isinstance(self.diameter, float) and 0 < self.diameter < 1
        if not (in_px or as_share):
            raise CovisError(
                f"A mark's diameter is {self.diameter!r}; give whole px such as 60, "
                "or a share of the short side such as 0.08."
            )

    @property
    def needs_masks(self) -> bool:
        """Whether drawing needs label maps and not points alone."""
        return self.kind != "circle"

    def diameter_px(self, size_px: Size) -> float:
        """A mark's width in px on a view of this (width, height)."""
        if isinstance(self.diameter, int):
            return float(self.diameter)
        return max(LEGIBLE_PX, self.diameter * min(size_px))
