"""What a set of rooms is made with."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from covis.errors import CovisError
from covis.worlds.data_set.versions import versions
from covis.worlds.rooms.levels import LEVELS


@dataclass(frozen=True)
class RoomsSettings:
    """What a set of rooms is made with.

    Attributes:
        scenes: How many scenes it holds.
        seed: What everything is drawn from, not negative.
        tasks: Families of questions, names in the table of tasks.
        level: Difficulty, 1 to 5.
        renderer: What paints the pictures, a name in the table of renderers.
        pack: Share of the furniture to exchange for models of the package sweethome3d-furniture, 0 to 1.
        test_share: Share of the scenes that are kept for testing, 0 to less than 1; 0 for one file.
        parquet: Whether to pack the samples with their images into Parquet too.

    Raises:
        CovisError: If a number is out of its range; the sentence names it.
    """

    scenes: int = 10
    seed: int = 0
    tasks: tuple[str, ...] = ("sot",)
    level: int = 1
    renderer: str = "raycast"
    pack: float = 0.0
    test_share: float = 0.0
    parquet: bool = False

    def __post_init__(self) -> None:
        if self.scenes < 1:
            raise CovisError(f"a set needs at least one scene, not {self.scenes}.")
        if self.seed < 0:
            raise CovisError(f"the seed is {self.seed}; give a whole number from 0.")
        if self.level not in LEVELS:
            raise CovisError(f"there is no level {self.level}; choose one of {', '.join(map(str, LEVELS))}.")
        if not self.tasks:
            raise CovisError("a set needs at least one task.")
        if not 0 <= self.pack <= 1:
            raise CovisError(f"the share of pack furniture is {self.pack}; give a number from 0 to 1.")
        if not 0 <= self.test_share < 1:
            raise CovisError(f"the test share is {self.test_share}; give a number from 0 to less than 1.")

    def of_scenes(self) -> dict[str, object]:
        """What must not change while a set is made or grows; plain JSON values."""
        record = asdict(self)
        del record["scenes"], record["parquet"]
        return {"world": "rooms", "covis": versions()["covis"], **record, "tasks": list(self.tasks)}

    def command(self) -> str:
        """The command that makes the set in a folder named rooms."""
        words = [f"covis worlds rooms -o rooms --scenes {self.scenes} --seed {self.seed}"]
        words += [f"--tasks {','.join(self.tasks)} --level {self.level}"]
        words += [f"--renderer {self.renderer}"] if self.renderer != RoomsSettings.renderer else []
        words += [f"--pack {self.pack}"] if self.pack else []
        words += [f"--test-share {self.test_share}"] if self.test_share else []
        words += ["--parquet"] if self.parquet else []
        return " ".join(words)
