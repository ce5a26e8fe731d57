"""Following one of several look-alikes through a clip."""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np

from covis.errors import CovisError
from covis.geometry.projection import project
from covis.prompts.sample import Sample
from covis.worlds.rooms.moving import placed_at
from covis.worlds.rooms.questions.draft import Draft, offered, samples
from covis.worlds.rooms.questions.sight import Sight
from covis.worlds.rooms.questions.wordings import ORDINALS, QUESTIONS
from covis.worlds.rooms.scene import Thing
from covis.worlds.rooms.truth import SceneTruth

LEAST_GAP = 0.02  # of the picture's width between two of a row: nearer, nobody knows which is farther left
A_SCENE = 2  # questions


def shuffle(truth: SceneTruth, seed: int) -> list[Sample]:
    """Where one of a row of look-alikes stands after they have changed places.

    Which place it ends at is drawn first, then the image in which it does: so every place is as likely,
    however often the look-alikes change theirs.

    Raises:
        CovisError: If the scene gives no fair question.
    """
    sight = Sight(truth, "shuffle")
    rng = np.random.default_rng((seed, 119))
    members = alike(sight)
    rows = {frame: row for frame in sight.kept if (row := from_left(sight, members, frame)) is not None}
    first, *later = sight.kept
    drafts: list[Draft] = []
    used: set[int] = set()
    places = range(len(members))
    cases = [*product(places, places)] if first in rows else []
    for start, end in (cases[int(k)] for k in rng.permutation(len(cases))):
        thing = rows[first][start]
        images = [k for k, frame in enumerate(later, 2) if frame in rows and rows[frame][end] == thing]
        if not images or thing in used:
            continue
        image = images[int(rng.integers(len(images)))]
        drafts.append(_draft(rng, sight, members, start, end, image))
        used.add(thing)
        if len(drafts) == A_SCENE:
            break
    return samples(sight, "shuffle", drafts)


def alike(sight: Sight) -> list[Thing]:
    """The look-alikes that move.

    Raises:
        CovisError: If there are not at least two, or other things in view have their name.
    """
    groups = Counter(thing.group for thing in sight.scene.things if thing.motion and thing.group)
    if not groups or max(groups.values()) < 2:
        raise CovisError(f"scene {sight.scene.id} has no look-alikes that move.")
    group = max(groups, key=lambda g: (groups[g], -g))
    members = [thing for thing in sight.scene.things if thing.group == group and thing.motion]
    others = [
        thing
        for thing in sight.scene.things
        if thing.name == members[0].name and thing not in members and sight.shown[thing.id]
    ]
    if others:
        raise CovisError(f"scene {sight.scene.id} shows other {members[0].name}s than those that move.")
    return members


def from_left(sight: Sight, members: list[Thing], frame: int) -> list[int] | None:
    """The ids of the members from left to right in a frame; None if one isn't clear or two are in line."""
    view = sight.views[frame]
    if any(thing.id not in view or not sight.is_clear(view[thing.id], frame) for thing in members):
        return None
    camera, time_s = sight.camera(frame), sight.shot.times_s[frame]
    places = np.array([placed_at(thing, time_s)[0] for thing in members])
    across = project(places, camera)[0][:, 0]
    order = np.argsort(across, kind="stable")
    if np.diff(across[order]).min() < LEAST_GAP * camera.size_px[0]:
        return None
    return [members[int(k)].id for k in order]


def _draft(
    rng: np.random.Generator, sight: Sight, members: list[Thing], start: int, end: int, image: int
) -> Draft:
    count = len(members)
    words = ORDINALS[count]
    wordings = QUESTIONS["shuffle"]
    text = wordings[int(rng.integers(len(wordings)))].fill(
        many=members[0].name, place=words[start], j=str(image)
    )
    options, answer = offered(rng, words[end], [w for w in words if w != words[end]])
    ids = tuple(thing.id for thing in members)
    return Draft("shuffle", text, answer, sight.kept, ids, options=options)
