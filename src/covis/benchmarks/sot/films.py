"""Spatial orientation tests that anyone can film, as a folder.

Turn a phone slowly from left to right on the spot for three to five seconds, such that no single frame shows
the whole place, without people in view. Ask whether one thing is left or right of another, one from the
beginning and one from the end of the film: three questions from the camera's point of view, two from
somebody else's. The folder holds `sot.jsonl`, a line for each question, and the films or frames that it
names, relative to the folder:

    {"id": "s01_q1", "scene": "s01", "kind": "camera", "video": "s01.mp4",
     "question": "Is the lamp left or right of the door?", "options": ["Left", "Right"], "answer": "B"}
    {"id": "s01_q4", "scene": "s01", "kind": "perspective", "frames": ["s01/1.jpg", "s01/2.jpg"],
     "question": "For somebody who comes out of the lift, is the lamp left or right of the door?",
     "options": ["Left", "Right"], "answer": "A"}

`kind` is `camera` or `perspective` (also `spt`, spatial perspective taking). A question has either `video` or
`frames`, in the order in which they were filmed. `answer` is the letter of the right option for the film as
it was shot; it is the same for the film in reverse.
"""

from __future__ import annotations

from pathlib import Path

from covis.benchmarks.benchmark import Questions, ReadSettings
from covis.benchmarks.records.media import Media
from covis.benchmarks.records.questions import gather
from covis.benchmarks.records.row import Row
from covis.benchmarks.records.rows import read_rows
from covis.prompts.sample import Sample

FILE = "sot.jsonl"
KINDS = {"camera": "camera", "perspective": "perspective", "spt": "perspective"}
SIDES = {"left", "right"}


def read_films(file: Path, settings: ReadSettings) -> Questions:
    """The questions of a folder of films.

    Args:
        file: Its `sot.jsonl`.
        settings: Where its media lies, if elsewhere, and what to do about gaps.

    Raises:
        CovisError: If a line is broken, or media is not there and that is to stop.
    """
    root = settings.media or file.parent
    media = Media(root)
    return gather(read_rows(file), lambda row: _sample(row, media), settings, root)


def _sample(row: Row, media: Media) -> Sample:
    options = row.texts("options")
    if {option.strip().lower() for option in options} != SIDES or len(options) != len(SIDES):
        raise row.wrong("options", f"must be left and right, not {list(options)}")
    if ("video" in row.fields) == ("frames" in row.fields):
        raise row.wrong("video", "or 'frames' must be there, and not both")
    video = row.text("video") if "video" in row.fields else None
    frames = () if video else row.texts("frames")
    return Sample(
        id=row.label("id"),
        scene=row.label("scene"),
        task="sot",
        category=KINDS[row.one_of(tuple(KINDS), "kind")],
        images=tuple(media.picture(frame, row.where("frames")) for frame in frames),
        question=row.text("question"),
        options=tuple(option.strip() for option in options),
        answer=row.one_of(("A", "B"), "answer"),
        answer_kind="choice",
        video=media.clip(video, row.where("video")) if video else None,
        # Frames are named as they were filmed, so that some between may be left out.
        meta={} if video else {"ordered": True},
    )
