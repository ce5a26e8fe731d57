"""How near one motion of a camera is to another.

HATCH (arXiv 2602.08735) rewards the predicted motion by its geometric distance from the true one. The
equation here is ours. With the composed motions' rotations R, R' and translations t, t':

    r = ( exp(-|t - t'| / s_t) + exp(-angle(R, R') / s_r) ) / 2

r is 1 only for the same motion, lies in (0, 1], falls with either error, does not change when the motions are
exchanged, and has a slope everywhere, so that a better guess always earns more. The halves are added, not
multiplied, so that a turn is learnt before its distance is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.geometry.actions import Action, pose_from_actions

Matrix = NDArray[np.float64]

# What `covis.geometry.actions.actions_from_pose` needs at most: turn, forward, climb, turn, tilt.
MOST_ACTIONS = 5
MOST_TURN_DEG = 360.0  # to the left and right, of two turns of at most 180
MOST_TILT_DEG = 90.0
MOST_WALK_M = 100.0  # images further apart share no view
MOST_DETOUR = 1.5  # times the direct way: two legs at right angles take 1.41 times, to and fro takes more
LEAST_WAY_M = 0.1  # added to it, so that a centimetre up and down is no detour
ROUNDING = 1e-6  # sums of tenths of a degree


@dataclass(frozen=True)
class MotionScale:
    """How fast the reward of a motion falls with its error.

    Attributes:
        translation_m: The error at which the half for the translation has fallen to 1/e. Ours: a step or two,
            as between the images of a room.
        rotation_deg: The same for the rotation. Ours: half the field of view of a common camera, beyond which
            the middle of a picture is out of sight.

    Raises:
        CovisError: If one is not a positive finite number.
    """

    translation_m: float = 1.0
    rotation_deg: float = 30.0

    def __post_init__(self) -> None:
        for name, value in (("translation_m", self.translation_m), ("rotation_deg", self.rotation_deg)):
            if not (math.isfinite(value) and value > 0):
                raise CovisError(f"{name} of the action reward must be a positive number, not {value}.")


@dataclass(frozen=True)
class MotionError:
    """How far apart two motions are.

    Attributes:
        translation_m: Between the two positions.
        rotation_deg: Of the turn that leads from one view to the other, 0 to 180.
    """

    translation_m: float
    rotation_deg: float


def motion_error(T_first_from_guess: Matrix, T_first_from_second: Matrix) -> MotionError:
    """How far apart two (4, 4) motions from the same first camera are, in metres and degrees."""
    apart = T_first_from_guess - T_first_from_second
    # |R - R'| (Frobenius) is 2 sqrt(2) sin(angle / 2); unlike the trace this keeps its digits near zero.
    half_sine = min(1.0, float(np.linalg.norm(apart[:3, :3])) / (2 * math.sqrt(2)))
    return MotionError(float(np.linalg.norm(apart[:3, 3])), math.degrees(2 * math.asin(half_sine)))


def is_absurd(actions: Sequence[Action]) -> bool:
    """Whether actions turn, tilt or walk more than any motion needs, or take a way that leads to and fro."""
    turned = sum(a.amount for a in actions if a.kind in ("turn_left_deg", "turn_right_deg"))
    tilted = sum(a.amount for a in actions if a.kind in ("turn_up_deg", "turn_down_deg"))
    walked = sum(a.amount for a in actions if a.kind.endswith("_m"))
    if len(actions) > MOST_ACTIONS or turned > MOST_TURN_DEG + ROUNDING or tilted > MOST_TILT_DEG + ROUNDING:
        return True
    if not walked <= MOST_WALK_M:
        return True
    x, y, z = map(float, pose_from_actions(actions)[:3, 3])
    return walked > MOST_DETOUR * (math.hypot(x, z) + abs(y)) + LEAST_WAY_M


def motion_reward(
    actions: Sequence[Action], true_actions: Sequence[Action], scale: MotionScale | None = None
) -> float:
    """What predicted actions earn for one pair of images, 0..1; 0 if either is absurd.

    Args:
        actions: As predicted, in the first camera's axes.
        true_actions: As they are.
        scale: How fast the reward falls; the default of `MotionScale` if None.
    """
    if is_absurd(actions) or is_absurd(true_actions):
        return 0.0
    scale = scale or MotionScale()
    error = motion_error(pose_from_actions(actions), pose_from_actions(true_actions))
    translation = math.exp(-error.translation_m / scale.translation_m)
    rotation = math.exp(-error.rotation_deg / scale.rotation_deg)
    return (translation + rotation) / 2
