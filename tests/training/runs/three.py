"""Three processes that talk through a Team: argument FOLDER; each writes what it met to FOLDER/INDEX.json."""

import json
import sys
from pathlib import Path

from covis.errors import CovisError
from covis.training.runs.team import join_team

team = join_team()
met: dict[str, object] = {"count": team.count, "first": team.first, "layout": team.layout()}
met["told"] = team.told(lambda: f"by {team.index}")
met["shares"] = [
    team.shares(list(range(n)), lambda some: [(team.index, 10 * thing) for thing in some]) for n in (0, 2, 7)
]
said: list[str] = []
team.voice(said.append)("hello")
met["said"] = said
with team.of_one_mind():
    met["through"] = True
try:
    with team.of_one_mind():
        if team.index > 0:
            raise CovisError(f"Process {team.index} cannot.")
except CovisError as error:
    met["end"] = str(error)
except SystemExit as stop:
    met["end"] = stop.code
Path(sys.argv[1], f"{team.index}.json").write_text(json.dumps(met))
