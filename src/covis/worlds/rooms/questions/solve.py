"""A perfect reader: answers from the text of a question and the record of its scene.

It shares the wordings with those who ask, so that it can read them, and nothing else: names are looked up in
the scene again, and sides and distances are reckoned with vectors where the askers use angles.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.prompts.sample import Sample
from covis.worlds.rooms.questions import wordings
from covis.worlds.rooms.questions.grammar import read_any
from covis.worlds.rooms.questions.names import plural
from covis.worlds.rooms.scene import Thing
from covis.worlds.rooms.truth import SceneTruth

Vector = NDArray[np.float64]
"""(2,) on the floor, metres, or a direction of length 1."""

Gaps = Mapping[str, str]
"""What stands in the gaps of a wording."""


def solve(sample: Sample, truth: SceneTruth) -> str:
    """The answer, in the form of `sample.answer`: a letter, or a number with as many decimals.

    Args:
        sample: Its text, pictures and cameras are read; its answer is not.
        truth: The record of its scene.

    Raises:
        CovisError: If the text is in none of the wordings or names something that is not there.
    """
    for key, sentences in wordings.QUESTIONS.items():
        gaps = read_any(sentences, sample.question)
        if gaps is not None:
            said = ANSWERS[key](_Reader(sample, truth), gaps)
            return _letter(sample, said) if sample.options else said
    raise CovisError(f"sample {sample.id}: {sample.question!r} is in none of the known wordings.")


def _letter(sample: Sample, said: str) -> str:
    for index, option in enumerate(sample.options or ()):
        if option == said:
            return chr(ord("A") + index)
    raise CovisError(f"sample {sample.id}: {said!r} is not among its options.")


@dataclass(frozen=True)
class _Stand:
    """Where somebody is and which way they look."""

    place: Vector
    ahead: Vector

    @property
    def right(self) -> Vector:
        return np.array([self.ahead[1], -self.ahead[0]])

    def parts(self, target: Vector) -> tuple[float, float]:
        """How far to the right and how far ahead a point lies, metres."""
        away = target - self.place
        return float(away @ self.right), float(away @ self.ahead)


@dataclass(frozen=True)
class _Reader:
    """A sample and the record it is about."""

    sample: Sample
    truth: SceneTruth

    def thing(self, name: str) -> Thing:
        """What a name such as "the red chair" or "the cup on the desk" points to."""
        words, _, below = name.removeprefix("the ").partition(" on the ")
        things = self.truth.scene.things
        found = [t for t in things if words in (t.name, f"{t.color} {t.name}")]
        if below:
            found = [t for t in found if t.on == self.thing(f"the {below}").id]
        if len(found) != 1:
            raise CovisError(f"sample {self.sample.id}: {name!r} points to {len(found)} things.")
        return found[0]

    def at(self, name: str) -> Vector:
        return np.array(self.thing(name).position_m[:2])

    def middle(self, name: str) -> NDArray[np.float64]:
        thing = self.thing(name)
        x, y, z = thing.position_m
        return np.array([x, y, z + thing.size_m[2] / 2])

    def camera(self, image: str) -> Camera:
        return self.sample.cameras[int(image) - 1]

    def view(self, image: int) -> dict[int, tuple[int, int, int, int]]:
        """Thing to its box in an image, px."""
        frame, shot = self.sample.meta["views"][image], self.sample.meta["shot"]
        view = next(v for v in self.truth.views if (v.shot, v.frame) == (shot, frame))
        return {seen.thing: seen.box_px for seen in view.seen}

    def points(self, image: int) -> dict[int, tuple[float, float]]:
        """Thing to a point on it in an image, in shares of the picture's sides."""
        frame, shot = self.sample.meta["views"][image], self.sample.meta["shot"]
        view = next(v for v in self.truth.views if (v.shot, v.frame) == (shot, frame))
        width, height = self.sample.cameras[image].size_px
        return {s.thing: ((s.point_px[0] + 0.5) / width, (s.point_px[1] + 0.5) / height) for s in view.seen}

    def behind(self, camera: Camera) -> _Stand:
        """The standpoint of whoever holds a camera."""
        ahead = camera.T_world_from_cam[:2, 2]
        return _Stand(camera.T_world_from_cam[:2, 3], ahead / np.hypot(*ahead))

    def stand(self, told: str) -> _Stand:
        """The standpoint that sentences lead to."""
        sentences = re.findall(r"[A-Z].*?\.(?= |$)", told)
        stand: _Stand | None = None
        for sentence in sentences:
            stand = self._next(sentence, stand)
        if stand is None:
            raise CovisError(f"sample {self.sample.id}: {told!r} names no standpoint.")
        return stand

    def _next(self, sentence: str, before: _Stand | None) -> _Stand:
        for sentences in (wordings.SITTING, wordings.ENTERING):
            if gaps := read_any(sentences, sentence):
                yaw = self.thing(gaps["a"]).yaw_rad
                return _Stand(self.at(gaps["a"]), np.array([math.sin(yaw), -math.cos(yaw)]))
        for sentences in (wordings.FACING, wordings.WALKING):
            if gaps := read_any(sentences, sentence):
                return _towards(self.at(gaps["a"]), self.at(gaps["b"]))
        if gaps := read_any(wordings.CAMERA_FACING, sentence):
            return _towards(self.behind(self.camera(gaps["i"])).place, self.at(gaps["b"]))
        for degrees, sentences in wordings.TURNS.items():
            if before is not None and read_any(sentences, sentence) is not None:
                ahead = {90: before.right, -90: -before.right, 180: -before.ahead}[degrees]
                return _Stand(before.place, ahead)
        raise CovisError(f"sample {self.sample.id}: {sentence!r} is no known sentence.")


