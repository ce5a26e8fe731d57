"""Who else gets the curves of a run: TensorBoard, whose files lie beside the checkpoints, and W&B."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.util import find_spec
from netrc import NetrcParseError, netrc

from covis.errors import CovisError

WANDB_HOST = "api.wandb.ai"


def check_reporters(report_to: Sequence[str]) -> None:
    """See that those who are to get the curves can, before anything is loaded.

    Keys are never read from a recipe nor written anywhere: W&B finds its own, in its variable or where
    `wandb login` keeps it.

    Args:
        report_to: Their names, as in a recipe.

    Raises:
        CovisError: If one is not installed, or W&B has no key and is not to keep its files to itself.
    """
    for name in report_to:
        if find_spec(name) is None:
            raise CovisError(
                f"report_to names {name}, which is not installed: pip install {name}, or leave it out."
            )
    sends = "wandb" in report_to and os.environ.get("WANDB_MODE") not in ("offline", "disabled")
    if sends and not (os.environ.get("WANDB_API_KEY") or _logged_in()):
        raise CovisError(
            "report_to names wandb, and it has no key: run wandb login, set WANDB_API_KEY, or "
            "WANDB_MODE=offline."
        )


def _logged_in() -> bool:
    host = os.environ.get("WANDB_BASE_URL", WANDB_HOST).partition("://")[2] or WANDB_HOST
    try:
        return netrc().authenticators(host.rstrip("/")) is not None
    except (OSError, NetrcParseError):
        return False
