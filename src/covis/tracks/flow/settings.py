"""The numbers of the flow tracker, each beside its reason. Lengths are in px of its working size."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FlowSettings:
    """How the flow tracker works.

    Found by eye and by exact made clips at the working size; none is learnt.
    """

    long_side_px: int = 320  # flow and regions of things that can carry a mark need no more
    keyframe_every: int = 5  # frames: a shuffled cup moves about its own width in that time
    look_frames: int = 4  # before and after a keyframe: enough motion to tell it from flow errors
    most_tracks: int = 18  # seen at once: far more than anybody marks, few enough to stay fast
    displace: float = 0.15  # by which a newcomer must be more of a thing than the least, to replace it

    # A label is carried by the flow unless
    flow_error_px: float = 0.8  # forward and backward flow disagree by more than this ...
    flow_error_share: float = 0.05  # ... and this share of the motion, where the colours differ
    residual_doubtful: float = 15.0  # by so many grey levels; or they differ
    residual_wrong: float = 40.0  # by so many whatever the flow says
    retry_share: float = 0.25  # more pixels than this without a partner: perhaps a fast pan, try features
    cut_share: float = 0.75  # more pixels than this without a partner: another shot begins

    # A silhouette stands where the colours under it are the track's own.
    same_colour: float = 30.0  # levels of R, G or B: shading and blur between neighbouring frames
    likely: float = 0.6  # probability of being the track's colour rather than the ground's
    unlikely: float = 0.2
    tells: float = 0.65  # mean probability over its own pixels above which colour finds the track
    enough_trust: float = 0.6  # share of a track's pixels with believable flow that leaves no doubt
    doubt_rate: float = 0.15  # of its sureness lost in a frame without any, unless its colours tell
    least_sureness: float = 0.5  # below this a track is given up: what is there now may be something else
    search_px: int = 14  # beyond the predicted place: faster things blur away anyway
    far_cost: float = 0.10  # of the score, for a search step as long as the silhouette's side

    # Regions at keyframes
    covered: float = 0.5  # share of a leaf under a track's label that makes the leaf the track's
    contested: float = 0.12  # share under a second track's label that leaves the matter to the pixels
    snap_iou: float = 0.6  # a region of the picture replaces the carried mask if it agrees so well
    much_growth: float = 0.15  # of a track's area: what a region adds beyond that must look like the track
    growth_likeness: float = 0.5
    part_share: float = 0.6  # of a track's area: what is smaller and beside it may be a part of it
    whole_iou: float = 0.75  # agreement of a region with a track and its part together
    whole_gain: float = 0.05  # by which it is more of a thing than the track was alone
    moving_leaf: float = 0.6  # motion evidence from which a leaf moves
    resting: float = 0.2  # motion evidence up to which a track rests
    birth: float = 0.55  # thingness from which an unclaimed region becomes a track
    rebirth: float = 0.35  # thingness from which it may be a hidden track's return
    least_share: float = 0.0012  # of the picture: smaller is given up

    # Hiding, returning, look-alikes
    hidden_share: float = 0.22  # of the silhouette still seen: below that the track is hidden
    wait_frames: int = 75  # for a hidden track: two to three seconds
    most_doubt: float = 0.75  # of its side: when a hidden thing may be farther from its place, it is given up
    alike: float = 0.75  # histogram likeness (Bhattacharyya) of two things that could be mistaken
    drift: float = 0.55  # likeness to its own past below which a track has become something else
    strange: float = 0.88  # likeness to its past or birth below which it may be becoming something else
    strange_keyframes: int = 3  # and so many in a row settle it; a hand in front does not last
    doubtful: float = 0.84  # likeness at which an occurrence is as good as lost
    familiar: float = 0.9  # likeness that ends the suspicion
    return_likeness: float = 0.7  # to be taken for a track that was hidden a moment ago
    return_pattern: float = 0.5  # correlation of its pixels, where colour alone does not tell
    late_likeness: float = 0.8  # and for one that has been away for longer

    # Parts of one body
    body_keyframes: int = 4  # at which both were seen while moving: fewer may be chance
    body_touching: float = 0.6  # share of their common keyframes at which they touch
    body_agreeing: float = 0.75  # share of the moving ones at which they moved alike
    body_stirred: float = 0.5  # motion evidence from which a track counts as moving
    body_share: float = 0.4  # of the longer one's keyframes at which the other must have been there
    twin_touching: float = 0.75  # stricter for parts that look alike: they may be two of a kind
    twin_agreeing: float = 0.85
    body_stirring: float = 0.2  # share of its keyframes at which a part of a mover moves
    body_apart_px: float = 1.5  # difference in motion between keyframes that flow errors explain
    body_apart_share: float = 0.4  # and the share of the motion by which limbs may swing


DEFAULTS = FlowSettings()