def _towards(place: Vector, target: Vector) -> _Stand:
    return _Stand(place, (target - place) / np.hypot(*(target - place)))


# --- one answer for each wording ----------------------------------------------------------------------


def _side(place: Vector, a: Vector, b: Vector) -> str:
    """On which side of B somebody at the place has A, for things less than half a turn apart."""
    (ax, ay), (bx, by) = a - place, b - place
    return "left" if bx * ay - by * ax > 0 else "right"


def _side_from_camera(reader: _Reader, gaps: Gaps) -> str:
    place = reader.behind(reader.sample.cameras[0]).place
    return _side(place, reader.at(gaps["a"]), reader.at(gaps["b"]))


def _side_from_stand(reader: _Reader, gaps: Gaps) -> str:
    return _side(reader.stand(gaps["where"]).place, reader.at(gaps["a"]), reader.at(gaps["b"]))


def _side_from_view(reader: _Reader, gaps: Gaps) -> str:
    place = reader.behind(reader.camera(gaps["i"])).place
    return _side(place, reader.at(gaps["a"]), reader.at(gaps["b"]))


def _count(reader: _Reader, gaps: Gaps) -> str:
    seen = {thing for image in range(len(reader.sample.images)) for thing in reader.view(image)}
    return str(sum(t.id in seen and plural(t.name) == gaps["many"] for t in reader.truth.scene.things))


def _sector(reader: _Reader, gaps: Gaps) -> str:
    right, ahead = reader.stand(gaps["where"]).parts(reader.at(gaps["a"]))
    side = "right" if right > 0 else "left"
    if "behind you" in (reader.sample.options or ()):
        return "behind you" if ahead < -abs(right) else f"to the {side}"
    return f"to the {'front' if ahead > 0 else 'back'} {side}"


def _left_or_right(reader: _Reader, gaps: Gaps) -> str:
    right, _ = reader.stand(gaps["where"]).parts(reader.at(gaps["a"]))
    return "to the right" if right > 0 else "to the left"


def _front_or_back(reader: _Reader, gaps: Gaps) -> str:
    _, ahead = reader.stand(gaps["where"]).parts(reader.at(gaps["a"]))
    return "in front" if ahead > 0 else "behind"


