"""A camera's motion as a person would be told it: turn, move, turn.

All actions are meant in the first camera's own axes, as with a first-person camera: `turn_left_deg` and
`turn_right_deg` turn about its vertical axis, `turn_up_deg` and `turn_down_deg` tilt the view, and neither
changes what the other did; `move_forward_m` goes where the turns point, however the view is tilted;
`move_up_m` and `move_down_m` go along the first camera's vertical axis. Roll has no action.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from covis.errors import CovisError

ActionKind = Literal[
    "turn_left_deg",
    "turn_right_deg",
    "turn_up_deg",
    "turn_down_deg",
    "move_forward_m",
    "move_up_m",
    "move_down_m",
]
"""The vocabulary of ActoR in HATCH, arXiv 2602.08735; each name ends with its unit."""

KINDS: tuple[ActionKind, ...] = get_args(ActionKind)

LEAST_MOVE_M = 0.01  # shorter ways along the level are left out: nobody turns round to step a centimetre
LEAST_TURN_DEG = 1e-9  # what is less is rounding
LEAST_CLIMB_M = 1e-9  # the same

DECIMALS = {"deg": 1, "m": 2}  # as they are written: a tenth of a degree, a centimetre
MOST_TEXT = 10_000  # characters; a hundred actions take less than 3,000
MOST_ACTIONS = 100
MOST_AMOUNT = 1e6  # a motion beyond is nonsense, and further on it would leave the range of numbers


@dataclass(frozen=True)
class Action:
    """One atomic motion.

    Attributes:
        kind: What is done; its name ends with the unit.
        amount: How much, not negative.

    Raises:
        CovisError: If there is no such action or the amount is not one.
    """

    kind: ActionKind
    amount: float

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise CovisError(f"there is no action {self.kind!r}; use one of {', '.join(KINDS)}.")
        if not 0 <= self.amount <= MOST_AMOUNT:
            raise CovisError(f"{self.kind} must be 0 to {MOST_AMOUNT:g}, not {self.amount}.")


def actions_from_pose(T_first_from_second: ArrayLike) -> tuple[Action, ...]:
    """The motion from a first camera to a second: face the motion, move, turn to the final view.

    `pose_from_actions` gives back the second camera's position and viewing direction, except that a level
    way shorter than `LEAST_MOVE_M` is left out. Turns lie in (0, 180], and nothing is done by zero.

    Args:
        T_first_from_second: (4, 4) pose of the second camera in the first one's axes (x right, y down,
            z forward), metres, as `covis.geometry.pose.relative_pose` gives it.

    Raises:
        CovisError: If the pose is not finite or further away than `MOST_AMOUNT`.
    """
    pose = np.asarray(T_first_from_second, np.float64)
    right, forward, (x, y, z) = pose[:3, 0].tolist(), pose[:3, 2].tolist(), pose[:3, 3].tolist()
    level = math.hypot(forward[0], forward[2])
    # straight up or down the view has no heading, but its right side has: it is level then
    heading = math.atan2(forward[0], forward[2]) if level > 1e-9 else math.atan2(-right[2], right[0])
    way = math.hypot(x, z)
    faced = math.atan2(x, z) if way >= LEAST_MOVE_M else 0.0
    steps = [_turn(faced)]
    if way >= LEAST_MOVE_M:
        steps.append(Action("move_forward_m", way))
    if abs(y) > LEAST_CLIMB_M:
        steps.append(Action("move_down_m" if y > 0 else "move_up_m", abs(y)))
    steps += [_turn(heading - faced), _tilt(math.atan2(-forward[1], level))]
    return tuple(step for step in steps if step is not None)


def pose_from_actions(actions: Sequence[Action]) -> NDArray[np.float64]:
    """(4, 4) T_first_from_second after the actions, metres; the second camera has no roll."""
    right_deg = up_deg = 0.0
    position = np.zeros(3)
    for action in actions:
        heading = math.radians(right_deg)
        match action.kind:
            case "turn_left_deg":
                right_deg -= action.amount
            case "turn_right_deg":
                right_deg += action.amount
            case "turn_up_deg":
                up_deg += action.amount
            case "turn_down_deg":
                up_deg -= action.amount
            case "move_forward_m":
                position += action.amount * np.array([math.sin(heading), 0.0, math.cos(heading)])
            case "move_up_m":
                position[1] -= action.amount
            case "move_down_m":
                position[1] += action.amount
    heading, up = math.radians(right_deg), math.radians(up_deg)
    right = np.array([math.cos(heading), 0.0, -math.sin(heading)])
    forward = np.array([math.sin(heading) * math.cos(up), -math.sin(up), math.cos(heading) * math.cos(up)])
    pose = np.eye(4)
    pose[:3, 0], pose[:3, 1], pose[:3, 2], pose[:3, 3] = right, np.cross(forward, right), forward, position
    return pose


def actions_to_json(actions: Sequence[Action]) -> str:
    """A list such as [{"turn_right_deg": 120.0}, {"move_forward_m": 1.2}].

    Angles are written to a tenth of a degree and lengths to a centimetre; what would be written as zero is
    left out.
    """
    rounded = ((a.kind, round(a.amount, DECIMALS[a.kind.rpartition("_")[2]])) for a in actions)
    return json.dumps([{kind: amount} for kind, amount in rounded if amount])


def actions_from_json(text: str) -> tuple[Action, ...]:
    """The actions of a text as `actions_to_json` writes it, and of nothing looser.

    Raises:
        CovisError: If the text is no such list: no JSON, an unknown or repeated name, an amount that is no
            finite number or negative, or more text or actions than any motion needs.
    """
    if len(text) > MOST_TEXT:
        raise CovisError(f"actions of {len(text)} characters are too long; {MOST_TEXT} are read.")
    try:
        items = json.loads(text, object_pairs_hook=tuple, parse_constant=refuse_constant)
    except (ValueError, RecursionError) as error:
        raise CovisError(f"actions must be a JSON list, not {text[:60]!r}.") from error
    return actions_from_items(items)


def actions_from_items(items: Any) -> tuple[Action, ...]:
    """The actions of parsed JSON, whose objects are tuples of pairs (`object_pairs_hook=tuple`).

    Raises:
        CovisError: If it is no such list, as for `actions_from_json`.
    """
    if not isinstance(items, list) or len(items) > MOST_ACTIONS:
        raise CovisError(f"actions must be a JSON list of at most {MOST_ACTIONS}, not {str(items)[:60]!r}.")
    return tuple(_action(item) for item in items)


def _action(item: Any) -> Action:
    # objects come as tuples of their pairs, so that a repeated name does not vanish
    if not (isinstance(item, tuple) and len(item) == 1):
        raise CovisError(f"each action must be an object with one name and its amount, not {str(item)[:60]}.")
    ((kind, amount),) = item
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        raise CovisError(f"the amount of {str(kind)[:30]!r} must be a number, not {str(amount)[:30]!r}.")
    if abs(amount) > MOST_AMOUNT:
        raise CovisError(f"the amount of {str(kind)[:30]!r} is beyond {MOST_AMOUNT:g}.")
    return Action(kind, float(amount))


def refuse_constant(name: str) -> Any:
    """Refuse NaN and Infinity, which Python's JSON reader takes.

    Raises:
        ValueError: Always, for `json.loads` to pass on.
    """
    raise ValueError(name)


def _turn(right_rad: float) -> Action | None:
    degrees = math.remainder(math.degrees(right_rad), 360)
    if abs(degrees) <= LEAST_TURN_DEG:
        return None
    return Action("turn_right_deg" if degrees > 0 else "turn_left_deg", abs(degrees))


def _tilt(up_rad: float) -> Action | None:
    degrees = math.degrees(up_rad)
    if abs(degrees) <= LEAST_TURN_DEG:
        return None
    return Action("turn_up_deg" if degrees > 0 else "turn_down_deg", abs(degrees))
