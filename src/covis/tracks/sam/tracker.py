"""The trackers `sam2`, `edgetam` and `sam3`."""

from __future__ import annotations

from collections.abc import Sequence

from covis.errors import CovisError
from covis.tracks.sam.checkpoints import load, require_extra
from covis.tracks.sam.families import FAMILIES
from covis.tracks.sam.following import follow_everything
from covis.tracks.sam.session import SamSegmenter
from covis.tracks.sam.settings import SamSettings
from covis.tracks.things.propose import propose_regions
from covis.tracks.things.regions import Regions
from covis.tracks.tracks import Progress, Tracks
from covis.views.view import View, Views

_PROPOSAL_PX = 320  # longer side: seeds need no detail, and proposals take a while on large pictures


class SamTracker:
    """Segments everything with a model of the SAM family and follows it, without prompts.

    Views are streamed, and memory does not grow with their number. Needs the extra `sam` and, for each
    family, weights: named on the Hugging Face hub, or in a local folder.
    """

    def __init__(self, name: str, checkpoint: str | None = None, settings: SamSettings | None = None) -> None:
        """Choose a family and weights; they are loaded at the first call.

        Args:
            name: `sam2`, `edgetam` or `sam3`.
            checkpoint: A name on the hub or a local folder; None for the family's smallest published one.
            settings: None for the defaults.

        Raises:
            CovisError: If the family is unknown or the extra is not installed.
        """
        if name not in FAMILIES:
            raise CovisError(f"There is no SAM family {name!r}; the known ones are {', '.join(FAMILIES)}.")
        require_extra(name)
        self.name = name
        self.checkpoint = checkpoint
        self.settings = settings or SamSettings()

    def __call__(self, views: Views, keep: Sequence[int], progress: Progress | None = None) -> Tracks:
        """Track through all of `views`; see `Tracker`.

        Raises:
            CovisError: If the weights cannot be loaded, the views cannot be read, or the device's memory
                does not suffice.
        """
        segmenter = SamSegmenter(load(self.name, self.checkpoint, self.settings))
        from torch import OutOfMemoryError

        try:
            return follow_everything(segmenter, _proposals, views, keep, self.settings, progress)
        except OutOfMemoryError as error:
            raise CovisError(
                f"The tracker {self.name} ran out of memory on the device; free some or name smaller weights."
            ) from error


def _proposals(view: View) -> Regions:
    return propose_regions(view.shrunk(_PROPOSAL_PX))