def _depth(reader: _Reader, gaps: Gaps) -> str:
    pose = reader.camera(gaps["i"]).T_world_from_cam
    return f"{float((reader.middle(gaps['a']) - pose[:3, 3]) @ pose[:3, 2]):.2f}"


def _distance(reader: _Reader, gaps: Gaps) -> str:
    return f"{math.dist(reader.middle(gaps['a']), reader.middle(gaps['b'])):.2f}"


def _match(reader: _Reader, gaps: Gaps) -> str:
    """What is seen at the middle of the first box, and which option's middle is on it in the other image."""
    first, second = (reader.points(int(gaps[gap]) - 1) for gap in "ij")
    thing = min(first, key=lambda id_: math.dist(first[id_], _middle_of(gaps["box"])))
    return min(reader.sample.options or (), key=lambda option: math.dist(second[thing], _middle_of(option)))


def _middle_of(told: str) -> tuple[float, float]:
    x0, y0, x1, y1 = map(int, told.strip("[]").split(", "))
    return (x0 + x1) / 2000, (y0 + y1) / 2000


def _turned(reader: _Reader, gaps: Gaps) -> str:
    first, second = (reader.behind(reader.camera(gaps[gap])) for gap in "ij")
    return "to the right" if float(second.ahead @ first.right) > 0 else "to the left"


def _moved(reader: _Reader, gaps: Gaps) -> str:
    first, second = (reader.behind(reader.camera(gaps[gap])) for gap in "ij")
    return "to the right" if first.parts(second.place)[0] > 0 else "to the left"


def _turned_by(reader: _Reader, gaps: Gaps) -> str:
    first, second = (reader.behind(reader.camera(gaps[gap])) for gap in "ij")
    return f"{math.degrees(math.acos(min(1.0, max(-1.0, float(first.ahead @ second.ahead))))):.0f}"


def _nearest(reader: _Reader, gaps: Gaps) -> str:
    place = reader.behind(reader.camera(gaps["i"])).place
    return min(reader.sample.options or (), key=lambda name: math.dist(place, reader.at(name)))


def _beside(reader: _Reader, gaps: Gaps) -> str:
    stand = reader.behind(reader.camera(gaps["i"]))
    side = _direction(stand, gaps["side"])

    def along(name: str) -> float:
        away = reader.at(name) - stand.place
        return float(away @ side / np.hypot(*away))

    return max(reader.sample.options or (), key=along)


def _direction(stand: _Stand, side: str) -> Vector:
    return {"to your left": -stand.right, "to your right": stand.right, "behind you": -stand.ahead}[side]


def _nearest_image(reader: _Reader, gaps: Gaps) -> str:
    target = reader.at(gaps["a"])
    far = [math.dist(reader.behind(camera).place, target) for camera in reader.sample.cameras]
    return f"image {far.index(min(far)) + 1}"


def _image_at_side(reader: _Reader, gaps: Gaps) -> str:
    stand = _towards(reader.at(gaps["a"]), reader.at(gaps["b"]))
    side = _direction(stand, gaps["side"])
    aways = [reader.behind(camera).place - stand.place for camera in reader.sample.cameras]
    along = [float(away @ side / np.hypot(*away)) for away in aways]
    return f"image {along.index(max(along)) + 1}"


def _only_image(reader: _Reader, gaps: Gaps) -> str:
    a, b = reader.at(gaps["a"]), reader.at(gaps["b"])
    sides = [_side(reader.behind(camera).place, a, b) for camera in reader.sample.cameras]
    if sides.count(gaps["side"]) != 1:
        raise CovisError(f"sample {reader.sample.id}: {sides.count(gaps['side'])} images have that side.")
    return f"image {sides.index(gaps['side']) + 1}"


def _order(reader: _Reader, gaps: Gaps) -> str:
    names = re.split(r", | and ", gaps["things"])
    views = [reader.view(image) for image in range(len(reader.sample.images))]
    first = {n: next(i for i, view in enumerate(views) if reader.thing(n).id in view) for n in names}
    return ", ".join(sorted(names, key=lambda name: first[name]))


