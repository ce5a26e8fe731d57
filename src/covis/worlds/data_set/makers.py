"""What furnished rooms are made by."""

from __future__ import annotations

from importlib.util import find_spec

from covis.errors import CovisError
from covis.worlds.data_set.scene_folder import Makers

NEEDED = ("trimesh", "embreex", "scipy", "sklearn")


def check_installed() -> None:
    """Find out before the work whether what it needs is there.

    Raises:
        CovisError: If a package of the extra `worlds` is missing; the sentence names the command.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise CovisError(f"furnished rooms need {', '.join(missing)}: pip install 'covis[worlds]'.")


def check_pack() -> None:
    """Find out before the work whether the models of the package sweethome3d-furniture are there.

    Raises:
        CovisError: If they are not; the sentence names the command.
    """
    from covis.worlds.rooms.furniture.pack.catalogue import INSTALL, pieces

    if not pieces():
        raise CovisError(f"--pack needs the package sweethome3d-furniture; install it with `{INSTALL}`.")


def rooms_makers() -> Makers:
    """Layout, ray caster, measurement, questions and renderers of furnished rooms."""
    from covis.worlds.rooms.cycles import Cycles
    from covis.worlds.rooms.furniture.pack.dress import dressed
    from covis.worlds.rooms.make import make_scene
    from covis.worlds.rooms.measure import measure
    from covis.worlds.rooms.questions.table import TASKS
    from covis.worlds.rooms.raycast import RayCaster

    return Makers(make_scene, dressed, RayCaster, measure, TASKS, {"raycast": None, "cycles": Cycles})