def _shuffle(reader: _Reader, gaps: Gaps) -> str:
    """By the pictures' boxes: from left to right in the first image, and again in the other."""
    things = {thing.id: thing for thing in reader.truth.scene.things}
    views = [reader.view(0), reader.view(int(gaps["j"]) - 1)]
    rows = [
        sorted(
            (id_ for id_ in view if things[id_].name == gaps["many"] and things[id_].motion),
            key=lambda id_: view[id_][0] + view[id_][2],
        )
        for view in views
    ]
    words = wordings.ORDINALS[len(rows[0])]
    return words[rows[1].index(rows[0][words.index(gaps["place"])])]


def _off(place: NDArray[np.float64], spot: str, reader: _Reader) -> float:
    """How far a place is from what "on the desk", "next to the door" or "in the study" say, metres."""
    how, _, name = spot.partition(" the ")
    if how == "in":
        x0, y0, x1, y1 = next(room.box_m for room in reader.truth.scene.rooms if room.name == name)
        return math.dist(place[:2], (min(max(place[0], x0), x1), min(max(place[1], y0), y1)))
    thing = reader.thing(f"the {name}")
    c, s = math.cos(-thing.yaw_rad), math.sin(-thing.yaw_rad)
    own = np.array([[c, -s], [s, c]]) @ (place[:2] - np.array(thing.position_m[:2]))
    beyond = np.maximum(np.abs(own) - np.array(thing.size_m[:2]) / 2, 0)
    high = bool(place[2] > 0.1)
    return float(np.hypot(*beyond)) + (0.0 if high == (how == "on") else 100.0)


def _way(thing: Thing) -> list[NDArray[np.float64]]:
    """Where a thing is, from waypoint to waypoint."""
    return [np.array(w.position_m) for w in thing.motion] or [np.array(thing.position_m)]


def _carried(reader: _Reader, gaps: Gaps, told: int, asked: int) -> str:
    """The look-alike that is at the told place, and the option nearest to where it is at the other time."""
    things = [t for t in reader.truth.scene.things if t.name == gaps["many"]]
    thing = min(things, key=lambda t: _off(_way(t)[told], gaps["spot"], reader))
    place = _way(thing)[asked] if asked in (0, -1) else _put_down(_way(thing))
    return min(reader.sample.options or (), key=lambda option: _off(place, option, reader))


def _put_down(way: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Where a thing first rests after it has left its place."""
    left = next(k for k, place in enumerate(way) if math.dist(place, way[0]) > 0.05)
    rests = [k for k in range(left, len(way) - 1) if math.dist(way[k], way[k + 1]) < 1e-6]
    return way[rests[0]] if rests else way[-1]


def _end(reader: _Reader, gaps: Gaps) -> str:
    return _carried(reader, gaps, 0, -1)


def _origin(reader: _Reader, gaps: Gaps) -> str:
    return _carried(reader, gaps, -1, 0)


def _first_carried(reader: _Reader, gaps: Gaps) -> str:
    return _carried(reader, gaps, 0, 1)


ANSWERS: Mapping[str, Callable[[_Reader, Gaps], str]] = {
    "side/camera": _side_from_camera,
    "side/standpoint": _side_from_stand,
    "side/view": _side_from_view,
    "count": _count,
    "sector": _sector,
    "left or right": _left_or_right,
    "front or back": _front_or_back,
    "depth": _depth,
    "distance": _distance,
    "match": _match,
    "turned": _turned,
    "moved": _moved,
    "turned by": _turned_by,
    "nearer/view": _nearest,
    "nearest/view": _nearest,
    "beside/view": _beside,
    "image/nearest": _nearest_image,
    "image/side": _image_at_side,
    "image/only": _only_image,
    "order": _order,
    "shuffle": _shuffle,
    "carried/end": _end,
    "carried/room": _end,
    "carried/origin": _origin,
    "carried/first": _first_carried,
}
"""What is asked to its answer, as an option says it or as a number."""
